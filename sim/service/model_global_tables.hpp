#pragma once

#include <vector>

#include "sim/service/model.hpp"

// Global tables and the scaling of their replicas: typed requests and responses, as in model.hpp.
namespace ddbsim::service {

struct ReplicaRegion {
  Text region_name = {};
};
struct GlobalTableDescription {
  Optional<std::vector<ReplicaDescription>> replication_group = {};
  Text global_table_arn = {};
  Optional<double> creation_date_time = {};
  Text global_table_status = {};
  Text global_table_name = {};
};

struct CreateGlobalTableResponse {
  Optional<GlobalTableDescription> global_table_description = {};
};
struct CreateGlobalTableRequest : RequestBase {
  using Response = CreateGlobalTableResponse;
  Text global_table_name = {};
  Optional<std::vector<ReplicaRegion>> replication_group = {};
};

struct DescribeGlobalTableResponse {
  Optional<GlobalTableDescription> global_table_description = {};
};
struct DescribeGlobalTableRequest : RequestBase {
  using Response = DescribeGlobalTableResponse;
  Text global_table_name = {};
};
struct GlobalTable {
  Text global_table_name = {};
  Optional<std::vector<ReplicaRegion>> replication_group = {};
};

struct ListGlobalTablesResponse {
  Optional<std::vector<GlobalTable>> global_tables = {};
  Text last_evaluated_global_table_name = {};
};
struct ListGlobalTablesRequest : RequestBase {
  using Response = ListGlobalTablesResponse;
  Text exclusive_start_global_table_name = {};
  Integer limit = {};
  Text region_name = {};
};
struct CreateReplicaAction {
  Text region_name = {};
};
struct DeleteReplicaAction {
  Text region_name = {};
};
struct ReplicaUpdate {
  Optional<CreateReplicaAction> create = {};
  Optional<DeleteReplicaAction> remove = {};
};

struct UpdateGlobalTableResponse {
  Optional<GlobalTableDescription> global_table_description = {};
};
struct UpdateGlobalTableRequest : RequestBase {
  using Response = UpdateGlobalTableResponse;
  Text global_table_name = {};
  Optional<std::vector<ReplicaUpdate>> replica_updates = {};
};
struct AutoScalingTargetTrackingScalingPolicyConfigurationDescription {
  Optional<bool> disable_scale_in = {};
  Integer scale_in_cooldown = {};
  Integer scale_out_cooldown = {};
  Optional<double> target_value = {};
};
struct AutoScalingPolicyDescription {
  Text policy_name = {};
  Optional<AutoScalingTargetTrackingScalingPolicyConfigurationDescription>
      target_tracking_scaling_policy_configuration = {};
};
struct AutoScalingSettingsDescription {
  Integer minimum_units = {};
  Integer maximum_units = {};
  Optional<bool> auto_scaling_disabled = {};
  Text auto_scaling_role_arn = {};
  Optional<std::vector<AutoScalingPolicyDescription>> scaling_policies = {};
};
struct ReplicaGlobalSecondaryIndexSettingsDescription {
  Text index_name = {};
  Text index_status = {};
  Integer provisioned_read_capacity_units = {};
  Optional<AutoScalingSettingsDescription> provisioned_read_capacity_auto_scaling_settings = {};
  Integer provisioned_write_capacity_units = {};
  Optional<AutoScalingSettingsDescription> provisioned_write_capacity_auto_scaling_settings = {};
};
struct ReplicaSettingsDescription {
  Text region_name = {};
  Text replica_status = {};
  Optional<BillingModeSummary> replica_billing_mode_summary = {};
  Integer replica_provisioned_read_capacity_units = {};
  Optional<AutoScalingSettingsDescription> replica_provisioned_read_capacity_auto_scaling_settings =
      {};
  Integer replica_provisioned_write_capacity_units = {};
  Optional<AutoScalingSettingsDescription>
      replica_provisioned_write_capacity_auto_scaling_settings = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndexSettingsDescription>>
      replica_global_secondary_index_settings = {};
  Optional<TableClassSummary> replica_table_class_summary = {};
};

struct DescribeGlobalTableSettingsResponse {
  Text global_table_name = {};
  Optional<std::vector<ReplicaSettingsDescription>> replica_settings = {};
};
struct DescribeGlobalTableSettingsRequest : RequestBase {
  using Response = DescribeGlobalTableSettingsResponse;
  Text global_table_name = {};
};
struct AutoScalingTargetTrackingScalingPolicyConfigurationUpdate {
  Optional<bool> disable_scale_in = {};
  Integer scale_in_cooldown = {};
  Integer scale_out_cooldown = {};
  Optional<double> target_value = {};
};
struct AutoScalingPolicyUpdate {
  Text policy_name = {};
  Optional<AutoScalingTargetTrackingScalingPolicyConfigurationUpdate>
      target_tracking_scaling_policy_configuration = {};
};
struct AutoScalingSettingsUpdate {
  Integer minimum_units = {};
  Integer maximum_units = {};
  Optional<bool> auto_scaling_disabled = {};
  Text auto_scaling_role_arn = {};
  Optional<AutoScalingPolicyUpdate> scaling_policy_update = {};
};
struct GlobalTableGlobalSecondaryIndexSettingsUpdate {
  Text index_name = {};
  Integer provisioned_write_capacity_units = {};
  Optional<AutoScalingSettingsUpdate> provisioned_write_capacity_auto_scaling_settings_update = {};
};
struct ReplicaGlobalSecondaryIndexSettingsUpdate {
  Text index_name = {};
  Integer provisioned_read_capacity_units = {};
  Optional<AutoScalingSettingsUpdate> provisioned_read_capacity_auto_scaling_settings_update = {};
};
struct ReplicaSettingsUpdate {
  Text region_name = {};
  Integer replica_provisioned_read_capacity_units = {};
  Optional<AutoScalingSettingsUpdate>
      replica_provisioned_read_capacity_auto_scaling_settings_update = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndexSettingsUpdate>>
      replica_global_secondary_index_settings_update = {};
  Text replica_table_class = {};
};

struct UpdateGlobalTableSettingsResponse {
  Text global_table_name = {};
  Optional<std::vector<ReplicaSettingsDescription>> replica_settings = {};
};
struct UpdateGlobalTableSettingsRequest : RequestBase {
  using Response = UpdateGlobalTableSettingsResponse;
  Text global_table_name = {};
  Text global_table_billing_mode = {};
  Integer global_table_provisioned_write_capacity_units = {};
  Optional<AutoScalingSettingsUpdate>
      global_table_provisioned_write_capacity_auto_scaling_settings_update = {};
  Optional<std::vector<GlobalTableGlobalSecondaryIndexSettingsUpdate>>
      global_table_global_secondary_index_settings_update = {};
  Optional<std::vector<ReplicaSettingsUpdate>> replica_settings_update = {};
};
struct ReplicaGlobalSecondaryIndexAutoScalingDescription {
  Text index_name = {};
  Text index_status = {};
  Optional<AutoScalingSettingsDescription> provisioned_read_capacity_auto_scaling_settings = {};
  Optional<AutoScalingSettingsDescription> provisioned_write_capacity_auto_scaling_settings = {};
};
struct ReplicaAutoScalingDescription {
  Text region_name = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndexAutoScalingDescription>>
      global_secondary_indexes = {};
  Optional<AutoScalingSettingsDescription> replica_provisioned_read_capacity_auto_scaling_settings =
      {};
  Optional<AutoScalingSettingsDescription>
      replica_provisioned_write_capacity_auto_scaling_settings = {};
  Text replica_status = {};
};
struct TableAutoScalingDescription {
  Text table_name = {};
  Text table_status = {};
  Optional<std::vector<ReplicaAutoScalingDescription>> replicas = {};
};

struct DescribeTableReplicaAutoScalingResponse {
  Optional<TableAutoScalingDescription> table_auto_scaling_description = {};
};
struct DescribeTableReplicaAutoScalingRequest : RequestBase {
  using Response = DescribeTableReplicaAutoScalingResponse;
  Text table_name = {};
};
struct GlobalSecondaryIndexAutoScalingUpdate {
  Text index_name = {};
  Optional<AutoScalingSettingsUpdate> provisioned_write_capacity_auto_scaling_update = {};
};
struct ReplicaGlobalSecondaryIndexAutoScalingUpdate {
  Text index_name = {};
  Optional<AutoScalingSettingsUpdate> provisioned_read_capacity_auto_scaling_update = {};
};
struct ReplicaAutoScalingUpdate {
  Text region_name = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndexAutoScalingUpdate>>
      replica_global_secondary_index_updates = {};
  Optional<AutoScalingSettingsUpdate> replica_provisioned_read_capacity_auto_scaling_update = {};
};

struct UpdateTableReplicaAutoScalingResponse {
  Optional<TableAutoScalingDescription> table_auto_scaling_description = {};
};
struct UpdateTableReplicaAutoScalingRequest : RequestBase {
  using Response = UpdateTableReplicaAutoScalingResponse;
  Optional<std::vector<GlobalSecondaryIndexAutoScalingUpdate>> global_secondary_index_updates = {};
  Text table_name = {};
  Optional<AutoScalingSettingsUpdate> provisioned_write_capacity_auto_scaling_update = {};
  Optional<std::vector<ReplicaAutoScalingUpdate>> replica_updates = {};
};

}  // namespace ddbsim::service
