#pragma once

#include <tuple>

#include "sim/service/shapes_tables.hpp"

// Global tables and the scaling of their replicas. Lengths, ranges and enumerations are those of
// the API model (2012-08-10); nobody has captured the orders in which the service prints them.
namespace ddbsim::service {

template <>
struct Shape<ReplicaRegion> {
  using T = ReplicaRegion;
  static constexpr std::string_view name = "Replica";
  static constexpr auto members = std::tuple{Member{"RegionName", &T::region_name}};
};

template <>
struct Shape<GlobalTableDescription> {
  using T = GlobalTableDescription;
  static constexpr std::string_view name = "GlobalTableDescription";
  static constexpr auto members = std::tuple{Member{"ReplicationGroup", &T::replication_group},
                                             Member{"GlobalTableArn", &T::global_table_arn},
                                             Member{"CreationDateTime", &T::creation_date_time},
                                             Member{"GlobalTableStatus", &T::global_table_status},
                                             Member{"GlobalTableName", &T::global_table_name}};
};

template <>
struct Shape<CreateGlobalTableResponse> {
  using T = CreateGlobalTableResponse;
  static constexpr std::string_view name = "CreateGlobalTableOutput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableDescription", &T::global_table_description}};
};

template <>
struct Shape<CreateGlobalTableRequest> {
  using T = CreateGlobalTableRequest;
  static constexpr std::string_view name = "CreateGlobalTableInput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableName", &T::global_table_name, constraints::kRequiredName},
                 Member{"ReplicationGroup", &T::replication_group, constraints::kRequired}};
};

template <>
struct Shape<DescribeGlobalTableResponse> {
  using T = DescribeGlobalTableResponse;
  static constexpr std::string_view name = "DescribeGlobalTableOutput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableDescription", &T::global_table_description}};
};

template <>
struct Shape<DescribeGlobalTableRequest> {
  using T = DescribeGlobalTableRequest;
  static constexpr std::string_view name = "DescribeGlobalTableInput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableName", &T::global_table_name, constraints::kRequiredName}};
};

template <>
struct Shape<GlobalTable> {
  using T = GlobalTable;
  static constexpr std::string_view name = "GlobalTable";
  static constexpr auto members = std::tuple{Member{"GlobalTableName", &T::global_table_name},
                                             Member{"ReplicationGroup", &T::replication_group}};
};

template <>
struct Shape<ListGlobalTablesResponse> {
  using T = ListGlobalTablesResponse;
  static constexpr std::string_view name = "ListGlobalTablesOutput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTables", &T::global_tables},
                 Member{"LastEvaluatedGlobalTableName", &T::last_evaluated_global_table_name}};
};

template <>
struct Shape<ListGlobalTablesRequest> {
  using T = ListGlobalTablesRequest;
  static constexpr std::string_view name = "ListGlobalTablesInput";
  static constexpr auto members =
      std::tuple{Member{"ExclusiveStartGlobalTableName", &T::exclusive_start_global_table_name,
                        constraints::kName},
                 Member{"Limit", &T::limit, {.min = 1, .narrow = true}},
                 Member{"RegionName", &T::region_name}};
};

template <>
struct Shape<CreateReplicaAction> {
  using T = CreateReplicaAction;
  static constexpr std::string_view name = "CreateReplicaAction";
  static constexpr auto members =
      std::tuple{Member{"RegionName", &T::region_name, constraints::kRequired}};
};

template <>
struct Shape<DeleteReplicaAction> {
  using T = DeleteReplicaAction;
  static constexpr std::string_view name = "DeleteReplicaAction";
  static constexpr auto members =
      std::tuple{Member{"RegionName", &T::region_name, constraints::kRequired}};
};

template <>
struct Shape<ReplicaUpdate> {
  using T = ReplicaUpdate;
  static constexpr std::string_view name = "ReplicaUpdate";
  static constexpr auto members =
      std::tuple{Member{"Create", &T::create}, Member{"Delete", &T::remove}};
};

template <>
struct Shape<UpdateGlobalTableResponse> {
  using T = UpdateGlobalTableResponse;
  static constexpr std::string_view name = "UpdateGlobalTableOutput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableDescription", &T::global_table_description}};
};

template <>
struct Shape<UpdateGlobalTableRequest> {
  using T = UpdateGlobalTableRequest;
  static constexpr std::string_view name = "UpdateGlobalTableInput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableName", &T::global_table_name, constraints::kRequiredName},
                 Member{"ReplicaUpdates", &T::replica_updates, constraints::kRequired}};
};

