#include "sim/service/operations/auto_scaling.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"

// Auto scaling of the replicas of a table: kept as a setting.
namespace ddbsim::service {

namespace {

using Scaling = std::vector<ReplicaAutoScalingDescription>;

AutoScalingPolicyDescription policy_of(const AutoScalingPolicyUpdate& update) {
  const auto& target = *update.target_tracking_scaling_policy_configuration;
  return {.policy_name = update.policy_name,
          .target_tracking_scaling_policy_configuration =
              AutoScalingTargetTrackingScalingPolicyConfigurationDescription{
                  .disable_scale_in = target.disable_scale_in,
                  .scale_in_cooldown = target.scale_in_cooldown,
                  .scale_out_cooldown = target.scale_out_cooldown,
                  .target_value = target.target_value}};
}

ReplicaAutoScalingDescription& replica_in(Scaling& scaling, const std::string& region) {
  const auto at = std::ranges::find(scaling, region, &ReplicaAutoScalingDescription::region_name);
  return at == scaling.end() ? scaling.emplace_back(ReplicaAutoScalingDescription{
                                   .region_name = region, .replica_status = "ACTIVE"})
                             : *at;
}

ReplicaGlobalSecondaryIndexAutoScalingDescription& index_in(ReplicaAutoScalingDescription& replica,
                                                            const std::string& index) {
  auto& indexes = replica.global_secondary_indexes ? *replica.global_secondary_indexes
                                                   : replica.global_secondary_indexes.emplace();
  const auto at = std::ranges::find(indexes, index,
                                    &ReplicaGlobalSecondaryIndexAutoScalingDescription::index_name);
  return at == indexes.end()
             ? indexes.emplace_back(ReplicaGlobalSecondaryIndexAutoScalingDescription{
                   .index_name = index, .index_status = "ACTIVE"})
             : *at;
}

/// Every region of the table with what was set there, and every global index.
Scaling scaling_of(const Account& account, const table::Table& table) {
  const Replicas& replicas = account.control().settings(table.definition().name).replicas;
  std::vector<std::string> regions = {account.parameters().region};
  for (const ReplicaDescription& other : replicas.others) {
    regions.push_back(*other.region_name);
  }
  Scaling kept = replicas.scaling;
  Scaling out;
  for (const std::string& region : regions) {
    ReplicaAutoScalingDescription& replica = replica_in(kept, region);
    for (const table::IndexDefinition& index : table.definition().indexes) {
      if (!index.local) {
        static_cast<void>(index_in(replica, index.name));
      }
    }
    out.push_back(replica);
  }
  return out;
}

TableAutoScalingDescription describe_scaling(const Account& account, const table::Table& table,
                                             std::string_view status) {
  return {.table_name = table.definition().name,
          .table_status = std::string(status),
          .replicas = scaling_of(account, table)};
}

Refusal check_index(const table::Table& table, const Text& name) {
  const table::IndexDefinition* const index = name ? table.definition().index(*name) : nullptr;
  if (index != nullptr && !index->local) {
    return {};
  }
  return fail(ErrorType::resource_not_found,
              fmt::format("Requested resource not found: Index: {} not found", name.value_or("")))
      .error();
}

Refusal check_update(const Account& account, const table::Table& table,
                     const UpdateTableReplicaAutoScalingRequest& request) {
  if (request.global_secondary_index_updates) {
    for (const auto& update : *request.global_secondary_index_updates) {
      if (Refusal refusal = check_index(table, update.index_name)) {
        return refusal;
      }
    }
  }
  if (!request.replica_updates) {
    return {};
  }
  const Scaling known = scaling_of(account, table);
  for (const ReplicaAutoScalingUpdate& replica : *request.replica_updates) {
    if (std::ranges::find(known, *replica.region_name,
                          &ReplicaAutoScalingDescription::region_name) == known.end()) {
      return fail(ErrorType::resource_not_found,
                  fmt::format("Requested resource not found: Replica: {} not found",
                              *replica.region_name))
          .error();
    }
    if (replica.replica_global_secondary_index_updates) {
      for (const auto& update : *replica.replica_global_secondary_index_updates) {
        if (Refusal refusal = check_index(table, update.index_name)) {
          return refusal;
        }
      }
    }
  }
  return {};
}

/// Writes scale alike in all regions, reads in each by itself.
void apply(const UpdateTableReplicaAutoScalingRequest& request, Scaling& scaling) {
  for (ReplicaAutoScalingDescription& replica : scaling) {
    set_scaling(request.provisioned_write_capacity_auto_scaling_update,
                replica.replica_provisioned_write_capacity_auto_scaling_settings);
    if (request.global_secondary_index_updates) {
      for (const auto& update : *request.global_secondary_index_updates) {
        set_scaling(
            update.provisioned_write_capacity_auto_scaling_update,
            index_in(replica, *update.index_name).provisioned_write_capacity_auto_scaling_settings);
      }
    }
  }
  if (!request.replica_updates) {
    return;
  }
  for (const ReplicaAutoScalingUpdate& update : *request.replica_updates) {
    ReplicaAutoScalingDescription& replica = replica_in(scaling, *update.region_name);
    set_scaling(update.replica_provisioned_read_capacity_auto_scaling_update,
                replica.replica_provisioned_read_capacity_auto_scaling_settings);
    if (update.replica_global_secondary_index_updates) {
      for (const auto& index : *update.replica_global_secondary_index_updates) {
        set_scaling(
            index.provisioned_read_capacity_auto_scaling_update,
            index_in(replica, *index.index_name).provisioned_read_capacity_auto_scaling_settings);
      }
    }
  }
}

}  // namespace

void set_scaling(const Optional<AutoScalingSettingsUpdate>& update,
                 Optional<AutoScalingSettingsDescription>& settings) {
  if (!update) {
    return;
  }
  AutoScalingSettingsDescription& out = settings ? *settings : settings.emplace();
  const auto set = [](const auto& from, auto& to) {
    if (from) {
      to = from;
    }
  };
  set(update->minimum_units, out.minimum_units);
  set(update->maximum_units, out.maximum_units);
  set(update->auto_scaling_disabled, out.auto_scaling_disabled);
  set(update->auto_scaling_role_arn, out.auto_scaling_role_arn);
  if (update->scaling_policy_update) {
    auto& policies = out.scaling_policies ? *out.scaling_policies : out.scaling_policies.emplace();
    AutoScalingPolicyDescription policy = policy_of(*update->scaling_policy_update);
    const auto at =
        std::ranges::find(policies, policy.policy_name, &AutoScalingPolicyDescription::policy_name);
    if (at == policies.end()) {
      policies.push_back(std::move(policy));
    } else {
      *at = std::move(policy);
    }
  }
}

Result<DescribeTableReplicaAutoScalingResponse> execute(
    Account& account, const DescribeTableReplicaAutoScalingRequest& request,
    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table =
      find_named_table(account, *request.table_name, "DescribeTableReplicaAutoScaling");
  if (!table) {
    return std::unexpected(table.error());
  }
  return DescribeTableReplicaAutoScalingResponse{.table_auto_scaling_description =
                                                     describe_scaling(account, **table, "ACTIVE")};
}

Result<UpdateTableReplicaAutoScalingResponse> execute(
    Account& account, const UpdateTableReplicaAutoScalingRequest& request,
    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table =
      find_named_table(account, *request.table_name, "UpdateTableReplicaAutoScaling");
  if (!table) {
    return std::unexpected(table.error());
  }
  if (Refusal refusal = check_update(account, **table, request)) {
    return std::unexpected(std::move(*refusal));
  }
  Scaling scaling = scaling_of(account, **table);
  apply(request, scaling);
  account.control().change_settings((*table)->definition().name, [&](TableSettings& settings) {
    settings.replicas.scaling = std::move(scaling);
  });
  return UpdateTableReplicaAutoScalingResponse{.table_auto_scaling_description =
                                                   describe_scaling(account, **table, "UPDATING")};
}

}  // namespace ddbsim::service
