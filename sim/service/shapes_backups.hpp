#pragma once

#include <array>
#include <tuple>

#include "sim/service/shapes_tables.hpp"

// Backups and restores. Lengths, ranges and enumerations are those of the API model (2012-08-10);
// nobody has captured the orders in which the service prints them.
namespace ddbsim::service {

namespace constraints {

inline constexpr std::array<Values, 4> kBackupTypes = {"USER", "SYSTEM", "AWS_BACKUP", "ALL"};

}  // namespace constraints

template <>
struct Shape<BackupDetails> {
  using T = BackupDetails;
  static constexpr std::string_view name = "BackupDetails";
  static constexpr auto members =
      std::tuple{Member{"BackupArn", &T::backup_arn},
                 Member{"BackupName", &T::backup_name},
                 Member{"BackupSizeBytes", &T::backup_size_bytes},
                 Member{"BackupStatus", &T::backup_status},
                 Member{"BackupType", &T::backup_type},
                 Member{"BackupCreationDateTime", &T::backup_creation_date_time},
                 Member{"BackupExpiryDateTime", &T::backup_expiry_date_time}};
};

template <>
struct Shape<CreateBackupResponse> {
  using T = CreateBackupResponse;
  static constexpr std::string_view name = "CreateBackupOutput";
  static constexpr auto members = std::tuple{Member{"BackupDetails", &T::backup_details}};
};

template <>
struct Shape<CreateBackupRequest> {
  using T = CreateBackupRequest;
  static constexpr std::string_view name = "CreateBackupInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable},
                 Member{"BackupName", &T::backup_name, constraints::kRequiredName}};
};

template <>
struct Shape<SourceTableDetails> {
  using T = SourceTableDetails;
  static constexpr std::string_view name = "SourceTableDetails";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name},
                 Member{"TableId", &T::table_id},
                 Member{"TableArn", &T::table_arn},
                 Member{"TableSizeBytes", &T::table_size_bytes},
                 Member{"KeySchema", &T::key_schema},
                 Member{"TableCreationDateTime", &T::table_creation_date_time},
                 Member{"ProvisionedThroughput", &T::provisioned_throughput},
                 Member{"OnDemandThroughput", &T::on_demand_throughput},
                 Member{"ItemCount", &T::item_count},
                 Member{"BillingMode", &T::billing_mode}};
};

template <>
struct Shape<LocalSecondaryIndexInfo> {
  using T = LocalSecondaryIndexInfo;
  static constexpr std::string_view name = "LocalSecondaryIndexInfo";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name}, Member{"KeySchema", &T::key_schema},
                 Member{"Projection", &T::projection}};
};

template <>
struct Shape<GlobalSecondaryIndexInfo> {
  using T = GlobalSecondaryIndexInfo;
  static constexpr std::string_view name = "GlobalSecondaryIndexInfo";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name}, Member{"KeySchema", &T::key_schema},
                 Member{"Projection", &T::projection},
                 Member{"ProvisionedThroughput", &T::provisioned_throughput},
                 Member{"OnDemandThroughput", &T::on_demand_throughput}};
};

template <>
struct Shape<SourceTableFeatureDetails> {
  using T = SourceTableFeatureDetails;
  static constexpr std::string_view name = "SourceTableFeatureDetails";
  static constexpr auto members =
      std::tuple{Member{"LocalSecondaryIndexes", &T::local_secondary_indexes},
                 Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes},
                 Member{"StreamDescription", &T::stream_description},
                 Member{"TimeToLiveDescription", &T::time_to_live_description},
                 Member{"SSEDescription", &T::sse_description}};
};

template <>
struct Shape<BackupDescription> {
  using T = BackupDescription;
  static constexpr std::string_view name = "BackupDescription";
  static constexpr auto members =
      std::tuple{Member{"BackupDetails", &T::backup_details},
                 Member{"SourceTableDetails", &T::source_table_details},
                 Member{"SourceTableFeatureDetails", &T::source_table_feature_details}};
};

