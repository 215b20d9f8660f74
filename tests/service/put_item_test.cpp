#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class PutItem : public ItemTest {};

TEST_F(PutItem, ReplacesTheWholeItem) {
  put("plain", {{"pk", "p"}, {"a", 1}});
  put("plain", {{"pk", "p"}, {"b", 2}});
  EXPECT_EQ(text_of(get("plain", {{"pk", "p"}})), R"({"b":{"N":"2"},"pk":{"S":"p"}})");
}

TEST_F(PutItem, ReturnsTheOldItemOnlyWhenAsked) {
  const auto put_with = [&](Text return_values) {
    return call(PutItemRequest{.table_name = "plain",
                               .item = {{"pk", "p"}, {"a", 1}},
                               .return_values = std::move(return_values)});
  };
  EXPECT_EQ(text_of(put_with("ALL_OLD")->attributes), "none") << "there was none";
  EXPECT_EQ(text_of(put_with("ALL_OLD")->attributes), R"({"a":{"N":"1"},"pk":{"S":"p"}})");
  EXPECT_EQ(text_of(put_with("NONE")->attributes), "none");
  EXPECT_EQ(text_of(put_with(std::nullopt)->attributes), "none");
}

TEST_F(PutItem, RefusesReturnValuesOfAnUpdate) {
  for (const char* value : {"ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"}) {
    const PutItemRequest request{
        .table_name = "missing", .item = {{"pk", "p"}}, .return_values = value};
    EXPECT_EQ(error_of(call(request)), validation("ReturnValues can only be ALL_OLD or NONE"))
        << "before the table is looked for";
  }
}

