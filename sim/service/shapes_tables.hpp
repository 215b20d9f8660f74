#pragma once

#include <tuple>

#include "sim/service/shapes_replicas.hpp"

// Tables: requests, responses, and what they are made of.
namespace ddbsim::service {

template <>
struct Shape<AttributeDefinition> {
  using T = AttributeDefinition;
  static constexpr std::string_view name = "AttributeDefinition";
  static constexpr auto members =
      std::tuple{Member{"AttributeName", &T::attribute_name, constraints::kRequiredAttributeName},
                 Member{"AttributeType",
                        &T::attribute_type,
                        {.required = true, .values = constraints::kScalarTypes}}};
};

template <>
struct Shape<ProjectionSpec> {
  using T = ProjectionSpec;
  static constexpr std::string_view name = "Projection";
  static constexpr auto members = std::tuple{
      Member{"ProjectionType", &T::projection_type, {.values = constraints::kProjectionTypes}},
      Member{"NonKeyAttributes",
             &T::non_key_attributes,
             {.min = 1, .max = 20},
             {.min = 1, .max = 255}}};
};

template <>
struct Shape<ProvisionedThroughput> {
  using T = ProvisionedThroughput;
  static constexpr std::string_view name = "ProvisionedThroughput";
  static constexpr auto members =
      std::tuple{Member{"WriteCapacityUnits", &T::write_capacity_units, constraints::kAtLeastOne},
                 Member{"ReadCapacityUnits", &T::read_capacity_units, constraints::kAtLeastOne}};
};

template <>
struct Shape<OnDemandThroughput> {
  using T = OnDemandThroughput;
  static constexpr std::string_view name = "OnDemandThroughput";
  static constexpr auto members =
      std::tuple{Member{"MaxReadRequestUnits", &T::max_read_request_units},
                 Member{"MaxWriteRequestUnits", &T::max_write_request_units}};
};

template <>
struct Shape<GlobalSecondaryIndexSpec> {
  using T = GlobalSecondaryIndexSpec;
  static constexpr std::string_view name = "GlobalSecondaryIndex";
  static constexpr auto members =
      std::tuple{Member{"KeySchema", &T::key_schema, constraints::kAtLeastOne},
                 Member{"Projection", &T::projection, constraints::kRequired},
                 Member{"IndexName", &T::index_name, constraints::kRequiredName},
                 Member{"ProvisionedThroughput", &T::provisioned_throughput},
                 Member{"OnDemandThroughput", &T::on_demand_throughput},
                 Member{"WarmThroughput", &T::warm_throughput}};
};

template <>
struct Shape<LocalSecondaryIndexSpec> {
  using T = LocalSecondaryIndexSpec;
  static constexpr std::string_view name = "LocalSecondaryIndex";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name, constraints::kRequiredName},
                 Member{"KeySchema", &T::key_schema, constraints::kAtLeastOne},
                 Member{"Projection", &T::projection, constraints::kRequired}};
};

template <>
struct Shape<StreamSpecification> {
  using T = StreamSpecification;
  static constexpr std::string_view name = "StreamSpecification";
  static constexpr auto members = std::tuple{
      Member{"StreamEnabled", &T::stream_enabled, constraints::kRequired},
      Member{"StreamViewType", &T::stream_view_type, {.values = constraints::kStreamViewTypes}}};
};

template <>
struct Shape<SseSpecification> {
  using T = SseSpecification;
  static constexpr std::string_view name = "SSESpecification";
  static constexpr auto members =
      std::tuple{Member{"Enabled", &T::enabled},
                 Member{"SSEType", &T::sse_type, {.values = constraints::kSseTypes}},
                 Member{"KMSMasterKeyId", &T::kms_master_key_id}};
};

template <>
struct Shape<Tag> {
  using T = Tag;
  static constexpr std::string_view name = "Tag";
  static constexpr auto members =
      std::tuple{Member{"Key", &T::key, {.required = true, .min = 1, .max = 128}},
                 Member{"Value", &T::value, {.required = true, .max = 256}}};
};

