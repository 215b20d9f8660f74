// The canonical text of requests: what tells whether a handler that runs again sends the same ones.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/wire/codec.hpp"

namespace ddbsim::wire {
namespace {

std::string canonical(std::string_view operation, const char* body) {
  const auto request = decode(operation, nlohmann::json::parse(body), Mode::strict);
  EXPECT_TRUE(request) << request.error().message;
  return request ? canonical_text(service::reference_to(*request)) : std::string();
}

TEST(CanonicalText, HasTheOperationAndSortedMembers) {
  EXPECT_EQ(canonical("GetItem", R"({"TableName": "messages", "Key": {"pk": {"S": "MSG#1"}}})"),
            R"(GetItem {"Key":{"pk":{"S":"MSG#1"}},"TableName":"messages"})");
}

TEST(CanonicalText, ReplacesPlaceholders) {
  EXPECT_EQ(canonical("Query", R"json({
              "TableName": "messages",
              "KeyConditionExpression": "#p = :p and begins_with( sk ,  :year )",
              "ExpressionAttributeNames": {"#p": "pk"},
              "ExpressionAttributeValues": {":p": {"S": "MSG#1"}, ":year": {"S": "2026"}}})json"),
            R"json(Query {"KeyConditionExpression":"pk = {\"S\":\"MSG#1\"} and )json"
            R"json(begins_with( sk , {\"S\":\"2026\"} )","TableName":"messages"})json");
}

TEST(CanonicalText, IsTheSameForOtherNamesOfPlaceholders) {
  const auto with = [](const std::string& name, const std::string& value) {
    return canonical("UpdateItem", (R"({"TableName": "t", "Key": {}, "UpdateExpression": "SET )" +
                                    name + " = " + value + R"(", "ExpressionAttributeNames": {")" +
                                    name + R"(": "state"}, "ExpressionAttributeValues": {")" +
                                    value + R"(": {"N": "1.0"}}})")
                                       .c_str());
  };
  EXPECT_EQ(with("#a", ":a"), with("#state", ":one"));
}

TEST(CanonicalText, QuotesNamesThatAreNoWords) {
  EXPECT_EQ(canonical("GetItem", R"({"ProjectionExpression": "#a, #b",
                                     "ExpressionAttributeNames": {"#a": "a.b", "#b": "b"}})"),
            R"(GetItem {"ProjectionExpression":"\"a.b\", b"})");
}

TEST(CanonicalText, KeepsPlaceholdersThatNoExpressionUsesOrThatNothingDefines) {
  EXPECT_EQ(canonical("GetItem", R"({"ProjectionExpression": "#a, #c",
                                     "ExpressionAttributeNames": {"#a": "a", "#b": "b"}})"),
            R"(GetItem {"ExpressionAttributeNames":{"#b":"b"},"ProjectionExpression":"a, #c"})");
}

TEST(CanonicalText, LooksIntoTransactions) {
  EXPECT_EQ(
      canonical("TransactWriteItems",
                R"({"TransactItems": [{"Delete": {"TableName": "t", "Key": {"pk": {"S": "a"}},
                    "ConditionExpression": "v = :v", "ExpressionAttributeValues": {":v": {"N": "1"}}}}]})"),
      R"(TransactWriteItems {"TransactItems":[{"Delete":{"ConditionExpression":"v = {\"N\":\"1\"}",)"
      R"("Key":{"pk":{"S":"a"}},"TableName":"t"}}]})");
}

TEST(CanonicalText, ForgetsTokensThatSdksMake) {
  EXPECT_EQ(canonical("TransactWriteItems",
                      R"({"ClientRequestToken": "0f8b7c1e-6a53-4c55-9df0-3f0a0f2c9a11"})"),
            R"(TransactWriteItems {"ClientRequestToken":"<uuid>"})");
  EXPECT_EQ(canonical("TransactWriteItems", R"({"ClientRequestToken": "order-17"})"),
            R"(TransactWriteItems {"ClientRequestToken":"order-17"})");
}

TEST(CanonicalText, LeavesItemsAlone) {
  EXPECT_EQ(canonical("PutItem", R"({"Item": {"ConditionExpression": {"S": "#a"},
                                              "ExpressionAttributeNames": {"M": {"#a": {"S": "x"}}}}})"),
            R"(PutItem {"Item":{"ConditionExpression":{"S":"#a"},)"
            R"("ExpressionAttributeNames":{"M":{"#a":{"S":"x"}}}}})");
}

}  // namespace
}  // namespace ddbsim::wire
