#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class UpdateItem : public ItemTest {
 protected:
  Result<UpdateItemResponse> update(std::string expression, Item values = {},
                                    Text return_values = {}, Text condition = {}) {
    return call(UpdateItemRequest{.table_name = "plain",
                                  .key = {{"pk", "p"}},
                                  .update_expression = std::move(expression),
                                  .condition_expression = std::move(condition),
                                  .expression_attribute_values = std::move(values),
                                  .return_values = std::move(return_values)});
  }
  Result<UpdateItemResponse> update_ranged(std::string expression, value::AttributeValue a,
                                           Text condition = {}) {
    return call(UpdateItemRequest{.table_name = "ranged",
                                  .key = {{"pk", "p"}, {"sk", "s"}},
                                  .update_expression = std::move(expression),
                                  .condition_expression = std::move(condition),
                                  .expression_attribute_values = {{":a", std::move(a)}}});
  }
};

constexpr std::string_view kConditionFailed =
    "ConditionalCheckFailedException: The conditional request failed";

TEST_F(UpdateItem, CreatesTheItemWithItsKey) {
  EXPECT_EQ(error_of(update("SET a = :a", {{":a", 1}})), "ok");
  EXPECT_EQ(text_of(get("plain", {{"pk", "p"}})), R"({"a":{"N":"1"},"pk":{"S":"p"}})");
}

TEST_F(UpdateItem, WithoutExpressionCreatesABareItemAndChangesNoOther) {
  const UpdateItemRequest request{.table_name = "plain",
                                  .key = {{"pk", "p"}},
                                  .return_values = "ALL_NEW",
                                  .return_consumed_capacity = "INDEXES"};
  const auto created = call(request);
  EXPECT_EQ(text_of(created->attributes), R"({"pk":{"S":"p"}})");
  EXPECT_EQ(text_of(created->consumed_capacity), "1 = table 1");
  put("plain", {{"pk", "p"}, {"a", 1}});
  EXPECT_EQ(text_of(call(request)->attributes), R"({"a":{"N":"1"},"pk":{"S":"p"}})");
  EXPECT_EQ(records("plain"), 2U) << "INSERT, MODIFY; the second update changed nothing";
}

TEST_F(UpdateItem, ReturnsWhatIsAskedFor) {
  struct Case {
    std::string return_values;
    std::string created;  ///< SET a = :a, b = :b on a missing item
    std::string changed;  ///< SET a = :a, b.c = :a REMOVE nowhere
    std::string removed;  ///< REMOVE a
    std::string nothing;  ///< REMOVE nowhere
  };
  const std::vector<Case> cases{
      {"NONE", "none", "none", "none", "none"},
      {"ALL_OLD", "none",
       R"({"a":{"N":"1"},"b":{"M":{"c":{"N":"5"},"d":{"N":"6"}}},"pk":{"S":"p"}})",
       R"({"a":{"N":"2"},"b":{"M":{"c":{"N":"2"},"d":{"N":"6"}}},"pk":{"S":"p"}})",
       R"({"b":{"M":{"c":{"N":"2"},"d":{"N":"6"}}},"pk":{"S":"p"}})"},
      {"ALL_NEW", R"({"a":{"N":"1"},"b":{"M":{"c":{"N":"5"},"d":{"N":"6"}}},"pk":{"S":"p"}})",
       R"({"a":{"N":"2"},"b":{"M":{"c":{"N":"2"},"d":{"N":"6"}}},"pk":{"S":"p"}})",
       R"({"b":{"M":{"c":{"N":"2"},"d":{"N":"6"}}},"pk":{"S":"p"}})",
       R"({"b":{"M":{"c":{"N":"2"},"d":{"N":"6"}}},"pk":{"S":"p"}})"},
      {"UPDATED_OLD", "none", R"({"a":{"N":"1"},"b":{"M":{"c":{"N":"5"}}}})", R"({"a":{"N":"2"}})",
       "none"},
      {"UPDATED_NEW", R"({"a":{"N":"1"},"b":{"M":{"c":{"N":"5"},"d":{"N":"6"}}}})",
       R"({"a":{"N":"2"},"b":{"M":{"c":{"N":"2"}}}})", "none", "none"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.return_values);
    const auto returned = [&](std::string expression, Item values = {}) {
      const auto response = update(std::move(expression), std::move(values), c.return_values);
      return response ? text_of(response->attributes) : error_of(response);
    };
    EXPECT_EQ(returned("SET a = :a, b = :b", {{":a", 1}, {":b", value::Map{{"c", 5}, {"d", 6}}}}),
              c.created);
    EXPECT_EQ(returned("SET a = :a, b.c = :a REMOVE nowhere", {{":a", 2}}), c.changed);
    EXPECT_EQ(returned("REMOVE a"), c.removed);
    EXPECT_EQ(returned("REMOVE nowhere"), c.nothing);
    EXPECT_EQ(error_of(call(DeleteItemRequest{.table_name = "plain", .key = {{"pk", "p"}}})), "ok");
  }
}