template <>
struct Shape<AutoScalingTargetTrackingScalingPolicyConfigurationDescription> {
  using T = AutoScalingTargetTrackingScalingPolicyConfigurationDescription;
  static constexpr std::string_view name =
      "AutoScalingTargetTrackingScalingPolicyConfigurationDescription";
  static constexpr auto members = std::tuple{Member{"DisableScaleIn", &T::disable_scale_in},
                                             Member{"ScaleInCooldown", &T::scale_in_cooldown},
                                             Member{"ScaleOutCooldown", &T::scale_out_cooldown},
                                             Member{"TargetValue", &T::target_value}};
};

template <>
struct Shape<AutoScalingPolicyDescription> {
  using T = AutoScalingPolicyDescription;
  static constexpr std::string_view name = "AutoScalingPolicyDescription";
  static constexpr auto members =
      std::tuple{Member{"PolicyName", &T::policy_name},
                 Member{"TargetTrackingScalingPolicyConfiguration",
                        &T::target_tracking_scaling_policy_configuration}};
};

template <>
struct Shape<AutoScalingSettingsDescription> {
  using T = AutoScalingSettingsDescription;
  static constexpr std::string_view name = "AutoScalingSettingsDescription";
  static constexpr auto members = std::tuple{
      Member{"MinimumUnits", &T::minimum_units}, Member{"MaximumUnits", &T::maximum_units},
      Member{"AutoScalingDisabled", &T::auto_scaling_disabled},
      Member{"AutoScalingRoleArn", &T::auto_scaling_role_arn},
      Member{"ScalingPolicies", &T::scaling_policies}};
};

template <>
struct Shape<ReplicaGlobalSecondaryIndexSettingsDescription> {
  using T = ReplicaGlobalSecondaryIndexSettingsDescription;
  static constexpr std::string_view name = "ReplicaGlobalSecondaryIndexSettingsDescription";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name},
                 Member{"IndexStatus", &T::index_status},
                 Member{"ProvisionedReadCapacityUnits", &T::provisioned_read_capacity_units},
                 Member{"ProvisionedReadCapacityAutoScalingSettings",
                        &T::provisioned_read_capacity_auto_scaling_settings},
                 Member{"ProvisionedWriteCapacityUnits", &T::provisioned_write_capacity_units},
                 Member{"ProvisionedWriteCapacityAutoScalingSettings",
                        &T::provisioned_write_capacity_auto_scaling_settings}};
};

template <>
struct Shape<ReplicaSettingsDescription> {
  using T = ReplicaSettingsDescription;
  static constexpr std::string_view name = "ReplicaSettingsDescription";
  static constexpr auto members = std::tuple{
      Member{"RegionName", &T::region_name},
      Member{"ReplicaStatus", &T::replica_status},
      Member{"ReplicaBillingModeSummary", &T::replica_billing_mode_summary},
      Member{"ReplicaProvisionedReadCapacityUnits", &T::replica_provisioned_read_capacity_units},
      Member{"ReplicaProvisionedReadCapacityAutoScalingSettings",
             &T::replica_provisioned_read_capacity_auto_scaling_settings},
      Member{"ReplicaProvisionedWriteCapacityUnits", &T::replica_provisioned_write_capacity_units},
      Member{"ReplicaProvisionedWriteCapacityAutoScalingSettings",
             &T::replica_provisioned_write_capacity_auto_scaling_settings},
      Member{"ReplicaGlobalSecondaryIndexSettings", &T::replica_global_secondary_index_settings},
      Member{"ReplicaTableClassSummary", &T::replica_table_class_summary}};
};

template <>
struct Shape<DescribeGlobalTableSettingsResponse> {
  using T = DescribeGlobalTableSettingsResponse;
  static constexpr std::string_view name = "DescribeGlobalTableSettingsOutput";
  static constexpr auto members = std::tuple{Member{"GlobalTableName", &T::global_table_name},
                                             Member{"ReplicaSettings", &T::replica_settings}};
};

template <>
struct Shape<DescribeGlobalTableSettingsRequest> {
  using T = DescribeGlobalTableSettingsRequest;
  static constexpr std::string_view name = "DescribeGlobalTableSettingsInput";
  static constexpr auto members =
      std::tuple{Member{"GlobalTableName", &T::global_table_name, constraints::kRequiredName}};
};

template <>
struct Shape<AutoScalingTargetTrackingScalingPolicyConfigurationUpdate> {
  using T = AutoScalingTargetTrackingScalingPolicyConfigurationUpdate;
  static constexpr std::string_view name =
      "AutoScalingTargetTrackingScalingPolicyConfigurationUpdate";
  static constexpr auto members =
      std::tuple{Member{"DisableScaleIn", &T::disable_scale_in},
                 Member{"ScaleInCooldown", &T::scale_in_cooldown, {.narrow = true}},
                 Member{"ScaleOutCooldown", &T::scale_out_cooldown, {.narrow = true}},
                 Member{"TargetValue", &T::target_value, constraints::kRequired}};
};

