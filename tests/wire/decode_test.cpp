// From JSON to typed requests, in both modes: as the service receives them, and as a scenario file
// means them.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/wire/codec.hpp"

namespace ddbsim::wire {
namespace {

using nlohmann::json;
using service::Request;

template <class T>
T decoded(std::string_view operation, const char* body, Mode mode = Mode::strict) {
  auto request = decode(operation, json::parse(body), mode);
  EXPECT_TRUE(request) << request.error().pointer << ": " << request.error().message;
  return request ? std::get<T>(std::move(*request)) : T{};
}

// ---- What is read -------------------------------------------------------------------------------

TEST(Decode, ReadsEveryKindOfMember) {
  const auto request = decoded<service::QueryRequest>("Query", R"({
    "TableName": "messages", "Limit": 20, "ScanIndexForward": false,
    "ExclusiveStartKey": {"pk": {"S": "MSG#1"}},
    "KeyConditionExpression": "#pk = :pk",
    "ExpressionAttributeNames": {"#pk": "pk"},
    "ExpressionAttributeValues": {":pk": {"S": "MSG#1"}}})");
  EXPECT_EQ(request.table_name, "messages");
  EXPECT_EQ(request.limit, 20);
  EXPECT_EQ(request.scan_index_forward, false);
  EXPECT_EQ(request.exclusive_start_key, (value::Item{{"pk", "MSG#1"}}));
  EXPECT_EQ(request.expression_attribute_names, (service::Names{{"#pk", "pk"}}));
  EXPECT_FALSE(request.consistent_read);
  EXPECT_FALSE(request.expression_attribute_values.contains("pk"));
  EXPECT_TRUE(request.expression_attribute_values.contains(":pk"));
}

TEST(Decode, ReadsListsAndMapsOfStructures) {
  const auto request = decoded<service::BatchWriteItemRequest>("BatchWriteItem", R"({
    "RequestItems": {"messages": [
      {"PutRequest": {"Item": {"pk": {"S": "a"}}}},
      {"DeleteRequest": {"Key": {"pk": {"S": "b"}}}}]}})");
  const auto& writes = request.request_items->at("messages");
  EXPECT_EQ(writes.at(0).put_request->item, (value::Item{{"pk", "a"}}));
  EXPECT_FALSE(writes.at(0).delete_request);
  EXPECT_EQ(writes.at(1).delete_request->key, (value::Item{{"pk", "b"}}));
}

TEST(Decode, ReadsAttributeValuesThatStandAlone) {
  const auto request = decoded<service::PutItemRequest>("PutItem", R"({
    "Expected": {"a": {"Value": {"N": "1.50"}, "Exists": true},
                 "b": {"ComparisonOperator": "IN", "AttributeValueList": [{"S": "x"}, {"L": []}]}}})");
  EXPECT_EQ(request.expected->at("a").value, value::AttributeValue(value::number("1.5")));
  EXPECT_EQ(request.expected->at("a").exists, true);
  EXPECT_EQ(request.expected->at("b").attribute_value_list,
            (std::vector<value::AttributeValue>{"x", value::List{}}));
  EXPECT_FALSE(request.value_error);
}

TEST(Decode, AnEmptyItemIsAnItem) {
  EXPECT_TRUE(decoded<service::PutItemRequest>("PutItem", R"({"Item": {}})").item);
  EXPECT_FALSE(decoded<service::PutItemRequest>("PutItem", "{}").item);
}

TEST(Decode, ItemsShareTheLayoutsThatAreGiven) {
  value::Layouts layouts;
  const auto first =
      decode("PutItem", json::parse(R"({"Item": {"pk": {"S": "a"}}})"), Mode::service, &layouts);
  const auto second =
      decode("PutItem", json::parse(R"({"Item": {"pk": {"S": "b"}}})"), Mode::service, &layouts);
  EXPECT_EQ(&std::get<service::PutItemRequest>(*first).item.layout(),
            &std::get<service::PutItemRequest>(*second).item.layout());
}

// ---- As the service receives it -----------------------------------------------------------------

