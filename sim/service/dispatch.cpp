#include <type_traits>
#include <utility>

#include "sim/service/account.hpp"

namespace ddbsim::service {

Result<Response> execute(Account& account, RequestRef request, const CallContext& context) {
  return std::visit(
      [&](const auto* typed) -> Result<Response> {
        using Typed = std::remove_cvref_t<decltype(*typed)>;
        auto response = execute(account, *typed, context);
        if (!response) {
          return std::unexpected(std::move(response.error()));
        }
        return Response(std::in_place_type<typename Typed::Response>, std::move(*response));
      },
      request);
}

}  // namespace ddbsim::service