TEST_F(UpdateItem, CanNotChangeTheKey) {
  const auto refused = [](std::string_view key) {
    return parameters(
        fmt::format("Cannot update attribute {}. This attribute is part of the key", key));
  };
  EXPECT_EQ(error_of(update("SET pk = :a", {{":a", "p"}})), refused("pk"))
      << "also to the same value";
  EXPECT_EQ(error_of(update("REMOVE pk")), refused("pk"));
  EXPECT_EQ(error_of(update("SET pk.a = :a", {{":a", "p"}})), refused("pk"));
  EXPECT_EQ(error_of(update_ranged("SET sk = :a, pk = :a", "x")), refused("pk"))
      << "in order of the schema";
  EXPECT_EQ(error_of(update("SET pk = :a", {{":a", "p"}}, {}, "attribute_exists(nowhere)")),
            kConditionFailed)
      << "the condition is held first";
}

TEST_F(UpdateItem, AsksForAKeyThatMatchesTheSchemaBeforeAllElse) {
  const UpdateItemRequest request{.table_name = "plain",
                                  .key = {{"other", "p"}},
                                  .update_expression = "SET pk = :a",
                                  .expression_attribute_values = {{":a", 1}}};
  EXPECT_EQ(error_of(call(request)),
            validation("The provided key element does not match the schema"));
}

TEST_F(UpdateItem, KeepsIndexKeysStorable) {
  const std::string empty = validation(
      "One or more parameter values are not valid. The update expression attempted to update a "
      "secondary index key to "
      "a value that is not supported. The AttributeValue for a key attribute cannot contain an "
      "empty string value.");
  EXPECT_EQ(error_of(update_ranged("SET g1 = :a", 1)),
            parameters("Type mismatch for Index Key g1 Expected: S Actual: N IndexName: gsi_all"));
  EXPECT_EQ(error_of(update_ranged("SET g1 = :a", "")), empty);
  EXPECT_EQ(error_of(update_ranged("SET l1 = :a", "")), empty);
  EXPECT_EQ(error_of(update_ranged("SET g1 = :a", "", "attribute_exists(nowhere)")),
            kConditionFailed);
  EXPECT_EQ(error_of(update_ranged("SET g1 = :a", 1, "attribute_exists(nowhere)")),
            kConditionFailed);
  EXPECT_EQ(error_of(update_ranged("SET x = :a", "")), "ok") << "no key of any index";
}

TEST_F(UpdateItem, AnOldItemThatANewIndexCouldNotTakeMayStillBeUpdatedElsewhere) {
  put("plain", {{"pk", "p"}, {"later", 1}});
  account.find_table("plain")->add_index(
      {.name = "by_later", .key = {.hash = {{"later", value::Type::S}}, .range = {}}});
  EXPECT_EQ(error_of(update("SET a = :a", {{":a", 1}})), "ok");
  EXPECT_EQ(
      error_of(update("SET later = :a", {{":a", 2}})),
      parameters("Type mismatch for Index Key later Expected: S Actual: N IndexName: by_later"));
}

