#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/find_table.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

Result<DeleteTableResponse> execute(Account& account, const DeleteTableRequest& request,
                                    const CallContext& /*context*/) {
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name);
  if (!table) {
    return std::unexpected(table.error());
  }
  if ((*table)->definition().deletion_protection) {
    return invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  DeleteTableResponse response{.table_description = describe_deleted(account, **table)};
  account.remove_table(*request.table_name);
  return response;
}

}  // namespace ddbsim::service
