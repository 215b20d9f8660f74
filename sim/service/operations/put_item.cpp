#include "sim/service/account.hpp"
#include "sim/service/operations/single_write.hpp"
#include "sim/service/request_checks.hpp"

namespace ddbsim::service {

Result<PutItemResponse> execute(Account& account, const PutItemRequest& request,
                                const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request)) {
    return std::unexpected(std::move(*refusal));
  }
  if (Refusal refusal = check_returns_old_or_none(request)) {
    return std::unexpected(std::move(*refusal));
  }
  auto write = prepare_put(account, request.item, write_expressions_of(request));
  if (!write) {
    return std::unexpected(std::move(write.error()));
  }
  return commit_single_write(account, request, std::move(*write));
}

}  // namespace ddbsim::service