// Measured: beyond the item itself, an update counts 3 bytes, 19 for each SET or ADD and 2 for each
// REMOVE or DELETE, but not the key.
TEST_F(UpdateItem, ItsResultMustFitIn400Kilobytes) {
  const auto set_bytes = [&](std::size_t bytes) {  // of the attribute's value
    return error_of(update("SET a = :a", {{":a", std::string(bytes, 'x')}}));
  };
  // item = "pk" "p" "a" + value; without key: value + 1, plus 3 + 19
  const std::string too_big =
      validation("Item size to update has exceeded the maximum allowed size");
  EXPECT_EQ(set_bytes(409'600 - 1 - 3 - 19), "ok");
  EXPECT_EQ(set_bytes(409'600 - 1 - 3 - 19 + 1), too_big);
  EXPECT_EQ(error_of(update("SET a = :a", {{":a", std::string(409'600, 'x')}}, {},
                            "attribute_exists(nowhere)")),
            kConditionFailed);
}

TEST_F(UpdateItem, ReadsTheOldItemInAllClauses) {
  put("plain", {{"pk", "p"}, {"n", 1}});
  EXPECT_EQ(text_of(update("SET n = n + :a, earlier = n", {{":a", 10}}, "ALL_NEW")->attributes),
            R"({"earlier":{"N":"1"},"n":{"N":"11"},"pk":{"S":"p"}})");
}

TEST_F(UpdateItem, ThatCanNotBeAppliedChangesNothing) {
  put("plain", {{"pk", "p"}, {"s", "text"}});
  EXPECT_EQ(
      error_of(update("SET a = nowhere")),
      validation("The provided expression refers to an attribute that does not exist in the item"));
  EXPECT_EQ(
      error_of(update("SET s.x = :a", {{":a", 1}})),
      validation("The document path provided in the update expression is invalid for update"));
  EXPECT_EQ(error_of(update("ADD s :a", {{":a", 1}})),
            validation("An operand in the update expression has an incorrect data type"));
  EXPECT_EQ(records("plain"), 1U);
}

TEST_F(UpdateItem, OfSeveralMistakesWhatSetReadsComesFirst) {
  put("plain", {{"pk", "p"}, {"s", "text"}});
  const std::string missing =
      validation("The provided expression refers to an attribute that does not exist in the item");
  EXPECT_EQ(error_of(update("REMOVE zz.x SET a = nowhere + :a", {{":a", 1}})), missing);
  EXPECT_EQ(error_of(update("SET zz.x = :a, a = nowhere + :a", {{":a", 1}})), missing);
  EXPECT_EQ(error_of(update("ADD s :a SET a = nowhere + :a", {{":a", 1}})), missing);
  EXPECT_EQ(error_of(update("SET zz.x = :a ADD s :a", {{":a", 1}})),
            validation("An operand in the update expression has an incorrect data type"));
  EXPECT_EQ(records("plain"), 1U);
}

TEST_F(UpdateItem, ExpressionsAreCheckedBeforeTheTableUpdateBeforeCondition) {
  UpdateItemRequest request{.table_name = "missing", .key = {{"pk", "p"}}};
  request.expression_attribute_values = {{":a", 1}};
  EXPECT_EQ(error_of(call(request)),
            validation("ExpressionAttributeValues can only be specified when using "
                       "expressions: UpdateExpression and ConditionExpression are null"));
  request.update_expression = "SET c = :b";
  request.condition_expression = "a = :c";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid UpdateExpression: An expression attribute value used in "
                       "expression is not defined; attribute value: :b"));
  request.update_expression = "SET c = :a";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid ConditionExpression: An expression attribute value used in "
                       "expression is not defined; attribute value: :c"));
  request.condition_expression = {};
  EXPECT_EQ(error_of(call(request)), "ResourceNotFoundException: Requested resource not found");
  request.update_expression = "";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid UpdateExpression: The expression can not be empty;"));
}

TEST_F(UpdateItem, CostsTheLargerImage) {
  put("plain", {{"pk", "p"}, {"a", std::string(3000, 'x')}});
  const auto response = call(UpdateItemRequest{.table_name = "plain",
                                               .key = {{"pk", "p"}},
                                               .update_expression = "REMOVE a",
                                               .return_consumed_capacity = "TOTAL"});
  EXPECT_EQ(text_of(response->consumed_capacity), "3");
}

TEST_F(UpdateItem, MovesTheEntryInEachIndexWhoseKeyChanges) {
  put_four();
  const auto response = call(UpdateItemRequest{.table_name = "ranged",
                                               .key = {{"pk", "p"}, {"sk", "s0"}},
                                               .update_expression = "SET g1 = :a",
                                               .expression_attribute_values = {{":a", "other"}},
                                               .return_consumed_capacity = "INDEXES"});
  EXPECT_EQ(text_of(response->consumed_capacity),
            "8 = table 1, gsi_all 2, gsi_inc 2, gsi_keys 2, lsi_all 1");
}

}  // namespace
}  // namespace ddbsim::service
