#pragma once

#include <string>

#include "sim/service/item_checks.hpp"

// Replicas of a table in other regions (global tables, version 2019.11.21): kept and described, and
// nothing replicates.
namespace ddbsim::service {

/// Does an UpdateTable say anything of replicas?
[[nodiscard]] bool changes_replicas(const UpdateTableRequest& request) noexcept;
/// Replicas that are there or not, this region, and what a strongly consistent group demands: an
/// empty table, and three regions or two with a witness (AWS: "Global tables: multi-Region strong
/// consistency").
[[nodiscard]] Refusal check_replicas(const Account& account, const table::Table& table,
                                     const UpdateTableRequest& request);
/// What was checked.
void apply_replicas(Account& account, const std::string& table, const UpdateTableRequest& request);

/// Puts what is kept into the description of a table; nothing when it is in one region only.
void describe_replicas(const Account& account, const std::string& table, TableDescription& out);
/// The same as the answer to the change shows it: CREATING, UPDATING, DELETING.
void describe_replica_changes(const UpdateTableRequest& request, TableDescription& out);

}  // namespace ddbsim::service
