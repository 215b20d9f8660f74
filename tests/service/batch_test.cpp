// BatchGetItem and BatchWriteItem. Texts as captured on DynamoDB Local and Dynoxide where both
// agree; where they do not, the operation says which it follows.
#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

using Keys = std::vector<Item>;
using Asked = std::map<std::string, KeysAndAttributes>;
using Writes = std::map<std::string, std::vector<WriteRequest>>;

WriteRequest put_request(Item item) { return {.put_request = PutRequest{.item = std::move(item)}}; }
WriteRequest delete_request(Item key) {
  return {.delete_request = DeleteRequest{.key = std::move(key)}};
}

class BatchGetItem : public ItemTest {
 protected:
  BatchGetItem() {
    for (const char* pk : {"a", "b", "c"}) {
      put("plain", {{"pk", pk}, {"n", 1}, {"name", "x"}});
    }
    put("ranged", {{"pk", "p"}, {"sk", "1"}, {"n", 2}});
  }
  Result<BatchGetItemResponse> batch(Asked asked, Text capacity = {}) {
    return call(BatchGetItemRequest{.request_items = std::move(asked),
                                    .return_consumed_capacity = std::move(capacity)});
  }
};

TEST_F(BatchGetItem, AnswersByTableAndLeavesOutWhatIsNotThere) {
  const auto response =
      batch({{"plain", {.keys = Keys{{{"pk", "b"}}, {{"pk", "x"}}, {{"pk", "a"}}}}},
             {"ranged", {.keys = Keys{{{"pk", "p"}, {"sk", "2"}}}}}});
  ASSERT_TRUE(response);
  EXPECT_EQ(list_of(response->responses->at("plain"), "pk"), "b a");
  EXPECT_EQ(list_of(response->responses->at("ranged"), "pk"), "");  // there, but empty
  EXPECT_TRUE(response->unprocessed_keys->empty());
  EXPECT_FALSE(response->consumed_capacity);
}

TEST_F(BatchGetItem, EachTableHasAProjectionAndNamesOfItsOwn) {
  const auto response = batch({{"plain",
                                {.keys = Keys{{{"pk", "a"}}},
                                 .projection_expression = "#n",
                                 .expression_attribute_names = Names{{"#n", "name"}}}},
                               {"ranged",
                                {.keys = Keys{{{"pk", "p"}, {"sk", "1"}}},
                                 .projection_expression = "#n",
                                 .expression_attribute_names = Names{{"#n", "n"}}}}});
  EXPECT_EQ(text_of(response->responses->at("plain")[0]), R"({"name":{"S":"x"}})");
  EXPECT_EQ(text_of(response->responses->at("ranged")[0]), R"({"n":{"N":"2"}})");
}

TEST_F(BatchGetItem, CostsByItemAndByConsistencyOfItsTable) {
  put("plain", {{"pk", "big"}, {"v", std::string(5000, 'x')}});
  Asked asked{{"plain", {.keys = Keys{{{"pk", "a"}}, {{"pk", "big"}}, {{"pk", "x"}}}}},
              {"ranged", {.keys = Keys{{{"pk", "p"}, {"sk", "1"}}}, .consistent_read = true}}};
  EXPECT_EQ(text_of(batch(asked, "TOTAL")->consumed_capacity), "plain 2; ranged 1");
  EXPECT_EQ(text_of(batch(asked, "INDEXES")->consumed_capacity),
            "plain 2 = table 2; ranged 1 = table 1");
}