template <>
struct Shape<DescribeBackupResponse> {
  using T = DescribeBackupResponse;
  static constexpr std::string_view name = "DescribeBackupOutput";
  static constexpr auto members = std::tuple{Member{"BackupDescription", &T::backup_description}};
};

template <>
struct Shape<DescribeBackupRequest> {
  using T = DescribeBackupRequest;
  static constexpr std::string_view name = "DescribeBackupInput";
  static constexpr auto members =
      std::tuple{Member{"BackupArn", &T::backup_arn, {.required = true, .min = 37, .max = 1024}}};
};

template <>
struct Shape<BackupSummary> {
  using T = BackupSummary;
  static constexpr std::string_view name = "BackupSummary";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name},
                 Member{"TableId", &T::table_id},
                 Member{"TableArn", &T::table_arn},
                 Member{"BackupArn", &T::backup_arn},
                 Member{"BackupName", &T::backup_name},
                 Member{"BackupCreationDateTime", &T::backup_creation_date_time},
                 Member{"BackupExpiryDateTime", &T::backup_expiry_date_time},
                 Member{"BackupStatus", &T::backup_status},
                 Member{"BackupType", &T::backup_type},
                 Member{"BackupSizeBytes", &T::backup_size_bytes}};
};

template <>
struct Shape<ListBackupsResponse> {
  using T = ListBackupsResponse;
  static constexpr std::string_view name = "ListBackupsOutput";
  static constexpr auto members =
      std::tuple{Member{"BackupSummaries", &T::backup_summaries},
                 Member{"LastEvaluatedBackupArn", &T::last_evaluated_backup_arn}};
};

template <>
struct Shape<ListBackupsRequest> {
  using T = ListBackupsRequest;
  static constexpr std::string_view name = "ListBackupsInput";
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"Limit", &T::limit, {.min = 1, .max = 100, .narrow = true}},
      Member{"TimeRangeLowerBound", &T::time_range_lower_bound},
      Member{"TimeRangeUpperBound", &T::time_range_upper_bound},
      Member{"ExclusiveStartBackupArn", &T::exclusive_start_backup_arn, {.min = 37, .max = 1024}},
      Member{"BackupType", &T::backup_type, {.values = constraints::kBackupTypes}}};
};

template <>
struct Shape<DeleteBackupResponse> {
  using T = DeleteBackupResponse;
  static constexpr std::string_view name = "DeleteBackupOutput";
  static constexpr auto members = std::tuple{Member{"BackupDescription", &T::backup_description}};
};

template <>
struct Shape<DeleteBackupRequest> {
  using T = DeleteBackupRequest;
  static constexpr std::string_view name = "DeleteBackupInput";
  static constexpr auto members =
      std::tuple{Member{"BackupArn", &T::backup_arn, {.required = true, .min = 37, .max = 1024}}};
};

template <>
struct Shape<RestoreTableFromBackupResponse> {
  using T = RestoreTableFromBackupResponse;
  static constexpr std::string_view name = "RestoreTableFromBackupOutput";
  static constexpr auto members = std::tuple{Member{"TableDescription", &T::table_description}};
};

template <>
struct Shape<RestoreTableFromBackupRequest> {
  using T = RestoreTableFromBackupRequest;
  static constexpr std::string_view name = "RestoreTableFromBackupInput";
  static constexpr auto members = std::tuple{
      Member{"TargetTableName", &T::target_table_name, constraints::kRequiredName},
      Member{"BackupArn", &T::backup_arn, {.required = true, .min = 37, .max = 1024}},
      Member{
          "BillingModeOverride", &T::billing_mode_override, {.values = constraints::kBillingModes}},
      Member{"GlobalSecondaryIndexOverride", &T::global_secondary_index_override},
      Member{"LocalSecondaryIndexOverride", &T::local_secondary_index_override},
      Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
      Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override},
      Member{"SSESpecificationOverride", &T::sse_specification_override}};
};

