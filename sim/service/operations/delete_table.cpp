#include "sim/service/operations/backups.hpp"
#include "sim/service/operations/describe.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

Result<DeleteTableResponse> execute(Account& account, const DeleteTableRequest& request,
                                    const CallContext& /*context*/) {
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, "DeleteTable");
  if (!table) {
    return std::unexpected(table.error());
  }
  const std::string name = (*table)->definition().name;
  if (state_of(account, name) == TableState::deleting) {  // twice is no error
    return DeleteTableResponse{.table_description = describe_deleted(account, **table)};
  }
  if (auto refusal = check_settled(account, name)) {
    return std::unexpected(std::move(*refusal));
  }
  if ((*table)->definition().deletion_protection) {
    return invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  DeleteTableResponse response{.table_description = describe_deleted(account, **table)};
  back_up_deleted(account, **table);
  begin_transition(account, name, TableState::deleting);
  if (state_of(account, name) != TableState::deleting) {
    account.remove_table(name);
  }
  return response;
}

}  // namespace ddbsim::service