TEST(DecodeAsService, IgnoresUnknownMembersAndNulls) {
  const auto request = decoded<service::GetItemRequest>(
      "GetItem", R"({"TableName": "messages", "Tabel": 1, "Key": null, "ConsistentRead": null})",
      Mode::service);
  EXPECT_EQ(request.table_name, "messages");
  EXPECT_FALSE(request.key);
  EXPECT_FALSE(request.consistent_read);
}

TEST(DecodeAsService, TakesWordsForBooleansAndCutsFractions) {
  const auto request = decoded<service::QueryRequest>(
      "Query", R"({"ConsistentRead": "yes", "ScanIndexForward": "FALSE", "Limit": 2.9})",
      Mode::service);
  EXPECT_EQ(request.consistent_read, true);
  EXPECT_EQ(request.scan_index_forward, false);
  EXPECT_EQ(request.limit, 2);
}

TEST(DecodeAsService, UnknownOperation) {
  const auto request = decode("GetItems", json::object(), Mode::service);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().error.type, service::ErrorType::unknown_operation);
  EXPECT_EQ(request.error().error.message, "");
}

TEST(DecodeAsService, BrokenJsonAndBodiesThatAreNoObject) {
  for (const char* const body : {"", "{", "[]", "null", "5", "{\"TableName\": \"\xff\"}"}) {
    const auto request = decode_text("GetItem", body);
    ASSERT_FALSE(request) << body;
    EXPECT_EQ(request.error().error.type, service::ErrorType::serialization) << body;
    EXPECT_EQ(request.error().error.message, "") << body;
  }
}

struct WrongType {
  const char* operation;
  const char* body;
  const char* service_text;
  const char* pointer;
  const char* strict_text;
};

class DecodeWrongType : public ::testing::TestWithParam<WrongType> {};

TEST_P(DecodeWrongType, InTheServicesWords) {
  const auto request = decode(GetParam().operation, json::parse(GetParam().body), Mode::service);
  ASSERT_FALSE(request) << GetParam().body;
  EXPECT_EQ(request.error().error.type, service::ErrorType::serialization);
  EXPECT_EQ(request.error().error.message, GetParam().service_text);
  EXPECT_EQ(request.error().pointer, GetParam().pointer);
}

TEST_P(DecodeWrongType, InPlainWordsWithThePlace) {
  const auto request = decode(GetParam().operation, json::parse(GetParam().body), Mode::strict);
  ASSERT_FALSE(request) << GetParam().body;
  EXPECT_EQ(request.error().pointer, GetParam().pointer);
  EXPECT_EQ(request.error().message, GetParam().strict_text);
}

INSTANTIATE_TEST_SUITE_P(
    Scalars, DecodeWrongType,
    ::testing::Values(
        WrongType{"GetItem", R"({"TableName": 5})", "NUMBER_VALUE cannot be converted to String",
                  "/TableName", "expected a string, found the number 5"},
        WrongType{"GetItem", R"({"TableName": 1.5})", "DECIMAL_VALUE cannot be converted to String",
                  "/TableName", "expected a string, found the number 1.5"},
        WrongType{"GetItem", R"({"TableName": true})", "TRUE_VALUE cannot be converted to String",
                  "/TableName", "expected a string, found true"},
        WrongType{"GetItem", R"({"TableName": []})",
                  "Unrecognized collection type class java.lang.String", "/TableName",
                  "expected a string, found a list"},
        WrongType{"GetItem", R"({"TableName": {}})",
                  "Start of structure or map found where not expected", "/TableName",
                  "expected a string, found an object"},
        WrongType{"Query", R"({"Limit": "5"})", "STRING_VALUE cannot be converted to Integer",
                  "/Limit", R"(expected a whole number, found the string "5")"},
        WrongType{"Query", R"({"Limit": 3000000000})",
                  "NUMBER_VALUE cannot be converted to Integer", "/Limit",
                  "expected a whole number, found the number 3000000000"},
        WrongType{"CreateTable", R"({"ProvisionedThroughput": {"ReadCapacityUnits": "5"}})",
                  "STRING_VALUE cannot be converted to Long",
                  "/ProvisionedThroughput/ReadCapacityUnits",
                  R"(expected a whole number, found the string "5")"},
        WrongType{"Query", R"({"ConsistentRead": 1})",
                  "NUMBER_VALUE cannot be converted to Boolean", "/ConsistentRead",
                  "expected true or false, found the number 1"},
        WrongType{"Query", R"({"ConsistentRead": "maybe"})",
                  "Unexpected token received from parser", "/ConsistentRead",
                  R"(expected true or false, found the string "maybe")"}));

