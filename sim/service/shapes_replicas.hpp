#pragma once

#include <tuple>

#include "sim/service/shapes_common.hpp"

// What tables and their replicas have in common. Lengths, ranges and enumerations are those of the
// API model (2012-08-10); nobody has captured the orders in which the service prints them.
namespace ddbsim::service {

template <>
struct Shape<WarmThroughput> {
  using T = WarmThroughput;
  static constexpr std::string_view name = "WarmThroughput";
  static constexpr auto members =
      std::tuple{Member{"ReadUnitsPerSecond", &T::read_units_per_second},
                 Member{"WriteUnitsPerSecond", &T::write_units_per_second}};
};

template <>
struct Shape<TableWarmThroughputDescription> {
  using T = TableWarmThroughputDescription;
  static constexpr std::string_view name = "TableWarmThroughputDescription";
  static constexpr auto members = std::tuple{
      Member{"ReadUnitsPerSecond", &T::read_units_per_second},
      Member{"WriteUnitsPerSecond", &T::write_units_per_second}, Member{"Status", &T::status}};
};

template <>
struct Shape<GlobalSecondaryIndexWarmThroughputDescription> {
  using T = GlobalSecondaryIndexWarmThroughputDescription;
  static constexpr std::string_view name = "GlobalSecondaryIndexWarmThroughputDescription";
  static constexpr auto members = std::tuple{
      Member{"ReadUnitsPerSecond", &T::read_units_per_second},
      Member{"WriteUnitsPerSecond", &T::write_units_per_second}, Member{"Status", &T::status}};
};

template <>
struct Shape<TableClassSummary> {
  using T = TableClassSummary;
  static constexpr std::string_view name = "TableClassSummary";
  static constexpr auto members =
      std::tuple{Member{"TableClass", &T::table_class},
                 Member{"LastUpdateDateTime", &T::last_update_date_time}};
};

template <>
struct Shape<ProvisionedThroughputOverride> {
  using T = ProvisionedThroughputOverride;
  static constexpr std::string_view name = "ProvisionedThroughputOverride";
  static constexpr auto members =
      std::tuple{Member{"ReadCapacityUnits", &T::read_capacity_units, {.min = 1}}};
};

template <>
struct Shape<OnDemandThroughputOverride> {
  using T = OnDemandThroughputOverride;
  static constexpr std::string_view name = "OnDemandThroughputOverride";
  static constexpr auto members =
      std::tuple{Member{"MaxReadRequestUnits", &T::max_read_request_units}};
};

template <>
struct Shape<ReplicaGlobalSecondaryIndexDescription> {
  using T = ReplicaGlobalSecondaryIndexDescription;
  static constexpr std::string_view name = "ReplicaGlobalSecondaryIndexDescription";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name},
                 Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
                 Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override},
                 Member{"WarmThroughput", &T::warm_throughput}};
};

template <>
struct Shape<ReplicaDescription> {
  using T = ReplicaDescription;
  static constexpr std::string_view name = "ReplicaDescription";
  static constexpr auto members = std::tuple{
      Member{"RegionName", &T::region_name},
      Member{"ReplicaStatus", &T::replica_status},
      Member{"ReplicaArn", &T::replica_arn},
      Member{"ReplicaStatusDescription", &T::replica_status_description},
      Member{"ReplicaStatusPercentProgress", &T::replica_status_percent_progress},
      Member{"KMSMasterKeyId", &T::kms_master_key_id},
      Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
      Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override},
      Member{"WarmThroughput", &T::warm_throughput},
      Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes},
      Member{"ReplicaInaccessibleDateTime", &T::replica_inaccessible_date_time},
      Member{"ReplicaTableClassSummary", &T::replica_table_class_summary},
      Member{"GlobalTableSettingsReplicationMode", &T::global_table_settings_replication_mode}};
};

