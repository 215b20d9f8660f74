#pragma once

#include <tuple>

#include "sim/service/shapes_common.hpp"

// Single items, batches, transactions, Query and Scan.
namespace ddbsim::service {

template <>
struct Shape<ExpectedAttributeValue> {
  using T = ExpectedAttributeValue;
  static constexpr std::string_view name = "ExpectedAttributeValue";
  static constexpr auto members =
      std::tuple{Member{"Value", &T::value}, Member{"Exists", &T::exists},
                 Member{"ComparisonOperator",
                        &T::comparison_operator,
                        {.values = constraints::kComparisonOperators}},
                 Member{"AttributeValueList", &T::attribute_value_list}};
};

template <>
struct Shape<AttributeCondition> {
  using T = AttributeCondition;
  static constexpr std::string_view name = "Condition";
  static constexpr auto members =
      std::tuple{Member{"AttributeValueList", &T::attribute_value_list},
                 Member{"ComparisonOperator",
                        &T::comparison_operator,
                        {.required = true, .values = constraints::kComparisonOperators}}};
};

template <>
struct Shape<AttributeValueUpdate> {
  using T = AttributeValueUpdate;
  static constexpr std::string_view name = "AttributeValueUpdate";
  static constexpr auto members = std::tuple{
      Member{"Value", &T::value}, Member{"Action", &T::action, {.values = constraints::kActions}}};
};

template <>
struct Shape<PutItemResponse> {
  using T = PutItemResponse;
  static constexpr std::string_view name = "PutItemOutput";
  static constexpr auto members = std::tuple{
      Member{"Attributes", &T::attributes}, Member{"ConsumedCapacity", &T::consumed_capacity},
      Member{"ItemCollectionMetrics", &T::item_collection_metrics}};
};

template <>
struct Shape<PutItemRequest> {
  using T = PutItemRequest;
  static constexpr std::string_view name = "PutItemInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"Item", &T::item, constraints::kRequired},
      Member{"ConditionalOperator", &T::conditional_operator, constraints::kConditional},
      Member{"Expected", &T::expected},
      Member{"ReturnValues", &T::return_values, constraints::kValuesReturned},
      Member{"ReturnItemCollectionMetrics", &T::return_item_collection_metrics,
             constraints::kMetrics},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"ConditionExpression", &T::condition_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<GetItemResponse> {
  using T = GetItemResponse;
  static constexpr std::string_view name = "GetItemOutput";
  static constexpr auto members =
      std::tuple{Member{"Item", &T::item}, Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<GetItemRequest> {
  using T = GetItemRequest;
  static constexpr std::string_view name = "GetItemInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"AttributesToGet", &T::attributes_to_get, constraints::kAttributes},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"Key", &T::key, constraints::kRequired},
      Member{"ConsistentRead", &T::consistent_read},
      Member{"ProjectionExpression", &T::projection_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names}};
};

template <>
struct Shape<UpdateItemResponse> {
  using T = UpdateItemResponse;
  static constexpr std::string_view name = "UpdateItemOutput";
  static constexpr auto members = std::tuple{
      Member{"Attributes", &T::attributes}, Member{"ConsumedCapacity", &T::consumed_capacity},
      Member{"ItemCollectionMetrics", &T::item_collection_metrics}};
};

template <>
struct Shape<UpdateItemRequest> {
  using T = UpdateItemRequest;
  static constexpr std::string_view name = "UpdateItemInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ReturnItemCollectionMetrics", &T::return_item_collection_metrics,
             constraints::kMetrics},
      Member{"ReturnValues", &T::return_values, constraints::kValuesReturned},
      Member{"Key", &T::key, constraints::kRequired},
      Member{"AttributeUpdates", &T::attribute_updates},
      Member{"ConditionalOperator", &T::conditional_operator, constraints::kConditional},
      Member{"Expected", &T::expected},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"UpdateExpression", &T::update_expression},
      Member{"ConditionExpression", &T::condition_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<DeleteItemResponse> {
  using T = DeleteItemResponse;
  static constexpr std::string_view name = "DeleteItemOutput";
  static constexpr auto members = std::tuple{
      Member{"Attributes", &T::attributes}, Member{"ConsumedCapacity", &T::consumed_capacity},
      Member{"ItemCollectionMetrics", &T::item_collection_metrics}};
};

template <>
struct Shape<DeleteItemRequest> {
  using T = DeleteItemRequest;
  static constexpr std::string_view name = "DeleteItemInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ReturnValues", &T::return_values, constraints::kValuesReturned},
      Member{"ReturnItemCollectionMetrics", &T::return_item_collection_metrics,
             constraints::kMetrics},
      Member{"Key", &T::key, constraints::kRequired},
      Member{"ConditionalOperator", &T::conditional_operator, constraints::kConditional},
      Member{"Expected", &T::expected},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"ConditionExpression", &T::condition_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<KeysAndAttributes> {
  using T = KeysAndAttributes;
  static constexpr std::string_view name = "KeysAndAttributes";
  static constexpr auto members =
      std::tuple{Member{"Keys", &T::keys, {.required = true, .min = 1, .max = 100}},
                 Member{"AttributesToGet", &T::attributes_to_get, constraints::kAttributes},
                 Member{"ConsistentRead", &T::consistent_read},
                 Member{"ProjectionExpression", &T::projection_expression},
                 Member{"ExpressionAttributeNames", &T::expression_attribute_names}};
};

template <>
struct Shape<BatchGetItemResponse> {
  using T = BatchGetItemResponse;
  static constexpr std::string_view name = "BatchGetItemOutput";
  static constexpr auto members = std::tuple{Member{"Responses", &T::responses},
                                             Member{"UnprocessedKeys", &T::unprocessed_keys},
                                             Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<BatchGetItemRequest> {
  using T = BatchGetItemRequest;
  static constexpr std::string_view name = "BatchGetItemInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"RequestItems",
             &T::request_items,
             {.required = true, .min = 1, .max = 100},
             constraints::kTable}};
};

template <>
struct Shape<PutRequest> {
  using T = PutRequest;
  static constexpr std::string_view name = "PutRequest";
  static constexpr auto members = std::tuple{Member{"Item", &T::item, constraints::kRequired}};
};

template <>
struct Shape<DeleteRequest> {
  using T = DeleteRequest;
  static constexpr std::string_view name = "DeleteRequest";
  static constexpr auto members = std::tuple{Member{"Key", &T::key, constraints::kRequired}};
};

template <>
struct Shape<WriteRequest> {
  using T = WriteRequest;
  static constexpr std::string_view name = "WriteRequest";
  static constexpr auto members = std::tuple{Member{"PutRequest", &T::put_request},
                                             Member{"DeleteRequest", &T::delete_request}};
};

template <>
struct Shape<BatchWriteItemResponse> {
  using T = BatchWriteItemResponse;
  static constexpr std::string_view name = "BatchWriteItemOutput";
  static constexpr auto members =
      std::tuple{Member{"UnprocessedItems", &T::unprocessed_items},
                 Member{"ItemCollectionMetrics", &T::item_collection_metrics},
                 Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<BatchWriteItemRequest> {
  using T = BatchWriteItemRequest;
  static constexpr std::string_view name = "BatchWriteItemInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"ReturnItemCollectionMetrics", &T::return_item_collection_metrics,
             constraints::kMetrics},
      Member{"RequestItems",
             &T::request_items,
             {.required = true, .min = 1, .max = 25},
             constraints::kTable,
             {.min = 1, .max = 25}}};
};

template <>
struct Shape<TransactGet> {
  using T = TransactGet;
  static constexpr std::string_view name = "Get";
  static constexpr auto members =
      std::tuple{Member{"Key", &T::key, constraints::kRequired},
                 Member{"TableName", &T::table_name, constraints::kRequiredTable},
                 Member{"ProjectionExpression", &T::projection_expression},
                 Member{"ExpressionAttributeNames", &T::expression_attribute_names}};
};

template <>
struct Shape<TransactGetItem> {
  using T = TransactGetItem;
  static constexpr std::string_view name = "TransactGetItem";
  static constexpr auto members = std::tuple{Member{"Get", &T::get, constraints::kRequired}};
};

template <>
struct Shape<ItemResponse> {
  using T = ItemResponse;
  static constexpr std::string_view name = "ItemResponse";
  static constexpr auto members = std::tuple{Member{"Item", &T::item}};
};

template <>
struct Shape<TransactGetItemsResponse> {
  using T = TransactGetItemsResponse;
  static constexpr std::string_view name = "TransactGetItemsOutput";
  static constexpr auto members = std::tuple{Member{"ConsumedCapacity", &T::consumed_capacity},
                                             Member{"Responses", &T::responses}};
};

template <>
struct Shape<TransactGetItemsRequest> {
  using T = TransactGetItemsRequest;
  static constexpr std::string_view name = "TransactGetItemsInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"TransactItems", &T::transact_items, {.required = true, .min = 1, .max = 100}}};
};

template <>
struct Shape<ConditionCheck> {
  using T = ConditionCheck;
  static constexpr std::string_view name = "ConditionCheck";
  static constexpr auto members = std::tuple{
      Member{"Key", &T::key, constraints::kRequired},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ConditionExpression", &T::condition_expression, constraints::kRequired},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<TransactPut> {
  using T = TransactPut;
  static constexpr std::string_view name = "Put";
  static constexpr auto members = std::tuple{
      Member{"Item", &T::item, constraints::kRequired},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"ConditionExpression", &T::condition_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<TransactDelete> {
  using T = TransactDelete;
  static constexpr std::string_view name = "Delete";
  static constexpr auto members = std::tuple{
      Member{"Key", &T::key, constraints::kRequired},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"ConditionExpression", &T::condition_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<TransactUpdate> {
  using T = TransactUpdate;
  static constexpr std::string_view name = "Update";
  static constexpr auto members = std::tuple{
      Member{"Key", &T::key, constraints::kRequired},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"UpdateExpression", &T::update_expression, constraints::kRequired},
      Member{"ReturnValuesOnConditionCheckFailure", &T::return_values_on_condition_check_failure,
             constraints::kValuesOnFailure},
      Member{"ConditionExpression", &T::condition_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<TransactWriteItem> {
  using T = TransactWriteItem;
  static constexpr std::string_view name = "TransactWriteItem";
  static constexpr auto members =
      std::tuple{Member{"ConditionCheck", &T::condition_check}, Member{"Put", &T::put},
                 Member{"Delete", &T::remove}, Member{"Update", &T::update}};
};

template <>
struct Shape<TransactWriteItemsResponse> {
  using T = TransactWriteItemsResponse;
  static constexpr std::string_view name = "TransactWriteItemsOutput";
  static constexpr auto members =
      std::tuple{Member{"ConsumedCapacity", &T::consumed_capacity},
                 Member{"ItemCollectionMetrics", &T::item_collection_metrics}};
};

template <>
struct Shape<TransactWriteItemsRequest> {
  using T = TransactWriteItemsRequest;
  static constexpr std::string_view name = "TransactWriteItemsInput";
  static constexpr auto members = std::tuple{
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"ReturnItemCollectionMetrics", &T::return_item_collection_metrics,
             constraints::kMetrics},
      Member{"TransactItems", &T::transact_items, {.required = true, .min = 1, .max = 100}},
      Member{"ClientRequestToken", &T::client_request_token, {.min = 1, .max = 36}}};
};

template <>
struct Shape<QueryResponse> {
  using T = QueryResponse;
  static constexpr std::string_view name = "QueryOutput";
  static constexpr auto members =
      std::tuple{Member{"Items", &T::items}, Member{"Count", &T::count, constraints::kNarrow},
                 Member{"ScannedCount", &T::scanned_count, constraints::kNarrow},
                 Member{"LastEvaluatedKey", &T::last_evaluated_key},
                 Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<QueryRequest> {
  using T = QueryRequest;
  static constexpr std::string_view name = "QueryInput";
  static constexpr auto members = std::tuple{
      Member{"Select", &T::select, {.values = constraints::kSelects}},
      Member{"IndexName", &T::index_name, constraints::kName},
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"QueryFilter", &T::query_filter},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ConditionalOperator", &T::conditional_operator, constraints::kConditional},
      Member{"AttributesToGet", &T::attributes_to_get, constraints::kAttributes},
      Member{"Limit", &T::limit, constraints::kLimit},
      Member{"ExclusiveStartKey", &T::exclusive_start_key},
      Member{"KeyConditions", &T::key_conditions},
      Member{"ConsistentRead", &T::consistent_read},
      Member{"ScanIndexForward", &T::scan_index_forward},
      Member{"KeyConditionExpression", &T::key_condition_expression},
      Member{"FilterExpression", &T::filter_expression},
      Member{"ProjectionExpression", &T::projection_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

template <>
struct Shape<ScanResponse> {
  using T = ScanResponse;
  static constexpr std::string_view name = "ScanOutput";
  static constexpr auto members =
      std::tuple{Member{"Items", &T::items}, Member{"Count", &T::count, constraints::kNarrow},
                 Member{"ScannedCount", &T::scanned_count, constraints::kNarrow},
                 Member{"LastEvaluatedKey", &T::last_evaluated_key},
                 Member{"ConsumedCapacity", &T::consumed_capacity}};
};

template <>
struct Shape<ScanRequest> {
  using T = ScanRequest;
  static constexpr std::string_view name = "ScanInput";
  static constexpr auto members = std::tuple{
      Member{"Select", &T::select, {.values = constraints::kSelects}},
      Member{"IndexName", &T::index_name, constraints::kName},
      Member{"TotalSegments", &T::total_segments, {.min = 1, .max = 1000000, .narrow = true}},
      Member{"ReturnConsumedCapacity", &T::return_consumed_capacity, constraints::kCapacity},
      Member{"TableName", &T::table_name, constraints::kRequiredTable},
      Member{"ConditionalOperator", &T::conditional_operator, constraints::kConditional},
      Member{"ScanFilter", &T::scan_filter},
      Member{"Segment", &T::segment, {.min = 0, .max = 999999, .narrow = true}},
      Member{"AttributesToGet", &T::attributes_to_get, constraints::kAttributes},
      Member{"Limit", &T::limit, constraints::kLimit},
      Member{"ConsistentRead", &T::consistent_read},
      Member{"ExclusiveStartKey", &T::exclusive_start_key},
      Member{"FilterExpression", &T::filter_expression},
      Member{"ProjectionExpression", &T::projection_expression},
      Member{"ExpressionAttributeNames", &T::expression_attribute_names},
      Member{"ExpressionAttributeValues", &T::expression_attribute_values}};
};

}  // namespace ddbsim::service
