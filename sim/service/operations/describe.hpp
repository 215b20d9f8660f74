#pragma once

#include <string_view>

#include "sim/service/account.hpp"

namespace ddbsim::service {

/// What DescribeTable says of a table. Unless transitions take time (transitions.hpp), every status
/// is ACTIVE: a table is what its definition says at once, and the answers to requests that change
/// it put the statuses in that the service would show meanwhile (CREATING, UPDATING, DELETING).
/// Counts and sizes are current; the service brings them up to date about every six hours.
[[nodiscard]] TableDescription describe(const Account& account, const table::Table& table);

/// What the service says of a table that is being deleted: less.
[[nodiscard]] TableDescription describe_deleted(const Account& account, const table::Table& table);

/// Sets the status of the table and of its global indexes.
void set_status(TableDescription& description, std::string_view status);

}  // namespace ddbsim::service
