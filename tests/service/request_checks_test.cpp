// What is said of a request that has a bad value and other mistakes, too. Orders as DynamoDB Local
// and dynalite have them.
#include "sim/service/request_checks.hpp"

#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

constexpr const char* kBadSet =
    "One or more parameter values were invalid: An string set  may not "
    "be empty";
constexpr const char* kAlone =
    "ExpressionAttributeNames can only be specified when using expressions";

std::string text_of(const Refusal& refusal) { return refusal ? refusal->message : "ok"; }

TEST(RequestChecks, PlaceholdersWithoutAnExpressionComeBeforeValues) {
  GetItemRequest request{.table_name = "plain", .key = {{"pk", "p"}}};
  request.value_error = ServiceError{.message = kBadSet};
  EXPECT_EQ(text_of(check_request(request)), kBadSet);
  request.expression_attribute_names = Names{{"#a", "a"}};
  EXPECT_EQ(text_of(check_request(request)), kAlone);
  request.projection_expression = "#a";
  EXPECT_EQ(text_of(check_request(request)), kBadSet);
}

TEST(RequestChecks, NamesComeBeforeTheValuesOfPlaceholdersOnly) {
  PutItemRequest request{.table_name = "plain", .item = {{"pk", "p"}}};
  request.condition_expression = "attribute_exists(pk)";
  request.expression_attribute_names = Names{};
  request.value_error = ServiceError{.message = kBadSet};
  EXPECT_EQ(text_of(check_request(request)), kBadSet) << "of the item";
  const std::string wrapped =
      std::string("ExpressionAttributeValues contains invalid value: ") + kBadSet + " for key :v";
  request.value_error = ServiceError{.message = wrapped};
  EXPECT_EQ(text_of(check_request(request)), "ExpressionAttributeNames must not be empty");
  request.expression_attribute_names = Names{{"a", "b"}};
  EXPECT_EQ(text_of(check_request(request)),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"");
  request.expression_attribute_names = Names{{"#a", "b"}};
  EXPECT_EQ(text_of(check_request(request)), wrapped);
}

TEST(RequestChecks, RequestsWithoutExpressionsHaveTheirValues) {
  BatchGetItemRequest request;
  KeysAndAttributes asked;
  asked.keys = std::vector<Item>{{{"pk", "p"}}};
  request.request_items = {{"plain", asked}};
  request.value_error = ServiceError{.message = kBadSet};
  EXPECT_EQ(text_of(check_request(request)), kBadSet);
}

}  // namespace
}  // namespace ddbsim::service
