// From typed structures to JSON text, and that every structure survives the way there and back.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/service/reflection.hpp"
#include "sim/wire/codec.hpp"
#include "sim/wire/decoder.hpp"

namespace ddbsim::wire {
namespace {

using nlohmann::json;
using service::ErrorType;
using service::MemberInfo;
using service::TypeInfo;
using service::TypeKind;

template <class T>
std::string encoded(const T& value) {
  std::string text;
  encode(value, text);
  return text;
}

// ---- Forms --------------------------------------------------------------------------------------

TEST(Encode, LeavesAbsentMembersOut) {
  EXPECT_EQ(encoded(service::Response(service::PutItemResponse{})), "{}");
}

TEST(Encode, KeepsEmptyListsAndMaps) {
  service::BatchGetItemResponse response;
  response.responses.emplace()["messages"];
  response.unprocessed_keys.emplace();
  EXPECT_EQ(encoded(service::Response(response)),
            R"({"Responses":{"messages":[]},"UnprocessedKeys":{}})");
}

TEST(Encode, UnitsAndDatesHaveAFraction) {
  service::QueryResponse response{
      .items = std::vector<value::Item>(), .count = 0, .scanned_count = 0};
  response.consumed_capacity = service::ConsumedCapacity{.table_name = "t", .capacity_units = 1.0};
  EXPECT_EQ(encoded(service::Response(response)),
            R"({"Items":[],"Count":0,"ScannedCount":0,)"
            R"("ConsumedCapacity":{"TableName":"t","CapacityUnits":1.0}})");
  service::DescribeTableResponse table;
  table.table = service::TableDescription{.creation_date_time = 1767225600.123};
  EXPECT_EQ(encoded(service::Response(table)), R"({"Table":{"CreationDateTime":1767225600.123}})");
  table.table->creation_date_time = 1767225600.0;
  EXPECT_EQ(encoded(service::Response(table)), R"({"Table":{"CreationDateTime":1767225600.0}})");
}

TEST(Encode, MembersOfStreamRecordsAreSpelledAsTheServiceDoes) {
  service::StreamRecord record{.event_id = "1", .event_name = "REMOVE", .aws_region = "us-east-1"};
  record.dynamodb = service::StreamRecordBody{
      .approximate_creation_date_time = 1767225600.0, .keys = {{"pk", "a"}}, .size_bytes = 3};
  record.user_identity =
      service::StreamIdentity{.principal_id = "dynamodb.amazonaws.com", .type = "Service"};
  EXPECT_EQ(encoded(record),
            R"({"eventID":"1","eventName":"REMOVE","awsRegion":"us-east-1","dynamodb":)"
            R"({"ApproximateCreationDateTime":1767225600.0,"Keys":{"pk":{"S":"a"}},"SizeBytes":3},)"
            R"("userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}})");
}

TEST(Encode, ErrorsCarryTypeAndTextAndTheItemOfAFailedCondition) {
  EXPECT_EQ(encoded(service::ServiceError{ErrorType::validation, "no \"x\""}),
            R"({"__type":"com.amazon.coral.validate#ValidationException","message":"no \"x\""})");
  EXPECT_EQ(encoded(service::ServiceError{ErrorType::serialization, "no"}),
            R"({"__type":"com.amazon.coral.service#SerializationException","Message":"no"})");
  EXPECT_EQ(encoded(service::ServiceError{ErrorType::unknown_operation, ""}),
            R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
  EXPECT_EQ(encoded(service::ServiceError{ErrorType::conditional_check_failed,
                                          "The conditional request failed",
                                          {},
                                          {{"pk", "a"}}}),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
            R"("Item":{"pk":{"S":"a"}},"message":"The conditional request failed"})");
}

TEST(Encode, CancelledTransactionsGiveTheirReasons) {
  service::ServiceError error{ErrorType::transaction_canceled, "Transaction cancelled"};
  error.cancellation_reasons = {
      {}, {.code = "ConditionalCheckFailed", .message = "failed", .item = {{"pk", "a"}}}};
  EXPECT_EQ(encoded(error),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
            R"("CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed",)"
            R"("Item":{"pk":{"S":"a"}},"Message":"failed"}],"Message":"Transaction cancelled"})");
}

TEST(Encode, EveryErrorTypeIsReadBack) {
  for (int i = 0; i <= static_cast<int>(ErrorType::unknown_operation); ++i) {
    const service::ServiceError error{static_cast<ErrorType>(i), "text"};
    EXPECT_EQ(decode_error(to_json(error), service::http_status_of(error.type)).type, error.type);
  }
}

// ---- There and back -----------------------------------------------------------------------------

/// JSON for a value of the type in which every member is present, two of each in lists.
json full(const TypeInfo& type) {
  switch (type.kind) {
    case TypeKind::text:
      return "text \"\\\n\u00e9";
    case TypeKind::integer:
      return -7;
    case TypeKind::real:
      return 0.5;
    case TypeKind::boolean:
      return true;
    case TypeKind::item:
      return json::parse(
          R"({"b": {"B": "AAE="}, "n": {"N": "-1.5"}, "s": {"SS": ["a", "b"]},
              "m": {"M": {"l": {"L": [{"NULL": true}, {"BOOL": false}, {"S": ""}]}}}})");
    case TypeKind::value:
      return json::parse(R"({"M": {"l": {"L": [{"NULL": true}, {"N": "-1.5"}, {"B": "AAE="}]}}})");
    case TypeKind::names:
      return {{"#a", "x"}, {"#b", "y"}};
    case TypeKind::list:
      return {full(*type.element), full(*type.element)};
    case TypeKind::map:
      return {{"k/1", full(*type.element)}, {"k~2", full(*type.element)}};
    case TypeKind::structure:
      break;
  }
  json out = json::object();
  for (const MemberInfo& member : type.members) {
    out[std::string(member.name)] = full(*member.type);
  }
  return out;
}

class EveryOperation : public ::testing::TestWithParam<std::size_t> {};

TEST_P(EveryOperation, RequestSurvives) {
  const json body = full(service::request_type(GetParam()));
  const auto request = decode(service::operation_name(GetParam()), body, Mode::strict);
  ASSERT_TRUE(request) << request.error().pointer << ": " << request.error().message;
  EXPECT_EQ(request->index(), GetParam());
  EXPECT_EQ(to_json(service::reference_to(*request)), body);
}

TEST_P(EveryOperation, ResponseSurvives) {
  const json body = full(service::response_type(GetParam()));
  const auto response = decode_response(GetParam(), body);
  ASSERT_TRUE(response) << response.error().pointer << ": " << response.error().message;
  EXPECT_EQ(response->index(), GetParam());
  EXPECT_EQ(to_json(*response), body);
}

TEST_P(EveryOperation, HasAName) {
  const std::string_view name = service::operation_name(GetParam());
  EXPECT_EQ(service::operation_named(name), GetParam());
  const std::string_view type = service::request_type(GetParam()).name;
  EXPECT_EQ(type, std::string(name) + "Input");
}

INSTANTIATE_TEST_SUITE_P(Operations, EveryOperation,
                         ::testing::Range(std::size_t{0}, std::variant_size_v<service::Request>),
                         [](const ::testing::TestParamInfo<std::size_t>& tested) {
                           return std::string(service::operation_name(tested.param));
                         });

}  // namespace
}  // namespace ddbsim::wire
