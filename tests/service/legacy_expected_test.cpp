#include "tests/service/item_fixture.hpp"

// Expected and ConditionalOperator. Texts, and what holds for which item: DynamoDB Local, Dynoxide
// and dynalite were asked for each case; a case on which they differ says whose answer it has.
namespace ddbsim::service {
namespace {

using Values = std::vector<value::AttributeValue>;
using Conditions = std::map<std::string, ExpectedAttributeValue>;

ExpectedAttributeValue compared(std::string op, Values values = {}) {
  return {.comparison_operator = std::move(op), .attribute_value_list = std::move(values)};
}

class LegacyExpected : public ItemTest {
 protected:
  LegacyExpected() { put("plain", kItem); }

  static PutItemRequest put_if(Conditions expected, Text conditional_operator = {}) {
    return {.table_name = "plain",
            .item = kItem,
            .expected = std::move(expected),
            .conditional_operator = std::move(conditional_operator)};
  }
  /// "yes", "no", or the text of another error.
  std::string holds(Conditions expected, Text conditional_operator = {}) {
    const auto response = call(put_if(std::move(expected), std::move(conditional_operator)));
    if (response) {
      return "yes";
    }
    return response.error().type == ErrorType::conditional_check_failed ? "no" : error_of(response);
  }
  std::string holds(std::string attribute, ExpectedAttributeValue expected) {
    return holds({{std::move(attribute), std::move(expected)}});
  }