template <>
struct Shape<ThroughputDescription> {
  using T = ThroughputDescription;
  static constexpr std::string_view name = "ProvisionedThroughputDescription";
  static constexpr auto members =
      std::tuple{Member{"LastIncreaseDateTime", &T::last_increase_date_time},
                 Member{"LastDecreaseDateTime", &T::last_decrease_date_time},
                 Member{"NumberOfDecreasesToday", &T::number_of_decreases_today},
                 Member{"ReadCapacityUnits", &T::read_capacity_units},
                 Member{"WriteCapacityUnits", &T::write_capacity_units}};
};

template <>
struct Shape<GlobalSecondaryIndexDescription> {
  using T = GlobalSecondaryIndexDescription;
  static constexpr std::string_view name = "GlobalSecondaryIndexDescription";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name},
                 Member{"KeySchema", &T::key_schema},
                 Member{"Projection", &T::projection},
                 Member{"IndexStatus", &T::index_status},
                 Member{"Backfilling", &T::backfilling},
                 Member{"ProvisionedThroughput", &T::provisioned_throughput},
                 Member{"IndexSizeBytes", &T::index_size_bytes},
                 Member{"ItemCount", &T::item_count},
                 Member{"IndexArn", &T::index_arn},
                 Member{"OnDemandThroughput", &T::on_demand_throughput},
                 Member{"WarmThroughput", &T::warm_throughput}};
};

template <>
struct Shape<LocalSecondaryIndexDescription> {
  using T = LocalSecondaryIndexDescription;
  static constexpr std::string_view name = "LocalSecondaryIndexDescription";
  static constexpr auto members = std::tuple{
      Member{"IndexName", &T::index_name},  Member{"KeySchema", &T::key_schema},
      Member{"Projection", &T::projection}, Member{"IndexSizeBytes", &T::index_size_bytes},
      Member{"ItemCount", &T::item_count},  Member{"IndexArn", &T::index_arn}};
};

template <>
struct Shape<BillingModeSummary> {
  using T = BillingModeSummary;
  static constexpr std::string_view name = "BillingModeSummary";
  static constexpr auto members = std::tuple{
      Member{"BillingMode", &T::billing_mode},
      Member{"LastUpdateToPayPerRequestDateTime", &T::last_update_to_pay_per_request_date_time}};
};

template <>
struct Shape<SseDescription> {
  using T = SseDescription;
  static constexpr std::string_view name = "SSEDescription";
  static constexpr auto members =
      std::tuple{Member{"Status", &T::status}, Member{"SSEType", &T::sse_type},
                 Member{"KMSMasterKeyArn", &T::kms_master_key_arn}};
};

template <>
struct Shape<TableDescription> {
  using T = TableDescription;
  static constexpr std::string_view name = "TableDescription";
  static constexpr auto members = std::tuple{
      Member{"AttributeDefinitions", &T::attribute_definitions},
      Member{"TableName", &T::table_name},
      Member{"KeySchema", &T::key_schema},
      Member{"TableStatus", &T::table_status},
      Member{"CreationDateTime", &T::creation_date_time},
      Member{"ProvisionedThroughput", &T::provisioned_throughput},
      Member{"TableSizeBytes", &T::table_size_bytes},
      Member{"ItemCount", &T::item_count},
      Member{"TableArn", &T::table_arn},
      Member{"TableId", &T::table_id},
      Member{"BillingModeSummary", &T::billing_mode_summary},
      Member{"LocalSecondaryIndexes", &T::local_secondary_indexes},
      Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes},
      Member{"StreamSpecification", &T::stream_specification},
      Member{"LatestStreamLabel", &T::latest_stream_label},
      Member{"LatestStreamArn", &T::latest_stream_arn},
      Member{"GlobalTableVersion", &T::global_table_version},
      Member{"Replicas", &T::replicas},
      Member{"GlobalTableWitnesses", &T::global_table_witnesses},
      Member{"GlobalTableSettingsReplicationMode", &T::global_table_settings_replication_mode},
      Member{"RestoreSummary", &T::restore_summary},
      Member{"SSEDescription", &T::sse_description},
      Member{"TableClassSummary", &T::table_class_summary},
      Member{"DeletionProtectionEnabled", &T::deletion_protection_enabled},
      Member{"OnDemandThroughput", &T::on_demand_throughput},
      Member{"WarmThroughput", &T::warm_throughput},
      Member{"MultiRegionConsistency", &T::multi_region_consistency}};
};