template <>
struct Shape<PointInTimeRecoveryDescription> {
  using T = PointInTimeRecoveryDescription;
  static constexpr std::string_view name = "PointInTimeRecoveryDescription";
  static constexpr auto members =
      std::tuple{Member{"PointInTimeRecoveryStatus", &T::point_in_time_recovery_status},
                 Member{"RecoveryPeriodInDays", &T::recovery_period_in_days},
                 Member{"EarliestRestorableDateTime", &T::earliest_restorable_date_time},
                 Member{"LatestRestorableDateTime", &T::latest_restorable_date_time}};
};

template <>
struct Shape<ContinuousBackupsDescription> {
  using T = ContinuousBackupsDescription;
  static constexpr std::string_view name = "ContinuousBackupsDescription";
  static constexpr auto members =
      std::tuple{Member{"ContinuousBackupsStatus", &T::continuous_backups_status},
                 Member{"PointInTimeRecoveryDescription", &T::point_in_time_recovery_description}};
};

template <>
struct Shape<DescribeContinuousBackupsResponse> {
  using T = DescribeContinuousBackupsResponse;
  static constexpr std::string_view name = "DescribeContinuousBackupsOutput";
  static constexpr auto members =
      std::tuple{Member{"ContinuousBackupsDescription", &T::continuous_backups_description}};
};

template <>
struct Shape<DescribeContinuousBackupsRequest> {
  using T = DescribeContinuousBackupsRequest;
  static constexpr std::string_view name = "DescribeContinuousBackupsInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable}};
};

template <>
struct Shape<PointInTimeRecoverySpecification> {
  using T = PointInTimeRecoverySpecification;
  static constexpr std::string_view name = "PointInTimeRecoverySpecification";
  static constexpr auto members =
      std::tuple{Member{"PointInTimeRecoveryEnabled", &T::point_in_time_recovery_enabled,
                        constraints::kRequired},
                 Member{"RecoveryPeriodInDays",
                        &T::recovery_period_in_days,
                        {.min = 1, .max = 35, .narrow = true}}};
};

template <>
struct Shape<UpdateContinuousBackupsResponse> {
  using T = UpdateContinuousBackupsResponse;
  static constexpr std::string_view name = "UpdateContinuousBackupsOutput";
  static constexpr auto members =
      std::tuple{Member{"ContinuousBackupsDescription", &T::continuous_backups_description}};
};

template <>
struct Shape<UpdateContinuousBackupsRequest> {
  using T = UpdateContinuousBackupsRequest;
  static constexpr std::string_view name = "UpdateContinuousBackupsInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable},
                 Member{"PointInTimeRecoverySpecification",
                        &T::point_in_time_recovery_specification, constraints::kRequired}};
};

template <>
struct Shape<RestoreTableToPointInTimeResponse> {
  using T = RestoreTableToPointInTimeResponse;
  static constexpr std::string_view name = "RestoreTableToPointInTimeOutput";
  static constexpr auto members = std::tuple{Member{"TableDescription", &T::table_description}};
};

template <>
struct Shape<RestoreTableToPointInTimeRequest> {
  using T = RestoreTableToPointInTimeRequest;
  static constexpr std::string_view name = "RestoreTableToPointInTimeInput";
  static constexpr auto members = std::tuple{
      Member{"SourceTableArn", &T::source_table_arn, {.min = 1, .max = 1024}},
      Member{"SourceTableName", &T::source_table_name, constraints::kName},
      Member{"TargetTableName", &T::target_table_name, constraints::kRequiredName},
      Member{"UseLatestRestorableTime", &T::use_latest_restorable_time},
      Member{"RestoreDateTime", &T::restore_date_time},
      Member{
          "BillingModeOverride", &T::billing_mode_override, {.values = constraints::kBillingModes}},
      Member{"GlobalSecondaryIndexOverride", &T::global_secondary_index_override},
      Member{"LocalSecondaryIndexOverride", &T::local_secondary_index_override},
      Member{"ProvisionedThroughputOverride", &T::provisioned_throughput_override},
      Member{"OnDemandThroughputOverride", &T::on_demand_throughput_override},
      Member{"SSESpecificationOverride", &T::sse_specification_override}};
};

}  // namespace ddbsim::service
