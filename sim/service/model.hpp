#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/service/model_replicas.hpp"
#include "sim/value/item.hpp"

// Typed requests and responses, member for member those of the API model (2012-08-10). Absent
// members are std::nullopt, or a null Item. Enumerations are text as the client sent it: the table
// of shapes (`shapes.hpp`) checks them, and their members' lengths, ranges and patterns, for
// requests from anywhere.
namespace ddbsim::service {

// ---- shared structures --------------------------------------------------------------------------

struct AttributeDefinition {
  Text attribute_name = {};
  Text attribute_type = {};
};
struct KeySchemaElement {
  Text attribute_name = {};
  Text key_type = {};
};
struct ProjectionSpec {
  Text projection_type = {};
  Optional<std::vector<std::string>> non_key_attributes = {};
};
struct ProvisionedThroughput {
  Integer read_capacity_units = {};
  Integer write_capacity_units = {};
};
struct OnDemandThroughput {
  Integer max_read_request_units = {};
  Integer max_write_request_units = {};
};
struct GlobalSecondaryIndexSpec {
  Text index_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<ProjectionSpec> projection = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Optional<WarmThroughput> warm_throughput = {};
};
struct LocalSecondaryIndexSpec {
  Text index_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<ProjectionSpec> projection = {};
};
struct StreamSpecification {
  Optional<bool> stream_enabled = {};
  Text stream_view_type = {};
};
struct SseSpecification {
  Optional<bool> enabled = {};
  Text sse_type = {};
  Text kms_master_key_id = {};
};
struct Tag {
  Text key = {};
  Text value = {};
};

struct Capacity {
  Optional<double> read_capacity_units = {};
  Optional<double> write_capacity_units = {};
  Optional<double> capacity_units = {};
};
struct ConsumedCapacity {
  Text table_name = {};
  Optional<double> capacity_units = {};
  Optional<double> read_capacity_units = {};
  Optional<double> write_capacity_units = {};
  Optional<Capacity> table = {};
  Optional<std::map<std::string, Capacity>> local_secondary_indexes = {};
  Optional<std::map<std::string, Capacity>> global_secondary_indexes = {};
};
struct ItemCollectionMetrics {
  value::Item item_collection_key = {};
  Optional<std::vector<double>> size_estimate_range_gb = {};
};

struct ThroughputDescription {
  Optional<double> last_increase_date_time = {};  ///< epoch seconds
  Optional<double> last_decrease_date_time = {};
  Integer number_of_decreases_today = {};
  Integer read_capacity_units = {};
  Integer write_capacity_units = {};
};
struct GlobalSecondaryIndexDescription {
  Text index_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<ProjectionSpec> projection = {};
  Text index_status = {};
  Optional<bool> backfilling = {};
  Optional<ThroughputDescription> provisioned_throughput = {};
  Integer index_size_bytes = {};
  Integer item_count = {};
  Text index_arn = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Optional<GlobalSecondaryIndexWarmThroughputDescription> warm_throughput = {};
};
struct LocalSecondaryIndexDescription {
  Text index_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<ProjectionSpec> projection = {};
  Integer index_size_bytes = {};
  Integer item_count = {};
  Text index_arn = {};
};
struct BillingModeSummary {
  Text billing_mode = {};
  Optional<double> last_update_to_pay_per_request_date_time = {};
};
struct SseDescription {
  Text status = {};
  Text sse_type = {};
  Text kms_master_key_arn = {};
};
struct TableDescription {
  Optional<std::vector<AttributeDefinition>> attribute_definitions = {};
  Text table_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Text table_status = {};
  Optional<double> creation_date_time = {};  ///< epoch seconds
  Optional<ThroughputDescription> provisioned_throughput = {};
  Integer table_size_bytes = {};
  Integer item_count = {};
  Text table_arn = {};
  Text table_id = {};
  Optional<BillingModeSummary> billing_mode_summary = {};
  Optional<std::vector<LocalSecondaryIndexDescription>> local_secondary_indexes = {};
  Optional<std::vector<GlobalSecondaryIndexDescription>> global_secondary_indexes = {};
  Optional<StreamSpecification> stream_specification = {};
  Text latest_stream_label = {};
  Text latest_stream_arn = {};
  Text global_table_version = {};
  Optional<std::vector<ReplicaDescription>> replicas = {};
  Optional<std::vector<GlobalTableWitnessDescription>> global_table_witnesses = {};
  Text global_table_settings_replication_mode = {};
  Optional<RestoreSummary> restore_summary = {};
  Optional<SseDescription> sse_description = {};
  Optional<TableClassSummary> table_class_summary = {};
  Optional<bool> deletion_protection_enabled = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Optional<TableWarmThroughputDescription> warm_throughput = {};
  Text multi_region_consistency = {};
};

/// The parameters that are older than expressions.
struct ExpectedAttributeValue {
  Optional<value::AttributeValue> value = {};
  Optional<bool> exists = {};
  Text comparison_operator = {};
  Optional<std::vector<value::AttributeValue>> attribute_value_list = {};
};
struct AttributeCondition {  ///< of the API's name "Condition"
  Optional<std::vector<value::AttributeValue>> attribute_value_list = {};
  Text comparison_operator = {};
};
struct AttributeValueUpdate {
  Optional<value::AttributeValue> value = {};
  Text action = {};
};
using AttributesToGet = Optional<std::vector<std::string>>;
using Expected = Optional<std::map<std::string, ExpectedAttributeValue>>;
using AttributeConditions = Optional<std::map<std::string, AttributeCondition>>;
using AttributeUpdates = Optional<std::map<std::string, AttributeValueUpdate>>;

// ---- tables -------------------------------------------------------------------------------------

struct CreateTableResponse {
  Optional<TableDescription> table_description = {};
};
struct CreateTableRequest : RequestBase {
  using Response = CreateTableResponse;
  Optional<std::vector<AttributeDefinition>> attribute_definitions = {};
  Text table_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<std::vector<LocalSecondaryIndexSpec>> local_secondary_indexes = {};
  Optional<std::vector<GlobalSecondaryIndexSpec>> global_secondary_indexes = {};
  Text billing_mode = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<StreamSpecification> stream_specification = {};
  Optional<SseSpecification> sse_specification = {};
  Optional<std::vector<Tag>> tags = {};
  Text table_class = {};
  Optional<bool> deletion_protection_enabled = {};
  Optional<WarmThroughput> warm_throughput = {};
  Text resource_policy = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Text global_table_source_arn = {};
  Text global_table_settings_replication_mode = {};
};

struct DescribeTableResponse {
  Optional<TableDescription> table = {};
};
struct DescribeTableRequest : RequestBase {
  using Response = DescribeTableResponse;
  Text table_name = {};
};

struct ListTablesResponse {
  Optional<std::vector<std::string>> table_names = {};
  Text last_evaluated_table_name = {};
};
struct ListTablesRequest : RequestBase {
  using Response = ListTablesResponse;
  Text exclusive_start_table_name = {};
  Integer limit = {};
};

struct UpdateGlobalSecondaryIndexAction {
  Text index_name = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Optional<WarmThroughput> warm_throughput = {};
};
struct DeleteGlobalSecondaryIndexAction {
  Text index_name = {};
};
struct GlobalSecondaryIndexUpdate {
  Optional<UpdateGlobalSecondaryIndexAction> update = {};
  Optional<GlobalSecondaryIndexSpec> create = {};
  Optional<DeleteGlobalSecondaryIndexAction> remove = {};  ///< member "Delete"
};
struct UpdateTableResponse {
  Optional<TableDescription> table_description = {};
};
struct UpdateTableRequest : RequestBase {
  using Response = UpdateTableResponse;
  Optional<std::vector<AttributeDefinition>> attribute_definitions = {};
  Text table_name = {};
  Text billing_mode = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<std::vector<GlobalSecondaryIndexUpdate>> global_secondary_index_updates = {};
  Optional<StreamSpecification> stream_specification = {};
  Optional<SseSpecification> sse_specification = {};
  Optional<std::vector<ReplicationGroupUpdate>> replica_updates = {};
  Text table_class = {};
  Optional<bool> deletion_protection_enabled = {};
  Text multi_region_consistency = {};
  Optional<std::vector<GlobalTableWitnessGroupUpdate>> global_table_witness_updates = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Optional<WarmThroughput> warm_throughput = {};
  Text global_table_settings_replication_mode = {};
};

struct DeleteTableResponse {
  Optional<TableDescription> table_description = {};
};
struct DeleteTableRequest : RequestBase {
  using Response = DeleteTableResponse;
  Text table_name = {};
};

struct TimeToLiveSpecification {
  Optional<bool> enabled = {};
  Text attribute_name = {};
};
struct UpdateTimeToLiveResponse {
  Optional<TimeToLiveSpecification> time_to_live_specification = {};
};
struct UpdateTimeToLiveRequest : RequestBase {
  using Response = UpdateTimeToLiveResponse;
  Text table_name = {};
  Optional<TimeToLiveSpecification> time_to_live_specification = {};
};
struct TimeToLiveDescription {
  Text time_to_live_status = {};
  Text attribute_name = {};
};
struct DescribeTimeToLiveResponse {
  Optional<TimeToLiveDescription> time_to_live_description = {};
};
struct DescribeTimeToLiveRequest : RequestBase {
  using Response = DescribeTimeToLiveResponse;
  Text table_name = {};
};

// ---- single items -------------------------------------------------------------------------------

struct PutItemResponse {
  value::Item attributes = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
  Optional<ItemCollectionMetrics> item_collection_metrics = {};
};
struct PutItemRequest : RequestBase {
  using Response = PutItemResponse;
  Text table_name = {};
  value::Item item = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values = {};
  Text return_consumed_capacity = {};
  Text return_item_collection_metrics = {};
  Text return_values_on_condition_check_failure = {};
  Expected expected = {};
  Text conditional_operator = {};
};

struct GetItemResponse {
  value::Item item = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
};
struct GetItemRequest : RequestBase {
  using Response = GetItemResponse;
  Text table_name = {};
  value::Item key = {};
  Optional<bool> consistent_read = {};
  Text projection_expression = {};
  Optional<Names> expression_attribute_names = {};
  Text return_consumed_capacity = {};
  AttributesToGet attributes_to_get = {};
};

struct UpdateItemResponse {
  value::Item attributes = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
  Optional<ItemCollectionMetrics> item_collection_metrics = {};
};
struct UpdateItemRequest : RequestBase {
  using Response = UpdateItemResponse;
  Text table_name = {};
  value::Item key = {};
  Text update_expression = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values = {};
  Text return_consumed_capacity = {};
  Text return_item_collection_metrics = {};
  Text return_values_on_condition_check_failure = {};
  AttributeUpdates attribute_updates = {};
  Expected expected = {};
  Text conditional_operator = {};
};

struct DeleteItemResponse {
  value::Item attributes = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
  Optional<ItemCollectionMetrics> item_collection_metrics = {};
};
struct DeleteItemRequest : RequestBase {
  using Response = DeleteItemResponse;
  Text table_name = {};
  value::Item key = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values = {};
  Text return_consumed_capacity = {};
  Text return_item_collection_metrics = {};
  Text return_values_on_condition_check_failure = {};
  Expected expected = {};
  Text conditional_operator = {};
};

// ---- batches ------------------------------------------------------------------------------------

struct KeysAndAttributes {
  Optional<std::vector<value::Item>> keys = {};
  Optional<bool> consistent_read = {};
  Text projection_expression = {};
  Optional<Names> expression_attribute_names = {};
  AttributesToGet attributes_to_get = {};
};
struct BatchGetItemResponse {
  Optional<std::map<std::string, std::vector<value::Item>>> responses = {};
  Optional<std::map<std::string, KeysAndAttributes>> unprocessed_keys = {};
  Optional<std::vector<ConsumedCapacity>> consumed_capacity = {};
};
struct BatchGetItemRequest : RequestBase {
  using Response = BatchGetItemResponse;
  Optional<std::map<std::string, KeysAndAttributes>> request_items = {};
  Text return_consumed_capacity = {};
};

struct PutRequest {
  value::Item item = {};
};
struct DeleteRequest {
  value::Item key = {};
};
struct WriteRequest {
  Optional<PutRequest> put_request = {};
  Optional<DeleteRequest> delete_request = {};
};
struct BatchWriteItemResponse {
  Optional<std::map<std::string, std::vector<WriteRequest>>> unprocessed_items = {};
  Optional<std::map<std::string, std::vector<ItemCollectionMetrics>>> item_collection_metrics = {};
  Optional<std::vector<ConsumedCapacity>> consumed_capacity = {};
};
struct BatchWriteItemRequest : RequestBase {
  using Response = BatchWriteItemResponse;
  Optional<std::map<std::string, std::vector<WriteRequest>>> request_items = {};
  Text return_consumed_capacity = {};
  Text return_item_collection_metrics = {};
};

// ---- transactions -------------------------------------------------------------------------------

struct TransactGet {
  Text table_name = {};
  value::Item key = {};
  Text projection_expression = {};
  Optional<Names> expression_attribute_names = {};
};
struct TransactGetItem {
  Optional<TransactGet> get = {};
};
struct ItemResponse {
  value::Item item = {};
};
struct TransactGetItemsResponse {
  Optional<std::vector<ConsumedCapacity>> consumed_capacity = {};
  Optional<std::vector<ItemResponse>> responses = {};
};
struct TransactGetItemsRequest : RequestBase {
  using Response = TransactGetItemsResponse;
  Optional<std::vector<TransactGetItem>> transact_items = {};
  Text return_consumed_capacity = {};
};

struct ConditionCheck {
  Text table_name = {};
  value::Item key = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values_on_condition_check_failure = {};
};
struct TransactPut {
  Text table_name = {};
  value::Item item = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values_on_condition_check_failure = {};
};
struct TransactDelete {
  Text table_name = {};
  value::Item key = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values_on_condition_check_failure = {};
};
struct TransactUpdate {
  Text table_name = {};
  value::Item key = {};
  Text update_expression = {};
  Text condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Text return_values_on_condition_check_failure = {};
};
struct TransactWriteItem {
  Optional<ConditionCheck> condition_check = {};
  Optional<TransactPut> put = {};
  Optional<TransactDelete> remove = {};  ///< member "Delete"
  Optional<TransactUpdate> update = {};
};
struct TransactWriteItemsResponse {
  Optional<std::vector<ConsumedCapacity>> consumed_capacity = {};
  Optional<std::map<std::string, std::vector<ItemCollectionMetrics>>> item_collection_metrics = {};
};
struct TransactWriteItemsRequest : RequestBase {
  using Response = TransactWriteItemsResponse;
  Optional<std::vector<TransactWriteItem>> transact_items = {};
  Text return_consumed_capacity = {};
  Text return_item_collection_metrics = {};
  Text client_request_token = {};
};

// ---- query and scan -----------------------------------------------------------------------------

struct QueryResponse {
  Optional<std::vector<value::Item>> items = {};  ///< absent with Select COUNT
  Integer count = {};
  Integer scanned_count = {};
  value::Item last_evaluated_key = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
};
struct QueryRequest : RequestBase {
  using Response = QueryResponse;
  Text table_name = {};
  Text index_name = {};
  Text select = {};
  Integer limit = {};
  Optional<bool> consistent_read = {};
  Optional<bool> scan_index_forward = {};
  value::Item exclusive_start_key = {};
  Text return_consumed_capacity = {};
  Text projection_expression = {};
  Text filter_expression = {};
  Text key_condition_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  AttributesToGet attributes_to_get = {};
  AttributeConditions key_conditions = {};
  AttributeConditions query_filter = {};
  Text conditional_operator = {};
};

struct ScanResponse {
  Optional<std::vector<value::Item>> items = {};
  Integer count = {};
  Integer scanned_count = {};
  value::Item last_evaluated_key = {};
  Optional<ConsumedCapacity> consumed_capacity = {};
};
struct ScanRequest : RequestBase {
  using Response = ScanResponse;
  Text table_name = {};
  Text index_name = {};
  Integer limit = {};
  Text select = {};
  value::Item exclusive_start_key = {};
  Text return_consumed_capacity = {};
  Integer total_segments = {};
  Integer segment = {};
  Text projection_expression = {};
  Text filter_expression = {};
  Optional<Names> expression_attribute_names = {};
  value::Item expression_attribute_values = {};
  Optional<bool> consistent_read = {};
  AttributesToGet attributes_to_get = {};
  AttributeConditions scan_filter = {};
  Text conditional_operator = {};
};

// ---- streams ------------------------------------------------------------------------------------

struct StreamSummary {
  Text stream_arn = {};
  Text table_name = {};
  Text stream_label = {};
};
struct ListStreamsResponse {
  Optional<std::vector<StreamSummary>> streams = {};
  Text last_evaluated_stream_arn = {};
};
struct ListStreamsRequest : RequestBase {
  using Response = ListStreamsResponse;
  Text table_name = {};
  Integer limit = {};
  Text exclusive_start_stream_arn = {};
};

struct SequenceNumberRange {
  Text starting_sequence_number = {};
  Text ending_sequence_number = {};
};
struct ShardDescription {
  Text shard_id = {};
  Optional<SequenceNumberRange> sequence_number_range = {};
  Text parent_shard_id = {};
};
struct StreamDescription {
  Text stream_arn = {};
  Text stream_label = {};
  Text stream_status = {};
  Text stream_view_type = {};
  Optional<double> creation_request_date_time = {};
  Text table_name = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Optional<std::vector<ShardDescription>> shards = {};
  Text last_evaluated_shard_id = {};
};
struct DescribeStreamResponse {
  Optional<StreamDescription> stream_description = {};
};
struct ShardFilter {
  Text type = {};
  Text shard_id = {};
};
struct DescribeStreamRequest : RequestBase {
  using Response = DescribeStreamResponse;
  Text stream_arn = {};
  Integer limit = {};
  Text exclusive_start_shard_id = {};
  Optional<ShardFilter> shard_filter = {};
};

struct GetShardIteratorResponse {
  Text shard_iterator = {};
};
struct GetShardIteratorRequest : RequestBase {
  using Response = GetShardIteratorResponse;
  Text stream_arn = {};
  Text shard_id = {};
  Text shard_iterator_type = {};
  Text sequence_number = {};
};

struct StreamIdentity {
  Text principal_id = {};
  Text type = {};
};
struct StreamRecordBody {
  Optional<double> approximate_creation_date_time = {};  ///< epoch seconds, whole
  value::Item keys = {};
  value::Item new_image = {};
  value::Item old_image = {};
  Text sequence_number = {};
  Integer size_bytes = {};
  Text stream_view_type = {};
};
struct StreamRecord {
  Text event_id = {};    ///< member "eventID"
  Text event_name = {};  ///< INSERT, MODIFY, REMOVE
  Text event_version = {};
  Text event_source = {};
  Text aws_region = {};
  Optional<StreamRecordBody> dynamodb = {};
  Optional<StreamIdentity> user_identity = {};
};
struct GetRecordsResponse {
  Optional<std::vector<StreamRecord>> records = {};
  Text next_shard_iterator = {};
};
struct GetRecordsRequest : RequestBase {
  using Response = GetRecordsResponse;
  Text shard_iterator = {};
  Integer limit = {};
};

}  // namespace ddbsim::service