template <>
struct Shape<CreateTableResponse> {
  using T = CreateTableResponse;
  static constexpr std::string_view name = "CreateTableOutput";
  static constexpr auto members = std::tuple{Member{"TableDescription", &T::table_description}};
};

template <>
struct Shape<CreateTableRequest> {
  using T = CreateTableRequest;
  static constexpr std::string_view name = "CreateTableInput";
  static constexpr TableName table_name = TableName::parameter;
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"BillingMode", &T::billing_mode, {.values = constraints::kBillingModes}},
      Member{"ProvisionedThroughput", &T::provisioned_throughput},
      Member{"KeySchema", &T::key_schema, {.required = true, .min = 1, .max = 2}},
      Member{"AttributeDefinitions", &T::attribute_definitions, constraints::kRequired},
      Member{"LocalSecondaryIndexes", &T::local_secondary_indexes},
      Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes},
      Member{"StreamSpecification", &T::stream_specification},
      Member{"SSESpecification", &T::sse_specification},
      Member{"Tags", &T::tags},
      Member{"TableClass", &T::table_class, {.values = constraints::kTableClasses}},
      Member{"DeletionProtectionEnabled", &T::deletion_protection_enabled},
      Member{"WarmThroughput", &T::warm_throughput},
      Member{"ResourcePolicy", &T::resource_policy},
      Member{"OnDemandThroughput", &T::on_demand_throughput},
      Member{"GlobalTableSourceArn", &T::global_table_source_arn, {.min = 1, .max = 1024}},
      Member{"GlobalTableSettingsReplicationMode",
             &T::global_table_settings_replication_mode,
             {.values = constraints::kReplicationModes}}};
};

template <>
struct Shape<DescribeTableResponse> {
  using T = DescribeTableResponse;
  static constexpr std::string_view name = "DescribeTableOutput";
  static constexpr auto members = std::tuple{Member{"Table", &T::table}};
};

template <>
struct Shape<DescribeTableRequest> {
  using T = DescribeTableRequest;
  static constexpr std::string_view name = "DescribeTableInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable}};
};

template <>
struct Shape<ListTablesResponse> {
  using T = ListTablesResponse;
  static constexpr std::string_view name = "ListTablesOutput";
  static constexpr auto members =
      std::tuple{Member{"TableNames", &T::table_names},
                 Member{"LastEvaluatedTableName", &T::last_evaluated_table_name}};
};

template <>
struct Shape<ListTablesRequest> {
  using T = ListTablesRequest;
  static constexpr std::string_view name = "ListTablesInput";
  static constexpr auto members = std::tuple{
      Member{"ExclusiveStartTableName", &T::exclusive_start_table_name, constraints::kName},
      Member{"Limit", &T::limit, {.min = 1, .max = 100, .narrow = true}}};
};

template <>
struct Shape<UpdateGlobalSecondaryIndexAction> {
  using T = UpdateGlobalSecondaryIndexAction;
  static constexpr std::string_view name = "UpdateGlobalSecondaryIndexAction";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name, constraints::kRequiredName},
                 Member{"ProvisionedThroughput", &T::provisioned_throughput},
                 Member{"OnDemandThroughput", &T::on_demand_throughput},
                 Member{"WarmThroughput", &T::warm_throughput}};
};

template <>
struct Shape<DeleteGlobalSecondaryIndexAction> {
  using T = DeleteGlobalSecondaryIndexAction;
  static constexpr std::string_view name = "DeleteGlobalSecondaryIndexAction";
  static constexpr auto members =
      std::tuple{Member{"IndexName", &T::index_name, constraints::kRequiredName}};
};

template <>
struct Shape<GlobalSecondaryIndexUpdate> {
  using T = GlobalSecondaryIndexUpdate;
  static constexpr std::string_view name = "GlobalSecondaryIndexUpdate";
  static constexpr auto members = std::tuple{
      Member{"Update", &T::update}, Member{"Create", &T::create}, Member{"Delete", &T::remove}};
};

