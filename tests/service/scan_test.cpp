#include <algorithm>
#include <set>

#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class Scan : public ItemTest {
 protected:
  std::string error(const ScanRequest& request) { return error_of(call(request)); }
  /// Partition keys of all pages of a scan; fails when one comes twice.
  std::set<std::string> all(ScanRequest request) {
    std::set<std::string> keys;
    do {
      const auto response = call(request);
      for (const Item& item : *response->items) {
        EXPECT_TRUE(keys.emplace(item.find("pk").bytes()).second);
      }
      request.exclusive_start_key = response->last_evaluated_key;
    } while (request.exclusive_start_key);
    return keys;
  }
  std::set<std::string> put_hundred() {
    std::set<std::string> keys;
    for (int i = 0; i < 100; ++i) {
      const std::string key = fmt::format("key{}", i);
      put("plain", {{"pk", key}});
      keys.insert(key);
    }
    return keys;
  }
};

TEST_F(Scan, ReadsEveryItemOnceWhateverThePages) {
  const std::set<std::string> keys = put_hundred();
  for (const std::int64_t limit : {1, 7, 100, 1000}) {
    EXPECT_EQ(all({.table_name = "plain", .limit = limit}), keys);
  }
}

TEST_F(Scan, SegmentsShareTheTableBetweenThem) {
  const std::set<std::string> keys = put_hundred();
  std::set<std::string> together;
  for (int segment = 0; segment < 7; ++segment) {
    for (const std::string& key :
         all({.table_name = "plain", .limit = 3, .total_segments = 7, .segment = segment})) {
      EXPECT_TRUE(together.insert(key).second) << "in one segment only";
    }
  }
  EXPECT_EQ(together, keys);
}

TEST_F(Scan, SegmentAndTotalComeTogether) {
  EXPECT_EQ(
      error({.table_name = "missing", .segment = 0}),
      validation(
          "The TotalSegments parameter is required but was not present in the request when Segment "
          "parameter is present"));
  EXPECT_EQ(
      error({.table_name = "missing", .total_segments = 2}),
      validation(
          "The Segment parameter is required but was not present in the request when parameter "
          "TotalSegments is present"));
  EXPECT_EQ(error({.table_name = "missing", .total_segments = 2, .segment = 2}),
            validation("The Segment parameter is zero-based and must be less than parameter "
                       "TotalSegments: Segment: 2 "
                       "is not less than TotalSegments: 2"));
}

TEST_F(Scan, PlaceholdersComeBeforeSegments) {
  EXPECT_EQ(error({.table_name = "missing",
                   .segment = 0,
                   .expression_attribute_names = Names{{"#a", "a"}}}),
            validation("ExpressionAttributeNames can only be specified when using expressions"));
}

TEST_F(Scan, AStartKeyLiesInItsSegment) {
  put("plain", {{"pk", "p"}});
  int inside = 0;
  for (int segment = 0; segment < 4; ++segment) {
    const ScanRequest request{.table_name = "plain",
                              .exclusive_start_key = {{"pk", "p"}},
                              .total_segments = 4,
                              .segment = segment};
    const std::string result = error(request);
    if (result == "ok") {
      ++inside;
    } else {
      EXPECT_EQ(result,
                validation(fmt::format(
                    "The provided starting key is invalid: Invalid ExclusiveStartKey. Please "
                    "use ExclusiveStartKey with correct Segment. TotalSegments: 4 Segment: {}",
                    segment)));
    }
  }
  EXPECT_EQ(inside, 1);
}

TEST_F(Scan, AStartKeyMatchesTheSchema) {
  struct Case {
    Text index;
    Item start;
    std::string result;
  };
  put_four();
  const std::string invalid_key = "The provided starting key is invalid";
  const std::string no_match = "The provided key element does not match the schema";
  const std::vector<Case> cases{
      {{}, Item(value::Map{}), validation(invalid_key + ": " + no_match)},
      {{}, Item{{"pk", "p"}}, validation(invalid_key + ": " + no_match)},
      {{}, Item{{"pk", "p"}, {"sk", 1}}, validation(invalid_key + ": " + no_match)},
      {{}, Item{{"pk", "unknown"}, {"sk", "s"}}, "ok"},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s"}, {"g1", "g"}}, validation(invalid_key)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s"}, {"g1", 1}, {"g2", 1}}, validation(no_match)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", 1}, {"g1", "g"}, {"g2", 1}},
       validation(invalid_key + ": " + no_match)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s"}, {"g1", "g"}, {"g2", 1}}, "ok"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(
        error({.table_name = "ranged", .index_name = c.index, .exclusive_start_key = c.start}),
        c.result)
        << text_of(c.start);
  }
}

TEST_F(Scan, OfAnIndexReadsItsEntriesOnly) {
  put_four();
  put("ranged", {{"pk", "q"}, {"sk", "s"}});
  const auto response = call(ScanRequest{
      .table_name = "ranged", .index_name = "gsi_keys", .return_consumed_capacity = "INDEXES"});
  EXPECT_EQ(list_of(response->items, "sk"), "s0 s1 s2 s3");
  EXPECT_EQ(list_of(response->items, "x"), "- - - -");
  EXPECT_EQ(text_of(response->consumed_capacity), "0.5 = table 0, gsi_keys 0.5");
}

TEST_F(Scan, MayFilterOnKeys) {
  put_four();
  ScanRequest request{.table_name = "ranged", .filter_expression = "sk > :s"};
  request.expression_attribute_values = {{":s", "s1"}};
  const auto response = call(request);
  EXPECT_EQ(list_of(response->items, "sk"), "s2 s3");
  EXPECT_EQ(response->count, 2);
  EXPECT_EQ(response->scanned_count, 4);
}

TEST_F(Scan, ChecksSelectAndIndexAsAQueryDoes) {
  EXPECT_EQ(error({.table_name = "ranged", .index_name = "unknown"}),
            validation("The table does not have the specified index: unknown"));
  EXPECT_EQ(error({.table_name = "ranged", .index_name = "gsi_all", .consistent_read = true}),
            validation("Consistent reads are not supported on global secondary indexes"));
  EXPECT_EQ(error({.table_name = "ranged", .index_name = "gsi_keys", .select = "ALL_ATTRIBUTES"}),
            parameters("Select type ALL_ATTRIBUTES is not supported for global secondary index "
                       "gsi_keys because its "
                       "projection type is not ALL"));
  EXPECT_EQ(
      error({.table_name = "missing", .select = "ALL_PROJECTED_ATTRIBUTES"}),
      validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"));
  EXPECT_EQ(error({.table_name = "missing"}),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(error({.table_name = "missing", .expression_attribute_values = {{":p", 1}}}),
            validation("ExpressionAttributeValues can only be specified when using expressions: "
                       "FilterExpression is null"));
}

}  // namespace
}  // namespace ddbsim::service
