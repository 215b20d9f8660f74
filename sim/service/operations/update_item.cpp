#include "sim/service/account.hpp"
#include "sim/service/operations/single_write.hpp"
#include "sim/service/request_checks.hpp"

namespace ddbsim::service {

Result<UpdateItemResponse> execute(Account& account, const UpdateItemRequest& request,
                                   const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request)) {
    return std::unexpected(std::move(*refusal));
  }

  auto write = prepare_update(account, request.key, write_expressions_of(request));
  if (!write) {
    return std::unexpected(std::move(write.error()));
  }
  return commit_single_write(account, request, std::move(*write));
}

}  // namespace ddbsim::service