  inline static const Item kItem = {{"pk", "a"},
                                    {"n", 5},
                                    {"s", "sea"},
                                    {"set", value::string_set({"x", "y"})},
                                    {"list", value::List{"x", 1, true}},
                                    {"flag", true},
                                    {"a.b", "dot"}};
};

TEST_F(LegacyExpected, ValueAndExistsAskForEqualityAndAbsence) {
  EXPECT_EQ(holds("s", {.value = "sea"}), "yes");
  EXPECT_EQ(holds("s", {.value = "land"}), "no");
  EXPECT_EQ(holds("s", {.value = "sea", .exists = true}), "yes");
  EXPECT_EQ(holds("missing", {.value = "sea", .exists = true}), "no");
  EXPECT_EQ(holds("missing", {.exists = false}), "yes");
  EXPECT_EQ(holds("s", {.exists = false}), "no");
  EXPECT_EQ(holds("set", {.value = value::string_set({"y", "x"})}), "yes");
  EXPECT_EQ(holds("n", {.value = "5"}), "no") << "types do not compare";
  EXPECT_EQ(holds("a.b", {.value = "dot"}), "yes") << "a name is no path";
  EXPECT_EQ(holds("size", {.exists = false}), "yes") << "nor is a word reserved";
}

TEST_F(LegacyExpected, EveryComparisonOperator) {
  struct Case {
    const char* attribute;
    const char* op;
    Values values;
    const char* answer;
  };
  for (const Case& c : std::vector<Case>{
           {"n", "EQ", {5}, "yes"},
           {"flag", "EQ", {true}, "yes"},
           {"list", "EQ", {value::AttributeValue(value::List{"x", 1, true})}, "yes"},
           {"missing", "EQ", {5}, "no"},
           {"n", "NE", {6}, "yes"},
           {"n", "NE", {"5"}, "yes"},
           {"n", "NE", {5}, "no"},
           {"missing", "NE", {5}, "yes"},
           {"n", "IN", {4, 5}, "yes"},
           {"n", "IN", {4, 6}, "no"},
           {"n", "LE", {5}, "yes"},
           {"n", "LE", {10}, "yes"},
           {"n", "LT", {5}, "no"},
           {"n", "GE", {5}, "yes"},
           {"n", "GT", {5}, "no"},
           {"n", "GT", {"5"}, "no"},
           {"missing", "GE", {5}, "no"},
           {"n", "BETWEEN", {2, 10}, "yes"},
           {"n", "BETWEEN", {6, 10}, "no"},
           {"n", "NOT_NULL", {}, "yes"},
           {"missing", "NOT_NULL", {}, "no"},
           {"n", "NULL", {}, "no"},
           {"missing", "NULL", {}, "yes"},
           {"s", "CONTAINS", {"e"}, "yes"},
           {"set", "CONTAINS", {"x"}, "yes"},
           {"set", "CONTAINS", {1}, "no"},
           {"list", "CONTAINS", {true}, "yes"},
           {"list", "CONTAINS", {"z"}, "no"},
           {"missing", "CONTAINS", {"x"}, "no"},
           {"s", "NOT_CONTAINS", {"z"}, "yes"},
           {"s", "NOT_CONTAINS", {"e"}, "no"},
           {"flag", "NOT_CONTAINS", {"z"}, "yes"},
           {"missing", "NOT_CONTAINS", {"x"}, "no"},  // DynamoDB Local; the others: yes
           {"s", "BEGINS_WITH", {"se"}, "yes"},
           {"s", "BEGINS_WITH", {""}, "yes"},
           {"s", "BEGINS_WITH", {"ea"}, "no"},
           {"n", "BEGINS_WITH", {"5"}, "no"},
       }) {
    EXPECT_EQ(holds(c.attribute, compared(c.op, c.values)), c.answer)
        << c.attribute << " " << c.op << " (" << c.values.size() << ")";
  }
  EXPECT_EQ(holds("n", {.value = 5, .comparison_operator = "GE"}), "yes") << "Value: a list of one";
}

TEST_F(LegacyExpected, AllOrAny) {
  const Conditions one_of_two = {{"n", {.value = 5}}, {"s", {.value = "land"}}};
  EXPECT_EQ(holds(one_of_two), "no");
  EXPECT_EQ(holds(one_of_two, "AND"), "no");
  EXPECT_EQ(holds(one_of_two, "OR"), "yes");
  EXPECT_EQ(holds({{"n", {.value = 6}}, {"s", {.value = "land"}}}, "OR"), "no");
  Conditions many;
  for (int i = 0; i < 1000; ++i) {
    many[fmt::format("missing{}", i)] = {.exists = false};
  }
  EXPECT_EQ(holds(many), "yes");
  many["n"] = {.exists = false};
  EXPECT_EQ(holds(many), "no");
  EXPECT_EQ(holds(Conditions{}), "yes");
}

TEST_F(LegacyExpected, ConditionalOperatorNeedsTwoConditions) {  // DynamoDB Local
  const std::string without =
      validation("ConditionalOperator cannot be used without Filter or Expected");
  EXPECT_EQ(holds(Conditions{}, "AND"), without);
  EXPECT_EQ(error_of(call(PutItemRequest{
                .table_name = "plain", .item = kItem, .conditional_operator = "OR"})),
            without);
  EXPECT_EQ(holds({{"n", {.value = 5}}}, "AND"),
            validation("ConditionalOperator can only be used when Filter or Expected has two or "
                       "more elements"));
}

TEST_F(LegacyExpected, RefusesMembersThatDoNotGoTogether) {
  struct Case {
    ExpectedAttributeValue expected;
    const char* message;
  };
  for (const Case& c : std::vector<Case>{
           {{}, "Value must be provided when Exists is null for Attribute: a"},
           {{.exists = true}, "Value must be provided when Exists is true for Attribute: a"},
           {{.value = 1, .exists = false},
            "Value cannot be used when Exists is false for Attribute: a"},
           {{.comparison_operator = "EQ"},
            "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: "
            "a"},
           {{.value = 1, .comparison_operator = "EQ", .attribute_value_list = Values{1}},
            "Value and AttributeValueList cannot be used together for Attribute: a"},
           {{.value = 1, .attribute_value_list = Values{}},
            "Value and AttributeValueList cannot be used together for Attribute: a"},
           {{.attribute_value_list = Values{}},
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"},
           {{.exists = false, .attribute_value_list = Values{1}},
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"},
           {{.exists = false, .comparison_operator = "NULL"},
            "Exists and ComparisonOperator cannot be used together for Attribute: a"},
           // DynamoDB Local, Dynoxide
           {{.value = 1,
             .exists = false,
             .comparison_operator = "EQ",
             .attribute_value_list = Values{1}},
            "Exists and ComparisonOperator cannot be used together for Attribute: a"},
           {{.value = 1, .comparison_operator = "NULL"},
            "Invalid number of argument(s) for the NULL ComparisonOperator"},
       }) {
    EXPECT_EQ(holds("a", c.expected), parameters(c.message));
  }
}

TEST_F(LegacyExpected, RefusesOperandsThatAnOperatorDoesNotTake) {
  for (const char* op :
       {"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"}) {
    const std::string count =
        parameters(fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", op));
    EXPECT_EQ(holds("a", compared(op)), count);
    EXPECT_EQ(holds("a", compared(op, {"x", "y"})), count);
  }
  for (const char* op : {"NULL", "NOT_NULL"}) {
    EXPECT_EQ(
        holds("a", compared(op, {"x"})),
        parameters(fmt::format("Invalid number of argument(s) for the {} ComparisonOperator", op)));
  }
  EXPECT_EQ(holds("a", compared("IN")),
            parameters("Invalid number of argument(s) for the IN ComparisonOperator"));
  EXPECT_EQ(holds("a", compared("IN", Values(101, "x"))), "no") << "no limit, unlike expressions";
  for (const std::size_t count : {0U, 1U, 3U}) {
    EXPECT_EQ(holds("a", compared("BETWEEN", Values(count, "x"))),
              parameters("Invalid number of argument(s) for the BETWEEN ComparisonOperator"));
  }
  const std::string mixed =
      parameters("AttributeValues inside AttributeValueList must be of same type");
  EXPECT_EQ(holds("a", compared("IN", {"x", 1})), mixed);
  EXPECT_EQ(holds("a", compared("BETWEEN", {"x", 1})), mixed);
  EXPECT_EQ(holds("a", compared("BETWEEN", {value::string_set({"x"}), "x"})), mixed) << "dynalite";
  const std::string bounds = validation(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper "
      "bound");
  EXPECT_EQ(holds("a", compared("BETWEEN", {"y", "x"})), bounds);
  EXPECT_EQ(holds("a", compared("BETWEEN", {10, 2})), bounds);
}

/// DynamoDB Local's types; dynalite and Dynoxide look at them in filters only.
TEST_F(LegacyExpected, RefusesOperandsOfTypesThatAnOperatorDoesNotTake) {
  const std::map<std::string, value::AttributeValue> samples = {{"S", "x"},
                                                                {"N", 1},
                                                                {"B", value::Binary{"x"}},
                                                                {"BOOL", true},
                                                                {"NULL", value::Null{}},
                                                                {"M", value::Map{}},
                                                                {"L", value::List{}},
                                                                {"SS", value::string_set({"x"})},
                                                                {"NS", value::number_set({"1"})},
                                                                {"BS", value::binary_set({"x"})}};
  const std::map<std::string, std::string> takes = {{"EQ", "S N B BOOL NULL M L SS NS BS "},
                                                    {"NE", "S N B BOOL NULL M L SS NS BS "},
                                                    {"IN", "S N B "},
                                                    {"LE", "S N B "},
                                                    {"LT", "S N B "},
                                                    {"GE", "S N B "},
                                                    {"GT", "S N B "},
                                                    {"BETWEEN", "S N B "},
                                                    {"CONTAINS", "S N B BOOL NULL "},
                                                    {"NOT_CONTAINS", "S N B BOOL NULL "},
                                                    {"BEGINS_WITH", "S B "}};
  for (const auto& [op, types] : takes) {
    for (const auto& [type, sample] : samples) {
      const std::string answer = holds("a", compared(op, Values(op == "BETWEEN" ? 2 : 1, sample)));
      const bool taken = (" " + types).find(" " + type + " ") != std::string::npos;
      const std::string refusal = parameters(
          fmt::format("ComparisonOperator {} is not valid for {} AttributeValue type", op, type));
      EXPECT_EQ(answer == refusal, !taken) << op << " " << type << ": " << answer;
    }
  }
}

TEST_F(LegacyExpected, ChecksInTheServicesOrder) {
  const Conditions bad = {{"a", {}}};
  const std::string refusal =
      parameters("Value must be provided when Exists is null for Attribute: a");
  PutItemRequest request = put_if(bad);
  request.table_name = "nowhere";
  EXPECT_EQ(error_of(call(request)), refusal) << "before the table is looked for";
  request.return_values = "ALL_NEW";
  EXPECT_EQ(error_of(call(request)), validation("ReturnValues can only be ALL_OLD or NONE"));
  request.return_values = {};
  request.item = {{"pk", "a"}, {"big", std::string(409'600, 'x')}};
  EXPECT_EQ(error_of(call(request)), validation("Item size has exceeded the maximum allowed size"));
  request.expression_attribute_names = Names{{"#a", "a"}};
  EXPECT_EQ(error_of(call(request)),
            validation("ExpressionAttributeNames can only be specified when using expressions"));
  request.condition_expression = "not parsed";
  request.conditional_operator = "AND";
  request.item = {{"pk", value::StringSet{}}};
  EXPECT_EQ(error_of(call(request)),
            validation("Can not use both expression and non-expression parameters in the same "
                       "request: Non-expression parameters: {Expected, ConditionalOperator} "
                       "Expression parameters: {ConditionExpression}"))
      << "before any value";

  DeleteItemRequest remove{.table_name = "plain", .key = {{"pk", "a"}}, .return_values = "ALL_NEW"};
  remove.expected = bad;
  EXPECT_EQ(error_of(call(remove)), refusal) << "DeleteItem looks at ReturnValues later";
  EXPECT_EQ(error_of(call(put_if({{"a", {.value = value::StringSet{}}}}))),
            parameters("An string set  may not be empty"));
  EXPECT_EQ(error_of(call(put_if({{"a", compared("EQ", {value::StringSet{}})}}))),
            parameters("An string set  may not be empty"));
}

TEST_F(LegacyExpected, GuardsDeleteAndUpdate) {
  DeleteItemRequest remove{.table_name = "plain",
                           .key = {{"pk", "a"}},
                           .return_values_on_condition_check_failure = "ALL_OLD",
                           .expected = Conditions{{"n", {.value = 6}}}};
  auto answer = call(remove);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().type, ErrorType::conditional_check_failed);
  EXPECT_EQ(answer.error().item, kItem);
  remove.expected->at("n").value = 5;
  EXPECT_TRUE(call(remove));
  EXPECT_EQ(text_of(get("plain", {{"pk", "a"}})), "none");

  UpdateItemRequest update{
      .table_name = "plain",
      .key = {{"pk", "a"}},
      .attribute_updates = std::map<std::string, AttributeValueUpdate>{{"n", {.value = 1}}},
      .expected = Conditions{{"pk", {.exists = false}}}};
  EXPECT_TRUE(call(update)) << "there is none yet";
  EXPECT_EQ(call(update).error().type, ErrorType::conditional_check_failed);
}

TEST_F(LegacyExpected, MembersAreCheckedInTheServicesOrder) {  // dynalite
  EXPECT_EQ(
      error_of(call(PutItemRequest{.table_name = "t1;",
                                   .return_values = "X",
                                   .expected = Conditions{{"a", {.comparison_operator = "X"}}},
                                   .conditional_operator = "X"})),
      validation(
          "5 validation errors detected: Value 't1;' at 'tableName' failed to satisfy constraint: "
          "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value null at 'item' "
          "failed to satisfy constraint: Member must not be null; Value 'X' at "
          "'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: "
          "[OR, AND]; Value 'X' at 'expected.a.member.comparisonOperator' failed to satisfy "
          "constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, "
          "EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]; Value 'X' at 'returnValues' "
          "failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, "
          "UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"));
}

}  // namespace
}  // namespace ddbsim::service
