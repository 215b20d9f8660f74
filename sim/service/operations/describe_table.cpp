#include "sim/service/operations/describe.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

Result<DescribeTableResponse> execute(Account& account, const DescribeTableRequest& request,
                                      const CallContext& /*context*/) {
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, "DescribeTable");
  if (!table) {
    return std::unexpected(table.error());
  }
  const bool deleting = state_of(account, (*table)->definition().name) == TableState::deleting;
  return DescribeTableResponse{.table = deleting ? describe_deleted(account, **table)
                                                 : describe(account, **table)};
}

}  // namespace ddbsim::service