template <>
struct Shape<UpdateTableResponse> {
  using T = UpdateTableResponse;
  static constexpr std::string_view name = "UpdateTableOutput";
  static constexpr auto members = std::tuple{Member{"TableDescription", &T::table_description}};
};

template <>
struct Shape<UpdateTableRequest> {
  using T = UpdateTableRequest;
  static constexpr std::string_view name = "UpdateTableInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members = std::tuple{
      Member{"AttributeDefinitions", &T::attribute_definitions},
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"ProvisionedThroughput", &T::provisioned_throughput},
      Member{"BillingMode", &T::billing_mode, {.values = constraints::kBillingModes}},
      Member{"GlobalSecondaryIndexUpdates", &T::global_secondary_index_updates},
      Member{"StreamSpecification", &T::stream_specification},
      Member{"SSESpecification", &T::sse_specification},
      Member{"ReplicaUpdates", &T::replica_updates},
      Member{"TableClass", &T::table_class, {.values = constraints::kTableClasses}},
      Member{"DeletionProtectionEnabled", &T::deletion_protection_enabled},
      Member{"MultiRegionConsistency",
             &T::multi_region_consistency,
             {.values = constraints::kConsistencies}},
      Member{"GlobalTableWitnessUpdates", &T::global_table_witness_updates, {.min = 1, .max = 1}},
      Member{"OnDemandThroughput", &T::on_demand_throughput},
      Member{"WarmThroughput", &T::warm_throughput},
      Member{"GlobalTableSettingsReplicationMode",
             &T::global_table_settings_replication_mode,
             {.values = constraints::kReplicationModes}}};
};

template <>
struct Shape<DeleteTableResponse> {
  using T = DeleteTableResponse;
  static constexpr std::string_view name = "DeleteTableOutput";
  static constexpr auto members = std::tuple{Member{"TableDescription", &T::table_description}};
};

template <>
struct Shape<DeleteTableRequest> {
  using T = DeleteTableRequest;
  static constexpr std::string_view name = "DeleteTableInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable}};
};

template <>
struct Shape<TimeToLiveSpecification> {
  using T = TimeToLiveSpecification;
  static constexpr std::string_view name = "TimeToLiveSpecification";
  static constexpr auto members =
      std::tuple{Member{"AttributeName", &T::attribute_name, constraints::kRequiredAttributeName},
                 Member{"Enabled", &T::enabled, constraints::kRequired}};
};

template <>
struct Shape<UpdateTimeToLiveResponse> {
  using T = UpdateTimeToLiveResponse;
  static constexpr std::string_view name = "UpdateTimeToLiveOutput";
  static constexpr auto members =
      std::tuple{Member{"TimeToLiveSpecification", &T::time_to_live_specification}};
};

template <>
struct Shape<UpdateTimeToLiveRequest> {
  using T = UpdateTimeToLiveRequest;
  static constexpr std::string_view name = "UpdateTimeToLiveInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"TimeToLiveSpecification", &T::time_to_live_specification, constraints::kRequired}};
};

template <>
struct Shape<TimeToLiveDescription> {
  using T = TimeToLiveDescription;
  static constexpr std::string_view name = "TimeToLiveDescription";
  static constexpr auto members = std::tuple{Member{"TimeToLiveStatus", &T::time_to_live_status},
                                             Member{"AttributeName", &T::attribute_name}};
};

template <>
struct Shape<DescribeTimeToLiveResponse> {
  using T = DescribeTimeToLiveResponse;
  static constexpr std::string_view name = "DescribeTimeToLiveOutput";
  static constexpr auto members =
      std::tuple{Member{"TimeToLiveDescription", &T::time_to_live_description}};
};

template <>
struct Shape<DescribeTimeToLiveRequest> {
  using T = DescribeTimeToLiveRequest;
  static constexpr std::string_view name = "DescribeTimeToLiveInput";
  static constexpr TableName table_name = TableName::control;
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kTable}};
};

}  // namespace ddbsim::service
