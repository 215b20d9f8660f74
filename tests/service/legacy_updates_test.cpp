#include "tests/service/item_fixture.hpp"

// AttributeUpdates. DynamoDB Local, Dynoxide and dynalite were asked for each case, and agree on
// what an item becomes; where texts differ, the case says whose it has.
namespace ddbsim::service {
namespace {

using Updates = std::map<std::string, AttributeValueUpdate>;
using Conditions = std::map<std::string, ExpectedAttributeValue>;

class LegacyUpdates : public ItemTest {
 protected:
  static UpdateItemRequest request_for(Updates updates) {
    return {.table_name = "plain",
            .key = {{"pk", "a"}},
            .return_values = "UPDATED_NEW",
            .attribute_updates = std::move(updates)};
  }
  /// UPDATED_NEW after the update of a fresh item, or the error.
  std::string updated(Updates updates) {
    put("plain", {{"pk", "a"},
                  {"n", 1},
                  {"s", "s"},
                  {"ss", value::string_set({"a", "b"})},
                  {"ns", value::number_set({"1"})},
                  {"l", value::List{"x"}},
                  {"m", value::Map{{"x", 1}}}});
    return answer(request_for(std::move(updates)));
  }
  std::string answer(const UpdateItemRequest& request) {
    const auto response = call(request);
    return response ? text_of(response->attributes) : error_of(response);
  }
  static AttributeValueUpdate action(std::string action,
                                     Optional<value::AttributeValue> value = {}) {
    return {.value = std::move(value), .action = std::move(action)};
  }
};

TEST_F(LegacyUpdates, PutIsTheDefault) {
  EXPECT_EQ(updated({{"x", {.value = "y"}}}), R"({"x":{"S":"y"}})");
  EXPECT_EQ(updated({{"n", action("PUT", "now a text")}}), R"({"n":{"S":"now a text"}})");
  EXPECT_EQ(updated({{"m.x", {.value = 5}}, {"l[0]", {.value = 6}}, {"size", {.value = 7}}}),
            R"({"l[0]":{"N":"6"},"m.x":{"N":"5"},"size":{"N":"7"}})")
      << "names, not paths, and none is reserved";
}

TEST_F(LegacyUpdates, AddsToNumbersSetsAndLists) {
  EXPECT_EQ(updated({{"n", action("ADD", value::AttributeValue(number("-3.5")))}}),
            R"({"n":{"N":"-2.5"}})");
  EXPECT_EQ(updated({{"ss", action("ADD", value::string_set({"b", "zz"}))}}),
            R"({"ss":{"SS":["a","b","zz"]}})");
  EXPECT_EQ(updated({{"l", action("ADD", value::List{"q", 1})}}),
            R"({"l":{"L":[{"S":"x"},{"S":"q"},{"N":"1"}]}})")
      << "undocumented";
  EXPECT_EQ(updated({{"new", action("ADD", 1)}}), R"({"new":{"N":"1"}})");
  EXPECT_EQ(updated({{"new", action("ADD", value::List{"q"})}}), R"({"new":{"L":[{"S":"q"}]}})");
  EXPECT_EQ(updated({{"n", action("ADD", value::AttributeValue(
                                             number("99999999999999999999999999999999999999")))}}),
            R"({"n":{"N":"100000000000000000000000000000000000000"}})");
}

TEST_F(LegacyUpdates, DeletesAttributesAndElements) {
  EXPECT_EQ(updated({{"n", action("DELETE")}}), "none");
  EXPECT_EQ(updated({{"missing", action("DELETE")}}), "none");
  EXPECT_EQ(updated({{"ss", action("DELETE", value::string_set({"a", "zz"}))}}),
            R"({"ss":{"SS":["b"]}})");
  EXPECT_EQ(updated({{"missing", action("DELETE", value::string_set({"a"}))}}), "none");
  EXPECT_EQ(updated({{"ns", action("DELETE", value::number_set({"1"}))}}), "none");
  EXPECT_FALSE(get("plain", {{"pk", "a"}}).contains("ns")) << "no set is empty";
}

TEST_F(LegacyUpdates, TypesMustFitWhatIsThere) {
  const std::string mismatch = validation("Type mismatch for attribute to update");
  for (const char* attribute : {"s", "ss", "l", "m"}) {
    EXPECT_EQ(updated({{attribute, action("ADD", 1)}}), mismatch) << attribute;
  }
  EXPECT_EQ(updated({{"n", action("ADD", value::List{})}}), mismatch);
  EXPECT_EQ(updated({{"ns", action("ADD", value::string_set({"1"}))}}), mismatch);
  EXPECT_EQ(updated({{"l", action("DELETE", value::string_set({"x"}))}}), mismatch);
  EXPECT_EQ(updated({{"ss", action("DELETE", value::number_set({"1"}))}}), mismatch);
}

TEST_F(LegacyUpdates, RefusesWhatAnActionDoesNotTake) {
  const std::string no_value =
      parameters("Only DELETE action is allowed when no attribute value is specified");
  EXPECT_EQ(updated({{"x", {}}}), no_value);
  EXPECT_EQ(updated({{"x", action("PUT")}}), no_value);
  EXPECT_EQ(updated({{"x", action("ADD")}}), no_value);
  const std::map<std::string, value::AttributeValue> scalars = {
      {"S", "x"},          {"B", value::Binary{"x"}}, {"BOOL", true}, {"NULL", value::Null{}},
      {"M", value::Map{}}, {"L", value::List{}},      {"N", 1}};
  for (const auto& [type, sample] : scalars) {  // DynamoDB Local: STRING, BINARY, ...
    EXPECT_EQ(
        updated({{"x", action("DELETE", sample)}}),
        parameters(fmt::format("DELETE action with value is not supported for the type {}", type)));
    if (type != "N" && type != "L") {
      EXPECT_EQ(updated({{"x", action("ADD", sample)}}),
                parameters(fmt::format("ADD action is not supported for the type {}", type)));
    }
  }
  EXPECT_EQ(updated({{"x", {.value = value::StringSet{}}}}),
            parameters("An string set  may not be empty"));
  EXPECT_EQ(updated({{"x", action("XX", 1)}}),  // Dynoxide
            validation("1 validation error detected: Value 'XX' at "
                       "'attributeUpdates.x.member.action' failed to satisfy constraint: Member "
                       "must satisfy enum value set: [ADD, PUT, DELETE]"));
}

TEST_F(LegacyUpdates, CreatesTheItem) {
  const auto created = [&](Updates updates) {
    UpdateItemRequest request = request_for(std::move(updates));
    request.key = {{"pk", "new"}};
    request.return_values = "ALL_NEW";
    const std::string text = answer(request);
    EXPECT_EQ(text_of(get("plain", {{"pk", "new"}})), text);
    EXPECT_TRUE(call(DeleteItemRequest{.table_name = "plain", .key = {{"pk", "new"}}}));
    return text;
  };
  EXPECT_EQ(created({{"x", {.value = 1}}}), R"({"pk":{"S":"new"},"x":{"N":"1"}})");
  EXPECT_EQ(created({{"x", action("ADD", 1)}}), R"({"pk":{"S":"new"},"x":{"N":"1"}})");
  EXPECT_EQ(created({{"x", action("DELETE")}}), R"({"pk":{"S":"new"}})") << "even by a DELETE";
  EXPECT_EQ(created({{"x", action("DELETE", value::string_set({"a"}))}}), R"({"pk":{"S":"new"}})");
  EXPECT_EQ(created({}), R"({"pk":{"S":"new"}})");
}

TEST_F(LegacyUpdates, ReturnsWhatWasTouched) {
  put("plain", {{"pk", "a"}, {"n", 1}, {"s", "s"}, {"other", 9}});
  UpdateItemRequest request =
      request_for({{"n", {.value = 5}}, {"s", action("DELETE")}, {"missing", action("DELETE")}});
  request.return_values = "UPDATED_OLD";
  EXPECT_EQ(answer(request), R"({"n":{"N":"1"},"s":{"S":"s"}})");
  request.return_values = "UPDATED_NEW";
  EXPECT_EQ(answer(request), R"({"n":{"N":"5"}})");
}

TEST_F(LegacyUpdates, ChecksInTheServicesOrder) {
  UpdateItemRequest request = request_for({{"y", {}}});
  request.table_name = "nowhere";
  EXPECT_EQ(answer(request),
            parameters("Only DELETE action is allowed when no attribute value is specified"));
  request.expected = Conditions{{"a", {}}};
  EXPECT_EQ(answer(request),
            parameters("Only DELETE action is allowed when no attribute value is specified"))
      << "before Expected: dynalite, Dynoxide";
  request.attribute_updates = Updates{{"pk", {.value = "a"}}};
  EXPECT_EQ(answer(request),
            parameters("Value must be provided when Exists is null for Attribute: a"));
  request.expected = {};
  EXPECT_EQ(answer(request), "ResourceNotFoundException: Requested resource not found");
  request.table_name = "plain";
  EXPECT_EQ(answer(request),
            parameters("Cannot update attribute pk. This attribute is part of the key"));
  request.key = {{"x", "a"}};
  EXPECT_EQ(answer(request), validation("The provided key element does not match the schema"));
}

TEST_F(LegacyUpdates, KeepsIndexKeysAndSizesInBounds) {
  UpdateItemRequest request = request_for({{"g1", {.value = 1}}});
  request.table_name = "ranged";
  request.key = {{"pk", "a"}, {"sk", "a"}};
  EXPECT_EQ(answer(request),
            parameters("Type mismatch for Index Key g1 Expected: S Actual: N IndexName: gsi_all"));
  request.attribute_updates = Updates{{"g1", {.value = ""}}};
  EXPECT_EQ(answer(request),  // DynamoDB Local; Dynoxide speaks of an update expression
            validation("One or more parameter values are not valid. A value specified for a "
                       "secondary index key is not supported. The AttributeValue for a key "
                       "attribute cannot contain an empty string value. IndexName: gsi_all, "
                       "IndexKey: g1"));
  EXPECT_EQ(updated({{"big", {.value = std::string(409'590, 'x')}}}),
            validation("Item size to update has exceeded the maximum allowed size"));
}

TEST_F(LegacyUpdates, DoNotMixWithExpressions) {
  const auto mixed = [&](auto change) {
    UpdateItemRequest request = request_for({{"y", {}}});
    change(request);
    return answer(request);
  };
  const auto refusal = [](std::string_view legacy, std::string_view expressions) {
    return validation(
        fmt::format("Can not use both expression and non-expression parameters in the same "
                    "request: Non-expression parameters: {} Expression parameters: {}",
                    legacy, expressions));
  };
  EXPECT_EQ(mixed([](auto& r) { r.update_expression = "not parsed"; }),
            refusal("{AttributeUpdates}", "{UpdateExpression}"));
  EXPECT_EQ(mixed([](auto& r) { r.condition_expression = "not parsed"; }),
            refusal("{AttributeUpdates}", "{ConditionExpression}"));
  EXPECT_EQ(mixed([](auto& r) {
              r.update_expression = r.condition_expression = "not parsed";
              r.expected.emplace();
              r.conditional_operator = "AND";  // DynamoDB Local; the others leave it out
            }),
            refusal("{AttributeUpdates, Expected, ConditionalOperator}",
                    "{UpdateExpression, ConditionExpression}"));
  EXPECT_EQ(mixed([](auto& r) { r.expression_attribute_values = {{":a", 1}}; }),
            validation("ExpressionAttributeValues can only be specified when using expressions: "
                       "UpdateExpression and ConditionExpression are null"));
}

}  // namespace
}  // namespace ddbsim::service
