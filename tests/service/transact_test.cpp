// TransactGetItems and TransactWriteItems. Texts as captured on DynamoDB Local and Dynoxide where
// both agree; where they do not, the operation says which it follows.
#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;
using Actions = std::vector<TransactWriteItem>;

TransactWriteItem put_action(std::string table, Item item, Text condition = {}) {
  return {.put = TransactPut{.table_name = std::move(table),
                             .item = std::move(item),
                             .condition_expression = std::move(condition)}};
}
TransactWriteItem delete_action(std::string table, Item key, Text condition = {}) {
  return {.remove = TransactDelete{.table_name = std::move(table),
                                   .key = std::move(key),
                                   .condition_expression = std::move(condition)}};
}
TransactWriteItem update_action(std::string table, Item key, std::string update, Item values = {}) {
  return {.update = TransactUpdate{.table_name = std::move(table),
                                   .key = std::move(key),
                                   .update_expression = std::move(update),
                                   .expression_attribute_values = std::move(values)}};
}
TransactWriteItem check_action(std::string table, Item key, std::string condition) {
  return {.condition_check = ConditionCheck{.table_name = std::move(table),
                                            .key = std::move(key),
                                            .condition_expression = std::move(condition)}};
}

/// The error, then each reason that is one: "... [None, ConditionalCheckFailed] 1: The conditional
/// request failed".
template <class Response>
std::string reasons_of(const Result<Response>& result) {
  std::string text = error_of(result);
  if (!result) {
    const auto& reasons = result.error().cancellation_reasons;
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      if (reasons[i].code != "None") {
        text += fmt::format("\n{}: {} {}", i, reasons[i].message,
                            reasons[i].item ? text_of(reasons[i].item) : "");
      }
    }
  }
  return text;
}
std::string cancelled(std::string_view codes, std::string_view reasons) {
  return fmt::format(
      "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for "
      "specific reasons [{}]{}",
      codes, reasons);
}

class TransactWriteItems : public ItemTest {
 protected:
  TransactWriteItems() { put("plain", {{"pk", "u"}, {"v", 1}}); }

  Result<TransactWriteItemsResponse> transact(Actions actions, Text token = {},
                                              Text capacity = "TOTAL") {
    return call(TransactWriteItemsRequest{.transact_items = std::move(actions),
                                          .return_consumed_capacity = std::move(capacity),
                                          .return_item_collection_metrics = "SIZE",
                                          .client_request_token = std::move(token)});
  }
};

TEST_F(TransactWriteItems, WritesAllInOneCommit) {
  put("plain", {{"pk", "gone"}});
  const auto response =
      transact({put_action("plain", {{"pk", "a"}}), delete_action("plain", {{"pk", "gone"}}),
                update_action("plain", {{"pk", "u"}}, "SET v = v + :x", {{":x", 1}}),
                check_action("plain", {{"pk", "none"}}, "attribute_not_exists(pk)"),
                put_action("ranged", {{"pk", "p"}, {"sk", "1"}})});
  ASSERT_TRUE(response) << reasons_of(response);
  EXPECT_TRUE(get("plain", {{"pk", "a"}}));
  EXPECT_FALSE(get("plain", {{"pk", "gone"}}));
  EXPECT_EQ(text_of(get("plain", {{"pk", "u"}})), R"({"pk":{"S":"u"},"v":{"N":"2"}})");
  const table::Shard& shard = *account.stream_of("plain")->shards()[0];
  ASSERT_EQ(shard.end(), 5U);
  EXPECT_EQ(shard.at(2).commit, shard.at(4).commit);
  EXPECT_EQ(account.stream_of("ranged")->shards()[0]->at(0).commit, shard.at(4).commit);
}

