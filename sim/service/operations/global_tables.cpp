#include <algorithm>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/operations/auto_scaling.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/table_texts.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/times.hpp"

// Global tables of version 2017.11.29: kept and described, and nothing replicates. Only this
// region's table is known; that the others are there is believed.
namespace ddbsim::service {

namespace {

using Replicas2017 = std::vector<ReplicaSettingsDescription>;

/// What a replica is like before anybody sets it: as this region's table.
ReplicaSettingsDescription settings_like(const Account& account, const table::Table& table,
                                         const std::string& region) {
  const AutoScalingSettingsDescription off{.auto_scaling_disabled = true};
  const TableDescription described = describe(account, table);
  ReplicaSettingsDescription out{
      .region_name = region,
      .replica_status = "ACTIVE",
      .replica_billing_mode_summary =
          BillingModeSummary{.billing_mode = std::string(text_of(table.definition().billing))},
      .replica_provisioned_read_capacity_units = table.definition().throughput.read_units,
      .replica_provisioned_read_capacity_auto_scaling_settings = off,
      .replica_provisioned_write_capacity_units = table.definition().throughput.write_units,
      .replica_provisioned_write_capacity_auto_scaling_settings = off,
      .replica_table_class_summary = described.table_class_summary};
  for (const table::IndexDefinition& index : table.definition().indexes) {
    if (!index.local) {
      auto& indexes = out.replica_global_secondary_index_settings
                          ? *out.replica_global_secondary_index_settings
                          : out.replica_global_secondary_index_settings.emplace();
      indexes.push_back({.index_name = index.name,
                         .index_status = "ACTIVE",
                         .provisioned_read_capacity_units = index.throughput.read_units,
                         .provisioned_read_capacity_auto_scaling_settings = off,
                         .provisioned_write_capacity_units = index.throughput.write_units,
                         .provisioned_write_capacity_auto_scaling_settings = off});
    }
  }
  return out;
}

GlobalTableDescription describe_global(const Account& account, const std::string& name,
                                       const LegacyGlobalTable& global, std::string_view status) {
  GlobalTableDescription out{.global_table_arn = fmt::format("arn:aws:dynamodb::{}:global-table/{}",
                                                             account.parameters().account_id, name),
                             .creation_date_time = epoch_seconds(global.created),
                             .global_table_status = std::string(status),
                             .global_table_name = name};
  auto& group = out.replication_group.emplace();
  for (const ReplicaSettingsDescription& replica : global.replicas) {
    group.push_back({.region_name = replica.region_name, .replica_status = replica.replica_status});
  }
  return out;
}

Result<LegacyGlobalTable> find_global(const Account& account, const std::string& name) {
  const LegacyGlobalTable* const found = account.control().global_tables.find(name);
  if (found == nullptr) {
    return fail(ErrorType::global_table_not_found,
                fmt::format("Global table with name: '{}' does not exist.", name));
  }
  return *found;
}

auto replica_in(auto& replicas, const Text& region) {
  return std::ranges::find(replicas, region, &ReplicaSettingsDescription::region_name);
}

void sort(Replicas2017& replicas) {
  std::ranges::sort(replicas, {}, &ReplicaSettingsDescription::region_name);
}

}  // namespace

Result<CreateGlobalTableResponse> execute(Account& account, const CreateGlobalTableRequest& request,
                                          const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const std::string& name = *request.global_table_name;
  if (account.control().global_tables.find(name) != nullptr) {
    return fail(ErrorType::global_table_already_exists,
                fmt::format("Global table with name: '{}' already exists.", name));
  }
  LegacyGlobalTable global{.created = account.now()};
  for (const ReplicaRegion& replica : *request.replication_group) {
    const std::string region = replica.region_name.value_or(std::string());
    if (region.empty() || replica_in(global.replicas, region) != global.replicas.end()) {
      return invalid_parameters("ReplicationGroup must name each region once");  // unpublished
    }
    global.replicas.push_back({.region_name = region});
  }
  const auto table = find_source_table(account, name, "CreateGlobalTable");
  if (!table) {
    return std::unexpected(table.error());
  }
  if ((*table)->definition().stream != table::StreamView::new_and_old_images) {
    return invalid_parameters(  // needed, as documented; the words are not
        "Global tables need a stream of the table with the view type NEW_AND_OLD_IMAGES");
  }
  for (ReplicaSettingsDescription& replica : global.replicas) {
    replica = settings_like(account, **table, *replica.region_name);
  }
  sort(global.replicas);
  account.control().global_tables.set(name, global);
  return CreateGlobalTableResponse{.global_table_description =
                                       describe_global(account, name, global, "CREATING")};
}

Result<DescribeGlobalTableResponse> execute(Account& account,
                                            const DescribeGlobalTableRequest& request,
                                            const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto global = find_global(account, *request.global_table_name);
  if (!global) {
    return std::unexpected(global.error());
  }
  return DescribeGlobalTableResponse{.global_table_description = describe_global(
                                         account, *request.global_table_name, *global, "ACTIVE")};
}

/// In order of name; RegionName keeps those with a replica there.
Result<ListGlobalTablesResponse> execute(Account& account, const ListGlobalTablesRequest& request,
                                         const CallContext& /*context*/) {
  constexpr std::int64_t kOfAPage = 100;  // the API reference's default
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto limit = static_cast<std::size_t>(request.limit.value_or(kOfAPage));
  const auto& all = account.control().global_tables.entries();
  auto next = request.exclusive_start_global_table_name
                  ? all.upper_bound(*request.exclusive_start_global_table_name)
                  : all.begin();
  ListGlobalTablesResponse response{.global_tables = std::vector<GlobalTable>()};
  for (; next != all.end(); ++next) {
    const Replicas2017& replicas = next->second.replicas;
    if (request.region_name && replica_in(replicas, request.region_name) == replicas.end()) {
      continue;
    }
    if (response.global_tables->size() == limit) {
      response.last_evaluated_global_table_name = response.global_tables->back().global_table_name;
      break;
    }
    GlobalTable& shown = response.global_tables->emplace_back();
    shown.global_table_name = next->first;
    shown.replication_group.emplace();
    for (const ReplicaSettingsDescription& replica : replicas) {
      shown.replication_group->push_back({.region_name = replica.region_name});
    }
  }
  return response;
}

namespace {

/// One Create or Delete of UpdateGlobalTable.
Refusal apply(const Account& account, const table::Table& table, const ReplicaUpdate& update,
              Replicas2017& replicas) {
  if (update.create.has_value() == update.remove.has_value()) {
    return invalid_parameters("One of ReplicaUpdate.Create, ReplicaUpdate.Delete must not be null")
        .error();
  }
  const std::string& region =
      update.create ? *update.create->region_name : *update.remove->region_name;
  const auto at = replica_in(replicas, region);
  if (update.create && at != replicas.end()) {
    return fail(ErrorType::replica_already_exists,
                fmt::format("Replica in region: '{}' already exists.", region))
        .error();
  }
  if (update.remove && at == replicas.end()) {
    return fail(ErrorType::replica_not_found,
                fmt::format("Replica in region: '{}' does not exist.", region))
        .error();
  }
  if (update.create) {
    replicas.push_back(settings_like(account, table, region));
  } else {
    replicas.erase(at);
  }
  return {};
}

}  // namespace

Result<UpdateGlobalTableResponse> execute(Account& account, const UpdateGlobalTableRequest& request,
                                          const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const std::string& name = *request.global_table_name;
  auto global = find_global(account, name);
  if (!global) {
    return std::unexpected(std::move(global.error()));
  }
  const auto table = find_source_table(account, name, "UpdateGlobalTable");
  if (!table) {
    return std::unexpected(table.error());
  }
  for (const ReplicaUpdate& update : *request.replica_updates) {
    if (Refusal refusal = apply(account, **table, update, global->replicas)) {
      return std::unexpected(std::move(*refusal));
    }
  }
  sort(global->replicas);
  account.control().global_tables.set(name, *global);
  return UpdateGlobalTableResponse{.global_table_description =
                                       describe_global(account, name, *global, "UPDATING")};
}

Result<DescribeGlobalTableSettingsResponse> execute(
    Account& account, const DescribeGlobalTableSettingsRequest& request,
    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  auto global = find_global(account, *request.global_table_name);
  if (!global) {
    return std::unexpected(std::move(global.error()));
  }
  return DescribeGlobalTableSettingsResponse{.global_table_name = request.global_table_name,
                                             .replica_settings = std::move(global->replicas)};
}

namespace {

/// Settings of an index in a replica, or IndexNotFoundException.
Result<ReplicaGlobalSecondaryIndexSettingsDescription*> index_in(
    ReplicaSettingsDescription& replica, const std::string& name) {
  if (replica.replica_global_secondary_index_settings) {
    auto& indexes = *replica.replica_global_secondary_index_settings;
    const auto at = std::ranges::find(indexes, name,
                                      &ReplicaGlobalSecondaryIndexSettingsDescription::index_name);
    if (at != indexes.end()) {
      return &*at;
    }
  }
  return fail(ErrorType::index_not_found,
              fmt::format("Index with name: '{}' does not exist.", name));
}

/// What the request sets in all replicas alike: mode and writes.
Refusal set_everywhere(const UpdateGlobalTableSettingsRequest& request,
                       ReplicaSettingsDescription& replica) {
  if (request.global_table_billing_mode) {
    replica.replica_billing_mode_summary =
        BillingModeSummary{.billing_mode = request.global_table_billing_mode};
  }
  if (request.global_table_provisioned_write_capacity_units) {
    replica.replica_provisioned_write_capacity_units =
        request.global_table_provisioned_write_capacity_units;
  }
  set_scaling(request.global_table_provisioned_write_capacity_auto_scaling_settings_update,
              replica.replica_provisioned_write_capacity_auto_scaling_settings);
  if (!request.global_table_global_secondary_index_settings_update) {
    return {};
  }
  for (const auto& update : *request.global_table_global_secondary_index_settings_update) {
    const auto index = index_in(replica, *update.index_name);
    if (!index) {
      return index.error();
    }
    if (update.provisioned_write_capacity_units) {
      (*index)->provisioned_write_capacity_units = update.provisioned_write_capacity_units;
    }
    set_scaling(update.provisioned_write_capacity_auto_scaling_settings_update,
                (*index)->provisioned_write_capacity_auto_scaling_settings);
  }
  return {};
}

Refusal set_replica(const ReplicaSettingsUpdate& update, ReplicaSettingsDescription& replica) {
  if (update.replica_provisioned_read_capacity_units) {
    replica.replica_provisioned_read_capacity_units =
        update.replica_provisioned_read_capacity_units;
  }
  set_scaling(update.replica_provisioned_read_capacity_auto_scaling_settings_update,
              replica.replica_provisioned_read_capacity_auto_scaling_settings);
  if (update.replica_table_class) {
    replica.replica_table_class_summary =
        TableClassSummary{.table_class = update.replica_table_class};
  }
  if (!update.replica_global_secondary_index_settings_update) {
    return {};
  }
  for (const auto& wanted : *update.replica_global_secondary_index_settings_update) {
    const auto index = index_in(replica, *wanted.index_name);
    if (!index) {
      return index.error();
    }
    if (wanted.provisioned_read_capacity_units) {
      (*index)->provisioned_read_capacity_units = wanted.provisioned_read_capacity_units;
    }
    set_scaling(wanted.provisioned_read_capacity_auto_scaling_settings_update,
                (*index)->provisioned_read_capacity_auto_scaling_settings);
  }
  return {};
}

Refusal set_all(const UpdateGlobalTableSettingsRequest& request, Replicas2017& replicas) {
  for (ReplicaSettingsDescription& replica : replicas) {
    if (Refusal refusal = set_everywhere(request, replica)) {
      return refusal;
    }
  }
  if (!request.replica_settings_update) {
    return {};
  }
  for (const ReplicaSettingsUpdate& update : *request.replica_settings_update) {
    const auto at = replica_in(replicas, update.region_name);
    if (at == replicas.end()) {
      return fail(ErrorType::replica_not_found,
                  fmt::format("Replica in region: '{}' does not exist.", *update.region_name))
          .error();
    }
    if (Refusal refusal = set_replica(update, *at)) {
      return refusal;
    }
  }
  return {};
}

}  // namespace

Result<UpdateGlobalTableSettingsResponse> execute(Account& account,
                                                  const UpdateGlobalTableSettingsRequest& request,
                                                  const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  auto global = find_global(account, *request.global_table_name);
  if (!global) {
    return std::unexpected(std::move(global.error()));
  }
  if (Refusal refusal = set_all(request, global->replicas)) {
    return std::unexpected(std::move(*refusal));
  }
  account.control().global_tables.set(*request.global_table_name, *global);
  UpdateGlobalTableSettingsResponse response{.global_table_name = request.global_table_name,
                                             .replica_settings = std::move(global->replicas)};
  for (ReplicaSettingsDescription& replica : *response.replica_settings) {
    replica.replica_status = "UPDATING";
  }
  return response;
}

}  // namespace ddbsim::service
