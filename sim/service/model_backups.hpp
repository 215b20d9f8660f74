#pragma once

#include <vector>

#include "sim/service/model.hpp"

// Backups and restores: typed requests and responses, as in model.hpp.
namespace ddbsim::service {

struct BackupDetails {
  Text backup_arn = {};
  Text backup_name = {};
  Integer backup_size_bytes = {};
  Text backup_status = {};
  Text backup_type = {};
  Optional<double> backup_creation_date_time = {};
  Optional<double> backup_expiry_date_time = {};
};

struct CreateBackupResponse {
  Optional<BackupDetails> backup_details = {};
};
struct CreateBackupRequest : RequestBase {
  using Response = CreateBackupResponse;
  Text table_name = {};
  Text backup_name = {};
};
struct SourceTableDetails {
  Text table_name = {};
  Text table_id = {};
  Text table_arn = {};
  Integer table_size_bytes = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<double> table_creation_date_time = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Integer item_count = {};
  Text billing_mode = {};
};
struct LocalSecondaryIndexInfo {
  Text index_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<ProjectionSpec> projection = {};
};
struct GlobalSecondaryIndexInfo {
  Text index_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<ProjectionSpec> projection = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
};
struct SourceTableFeatureDetails {
  Optional<std::vector<LocalSecondaryIndexInfo>> local_secondary_indexes = {};
  Optional<std::vector<GlobalSecondaryIndexInfo>> global_secondary_indexes = {};
  Optional<StreamSpecification> stream_description = {};
  Optional<TimeToLiveDescription> time_to_live_description = {};
  Optional<SseDescription> sse_description = {};
};
struct BackupDescription {
  Optional<BackupDetails> backup_details = {};
  Optional<SourceTableDetails> source_table_details = {};
  Optional<SourceTableFeatureDetails> source_table_feature_details = {};
};

struct DescribeBackupResponse {
  Optional<BackupDescription> backup_description = {};
};
struct DescribeBackupRequest : RequestBase {
  using Response = DescribeBackupResponse;
  Text backup_arn = {};
};
struct BackupSummary {
  Text table_name = {};
  Text table_id = {};
  Text table_arn = {};
  Text backup_arn = {};
  Text backup_name = {};
  Optional<double> backup_creation_date_time = {};
  Optional<double> backup_expiry_date_time = {};
  Text backup_status = {};
  Text backup_type = {};
  Integer backup_size_bytes = {};
};

struct ListBackupsResponse {
  Optional<std::vector<BackupSummary>> backup_summaries = {};
  Text last_evaluated_backup_arn = {};
};
struct ListBackupsRequest : RequestBase {
  using Response = ListBackupsResponse;
  Text table_name = {};
  Integer limit = {};
  Optional<double> time_range_lower_bound = {};
  Optional<double> time_range_upper_bound = {};
  Text exclusive_start_backup_arn = {};
  Text backup_type = {};
};

struct DeleteBackupResponse {
  Optional<BackupDescription> backup_description = {};
};
struct DeleteBackupRequest : RequestBase {
  using Response = DeleteBackupResponse;
  Text backup_arn = {};
};

struct RestoreTableFromBackupResponse {
  Optional<TableDescription> table_description = {};
};
struct RestoreTableFromBackupRequest : RequestBase {
  using Response = RestoreTableFromBackupResponse;
  Text target_table_name = {};
  Text backup_arn = {};
  Text billing_mode_override = {};
  Optional<std::vector<GlobalSecondaryIndexSpec>> global_secondary_index_override = {};
  Optional<std::vector<LocalSecondaryIndexSpec>> local_secondary_index_override = {};
  Optional<ProvisionedThroughput> provisioned_throughput_override = {};
  Optional<OnDemandThroughput> on_demand_throughput_override = {};
  Optional<SseSpecification> sse_specification_override = {};
};
struct PointInTimeRecoveryDescription {
  Text point_in_time_recovery_status = {};
  Integer recovery_period_in_days = {};
  Optional<double> earliest_restorable_date_time = {};
  Optional<double> latest_restorable_date_time = {};
};
struct ContinuousBackupsDescription {
  Text continuous_backups_status = {};
  Optional<PointInTimeRecoveryDescription> point_in_time_recovery_description = {};
};

struct DescribeContinuousBackupsResponse {
  Optional<ContinuousBackupsDescription> continuous_backups_description = {};
};
struct DescribeContinuousBackupsRequest : RequestBase {
  using Response = DescribeContinuousBackupsResponse;
  Text table_name = {};
};
struct PointInTimeRecoverySpecification {
  Optional<bool> point_in_time_recovery_enabled = {};
  Integer recovery_period_in_days = {};
};

struct UpdateContinuousBackupsResponse {
  Optional<ContinuousBackupsDescription> continuous_backups_description = {};
};
struct UpdateContinuousBackupsRequest : RequestBase {
  using Response = UpdateContinuousBackupsResponse;
  Text table_name = {};
  Optional<PointInTimeRecoverySpecification> point_in_time_recovery_specification = {};
};

struct RestoreTableToPointInTimeResponse {
  Optional<TableDescription> table_description = {};
};
struct RestoreTableToPointInTimeRequest : RequestBase {
  using Response = RestoreTableToPointInTimeResponse;
  Text source_table_arn = {};
  Text source_table_name = {};
  Text target_table_name = {};
  Optional<bool> use_latest_restorable_time = {};
  Optional<double> restore_date_time = {};
  Text billing_mode_override = {};
  Optional<std::vector<GlobalSecondaryIndexSpec>> global_secondary_index_override = {};
  Optional<std::vector<LocalSecondaryIndexSpec>> local_secondary_index_override = {};
  Optional<ProvisionedThroughput> provisioned_throughput_override = {};
  Optional<OnDemandThroughput> on_demand_throughput_override = {};
  Optional<SseSpecification> sse_specification_override = {};
};

}  // namespace ddbsim::service