TEST_F(BatchGetItem, StopsAtSixteenMegabytesAndLeavesTheRestToTheClient) {
  constexpr int kItems = 45;  // of 400 KB less a little
  Keys keys;
  for (int i = 0; i < kItems; ++i) {
    keys.push_back(Item{{"pk", fmt::format("{:02}", i)}});
    put("plain", {{"pk", fmt::format("{:02}", i)}, {"v", std::string(400'000, 'x')}});
  }
  const auto response = batch({{"plain",
                                {.keys = keys,
                                 .consistent_read = true,
                                 .projection_expression = "#k",
                                 .expression_attribute_names = Names{{"#k", "pk"}}}}},
                              "TOTAL");
  ASSERT_TRUE(response);
  // 41 items of 400 005 bytes fit into 16 777 216.
  EXPECT_EQ(response->responses->at("plain").size(), 41U);
  const KeysAndAttributes& rest = response->unprocessed_keys->at("plain");
  EXPECT_EQ(list_of(rest.keys, "pk"), "41 42 43 44");
  EXPECT_EQ(rest.consistent_read, true);
  EXPECT_EQ(rest.projection_expression, "#k");
  EXPECT_EQ(rest.expression_attribute_names, (Names{{"#k", "pk"}}));
  // What was not processed costs nothing: 41 x 98 units.
  EXPECT_EQ(text_of(response->consumed_capacity), "plain 4018");
}

TEST_F(BatchGetItem, RefusesInTheServicesOrder) {
  Keys many;
  for (int i = 0; i < 60; ++i) {
    many.push_back(Item{{"pk", fmt::format("{}", i)}});
  }
  const auto of = [](Keys keys) { return KeysAndAttributes{.keys = std::move(keys)}; };
  const Item a{{"pk", "a"}};
  struct Case {
    const char* why;
    Asked asked;
    std::string error;
  };
  const std::vector<Case> cases{
      {"a key twice",
       {{"plain", of({a, a})}},
       validation("Provided list of item keys contains duplicates")},
      {"numbers are the same in any notation",
       {{"plain", of({Item{{"pk", number("1")}}, Item{{"pk", number("1.0")}}})}},
       validation("Provided list of item keys contains duplicates")},
      {"that before the table",
       {{"missing", of({a, a})}},
       validation("Provided list of item keys contains duplicates")},
      {"and before its expression",
       {{"plain", {.keys = Keys{a, a}, .projection_expression = "a b"}}},
       validation("Provided list of item keys contains duplicates")},
      {"but after names as such",
       {{"plain", {.keys = Keys{a, a}, .expression_attribute_names = Names{{"#a", "a"}}}}},
       validation("ExpressionAttributeNames can only be specified when using expressions")},
      {"too many over all tables",
       {{"plain", of(many)}, {"ranged", of(many)}},
       validation("Too many items requested for the BatchGetItem call")},
      {"an expression before the table",
       {{"missing", {.keys = Keys{a}, .projection_expression = "a b"}}},
       validation("Invalid ProjectionExpression: Syntax error; token: \"b\", near: \"a b\"")},
      {"names without expressions",
       {{"plain", {.keys = Keys{a}, .expression_attribute_names = Names{{"#a", "a"}}}}},
       validation("ExpressionAttributeNames can only be specified when using expressions")},
      {"names that none uses",
       {{"plain",
         {.keys = Keys{a},
          .projection_expression = "b",
          .expression_attribute_names = Names{{"#a", "a"}}}}},
       validation("Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}")},
      {"no such table",
       {{"missing", of({a})}},
       "ResourceNotFoundException: Requested resource not found"},
      {"all tables before any key",
       {{"missing", of({a})}, {"plain", of({Item{{"x", "a"}}})}},
       "ResourceNotFoundException: Requested resource not found"},
      {"a key that is none",
       {{"plain", of({Item{{"pk", "a"}, {"n", 1}}})}},
       validation("The provided key element does not match the schema")},
      {"an empty key",
       {{"plain", of({Item{{"pk", ""}}})}},
       validation("One or more parameter values are not valid. The AttributeValue for a key "
                  "attribute cannot contain an empty string value. Key: pk")}};
  for (const Case& c : cases) {
    EXPECT_EQ(error_of(batch(c.asked)), c.error) << c.why;
  }
}

TEST_F(BatchGetItem, DemandsItsMembers) {
  EXPECT_EQ(error_of(call(BatchGetItemRequest{})),
            validation("1 validation error detected: Value null at 'requestItems' failed to "
                       "satisfy constraint: Member must not be null"));
  EXPECT_EQ(
      error_of(batch({{"plain", {}}})),
      validation("1 validation error detected: Value null at 'requestItems.plain.member.keys' "
                 "failed to satisfy constraint: Member must not be null"));
}

class BatchWriteItem : public ItemTest {
 protected:
  Result<BatchWriteItemResponse> batch(Writes writes, Text capacity = {}, Text metrics = {}) {
    return call(BatchWriteItemRequest{.request_items = std::move(writes),
                                      .return_consumed_capacity = std::move(capacity),
                                      .return_item_collection_metrics = std::move(metrics)});
  }
};

TEST_F(BatchWriteItem, PutsAndDeletesEachInACommitOfItsOwn) {
  put("plain", {{"pk", "old"}});
  const auto response =
      batch({{"plain", {put_request({{"pk", "a"}}), delete_request({{"pk", "old"}})}},
             {"ranged", {put_request({{"pk", "p"}, {"sk", "1"}})}}});
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->unprocessed_items->empty());
  EXPECT_TRUE(get("plain", {{"pk", "a"}}));
  EXPECT_FALSE(get("plain", {{"pk", "old"}}));
  EXPECT_TRUE(get("ranged", {{"pk", "p"}, {"sk", "1"}}));
  const table::Shard& shard = *account.stream_of("plain")->shards()[0];
  EXPECT_EQ(shard.at(1).commit + 1, shard.at(2).commit);
}

TEST_F(BatchWriteItem, CostsAsItsWritesDo) {
  put("plain", {{"pk", "big"}, {"v", std::string(2500, 'x')}});
  const Writes writes{{"plain", {put_request({{"pk", "a"}}), delete_request({{"pk", "big"}})}},
                      {"ranged", {put_request({{"pk", "p"}, {"sk", "1"}, {"l1", "l"}})}}};
  EXPECT_EQ(text_of(batch(writes, "INDEXES")->consumed_capacity),
            "plain 4 = table 4; ranged 2 = table 1, lsi_all 1");
  EXPECT_EQ(text_of(batch(writes, "TOTAL")->consumed_capacity), "plain 2; ranged 1");
  EXPECT_EQ(text_of(batch(writes)->consumed_capacity), "none");
}

TEST_F(BatchWriteItem, TellsEachItemCollectionOnceWhereATableHasLocalIndexes) {
  const auto response =
      batch({{"plain", {put_request({{"pk", "a"}})}},
             {"ranged",
              {put_request({{"pk", "p"}, {"sk", "1"}}), put_request({{"pk", "p"}, {"sk", "2"}}),
               delete_request({{"pk", "q"}, {"sk", "1"}})}}},
            {}, "SIZE");
  ASSERT_TRUE(response->item_collection_metrics);
  EXPECT_EQ(response->item_collection_metrics->size(), 1U);
  const auto& metrics = response->item_collection_metrics->at("ranged");
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(text_of(metrics[0].item_collection_key), R"({"pk":{"S":"p"}})");
  EXPECT_EQ(text_of(metrics[1].item_collection_key), R"({"pk":{"S":"q"}})");
  EXPECT_EQ(metrics[0].size_estimate_range_gb, (std::vector<double>{0, 1}));
}

TEST_F(BatchWriteItem, RefusesInTheServicesOrder) {
  const std::string neither_or_both =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
      "supported datatypes";
  WriteRequest both = put_request({{"pk", "a"}});
  both.delete_request = DeleteRequest{.key = {{"pk", "a"}}};
  std::vector<WriteRequest> twenty;
  for (int i = 0; i < 20; ++i) {
    twenty.push_back(put_request({{"pk", fmt::format("{}", i)}}));
  }
  const WriteRequest a = put_request({{"pk", "a"}});
  struct Case {
    const char* why;
    Writes writes;
    std::string error;
  };
  const std::vector<Case> cases{
      {"neither put nor delete", {{"missing", {WriteRequest{}}}}, validation(neither_or_both)},
      {"both", {{"missing", {both}}}, validation(neither_or_both)},
      {"too many over all tables",
       {{"missing", twenty}, {"plain", twenty}},
       validation("Too many items requested for the BatchWriteItem call")},
      {"a set without elements",
       {{"missing", {put_request({{"pk", "a"}, {"s", value::StringSet{}}})}}},
       parameters("An string set  may not be empty")},
      {"an item too big",
       {{"missing", {put_request({{"pk", "a"}, {"v", std::string(409'600, 'x')}})}}},
       validation("Item size has exceeded the maximum allowed size")},
      {"no such table",
       {{"missing", {a, a}}},
       "ResourceNotFoundException: Requested resource not found"},
      {"an item twice",
       {{"plain", {a, delete_request({{"pk", "a"}})}}},
       validation("Provided list of item keys contains duplicates")},
      {"no key in the item",
       {{"plain", {put_request({{"x", "a"}}), put_request({{"x", "a"}})}}},
       validation("The provided key element does not match the schema")},
      {"a key of a wrong type",
       {{"plain", {delete_request({{"pk", 1}})}}},
       validation("The provided key element does not match the schema")},
      {"a key of an index of a wrong type",
       {{"ranged", {put_request({{"pk", "p"}, {"sk", "1"}, {"g1", 1}})}}},
       parameters("Type mismatch for Index Key g1 Expected: S Actual: N IndexName: gsi_all")}};
  for (const Case& c : cases) {
    EXPECT_EQ(error_of(batch(c.writes)), c.error) << c.why;
  }
  EXPECT_EQ(records("plain") + records("ranged"), 0U);
}

TEST_F(BatchWriteItem, ARefusedBatchWritesNothing) {
  EXPECT_NE(error_of(batch({{"plain", {put_request({{"pk", "a"}}), put_request({{"pk", 1}})}}})),
            "ok");
  EXPECT_FALSE(get("plain", {{"pk", "a"}}));
}

}  // namespace
}  // namespace ddbsim::service
