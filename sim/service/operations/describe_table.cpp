#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/find_table.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

Result<DescribeTableResponse> execute(Account& account, const DescribeTableRequest& request,
                                      const CallContext& /*context*/) {
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name);
  if (!table) {
    return std::unexpected(table.error());
  }
  return DescribeTableResponse{.table = describe(account, **table)};
}

}  // namespace ddbsim::service
