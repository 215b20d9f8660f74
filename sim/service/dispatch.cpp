#include <type_traits>
#include <utility>

#include "sim/service/account.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {

Result<Response> execute(Account& account, RequestRef request, const CallContext& context) {
  return std::visit(
      [&](const auto* typed) -> Result<Response> {
        using Typed = std::remove_cvref_t<decltype(*typed)>;
        if constexpr (requires { execute(account, *typed, context); }) {
          auto response = execute(account, *typed, context);
          if (!response) {
            return std::unexpected(worded(account.parameters().validation, action_name<Typed>(),
                                          std::move(response.error())));
          }
          return Response(std::in_place_type<typename Typed::Response>, std::move(*response));
        } else {  // in the API, and not here
          return fail(ErrorType::unknown_operation, {});
        }
      },
      request);
}

}  // namespace ddbsim::service