TEST_F(TransactWriteItems, CostsTwiceOnTheTableButNotOnItsIndexes) {
  const auto response =
      transact({put_action("ranged", {{"pk", "p"}, {"sk", "1"}, {"l1", "l"}, {"g1", "g"}}),
                check_action("plain", {{"pk", "u"}}, "attribute_exists(pk)"),
                delete_action("plain", {{"pk", "none"}}),
                put_action("plain", {{"pk", "big"}, {"v", std::string(2500, 'x')}})},
               {}, "INDEXES");
  EXPECT_EQ(text_of(response->consumed_capacity),
            "plain 10 = table 10; ranged 5 = table 2, gsi_inc 1, gsi_keys 1, lsi_all 1");
  EXPECT_EQ(response->consumed_capacity->at(0).write_capacity_units, 10);
  EXPECT_FALSE(response->consumed_capacity->at(0).read_capacity_units);
  EXPECT_EQ(response->consumed_capacity->at(1)
                .local_secondary_indexes->at("lsi_all")
                .write_capacity_units,
            1);
}

TEST_F(TransactWriteItems, ACheckCostsAsAWriteOfItsItem) {
  put("plain", {{"pk", "big"}, {"v", std::string(9000, 'x')}});
  const auto response = transact({check_action("plain", {{"pk", "big"}}, "attribute_exists(pk)")});
  EXPECT_EQ(text_of(response->consumed_capacity), "plain 18");
}

TEST_F(TransactWriteItems, TellsItemCollectionsOfTablesWithLocalIndexes) {
  const auto response = transact(
      {put_action("plain", {{"pk", "a"}}), put_action("ranged", {{"pk", "p"}, {"sk", "1"}}),
       put_action("ranged", {{"pk", "p"}, {"sk", "2"}}),
       check_action("ranged", {{"pk", "q"}, {"sk", "1"}}, "attribute_not_exists(pk)")});
  const auto& metrics = response->item_collection_metrics;
  ASSERT_TRUE(metrics);
  ASSERT_EQ(metrics->size(), 1U);
  ASSERT_EQ(metrics->at("ranged").size(), 1U);
  EXPECT_EQ(text_of(metrics->at("ranged")[0].item_collection_key), R"({"pk":{"S":"p"}})");
}

TEST_F(TransactWriteItems, FailsAsAWholeWithAReasonForEachAction) {
  TransactWriteItem failing = put_action("plain", {{"pk", "u"}}, "attribute_not_exists(pk)");
  EXPECT_EQ(reasons_of(transact({failing, delete_action("plain", {{"pk", "w"}})})),
            cancelled("ConditionalCheckFailed, None", "\n0: The conditional request failed "));
  failing.put->return_values_on_condition_check_failure = "ALL_OLD";
  EXPECT_EQ(reasons_of(transact({put_action("plain", {{"pk", "a"}}), failing})),
            cancelled("None, ConditionalCheckFailed",
                      "\n1: The conditional request failed "
                      R"({"pk":{"S":"u"},"v":{"N":"1"}})"));
  EXPECT_FALSE(get("plain", {{"pk", "a"}}));
  EXPECT_EQ(records("plain"), 1U);
}