template <>
struct Shape<GlobalTableWitnessDescription> {
  using T = GlobalTableWitnessDescription;
  static constexpr std::string_view name = "GlobalTableWitnessDescription";
  static constexpr auto members = std::tuple{Member{"RegionName", &T::region_name},
                                             Member{"WitnessStatus", &T::witness_status}};
};

template <>
struct Shape<RestoreSummary> {
  using T = RestoreSummary;
  static constexpr std::string_view name = "RestoreSummary";
  static constexpr auto members = std::tuple{Member{"SourceBackupArn", &T::source_backup_arn},
                                             Member{"SourceTableArn", &T::source_table_arn},
                                             Member{"RestoreDateTime", &T::restore_date_time},
                                             Member{"RestoreInProgress", &T::restore_in_progress}};
};

template <>
struct Shape<ReplicaGlobalSecondaryIndex> {
  using T = ReplicaGlobalSecondaryIndex;
  static constexpr std::string_view name = "ReplicaGlobalSecondaryIndex";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name, constraints::kRequiredName},
                 Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
                 Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override}};
};

template <>
struct Shape<CreateReplicationGroupMemberAction> {
  using T = CreateReplicationGroupMemberAction;
  static constexpr std::string_view name = "CreateReplicationGroupMemberAction";
  static constexpr auto members = std::tuple{
      Member{"RegionName", &T::region_name, constraints::kRequired},
      Member{"KMSMasterKeyId", &T::kms_master_key_id},
      Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
      Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override},
      Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes, {.min = 1}},
      Member{
          "TableClassOverride", &T::table_class_override, {.values = constraints::kTableClasses}}};
};

template <>
struct Shape<UpdateReplicationGroupMemberAction> {
  using T = UpdateReplicationGroupMemberAction;
  static constexpr std::string_view name = "UpdateReplicationGroupMemberAction";
  static constexpr auto members = std::tuple{
      Member{"RegionName", &T::region_name, constraints::kRequired},
      Member{"KMSMasterKeyId", &T::kms_master_key_id},
      Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
      Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override},
      Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes, {.min = 1}},
      Member{
          "TableClassOverride", &T::table_class_override, {.values = constraints::kTableClasses}}};
};

template <>
struct Shape<DeleteReplicationGroupMemberAction> {
  using T = DeleteReplicationGroupMemberAction;
  static constexpr std::string_view name = "DeleteReplicationGroupMemberAction";
  static constexpr auto members =
      std::tuple{Member{"RegionName", &T::region_name, constraints::kRequired}};
};

template <>
struct Shape<ReplicationGroupUpdate> {
  using T = ReplicationGroupUpdate;
  static constexpr std::string_view name = "ReplicationGroupUpdate";
  static constexpr auto members = std::tuple{
      Member{"Create", &T::create}, Member{"Update", &T::update}, Member{"Delete", &T::remove}};
};

template <>
struct Shape<CreateGlobalTableWitnessGroupMemberAction> {
  using T = CreateGlobalTableWitnessGroupMemberAction;
  static constexpr std::string_view name = "CreateGlobalTableWitnessGroupMemberAction";
  static constexpr auto members =
      std::tuple{Member{"RegionName", &T::region_name, constraints::kRequired}};
};

template <>
struct Shape<DeleteGlobalTableWitnessGroupMemberAction> {
  using T = DeleteGlobalTableWitnessGroupMemberAction;
  static constexpr std::string_view name = "DeleteGlobalTableWitnessGroupMemberAction";
  static constexpr auto members =
      std::tuple{Member{"RegionName", &T::region_name, constraints::kRequired}};
};

template <>
struct Shape<GlobalTableWitnessGroupUpdate> {
  using T = GlobalTableWitnessGroupUpdate;
  static constexpr std::string_view name = "GlobalTableWitnessGroupUpdate";
  static constexpr auto members =
      std::tuple{Member{"Create", &T::create}, Member{"Delete", &T::remove}};
};

}  // namespace ddbsim::service
