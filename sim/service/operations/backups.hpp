#pragma once

#include "sim/service/account.hpp"

namespace ddbsim::service {

/// The backup that the service makes by itself of a table with point-in-time recovery that is
/// deleted: "TABLE$DeletedTableBackup", kept for 35 days (AWS: "Point-in-time recovery: how it
/// works"). No effect where recovery is off.
void back_up_deleted(Account& account, const table::Table& table);

}  // namespace ddbsim::service
