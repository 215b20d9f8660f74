#include "sim/service/account.hpp"
#include "sim/service/operations/single_write.hpp"
#include "sim/service/request_checks.hpp"

namespace ddbsim::service {

Result<DeleteItemResponse> execute(Account& account, const DeleteItemRequest& request,
                                   const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request)) {
    return std::unexpected(std::move(*refusal));
  }
  auto write = prepare_remove(account, request.key, write_expressions_of(request));
  if (!write) {
    return std::unexpected(std::move(write.error()));
  }
  // After the conditions, unlike PutItem: dynalite, Dynoxide.
  if (Refusal refusal = check_returns_old_or_none(request)) {
    return std::unexpected(std::move(*refusal));
  }
  return commit_single_write(account, request, std::move(*write));
}

}  // namespace ddbsim::service
