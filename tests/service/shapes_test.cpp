// The texts of "N validation errors detected": what the table of shapes says of requests, before an
// operation looks at them. Texts captured from the service (CATALOGUE of answers, section a),
// unless a test says otherwise.
#include "sim/service/shapes.hpp"

#include <gtest/gtest.h>

#include "sim/service/client.hpp"

namespace ddbsim::service {
namespace {

template <class Request>
std::string text_of(const Request& request) {
  const auto error = check_shape(request);
  if (!error) {
    return "";
  }
  EXPECT_EQ(error->type, ErrorType::validation);
  return error->message;
}

BatchWriteItemRequest batch_write(const std::string& table, std::vector<WriteRequest> writes) {
  BatchWriteItemRequest request;
  request.request_items.emplace()[table] = std::move(writes);
  return request;
}
BatchGetItemRequest batch_get(const std::string& table,
                              std::optional<std::vector<value::Item>> keys) {
  BatchGetItemRequest request;
  request.request_items.emplace()[table].keys = std::move(keys);
  return request;
}

std::string one(const std::string& error) { return "1 validation error detected: " + error; }

// ---- Form ---------------------------------------------------------------------------------------

TEST(Shapes, SaysNothingOfAGoodRequest) {
  EXPECT_EQ(text_of(GetItemRequest{.table_name = "messages", .key = {{"pk", "MSG#1"}}}), "");
  EXPECT_EQ(text_of(ListTablesRequest{}), "");
}

TEST(Shapes, NamesAMissingMember) {
  EXPECT_EQ(text_of(PutItemRequest{.table_name = "messages"}),
            one("Value null at 'item' failed to satisfy constraint: Member must not be null"));
}

TEST(Shapes, ListsSeveralErrorsInOneText) {
  EXPECT_EQ(text_of(QueryRequest{.table_name = "messages", .select = "SOME", .limit = 0}),
            "2 validation errors detected: Value 'SOME' at 'select' failed to satisfy constraint: "
            "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, "
            "ALL_PROJECTED_ATTRIBUTES]; Value '0' at 'limit' failed to satisfy constraint: Member "
            "must have value greater than or equal to 1");
}

TEST(Shapes, ListsAndCountsTenAtMost) {
  CreateTableRequest request{.table_name = "messages", .key_schema = {{{"pk", "HASH"}}}};
  request.attribute_definitions.emplace(12, AttributeDefinition{"pk", "X"});
  const std::string text = text_of(request);
  EXPECT_TRUE(
      text.starts_with("10 validation errors detected: Value 'X' at "
                       "'attributeDefinitions.1.member.attributeType'"));
  EXPECT_NE(text.find("'attributeDefinitions.10.member.attributeType'"), std::string::npos);
  EXPECT_EQ(text.find("'attributeDefinitions.11.member.attributeType'"), std::string::npos);
}

TEST(Shapes, SaysPatternBeforeLength) {
  EXPECT_EQ(text_of(GetItemRequest{.table_name = "a;", .key = {{"pk", "x"}}}),
            "2 validation errors detected: Value 'a;' at 'tableName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a;' at "
            "'tableName' failed to satisfy constraint: Member must have length greater than or "
            "equal to 3");
}

TEST(Shapes, CountsLengthsInUtf16UnitsAsJavaDoes) {
  const auto with_token = [](const std::string& token) {
    return TransactWriteItemsRequest{
        .transact_items = {{{.put = TransactPut{.table_name = "abc", .item = {{"pk", "x"}}}}}},
        .client_request_token = token};
  };
  std::string eighteen_faces;
  for (int i = 0; i < 18; ++i) {
    eighteen_faces += "\U0001F600";  // 4 bytes, 2 units
  }
  EXPECT_EQ(text_of(with_token(eighteen_faces)), "");
  EXPECT_NE(text_of(with_token(eighteen_faces + "x")), "");
}

TEST(Shapes, PathsLeadThroughListsAndMaps) {
  BatchWriteItemRequest request;
  request.request_items = {
      {"messages",
       {{.put_request = PutRequest{.item = {{"pk", "x"}}}}, {.delete_request = DeleteRequest{}}}}};
  EXPECT_EQ(text_of(request),
            one("Value null at 'requestItems.messages.member.2.member.deleteRequest.key' failed to "
                "satisfy constraint: Member must not be null"));
}

// ---- Printed values -----------------------------------------------------------------------------

TEST(Shapes, PrintsStructuresAsJavaDoes) {
  CreateTableRequest request{.attribute_definitions = {{{"pk", "S"}}},
                             .table_name = "messages",
                             .key_schema = {{{"pk", "HASH"}, {"sk", "RANGE"}, {"ck", "RANGE"}}}};
  EXPECT_EQ(text_of(request),
            one("Value '[KeySchemaElement(attributeName=pk, keyType=HASH), "
                "KeySchemaElement(attributeName=sk, keyType=RANGE), "
                "KeySchemaElement(attributeName=ck, keyType=RANGE)]' at 'keySchema' failed to "
                "satisfy constraint: Member must have length less than or equal to 2"));
}

TEST(Shapes, PrintsMapsAndAttributeValues) {
  const BatchGetItemRequest request =
      batch_get("t;t", std::vector{value::Item{{"pk", "x"}, {"sk", 5}}});
  EXPECT_EQ(text_of(request),
            one("Value '{t;t=KeysAndAttributes(keys=[{pk=AttributeValue(s=x), "
                "sk=AttributeValue(n=5)}], attributesToGet=null, consistentRead=null, "
                "projectionExpression=null, "
                "expressionAttributeNames=null)}' at 'requestItems' failed to satisfy constraint: "
                "Map keys must satisfy constraint: [Member must have length less than or equal to "
                "255, Member must have length greater than or equal to 3, Member must satisfy "
                "regular expression pattern: [a-zA-Z0-9_.-]+]"));
}

TEST(Shapes, ListsAllRulesOfAMapsValues) {
  const BatchWriteItemRequest request = batch_write("messages", {});
  EXPECT_EQ(
      text_of(request),
      one("Value '{messages=[]}' at 'requestItems' failed to satisfy constraint: Map value "
          "must satisfy constraint: [Member must have length less than or equal to 25, Member "
          "must have length greater than or equal to 1]"));
}

// ---- Table names --------------------------------------------------------------------------------

TEST(Shapes, ControlPlaneAsksForATableNameByAnotherText) {
  const std::string missing =
      "The parameter 'TableName' is required but was not present in the request";
  EXPECT_EQ(text_of(CreateTableRequest{}), missing);
  EXPECT_EQ(text_of(DescribeTableRequest{}), missing);
  EXPECT_EQ(text_of(UpdateTableRequest{}), missing);
  EXPECT_EQ(text_of(DeleteTableRequest{}), missing);
  EXPECT_EQ(text_of(DescribeTimeToLiveRequest{}), missing);
  EXPECT_EQ(text_of(UpdateTimeToLiveRequest{}), missing);
}

TEST(Shapes, ControlPlaneHasItsOwnTextForTheLengthOfATableName) {
  const std::string length =
      "TableName must be at least 3 characters long and at most 255 characters long";
  for (const std::string& name : {std::string(), std::string("a;"), std::string(256, 'a')}) {
    EXPECT_EQ(text_of(DescribeTableRequest{.table_name = name}), length) << name;
    EXPECT_EQ(text_of(UpdateTableRequest{.table_name = name}), length) << name;
    EXPECT_EQ(text_of(DeleteTableRequest{.table_name = name}), length) << name;
  }
  EXPECT_EQ(text_of(DescribeTableRequest{.table_name = "a;b"}),
            one("Value 'a;b' at 'tableName' failed to satisfy constraint: Member must satisfy "
                "regular expression pattern: [a-zA-Z0-9_.-]+"));
}

TEST(Shapes, CreateTableChecksTheLengthOfItsNameAsAnyMember) {
  EXPECT_EQ(text_of(CreateTableRequest{.attribute_definitions = {{{"pk", "S"}}},
                                       .table_name = "ab",
                                       .key_schema = {{{"pk", "HASH"}}}}),
            one("Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length "
                "greater than or equal to 3"));
}

// ---- Order of members ---------------------------------------------------------------------------

TEST(Shapes, CreateTableReportsInTheServicesOrder) {
  EXPECT_EQ(text_of(CreateTableRequest{
                .attribute_definitions = std::vector<AttributeDefinition>(1),
                .table_name = "messages",
                .key_schema = std::vector<KeySchemaElement>(1),
                .billing_mode = "FREE",
                .provisioned_throughput = ProvisionedThroughput{.read_capacity_units = 0}}),
            "7 validation errors detected: Value 'FREE' at 'billingMode' failed to satisfy "
            "constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]; Value "
            "null at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: "
            "Member must not be null; Value '0' at 'provisionedThroughput.readCapacityUnits' "
            "failed to satisfy constraint: Member must have value greater than or equal to 1; "
            "Value null at 'keySchema.1.member.attributeName' failed to satisfy constraint: Member "
            "must not be null; Value null at 'keySchema.1.member.keyType' failed to satisfy "
            "constraint: Member must not be null; Value null at "
            "'attributeDefinitions.1.member.attributeName' failed to satisfy constraint: Member "
            "must not be null; Value null at 'attributeDefinitions.1.member.attributeType' failed "
            "to satisfy constraint: Member must not be null");
}

TEST(Shapes, PutItemReportsInTheServicesOrder) {
  EXPECT_EQ(text_of(PutItemRequest{.return_values = "SOME",
                                   .return_consumed_capacity = "SOME",
                                   .return_item_collection_metrics = "SOME"}),
            "5 validation errors detected: Value 'SOME' at 'returnConsumedCapacity' failed to "
            "satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value "
            "null at 'tableName' failed to satisfy constraint: Member must not be null; Value null "
            "at 'item' failed to satisfy constraint: Member must not be null; Value 'SOME' at "
            "'returnValues' failed to satisfy constraint: Member must satisfy enum value set: "
            "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; Value 'SOME' at "
            "'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum "
            "value set: [SIZE, NONE]");
}

// ---- Every operation with what it must have, and its ranges -------------------------------------

struct Case {
  std::string name;
  Request request;
  std::string errors;  ///< without "N validation errors detected: "
};

std::string at(std::string_view value, std::string_view path, std::string_view rule) {
  return "Value " + std::string(value) + " at '" + std::string(path) +
         "' failed to satisfy constraint: Member must " + std::string(rule);
}
std::string missing(std::string_view path) { return at("null", path, "not be null"); }
std::string at_least(std::string_view value, std::string_view path, std::string_view what) {
  return at(value, path,
            "have " + std::string(what.substr(0, what.find(' '))) + " greater than or equal to " +
                std::string(what.substr(what.find(' ') + 1)));
}
std::string at_most(std::string_view value, std::string_view path, std::string_view what) {
  return at(value, path,
            "have " + std::string(what.substr(0, what.find(' '))) + " less than or equal to " +
                std::string(what.substr(what.find(' ') + 1)));
}

class ShapesOfOperations : public ::testing::TestWithParam<Case> {};

TEST_P(ShapesOfOperations, Are) {
  const auto text =
      std::visit([](const auto& typed) { return text_of(typed); }, GetParam().request);
  EXPECT_EQ(text.substr(std::min(text.size(), text.find(": ") + 2)), GetParam().errors);
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& tested) { return tested.param.name; }

const value::Item kKey = {{"pk", "x"}};

INSTANTIATE_TEST_SUITE_P(
    Data, ShapesOfOperations,
    ::testing::Values(
        Case{"GetItem", GetItemRequest{}, missing("tableName") + "; " + missing("key")},
        Case{"DeleteItem", DeleteItemRequest{}, missing("tableName") + "; " + missing("key")},
        Case{"UpdateItem", UpdateItemRequest{}, missing("tableName") + "; " + missing("key")},
        Case{"UpdateItemOnFailure",
             UpdateItemRequest{.table_name = "abc",
                               .key = kKey,
                               .return_values_on_condition_check_failure = "NEW"},
             at("'NEW'", "returnValuesOnConditionCheckFailure",
                "satisfy enum value set: [ALL_OLD, NONE]")},
        Case{"Query", QueryRequest{}, missing("tableName")},
        Case{"QueryIndex", QueryRequest{.table_name = "abc", .index_name = "ab"},
             at_least("'ab'", "indexName", "length 3")},
        Case{"ScanSegments", ScanRequest{.table_name = "abc", .total_segments = 0, .segment = -1},
             at_least("'0'", "totalSegments", "value 1") + "; " +
                 at_least("'-1'", "segment", "value 0")},
        Case{"ScanManySegments",
             ScanRequest{.table_name = "abc", .total_segments = 1000001, .segment = 1000000},
             at_most("'1000001'", "totalSegments", "value 1000000") + "; " +
                 at_most("'1000000'", "segment", "value 999999")},
        Case{"BatchGetItem", BatchGetItemRequest{}, missing("requestItems")},
        Case{"BatchGetItemNone",
             BatchGetItemRequest{.request_items = std::map<std::string, KeysAndAttributes>()},
             at_least("'{}'", "requestItems", "length 1")},
        Case{"BatchGetItemKeys", batch_get("abc", std::nullopt),
             missing("requestItems.abc.member.keys")},
        Case{"BatchGetItemNoKeys", batch_get("abc", std::vector<value::Item>()),
             at_least("'[]'", "requestItems.abc.member.keys", "length 1")},
        Case{"BatchWriteItem", BatchWriteItemRequest{}, missing("requestItems")},
        Case{"TransactGetItems", TransactGetItemsRequest{}, missing("transactItems")},
        Case{"TransactGetItemsGet",
             TransactGetItemsRequest{.transact_items = std::vector<TransactGetItem>(1)},
             missing("transactItems.1.member.get")},
        Case{"TransactWriteItems", TransactWriteItemsRequest{.transact_items = {{}}},
             at_least("'[]'", "transactItems", "length 1")},
        Case{"TransactWriteItemsActions",
             TransactWriteItemsRequest{
                 .transact_items = {{{.put = TransactPut{.table_name = "abc"}},
                                     {.condition_check = ConditionCheck{.table_name = "abc",
                                                                        .key = kKey}},
                                     {.update = TransactUpdate{.table_name = "abc", .key = kKey}},
                                     {.remove = TransactDelete{.key = kKey}}}}},
             missing("transactItems.1.member.put.item") + "; " +
                 missing("transactItems.2.member.conditionCheck.conditionExpression") + "; " +
                 missing("transactItems.3.member.update.updateExpression") + "; " +
                 missing("transactItems.4.member.delete.tableName")}),
    name_of_case);

INSTANTIATE_TEST_SUITE_P(
    Tables, ShapesOfOperations,
    ::testing::Values(
        Case{"ListTables", ListTablesRequest{.exclusive_start_table_name = "ab", .limit = 101},
             at_least("'ab'", "exclusiveStartTableName", "length 3") + "; " +
                 at_most("'101'", "limit", "value 100")},
        Case{"UpdateTableIndexes",
             UpdateTableRequest{.table_name = "abc",
                                .global_secondary_index_updates =
                                    {{{.create = GlobalSecondaryIndexSpec{}},
                                      {.remove = DeleteGlobalSecondaryIndexAction{}}}}},
             missing("globalSecondaryIndexUpdates.1.member.create.keySchema") + "; " +
                 missing("globalSecondaryIndexUpdates.1.member.create.projection") + "; " +
                 missing("globalSecondaryIndexUpdates.1.member.create.indexName") + "; " +
                 missing("globalSecondaryIndexUpdates.2.member.delete.indexName")},
        Case{"UpdateTableStream",
             UpdateTableRequest{.table_name = "abc", .stream_specification = StreamSpecification{}},
             missing("streamSpecification.streamEnabled")},
        Case{"UpdateTimeToLive", UpdateTimeToLiveRequest{.table_name = "abc"},
             missing("timeToLiveSpecification")},
        Case{"UpdateTimeToLiveMembers",
             UpdateTimeToLiveRequest{.table_name = "abc",
                                     .time_to_live_specification = TimeToLiveSpecification{}},
             missing("timeToLiveSpecification.attributeName") + "; " +
                 missing("timeToLiveSpecification.enabled")}),
    name_of_case);

INSTANTIATE_TEST_SUITE_P(
    Streams, ShapesOfOperations,
    ::testing::Values(Case{"ListStreams", ListStreamsRequest{.limit = 0},
                           at_least("'0'", "limit", "value 1")},
                      Case{"DescribeStream", DescribeStreamRequest{.stream_arn = "x", .limit = 101},
                           at_least("'x'", "streamArn", "length 37") + "; " +
                               at_most("'101'", "limit", "value 100")},
                      Case{"GetShardIterator", GetShardIteratorRequest{.sequence_number = "1"},
                           missing("streamArn") + "; " + missing("shardId") + "; " +
                               missing("shardIteratorType") + "; " +
                               at_least("'1'", "sequenceNumber", "length 21")},
                      Case{"GetRecords", GetRecordsRequest{.shard_iterator = "", .limit = 1001},
                           at_least("''", "shardIterator", "length 1") + "; " +
                               at_most("'1001'", "limit", "value 1000")}),
    name_of_case);

}  // namespace
}  // namespace ddbsim::service