TEST_F(TransactWriteItems, WhatTheItemOrTheSchemaRefusesIsAReasonToo) {
  struct Case {
    const char* why;
    Actions actions;
    std::string error;
  };
  const std::string big(250'000, 'x');
  put("plain", {{"pk", "big"}, {"v", big}});
  const std::vector<Case> cases{
      {"an update of what is not there",
       {update_action("plain", {{"pk", "u"}}, "SET w = x")},
       cancelled("ValidationError",
                 "\n0: The provided expression refers to an attribute that does not exist in the "
                 "item ")},
      {"an update of a wrong type, and a condition",
       {update_action("plain", {{"pk", "u"}}, "ADD v :s", {{":s", value::string_set({"a"})}}),
        put_action("plain", {{"pk", "a"}}, "attribute_exists(pk)")},
       cancelled("ValidationError, ConditionalCheckFailed",
                 "\n0: An operand in the update expression has an incorrect data type "
                 "\n1: The conditional request failed ")},
      {"a result that is too big",
       {update_action("plain", {{"pk", "big"}}, "SET w = :w", {{":w", big}})},
       cancelled("ValidationError",
                 "\n0: Item size to update has exceeded the maximum allowed size ")},
      {"an update of the key",
       {update_action("plain", {{"pk", "u"}}, "SET pk = :x", {{":x", "x"}})},
       cancelled("ValidationError",
                 "\n0: One or more parameter values were invalid: Cannot update attribute pk. This "
                 "attribute is part of the key ")},
      {"no key in an item, and a key that is none",
       {put_action("plain", {{"x", "a"}}), delete_action("plain", {{"pk", 1}})},
       cancelled("ValidationError, ValidationError",
                 "\n0: One or more parameter values were invalid: Missing the key pk in the item "
                 "\n1: The provided key element does not match the schema ")},
      {"a key of an index of a wrong type",
       {put_action("ranged", {{"pk", "p"}, {"sk", "1"}, {"g1", 1}})},
       cancelled("ValidationError",
                 "\n0: One or more parameter values were invalid: Type mismatch for Index Key g1 "
                 "Expected: S Actual: N IndexName: gsi_all ")}};
  for (const Case& c : cases) {
    EXPECT_EQ(reasons_of(transact(c.actions)), c.error) << c.why;
  }
}

TEST_F(TransactWriteItems, RefusesInTheServicesOrder) {
  TransactWriteItem two = put_action("plain", {{"pk", "a"}});
  two.remove = TransactDelete{.table_name = "plain", .key = {{"pk", "a"}}};
  const TransactWriteItem a = put_action("plain", {{"pk", "a"}});
  Actions large;
  for (int i = 0; i < 11; ++i) {
    large.push_back(
        put_action("plain", {{"pk", fmt::format("{}", i)}, {"v", std::string(390'000, 'x')}}));
  }
  struct Case {
    const char* why;
    Actions actions;
    std::string error;
  };
  const std::vector<Case> cases{
      {"no action",
       {TransactWriteItem{}},
       validation("Invalid Request: TransactWriteRequest should contain Delete or Put or Update "
                  "request")},
      {"two actions",
       {two},
       validation("TransactItems can only contain one of Check, Put, Update or Delete")},
      {"an expression before the table and before an item twice",
       {put_action("missing", {{"pk", "a"}}), a, a, update_action("plain", {{"pk", "u"}}, "FOO")},
       validation("Invalid UpdateExpression: Syntax error; token: \"FOO\", near: \"FOO\"")},
      {"values that none uses",
       {update_action("plain", {{"pk", "u"}}, "SET a = :a", {{":a", 1}, {":b", 1}})},
       validation("Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}")},
      {"a set without elements",
       {put_action("plain", {{"pk", "a"}, {"s", value::StringSet{}}})},
       parameters("An string set  may not be empty")},
      {"an item too big",
       {put_action("plain", {{"pk", "a"}, {"v", std::string(409'600, 'x')}})},
       validation("Item size has exceeded the maximum allowed size")},
      {"more than 4 MB", large,
       validation("Collection size of items exceeded, which can also be caused by the aggregate "
                  "size of the items in the transaction exceeding the 4MB limit")},
      {"no such table before an item twice",
       {put_action("missing", {{"pk", "a"}}), put_action("missing", {{"pk", "a"}})},
       "ResourceNotFoundException: Requested resource not found"},
      {"an item twice before a bad key",
       {a, check_action("plain", {{"pk", "a"}}, "attribute_exists(pk)"),
        put_action("plain", {{"x", "a"}})},
       validation("Transaction request cannot include multiple operations on one item")},
      {"an empty key is no reason but an error",
       {put_action("plain", {{"pk", ""}})},
       validation("One or more parameter values are not valid. The AttributeValue for a key "
                  "attribute cannot contain an empty string value. Key: pk")},
      {"nor is an empty key of an index",
       {put_action("ranged", {{"pk", "p"}, {"sk", "1"}, {"l1", ""}})},
       validation("One or more parameter values are not valid. A value specified for a secondary "
                  "index key is not supported. The AttributeValue for a key attribute cannot "
                  "contain an empty string value. IndexName: lsi_all, IndexKey: l1")},
      {"also of an update",
       {update_action("ranged", {{"pk", "p"}, {"sk", "1"}}, "SET l1 = :e", {{":e", ""}})},
       validation("One or more parameter values are not valid. The update expression attempted to "
                  "update a secondary index key to a value that is not supported. The "
                  "AttributeValue for a key attribute cannot contain an empty string value.")}};
  for (const Case& c : cases) {
    EXPECT_EQ(error_of(transact(c.actions)), c.error) << c.why;
  }
  EXPECT_EQ(records("plain") + records("ranged"), 1U);
}

TEST_F(TransactWriteItems, DemandsItsMembers) {
  const auto missing = [](std::string_view member) {
    return validation(fmt::format(
        "1 validation error detected: Value null at 'transactItems{}' failed to satisfy "
        "constraint: Member must not be null",
        member));
  };
  EXPECT_EQ(error_of(call(TransactWriteItemsRequest{})), missing(""));
  TransactWriteItem check = check_action("plain", {{"pk", "u"}}, "");
  check.condition_check->condition_expression.reset();
  EXPECT_EQ(error_of(transact({check})), missing(".1.member.conditionCheck.conditionExpression"));
  TransactWriteItem update = update_action("plain", {{"pk", "u"}}, "");
  update.update->update_expression.reset();
  EXPECT_EQ(error_of(transact({update})), missing(".1.member.update.updateExpression"));
}

TEST_F(TransactWriteItems, ATokenMakesItHappenOnceInTenMinutes) {
  const Actions add = {update_action("plain", {{"pk", "u"}}, "ADD v :x", {{":x", 1}})};
  const auto value = [&] { return text_of(get("plain", {{"pk", "u"}})); };
  EXPECT_EQ(text_of(transact(add, "token")->consumed_capacity), "plain 2");
  EXPECT_EQ(value(), R"({"pk":{"S":"u"},"v":{"N":"2"}})");
  account.advance_to(account.now() + 10min - 1ms);
  const auto again = transact(add, "token");
  EXPECT_EQ(value(), R"({"pk":{"S":"u"},"v":{"N":"2"}})");
  // Answered by reading the items, as transactions read.
  EXPECT_EQ(text_of(again->consumed_capacity), "plain 2");
  EXPECT_EQ(again->consumed_capacity->at(0).read_capacity_units, 2);
  EXPECT_FALSE(again->consumed_capacity->at(0).write_capacity_units);
  account.advance_to(account.now() + 1ms);
  EXPECT_TRUE(transact(add, "token"));
  EXPECT_EQ(value(), R"({"pk":{"S":"u"},"v":{"N":"3"}})");
}

TEST_F(TransactWriteItems, ATokenStandsForOneContent) {
  const Actions first = {put_action("plain", {{"pk", "a"}})};
  EXPECT_TRUE(transact(first, "token"));
  EXPECT_TRUE(transact(first, "token", "INDEXES"));  // what one wants to be told may differ
  const std::string mismatch =
      "IdempotentParameterMismatchException: An error occurred "
      "(IdempotentParameterMismatchException)";
  EXPECT_EQ(error_of(transact({put_action("plain", {{"pk", "b"}})}, "token")), mismatch);
  EXPECT_EQ(
      error_of(transact({put_action("plain", {{"pk", "a"}}, "attribute_exists(pk)")}, "token")),
      mismatch);
  EXPECT_EQ(error_of(transact({delete_action("plain", {{"pk", "a"}})}, "token")), mismatch);
  EXPECT_FALSE(get("plain", {{"pk", "b"}}));
}

TEST_F(TransactWriteItems, AFailedOneLeavesItsTokenFree) {
  EXPECT_FALSE(
      transact({check_action("plain", {{"pk", "none"}}, "attribute_exists(pk)")}, "token"));
  EXPECT_TRUE(transact({put_action("plain", {{"pk", "a"}})}, "token"));
}

TEST_F(TransactWriteItems, ATokenHasOneToThirtySixCharacters) {
  const Actions any = {put_action("plain", {{"pk", "a"}})};
  EXPECT_EQ(
      error_of(transact(any, std::string(37, 't'))),
      validation(fmt::format("1 validation error detected: Value '{}' at 'clientRequestToken' "
                             "failed to satisfy constraint: Member must have length less "
                             "than or equal to 36",
                             std::string(37, 't'))));
  EXPECT_EQ(error_of(transact(any, "")),
            validation("1 validation error detected: Value '' at 'clientRequestToken' failed to "
                       "satisfy constraint: Member must have length greater than or equal to 1"));
  EXPECT_TRUE(transact(any, std::string(36, 't')));
}

class TransactGetItems : public ItemTest {
 protected:
  TransactGetItems() {
    put("plain", {{"pk", "a"}, {"v", 1}, {"w", 2}});
    put("ranged", {{"pk", "p"}, {"sk", "1"}});
  }
  static TransactGetItem get_action(std::string table, Item key, Text projection = {}) {
    return {.get = TransactGet{.table_name = std::move(table),
                               .key = std::move(key),
                               .projection_expression = std::move(projection)}};
  }
  Result<TransactGetItemsResponse> transact(std::vector<TransactGetItem> gets,
                                            Text capacity = "TOTAL") {
    return call(TransactGetItemsRequest{.transact_items = std::move(gets),
                                        .return_consumed_capacity = std::move(capacity)});
  }
};

TEST_F(TransactGetItems, AnswersInOrderWithNothingForWhatIsNotThere) {
  const auto response =
      transact({get_action("ranged", {{"pk", "p"}, {"sk", "1"}}),
                get_action("plain", {{"pk", "none"}}), get_action("plain", {{"pk", "a"}}, "w")},
               "INDEXES");
  ASSERT_TRUE(response);
  ASSERT_EQ(response->responses->size(), 3U);
  EXPECT_EQ(text_of(response->responses->at(0).item), R"({"pk":{"S":"p"},"sk":{"S":"1"}})");
  EXPECT_FALSE(response->responses->at(1).item);
  EXPECT_EQ(text_of(response->responses->at(2).item), R"({"w":{"N":"2"}})");
  EXPECT_EQ(text_of(response->consumed_capacity), "plain 4 = table 4; ranged 2 = table 2");
  EXPECT_EQ(response->consumed_capacity->at(0).read_capacity_units, 4);
}

TEST_F(TransactGetItems, RefusesInTheServicesOrder) {
  const TransactGetItem a = get_action("plain", {{"pk", "a"}});
  struct Case {
    const char* why;
    std::vector<TransactGetItem> gets;
    std::string error;
  };
  const std::vector<Case> cases{
      {"no Get",
       {TransactGetItem{}},
       validation("1 validation error detected: Value null at 'transactItems.1.member.get' failed "
                  "to satisfy constraint: Member must not be null")},
      {"an expression before the table",
       {get_action("missing", {{"pk", "a"}}, "a b")},
       validation("Invalid ProjectionExpression: Syntax error; token: \"b\", near: \"a b\"")},
      {"no such table",
       {get_action("missing", {{"pk", "a"}}), get_action("plain", {{"x", "a"}})},
       "ResourceNotFoundException: Requested resource not found"},
      {"an item twice",
       {a, a, get_action("plain", {{"x", "a"}})},
       validation("Transaction request cannot include multiple operations on one item")},
      {"a key that is none",
       {get_action("plain", {{"pk", "a"}, {"x", "a"}}), a},
       cancelled("ValidationError, None",
                 "\n0: The provided key element does not match the schema ")},
      {"an empty key",
       {get_action("plain", {{"pk", ""}})},
       validation("One or more parameter values are not valid. The AttributeValue for a key "
                  "attribute cannot contain an empty string value. Key: pk")}};
  for (const Case& c : cases) {
    EXPECT_EQ(reasons_of(transact(c.gets)), c.error) << c.why;
  }
}

TEST_F(TransactGetItems, ReadsFourMegabytesAtMost) {
  std::vector<TransactGetItem> gets;
  for (int i = 0; i < 11; ++i) {
    const std::string pk = fmt::format("{}", i);
    put("plain", {{"pk", pk}, {"v", std::string(390'000, 'x')}});
    gets.push_back(get_action("plain", {{"pk", pk}}, "pk"));
  }
  EXPECT_EQ(error_of(transact(gets)),
            validation("Collection size of items exceeded, which can also be caused by the "
                       "aggregate size of the items in the transaction exceeding the 4MB limit"));
  gets.pop_back();
  EXPECT_EQ(text_of(transact(gets)->consumed_capacity), "plain 1920");
}

}  // namespace
}  // namespace ddbsim::service