template <>
struct Shape<AutoScalingPolicyUpdate> {
  using T = AutoScalingPolicyUpdate;
  static constexpr std::string_view name = "AutoScalingPolicyUpdate";
  static constexpr auto members =
      std::tuple{Member{"PolicyName", &T::policy_name, {.min = 1, .max = 256}},
                 Member{"TargetTrackingScalingPolicyConfiguration",
                        &T::target_tracking_scaling_policy_configuration, constraints::kRequired}};
};

template <>
struct Shape<AutoScalingSettingsUpdate> {
  using T = AutoScalingSettingsUpdate;
  static constexpr std::string_view name = "AutoScalingSettingsUpdate";
  static constexpr auto members =
      std::tuple{Member{"MinimumUnits", &T::minimum_units, {.min = 1}},
                 Member{"MaximumUnits", &T::maximum_units, {.min = 1}},
                 Member{"AutoScalingDisabled", &T::auto_scaling_disabled},
                 Member{"AutoScalingRoleArn", &T::auto_scaling_role_arn, {.min = 1, .max = 1600}},
                 Member{"ScalingPolicyUpdate", &T::scaling_policy_update}};
};

template <>
struct Shape<GlobalTableGlobalSecondaryIndexSettingsUpdate> {
  using T = GlobalTableGlobalSecondaryIndexSettingsUpdate;
  static constexpr std::string_view name = "GlobalTableGlobalSecondaryIndexSettingsUpdate";
  static constexpr auto members = std::tuple{
      Member{"IndexName", &T::index_name, constraints::kRequiredName},
      Member{"ProvisionedWriteCapacityUnits", &T::provisioned_write_capacity_units, {.min = 1}},
      Member{"ProvisionedWriteCapacityAutoScalingSettingsUpdate",
             &T::provisioned_write_capacity_auto_scaling_settings_update}};
};

template <>
struct Shape<ReplicaGlobalSecondaryIndexSettingsUpdate> {
  using T = ReplicaGlobalSecondaryIndexSettingsUpdate;
  static constexpr std::string_view name = "ReplicaGlobalSecondaryIndexSettingsUpdate";
  static constexpr auto members = std::tuple{
      Member{"IndexName", &T::index_name, constraints::kRequiredName},
      Member{"ProvisionedReadCapacityUnits", &T::provisioned_read_capacity_units, {.min = 1}},
      Member{"ProvisionedReadCapacityAutoScalingSettingsUpdate",
             &T::provisioned_read_capacity_auto_scaling_settings_update}};
};

template <>
struct Shape<ReplicaSettingsUpdate> {
  using T = ReplicaSettingsUpdate;
  static constexpr std::string_view name = "ReplicaSettingsUpdate";
  static constexpr auto members = std::tuple{
      Member{"RegionName", &T::region_name, constraints::kRequired},
      Member{"ReplicaProvisionedReadCapacityUnits",
             &T::replica_provisioned_read_capacity_units,
             {.min = 1}},
      Member{"ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate",
             &T::replica_provisioned_read_capacity_auto_scaling_settings_update},
      Member{"ReplicaGlobalSecondaryIndexSettingsUpdate",
             &T::replica_global_secondary_index_settings_update,
             {.min = 1, .max = 20}},
      Member{"ReplicaTableClass", &T::replica_table_class, {.values = constraints::kTableClasses}}};
};

template <>
struct Shape<UpdateGlobalTableSettingsResponse> {
  using T = UpdateGlobalTableSettingsResponse;
  static constexpr std::string_view name = "UpdateGlobalTableSettingsOutput";
  static constexpr auto members = std::tuple{Member{"GlobalTableName", &T::global_table_name},
                                             Member{"ReplicaSettings", &T::replica_settings}};
};

template <>
struct Shape<UpdateGlobalTableSettingsRequest> {
  using T = UpdateGlobalTableSettingsRequest;
  static constexpr std::string_view name = "UpdateGlobalTableSettingsInput";
  static constexpr auto members = std::tuple{
      Member{"GlobalTableName", &T::global_table_name, constraints::kRequiredName},
      Member{"GlobalTableBillingMode",
             &T::global_table_billing_mode,
             {.values = constraints::kBillingModes}},
      Member{"GlobalTableProvisionedWriteCapacityUnits",
             &T::global_table_provisioned_write_capacity_units,
             {.min = 1}},
      Member{"GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate",
             &T::global_table_provisioned_write_capacity_auto_scaling_settings_update},
      Member{"GlobalTableGlobalSecondaryIndexSettingsUpdate",
             &T::global_table_global_secondary_index_settings_update,
             {.min = 1, .max = 20}},
      Member{"ReplicaSettingsUpdate", &T::replica_settings_update, {.min = 1, .max = 50}}};
};