INSTANTIATE_TEST_SUITE_P(
    Containers, DecodeWrongType,
    ::testing::Values(
        WrongType{
            "PutItem", R"({"Item": "x"})", "Unexpected field type", "/Item",
            R"(expected an object of attributes such as {"pk": {"S": "text"}}, found the string "x")"},
        WrongType{
            "PutItem", R"({"Item": []})",
            "Unrecognized collection type java.util.Map<java.lang.String, "
            "com.amazonaws.dynamodb.v20120810.AttributeValue>",
            "/Item",
            R"(expected an object of attributes such as {"pk": {"S": "text"}}, found a list)"},
        WrongType{"PutItem", R"({"ExpressionAttributeNames": []})",
                  "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>",
                  "/ExpressionAttributeNames",
                  R"(expected an object of names such as {"#n": "name"}, found a list)"},
        WrongType{"PutItem", R"({"ExpressionAttributeNames": {"#n": 5}})",
                  "NUMBER_VALUE cannot be converted to String", "/ExpressionAttributeNames/#n",
                  "expected a string, found the number 5"},
        WrongType{"CreateTable", R"({"KeySchema": {}})",
                  "Start of structure or map found where not expected", "/KeySchema",
                  "expected a list, found an object"},
        WrongType{"CreateTable", R"({"KeySchema": "pk"})", "Unexpected field type", "/KeySchema",
                  R"(expected a list, found the string "pk")"},
        WrongType{"CreateTable", R"({"KeySchema": ["pk"]})", "Unexpected value type in payload",
                  "/KeySchema/0", R"(expected an object, found the string "pk")"},
        WrongType{"CreateTable", R"({"KeySchema": [[]]})",
                  "Unrecognized collection type class "
                  "com.amazonaws.dynamodb.v20120810.KeySchemaElement",
                  "/KeySchema/0", "expected an object, found a list"},
        WrongType{"BatchGetItem", R"({"RequestItems": {"a/b": []}})",
                  "Unrecognized collection type class "
                  "com.amazonaws.dynamodb.v20120810.KeysAndAttributes",
                  "/RequestItems/a~1b", "expected an object, found a list"},
        WrongType{"BatchWriteItem", R"({"RequestItems": {"abc": {}}})",
                  "Start of structure or map found where not expected", "/RequestItems/abc",
                  "expected a list, found an object"},
        WrongType{
            "BatchWriteItem", R"({"RequestItems": {"abc": "x"}})",
            "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast "
            "to class java.lang.Class "
            "(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and "
            "java.lang.Class are in module java.base of loader 'bootstrap')",
            "/RequestItems/abc", R"(expected a list, found the string "x")"}));

INSTANTIATE_TEST_SUITE_P(
    AttributeValues, DecodeWrongType,
    ::testing::Values(
        WrongType{"PutItem", R"({"Item": {"n": {"N": 5}}})",
                  "NUMBER_VALUE cannot be converted to String", "/Item/n/N",
                  R"(expected a number as text, such as "12.5", found the number 5)"},
        WrongType{"PutItem", R"({"Item": {"l": {"L": {}}}})",
                  "Start of structure or map found where not expected", "/Item/l/L",
                  "expected a list, found an object"},
        WrongType{"PutItem", R"({"Item": {"l": {"L": [{"S": "a"}, {"S": false}]}}})",
                  "FALSE_VALUE cannot be converted to String", "/Item/l/L/1/S",
                  "expected a string, found false"},
        WrongType{"PutItem", R"({"Expected": {"a": {"Value": "x"}}})", "Unexpected field type",
                  "/Expected/a/Value",
                  R"(expected an attribute value such as {"S": "text"}, found the string "x")"},
        WrongType{"Scan", R"({"ScanFilter": {"a": {"AttributeValueList": ["x"]}}})",
                  "Unexpected value type in payload", "/ScanFilter/a/AttributeValueList/0",
                  R"(expected an attribute value such as {"S": "text"}, found the string "x")"},
        WrongType{"Scan", R"({"ScanFilter": {"a": {"AttributeValueList": [[]]}}})",
                  "Unrecognized collection type class "
                  "com.amazonaws.dynamodb.v20120810.AttributeValue",
                  "/ScanFilter/a/AttributeValueList/0",
                  R"(expected an attribute value such as {"S": "text"}, found a list)"},
        WrongType{"UpdateItem", R"({"AttributeUpdates": {"a": {"Value": {"N": 1}}}})",
                  "NUMBER_VALUE cannot be converted to String", "/AttributeUpdates/a/Value/N",
                  R"(expected a number as text, such as "12.5", found the number 1)"}));

TEST(DecodeAsService, RefusedValuesStandInTheRequestForTheOperationToReport) {
  const auto request = decoded<service::PutItemRequest>(
      "PutItem", R"({"TableName": "messages", "Item": {"pk": {"N": "x"}}})", Mode::service);
  ASSERT_TRUE(request.value_error);
  EXPECT_EQ(request.value_error->type, service::ErrorType::validation);
  EXPECT_EQ(request.value_error->message,
            "The parameter cannot be converted to a numeric value: x");
  EXPECT_TRUE(request.item);  // present, whatever is wrong with it
}

TEST(DecodeAsService, RefusesAttributeValuesThatStandAlone) {
  const auto refused = [](const char* operation, const char* body) {
    const auto request = decode(operation, json::parse(body), Mode::service);
    return std::visit(
        [](const auto& typed) {
          return typed.value_error.value_or(service::ServiceError{}).message;
        },
        *request);
  };
  const std::string empty =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  EXPECT_EQ(refused("PutItem", R"({"Expected": {"a": {"Value": {}}}})"), empty);
  EXPECT_EQ(refused("Scan", R"({"ScanFilter": {"a": {"AttributeValueList": [null]}}})"), empty);
  EXPECT_EQ(refused("PutItem", R"({"Expected": {"a": {"Value": null}}})"), "");
  EXPECT_EQ(refused("UpdateItem", R"({"AttributeUpdates": {"a": {"Value": {"N": "x"}}}})"),
            "The parameter cannot be converted to a numeric value: x");
}

TEST(DecodeAsService, OfSeveralRefusedValuesTheFirstMemberCounts) {
  const auto request = decoded<service::UpdateItemRequest>(
      "UpdateItem", R"({"Key": {"pk": {}}, "ExpressionAttributeValues": {":v": {"N": "x"}}})",
      Mode::service);
  EXPECT_EQ(
      request.value_error->message,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

TEST(DecodeAsService, RefusedValuesOfExpressionsAndStartKeysAreWrapped) {
  EXPECT_EQ(decoded<service::ScanRequest>(
                "Scan", R"({"ExpressionAttributeValues": {":a/b": {"N": "x"}}})", Mode::service)
                .value_error->message,
            "ExpressionAttributeValues contains invalid value: The parameter cannot be converted "
            "to a numeric value: x for key :a/b");
  EXPECT_EQ(decoded<service::ScanRequest>("Scan", R"({"ExclusiveStartKey": {"pk": {"N": "x"}}})",
                                          Mode::service)
                .value_error->message,
            "The provided starting key is invalid: The parameter cannot be converted to a numeric "
            "value: x");
}

// ---- As a scenario file means it ----------------------------------------------------------------

struct Mistake {
  const char* operation;
  const char* body;
  const char* pointer;
  const char* message;
};

class DecodeStrict : public ::testing::TestWithParam<Mistake> {};

TEST_P(DecodeStrict, NamesTheMistake) {
  const auto request = decode(GetParam().operation, json::parse(GetParam().body), Mode::strict);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().pointer, GetParam().pointer);
  EXPECT_EQ(request.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Mistakes, DecodeStrict,
    ::testing::Values(
        Mistake{"GetItme", "{}", "", R"(unknown operation "GetItme", did you mean "GetItem"?)"},
        Mistake{"Frobnicate", "{}", "", R"(unknown operation "Frobnicate")"},
        Mistake{"GetItem", R"({"tablename": "x"})", "/tablename",
                R"(unknown member "tablename", did you mean "TableName"?)"},
        Mistake{"CreateTable", R"({"KeySchema": [{"AttributeNmae": "pk"}]})",
                "/KeySchema/0/AttributeNmae",
                R"(unknown member "AttributeNmae", did you mean "AttributeName"?)"},
        Mistake{"GetItem", R"({"Frobnicate": 1})", "/Frobnicate", R"(unknown member "Frobnicate")"},
        Mistake{"GetItem", R"({"TableName": null})", "/TableName", "expected a string, found null"},
        Mistake{"Query", R"({"Limit": 2.5})", "/Limit",
                "expected a whole number, found the number 2.5"},
        Mistake{"PutItem", R"({"Item": {"pk": "x"}})", "/Item/pk",
                R"(expected an attribute value such as {"S": "text"}, found the string "x")"},
        Mistake{"PutItem", R"({"Item": {"pk": {"s": "x"}}})", "/Item/pk/s",
                "unknown attribute type \"s\", expected one of S, N, B, BOOL, NULL, M, L, SS, NS, "
                "BS"},
        Mistake{"PutItem", R"({"Item": {"m": {"M": {"a": {"L": [{"S": 1}]}}}}})",
                "/Item/m/M/a/L/0/S", "expected a string, found the number 1"},
        Mistake{"PutItem", "[]", "", "expected an object, found a list"}));

TEST(DecodeStrictly, ValuesThatTheServiceRefusesAreNoMistakes) {
  const auto request =
      decoded<service::PutItemRequest>("PutItem", R"({"Item": {"tags": {"SS": []}}})");
  ASSERT_TRUE(request.value_error);
  EXPECT_EQ(request.value_error->message,
            "One or more parameter values were invalid: An string set  may not be empty");
}

TEST(DecodeStrictly, LongStringsAreNotRepeated) {
  const auto request = decode("Query", json{{"Limit", std::string(1000, 'x')}}, Mode::strict);
  EXPECT_EQ(request.error().message, "expected a whole number, found a string of 1000 bytes");
}

// ---- Answers of remote endpoints ----------------------------------------------------------------

TEST(DecodeResponse, ReadsAResponse) {
  const auto response = decode_response(
      *service::operation_named("GetItem"),
      json::parse(
          R"({"Item": {"pk": {"S": "a"}}, "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 0.5}})"));
  const auto& typed = std::get<service::GetItemResponse>(*response);
  EXPECT_EQ(typed.item, (value::Item{{"pk", "a"}}));
  EXPECT_EQ(typed.consumed_capacity->capacity_units, 0.5);
}

TEST(DecodeResponse, RefusesWhatIsNoResponse) {
  const auto response =
      decode_response(*service::operation_named("GetItem"), json::parse(R"({"Item": 5})"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().pointer, "/Item");
}

TEST(DecodeError, ReadsTypeTextReasonsAndItems) {
  const service::ServiceError error = decode_error(json::parse(R"({
    "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    "Message": "Transaction cancelled",
    "CancellationReasons": [
      {"Code": "None"},
      {"Code": "ConditionalCheckFailed", "Message": "failed", "Item": {"pk": {"S": "a"}}}]})"),
                                                   400);
  EXPECT_EQ(error.type, service::ErrorType::transaction_canceled);
  EXPECT_EQ(error.message, "Transaction cancelled");
  ASSERT_EQ(error.cancellation_reasons.size(), 2U);
  EXPECT_EQ(error.cancellation_reasons[0].code, "None");
  EXPECT_EQ(error.cancellation_reasons[1].item, (value::Item{{"pk", "a"}}));
}

TEST(DecodeError, KeepsTheNameOfATypeThatIsNotOurs) {
  const service::ServiceError error = decode_error(
      json::parse(
          R"({"__type": "com.amazonaws.dynamodb.v20120810#VectorInUseException", "message": "busy"})"),
      400);
  EXPECT_EQ(error.type, service::ErrorType::validation);
  EXPECT_EQ(error.message, "VectorInUseException: busy");
  EXPECT_EQ(decode_error(json(), 503).type, service::ErrorType::internal_server_error);
}

}  // namespace
}  // namespace ddbsim::wire
