#pragma once

#include <vector>

#include "sim/service/model_base.hpp"

// What tables and their replicas have in common.
namespace ddbsim::service {

struct WarmThroughput {
  Integer read_units_per_second = {};
  Integer write_units_per_second = {};
};
struct TableWarmThroughputDescription {
  Integer read_units_per_second = {};
  Integer write_units_per_second = {};
  Text status = {};
};
struct GlobalSecondaryIndexWarmThroughputDescription {
  Integer read_units_per_second = {};
  Integer write_units_per_second = {};
  Text status = {};
};
struct TableClassSummary {
  Text table_class = {};
  Optional<double> last_update_date_time = {};
};
struct ProvisionedThroughputOverride {
  Integer read_capacity_units = {};
};
struct OnDemandThroughputOverride {
  Integer max_read_request_units = {};
};
struct ReplicaGlobalSecondaryIndexDescription {
  Text index_name = {};
  Optional<ProvisionedThroughputOverride> provisioned_throughput_override = {};
  Optional<OnDemandThroughputOverride> on_demand_throughput_override = {};
  Optional<GlobalSecondaryIndexWarmThroughputDescription> warm_throughput = {};
};
struct ReplicaDescription {
  Text region_name = {};
  Text replica_status = {};
  Text replica_arn = {};
  Text replica_status_description = {};
  Text replica_status_percent_progress = {};
  Text kms_master_key_id = {};
  Optional<ProvisionedThroughputOverride> provisioned_throughput_override = {};
  Optional<OnDemandThroughputOverride> on_demand_throughput_override = {};
  Optional<TableWarmThroughputDescription> warm_throughput = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndexDescription>> global_secondary_indexes = {};
  Optional<double> replica_inaccessible_date_time = {};
  Optional<TableClassSummary> replica_table_class_summary = {};
  Text global_table_settings_replication_mode = {};
};
struct GlobalTableWitnessDescription {
  Text region_name = {};
  Text witness_status = {};
};
struct RestoreSummary {
  Text source_backup_arn = {};
  Text source_table_arn = {};
  Optional<double> restore_date_time = {};
  Optional<bool> restore_in_progress = {};
};
struct ReplicaGlobalSecondaryIndex {
  Text index_name = {};
  Optional<ProvisionedThroughputOverride> provisioned_throughput_override = {};
  Optional<OnDemandThroughputOverride> on_demand_throughput_override = {};
};
struct CreateReplicationGroupMemberAction {
  Text region_name = {};
  Text kms_master_key_id = {};
  Optional<ProvisionedThroughputOverride> provisioned_throughput_override = {};
  Optional<OnDemandThroughputOverride> on_demand_throughput_override = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndex>> global_secondary_indexes = {};
  Text table_class_override = {};
};
struct UpdateReplicationGroupMemberAction {
  Text region_name = {};
  Text kms_master_key_id = {};
  Optional<ProvisionedThroughputOverride> provisioned_throughput_override = {};
  Optional<OnDemandThroughputOverride> on_demand_throughput_override = {};
  Optional<std::vector<ReplicaGlobalSecondaryIndex>> global_secondary_indexes = {};
  Text table_class_override = {};
};
struct DeleteReplicationGroupMemberAction {
  Text region_name = {};
};
struct ReplicationGroupUpdate {
  Optional<CreateReplicationGroupMemberAction> create = {};
  Optional<UpdateReplicationGroupMemberAction> update = {};
  Optional<DeleteReplicationGroupMemberAction> remove = {};
};
struct CreateGlobalTableWitnessGroupMemberAction {
  Text region_name = {};
};
struct DeleteGlobalTableWitnessGroupMemberAction {
  Text region_name = {};
};
struct GlobalTableWitnessGroupUpdate {
  Optional<CreateGlobalTableWitnessGroupMemberAction> create = {};
  Optional<DeleteGlobalTableWitnessGroupMemberAction> remove = {};
};

}  // namespace ddbsim::service