TEST_F(PutItem, ChecksItsItemAgainstTheSchema) {
  struct Case {
    Item item;
    std::string error;
  };
  const std::string long_key(2049, 'z');
  const std::string empty_key =
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty string value. Key: ";
  const std::vector<Case> cases{
      {Item{{"sk", "s"}}, parameters("Missing the key pk in the item")},
      {Item{{"pk", "p"}}, parameters("Missing the key sk in the item")},
      {Item(value::Map{}), parameters("Missing the key pk in the item")},
      {Item{{"pk", 1}, {"sk", "s"}}, parameters("Type mismatch for key pk expected: S actual: N")},
      {Item{{"pk", "p"}, {"sk", value::string_set({"a"})}},
       parameters("Type mismatch for key sk expected: S actual: SS")},
      {Item{{"pk", ""}, {"sk", 1}}, validation(empty_key + "pk")},
      {Item{{"pk", "p"}, {"sk", ""}, {"g1", 1}}, validation(empty_key + "sk")},
      {Item{{"pk", long_key}, {"sk", 1}},
       parameters("Size of hashkey has exceeded the maximum size limit of2048 bytes")},
      {Item{{"pk", "p"}, {"sk", std::string(1025, 'z')}},
       parameters("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")},
      {Item{{"pk", std::string(2048, 'z')}, {"sk", std::string(1024, 'z')}}, "ok"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(error_of(call(PutItemRequest{.table_name = "ranged", .item = c.item})), c.error);
  }
}

TEST_F(PutItem, ChecksTheKeysOfIndexes) {
  struct Case {
    Item item;
    std::string error;
  };
  const auto with = [](std::string_view name, const value::AttributeValue& value) {
    return Item{{"pk", "p"}, {"sk", "s"}, {std::string(name), value}};
  };
  const std::vector<Case> cases{
      {with("g1", 1),
       parameters("Type mismatch for Index Key g1 Expected: S Actual: N IndexName: gsi_all")},
      {with("g2", "text"),
       parameters("Type mismatch for Index Key g2 Expected: N Actual: S IndexName: gsi_all")},
      {with("l1", ""),
       validation("One or more parameter values are not valid. A value specified for a secondary "
                  "index key is not supported. The AttributeValue for a key attribute cannot "
                  "contain an empty string value. IndexName: lsi_all, IndexKey: l1")},
      {with("g1", std::string(2049, 'z')),
       parameters("Size of hashkey has exceeded the maximum size limit of2048 bytes")},
      {with("x", 1), "ok"},
      {with("g1", "only half of a key"), "ok"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(error_of(call(PutItemRequest{.table_name = "ranged", .item = c.item})), c.error);
  }
}

TEST_F(PutItem, GlobalIndexesAreNamedBeforeLocalOnes) {
  EXPECT_EQ(error_of(call(PutItemRequest{
                .table_name = "ranged", .item = {{"pk", "p"}, {"sk", "s"}, {"l1", 1}, {"g1", 1}}})),
            parameters("Type mismatch for Index Key g1 Expected: S Actual: N IndexName: gsi_all"));
}

TEST_F(PutItem, TakesItemsUpTo400Kilobytes) {
  const auto put_bytes = [&](std::string_view table, std::size_t bytes) {
    // "pk" 2 + "p" 1 + "a" 1 + value
    return error_of(
        call(PutItemRequest{.table_name = std::string(table),
                            .item = {{"pk", "p"}, {"a", std::string(bytes - 4, 'x')}}}));
  };
  EXPECT_EQ(put_bytes("plain", 409'600), "ok");
  EXPECT_EQ(put_bytes("plain", 409'601),
            validation("Item size has exceeded the maximum allowed size"));
  EXPECT_EQ(put_bytes("missing", 409'601),
            validation("Item size has exceeded the maximum allowed size"))
      << "before the table is looked for";
  EXPECT_EQ(error_of(call(PutItemRequest{.table_name = "plain",
                                         .item = {{"pk", std::string(409'600, 'x')}},
                                         .condition_expression = "not = an expression"})),
            validation("Item size has exceeded the maximum allowed size"))
      << "before the expression is read";
}

TEST_F(PutItem, RefusesEmptySetsAndDeepNestingOfTypedRequestsToo) {
  const auto put_value = [&](value::AttributeValue value) {
    return error_of(call(
        PutItemRequest{.table_name = "plain", .item = {{"pk", "p"}, {"a", std::move(value)}}}));
  };
  const auto nested = [](int levels) {
    value::AttributeValue value("leaf");
    for (int i = 0; i < levels; ++i) {
      value = value::List{std::move(value)};
    }
    return value;
  };
  EXPECT_EQ(put_value(value::StringSet{}), parameters("An string set  may not be empty"));
  EXPECT_EQ(put_value(value::NumberSet{}), parameters("An number set  may not be empty"));
  EXPECT_EQ(put_value(value::BinarySet{}), parameters("Binary sets should not be empty"));
  EXPECT_EQ(put_value(value::List{value::Map{{"deep", value::StringSet{}}}}),
            parameters("An string set  may not be empty"));
  EXPECT_EQ(put_value(nested(31)), "ok");
  EXPECT_EQ(put_value(nested(32)),
            validation("Nesting Levels have exceeded supported limits: Attributes in the item have "
                       "nested levels beyond supported limit"));
}

TEST_F(PutItem, AConditionIsHeldAgainstTheOldItem) {
  const auto put_if = [&](std::string condition, Text on_failure = {}) {
    return call(PutItemRequest{.table_name = "plain",
                               .item = {{"pk", "p"}, {"v", 2}},
                               .condition_expression = std::move(condition),
                               .return_values_on_condition_check_failure = std::move(on_failure)});
  };
  EXPECT_EQ(error_of(put_if("attribute_exists(pk)")),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(error_of(put_if("attribute_not_exists(pk)")), "ok");
  EXPECT_EQ(error_of(put_if("attribute_not_exists(pk)")),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(text_of(put_if("attribute_not_exists(pk)", "NONE").error().item), "none");
  EXPECT_EQ(text_of(put_if("attribute_not_exists(pk)", "ALL_OLD").error().item),
            R"({"pk":{"S":"p"},"v":{"N":"2"}})");
  EXPECT_EQ(records("plain"), 1U) << "failed conditions change nothing";
}

TEST_F(PutItem, ConditionAndPlaceholdersAreCheckedBeforeTheTable) {
  PutItemRequest request{.table_name = "missing", .item = {{"pk", "p"}}};
  request.expression_attribute_values = {{":a", 1}};
  EXPECT_EQ(error_of(call(request)),
            validation("ExpressionAttributeValues can only be specified when using expressions: "
                       "ConditionExpression is null"));
  request.expression_attribute_values = {};
  request.expression_attribute_names = Names{{"#a", "a"}};
  EXPECT_EQ(error_of(call(request)),
            validation("ExpressionAttributeNames can only be specified when using expressions"));
  request.expression_attribute_names = {};
  request.condition_expression = "";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid ConditionExpression: The expression can not be empty;"));
  request.condition_expression = "a = :a";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid ConditionExpression: An expression attribute value used in "
                       "expression is not defined; attribute value: :a"));
  request.expression_attribute_values = {{":a", 1}, {":b", 1}};
  EXPECT_EQ(error_of(call(request)), validation("Value provided in ExpressionAttributeValues "
                                                "unused in expressions: keys: {:b}"));
}

TEST_F(PutItem, AnIdenticalPutMakesNoStreamRecord) {
  put("plain", {{"pk", "p"}, {"a", 1}});
  put("plain", {{"pk", "p"}, {"a", number("1.0")}});
  EXPECT_EQ(records("plain"), 1U);
  put("plain", {{"pk", "p"}, {"a", 2}});
  EXPECT_EQ(records("plain"), 2U);
}

// Units captured on DynamoDB Local and Dynoxide, which agree.
TEST_F(PutItem, ConsumesUnitsOnTheTableAndOnEachIndexThatChanges) {
  put_four();
  const auto put_again = [&](int g2, std::string y, Text detail) {
    return text_of(call(PutItemRequest{.table_name = "ranged",
                                       .item = {{"pk", "p"},
                                                {"sk", "s0"},
                                                {"g1", "g"},
                                                {"g2", g2},
                                                {"l1", "l0"},
                                                {"l2", 9},
                                                {"x", "x0"},
                                                {"y", std::move(y)}},
                                       .return_consumed_capacity = std::move(detail)})
                       ->consumed_capacity);
  };
  EXPECT_EQ(put_again(0, "yyyyyyyyyy", "INDEXES"), "1 = table 1") << "identical";
  EXPECT_EQ(put_again(0, "y", "INDEXES"), "3 = table 1, gsi_all 1, lsi_all 1")
      << "y is projected into indexes with ALL only";
  EXPECT_EQ(put_again(5, "y", "INDEXES"), "4 = table 1, gsi_all 2, lsi_all 1")
      << "g2 is a key of gsi_all: its entry moves, delete and insert";
  EXPECT_EQ(put_again(6, "y", "TOTAL"), "4");
  EXPECT_EQ(put_again(7, "y", "NONE"), "none");
  EXPECT_EQ(put_again(8, "y", std::nullopt), "none");
}

TEST_F(PutItem, TellsTheSizeOfItsItemCollectionWhenThereIsALocalIndex) {
  const auto metrics = [&](std::string table, Text wanted) {
    return call(PutItemRequest{.table_name = std::move(table),
                               .item = {{"pk", "p"}, {"sk", "s"}},
                               .return_item_collection_metrics = std::move(wanted)})
        ->item_collection_metrics;
  };
  const auto found = metrics("ranged", "SIZE");
  ASSERT_TRUE(found);
  EXPECT_EQ(text_of(found->item_collection_key), R"({"pk":{"S":"p"}})");
  EXPECT_EQ(found->size_estimate_range_gb, (std::vector<double>{0, 1}));
  EXPECT_FALSE(metrics("ranged", "NONE"));
  EXPECT_FALSE(metrics("plain", "SIZE")) << "no local index";
}

TEST_F(PutItem, AValueThatTheCodecRefusedIsReportedAfterTheShape) {
  PutItemRequest request{.item = {{"pk", "p"}}};
  request.value_error = ServiceError{.message = "Input collection contains duplicates"};
  EXPECT_EQ(error_of(call(request)),
            validation("1 validation error detected: Value null at 'tableName' failed to satisfy "
                       "constraint: Member must not be null"));
  request.table_name = "missing";
  EXPECT_EQ(error_of(call(request)), validation("Input collection contains duplicates"));
}

}  // namespace
}  // namespace ddbsim::service