template <>
struct Shape<ReplicaGlobalSecondaryIndexAutoScalingDescription> {
  using T = ReplicaGlobalSecondaryIndexAutoScalingDescription;
  static constexpr std::string_view name = "ReplicaGlobalSecondaryIndexAutoScalingDescription";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name}, Member{"IndexStatus", &T::index_status},
                 Member{"ProvisionedReadCapacityAutoScalingSettings",
                        &T::provisioned_read_capacity_auto_scaling_settings},
                 Member{"ProvisionedWriteCapacityAutoScalingSettings",
                        &T::provisioned_write_capacity_auto_scaling_settings}};
};

template <>
struct Shape<ReplicaAutoScalingDescription> {
  using T = ReplicaAutoScalingDescription;
  static constexpr std::string_view name = "ReplicaAutoScalingDescription";
  static constexpr auto members =
      std::tuple{Member{"RegionName", &T::region_name},
                 Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes},
                 Member{"ReplicaProvisionedReadCapacityAutoScalingSettings",
                        &T::replica_provisioned_read_capacity_auto_scaling_settings},
                 Member{"ReplicaProvisionedWriteCapacityAutoScalingSettings",
                        &T::replica_provisioned_write_capacity_auto_scaling_settings},
                 Member{"ReplicaStatus", &T::replica_status}};
};

template <>
struct Shape<TableAutoScalingDescription> {
  using T = TableAutoScalingDescription;
  static constexpr std::string_view name = "TableAutoScalingDescription";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name}, Member{"TableStatus", &T::table_status},
                 Member{"Replicas", &T::replicas}};
};

template <>
struct Shape<DescribeTableReplicaAutoScalingResponse> {
  using T = DescribeTableReplicaAutoScalingResponse;
  static constexpr std::string_view name = "DescribeTableReplicaAutoScalingOutput";
  static constexpr auto members =
      std::tuple{Member{"TableAutoScalingDescription", &T::table_auto_scaling_description}};
};

template <>
struct Shape<DescribeTableReplicaAutoScalingRequest> {
  using T = DescribeTableReplicaAutoScalingRequest;
  static constexpr std::string_view name = "DescribeTableReplicaAutoScalingInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable}};
};

template <>
struct Shape<GlobalSecondaryIndexAutoScalingUpdate> {
  using T = GlobalSecondaryIndexAutoScalingUpdate;
  static constexpr std::string_view name = "GlobalSecondaryIndexAutoScalingUpdate";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name, constraints::kName},
                 Member{"ProvisionedWriteCapacityAutoScalingUpdate",
                        &T::provisioned_write_capacity_auto_scaling_update}};
};

template <>
struct Shape<ReplicaGlobalSecondaryIndexAutoScalingUpdate> {
  using T = ReplicaGlobalSecondaryIndexAutoScalingUpdate;
  static constexpr std::string_view name = "ReplicaGlobalSecondaryIndexAutoScalingUpdate";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name, constraints::kName},
                 Member{"ProvisionedReadCapacityAutoScalingUpdate",
                        &T::provisioned_read_capacity_auto_scaling_update}};
};

template <>
struct Shape<ReplicaAutoScalingUpdate> {
  using T = ReplicaAutoScalingUpdate;
  static constexpr std::string_view name = "ReplicaAutoScalingUpdate";
  static constexpr auto members = std::tuple{
      Member{"RegionName", &T::region_name, constraints::kRequired},
      Member{"ReplicaGlobalSecondaryIndexUpdates", &T::replica_global_secondary_index_updates},
      Member{"ReplicaProvisionedReadCapacityAutoScalingUpdate",
             &T::replica_provisioned_read_capacity_auto_scaling_update}};
};

template <>
struct Shape<UpdateTableReplicaAutoScalingResponse> {
  using T = UpdateTableReplicaAutoScalingResponse;
  static constexpr std::string_view name = "UpdateTableReplicaAutoScalingOutput";
  static constexpr auto members =
      std::tuple{Member{"TableAutoScalingDescription", &T::table_auto_scaling_description}};
};

template <>
struct Shape<UpdateTableReplicaAutoScalingRequest> {
  using T = UpdateTableReplicaAutoScalingRequest;
  static constexpr std::string_view name = "UpdateTableReplicaAutoScalingInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members = std::tuple{
      Member{"GlobalSecondaryIndexUpdates", &T::global_secondary_index_updates, {.min = 1}},
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"ProvisionedWriteCapacityAutoScalingUpdate",
             &T::provisioned_write_capacity_auto_scaling_update},
      Member{"ReplicaUpdates", &T::replica_updates, {.min = 1}}};
};

}  // namespace ddbsim::service
