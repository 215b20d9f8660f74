#include "sim/service/operations/replicas.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"

namespace ddbsim::service {

namespace {

using Updates = std::vector<ReplicationGroupUpdate>;

const Updates& updates_of(const UpdateTableRequest& request) {
  static const Updates kNone;
  return request.replica_updates ? *request.replica_updates : kNone;
}

/// The witness that the request adds; null when it adds none.
const CreateGlobalTableWitnessGroupMemberAction* new_witness(const UpdateTableRequest& request) {
  if (!request.global_table_witness_updates) {
    return nullptr;
  }
  const auto& update = request.global_table_witness_updates->front();
  return update.create ? &*update.create : nullptr;
}

const std::string& region_of(const ReplicationGroupUpdate& update) {
  return *(update.create   ? update.create->region_name
           : update.update ? update.update->region_name
                           : update.remove->region_name);
}

bool has_replica(const Replicas& replicas, const std::string& region) {
  return std::ranges::find(replicas.others, region, &ReplicaDescription::region_name) !=
         replicas.others.end();
}

Refusal check_update(const Account& account, const table::Table& table, const Replicas& replicas,
                     const ReplicationGroupUpdate& update) {
  const int actions = static_cast<int>(update.create.has_value()) +
                      static_cast<int>(update.update.has_value()) +
                      static_cast<int>(update.remove.has_value());
  if (actions != 1) {  // in the words of index updates; those of replicas are not published
    return invalid_parameters(
               "One of ReplicationGroupUpdate.Create, ReplicationGroupUpdate.Update, "
               "ReplicationGroupUpdate.Delete must not be null")
        .error();
  }
  const std::string& region = region_of(update);
  if (region == account.parameters().region) {  // text: LocalStack's captures
    return invalid(
               "Cannot add, delete, or update the local region through ReplicaUpdates. Use "
               "CreateTable, DeleteTable, or UpdateTable as required.")
        .error();
  }
  if (update.create && has_replica(replicas, region)) {
    return invalid(
               fmt::format("Failed to create a the new replica of table with name: '{}' because "
                           "one or more replicas already existed as tables.",
                           table.definition().name))
        .error();
  }
  if (!update.create && !has_replica(replicas, region)) {
    return invalid(
               "Update global table operation failed because one or more replicas were not part of "
               "the global table.")
        .error();
  }
  return {};
}

/// The service's words for what follows are not published.
Refusal check_strong(const table::Table& table, const UpdateTableRequest& request) {
  constexpr std::ptrdiff_t kOthers = 2;  // with this region, three
  const auto created = std::ranges::count_if(
      updates_of(request),
      [](const ReplicationGroupUpdate& update) { return update.create.has_value(); });
  if (created + (new_witness(request) != nullptr ? 1 : 0) != kOthers || created == 0) {
    return invalid_parameters(
               "MultiRegionConsistency STRONG needs three replicas, or two replicas and a witness")
        .error();
  }
  return table.items().count() == 0
             ? Refusal()
             : invalid_parameters("MultiRegionConsistency STRONG needs an empty table").error();
}

Refusal check_consistency(const table::Table& table, const Replicas& replicas,
                          const UpdateTableRequest& request) {
  const bool strong = is(request.multi_region_consistency, "STRONG");
  if (request.multi_region_consistency && !replicas.others.empty() &&
      request.multi_region_consistency != replicas.consistency) {
    return invalid_parameters("MultiRegionConsistency of a global table cannot be changed").error();
  }
  if (new_witness(request) != nullptr && !strong) {
    return invalid_parameters("A witness needs MultiRegionConsistency STRONG").error();
  }
  if (strong && replicas.others.empty()) {
    return check_strong(table, request);
  }
  const bool creates = std::ranges::any_of(
      updates_of(request),
      [](const ReplicationGroupUpdate& update) { return update.create.has_value(); });
  const auto& stream = table.definition().stream;
  if (creates && stream != table::StreamView::new_and_old_images &&
      !(request.stream_specification &&
        is(request.stream_specification->stream_view_type, "NEW_AND_OLD_IMAGES"))) {
    return invalid_parameters(
               "Replicas need a stream of the table with the view type NEW_AND_OLD_IMAGES")
        .error();
  }
  return {};
}

/// What both actions on a replica may set.
template <class Action>
void set_options(const Action& action, ReplicaDescription& replica) {
  if (action.kms_master_key_id) {
    replica.kms_master_key_id = action.kms_master_key_id;
  }
  if (action.provisioned_throughput_override) {
    replica.provisioned_throughput_override = action.provisioned_throughput_override;
  }
  if (action.on_demand_throughput_override) {
    replica.on_demand_throughput_override = action.on_demand_throughput_override;
  }
  if (action.table_class_override) {
    replica.replica_table_class_summary =
        TableClassSummary{.table_class = action.table_class_override};
  }
  if (action.global_secondary_indexes) {
    auto& indexes = replica.global_secondary_indexes.emplace();
    for (const ReplicaGlobalSecondaryIndex& index : *action.global_secondary_indexes) {
      indexes.push_back({.index_name = index.index_name,
                         .provisioned_throughput_override = index.provisioned_throughput_override,
                         .on_demand_throughput_override = index.on_demand_throughput_override});
    }
  }
}

void apply(const ReplicationGroupUpdate& update, std::vector<ReplicaDescription>& others) {
  const auto at = std::ranges::find(others, region_of(update), &ReplicaDescription::region_name);
  if (update.create) {
    ReplicaDescription replica{.region_name = update.create->region_name,
                               .replica_status = "ACTIVE"};
    set_options(*update.create, replica);
    others.push_back(std::move(replica));
  } else if (update.update) {
    set_options(*update.update, *at);
  } else {
    others.erase(at);
  }
}

}  // namespace

bool changes_replicas(const UpdateTableRequest& request) noexcept {
  return !updates_of(request).empty() || request.multi_region_consistency ||
         request.global_table_witness_updates || request.global_table_settings_replication_mode;
}

Refusal check_replicas(const Account& account, const table::Table& table,
                       const UpdateTableRequest& request) {
  if (!changes_replicas(request)) {
    return {};
  }
  const Replicas& replicas = account.control().settings(table.definition().name).replicas;
  std::set<std::string_view> regions;
  for (const ReplicationGroupUpdate& update : updates_of(request)) {
    if (Refusal refusal = check_update(account, table, replicas, update)) {
      return refusal;
    }
    if (!regions.insert(region_of(update)).second) {
      return invalid_parameters("Only one replica update per region is allowed: " +
                                region_of(update))
          .error();
    }
  }
  return check_consistency(table, replicas, request);
}

void apply_replicas(Account& account, const std::string& table, const UpdateTableRequest& request) {
  if (!changes_replicas(request)) {
    return;
  }
  account.control().change_settings(table, [&](TableSettings& settings) {
    Replicas& replicas = settings.replicas;
    for (const ReplicationGroupUpdate& update : updates_of(request)) {
      apply(update, replicas.others);
    }
    if (request.global_table_witness_updates) {
      const auto* const witness = new_witness(request);
      replicas.witness = witness == nullptr ? std::nullopt : witness->region_name;
    }
    if (request.global_table_settings_replication_mode) {
      replicas.settings_mode = request.global_table_settings_replication_mode;
    }
    if (replicas.others.empty()) {
      replicas.consistency.reset();
      replicas.witness.reset();
    } else if (!replicas.consistency) {
      replicas.consistency = request.multi_region_consistency.value_or("EVENTUAL");
    }
  });
}

void describe_replicas(const Account& account, const std::string& table, TableDescription& out) {
  const Replicas& replicas = account.control().settings(table).replicas;
  if (account.control().global_tables.find(table) != nullptr) {
    out.global_table_version = "2017.11.29";
  }
  out.global_table_settings_replication_mode = replicas.settings_mode;
  if (replicas.others.empty()) {
    return;
  }
  out.global_table_version = "2019.11.21";
  out.replicas = replicas.others;
  out.multi_region_consistency = replicas.consistency;
  if (replicas.witness) {
    out.global_table_witnesses.emplace().push_back(
        {.region_name = replicas.witness, .witness_status = "ACTIVE"});
  }
}

void describe_replica_changes(const UpdateTableRequest& request, TableDescription& out) {
  for (const ReplicationGroupUpdate& update : updates_of(request)) {
    if (update.remove) {
      if (!out.replicas) {
        out.replicas.emplace();
      }
      out.replicas->push_back(
          {.region_name = update.remove->region_name, .replica_status = "DELETING"});
      continue;
    }
    const auto at =
        std::ranges::find(*out.replicas, region_of(update), &ReplicaDescription::region_name);
    at->replica_status = update.create ? "CREATING" : "UPDATING";
  }
  if (new_witness(request) != nullptr) {
    out.global_table_witnesses->front().witness_status = "CREATING";
  }
}

}  // namespace ddbsim::service
