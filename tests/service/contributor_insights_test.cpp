// Contributor Insights: where it is on, keys are counted. What an access counts is from "CloudWatch
// Contributor Insights for DynamoDB: How it works": 3 x write units + read units.
#include "sim/service/key_counts.hpp"
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

class ContributorInsightsTest : public TablesTest {
 protected:
  ContributorInsightsTest() {
    CreateTableRequest request = on_demand_table("messages");
    request.attribute_definitions = strings({"pk", "sk", "a"});
    request.global_secondary_indexes = {gsi("by-a", "H:a")};
    static_cast<void>(answer(request));
  }
  static UpdateContributorInsightsRequest turn(std::string_view action, const Text& index = {}) {
    return {.table_name = "messages",
            .index_name = index,
            .contributor_insights_action = std::string(action)};
  }
  DescribeContributorInsightsResponse described(const Text& index = {}) {
    return answer(
        DescribeContributorInsightsRequest{.table_name = "messages", .index_name = index});
  }
  void put(std::string_view pk, std::string_view sk) {
    static_cast<void>(answer(
        PutItemRequest{.table_name = "messages",
                       .item = {{"pk", std::string(pk)}, {"sk", std::string(sk)}, {"a", "x"}}}));
  }
  /// "a=3 b=6": the counted keys of a rule, most first.
  std::string top(std::string_view rule, std::string_view index = {}) {
    std::string out;
    for (const auto& [key, value] :
         top_keys(account, "messages", index, KeyRule{.name = rule}, 10)) {
      std::string number = std::to_string(value);
      number.erase(number.find_last_not_of('0') + 1);
      number.erase(number.find_last_not_of('.') + 1);
      out += (out.empty() ? "" : " ") + key + "=" + number;
    }
    return out;
  }
};

TEST_F(ContributorInsightsTest, IsOffAtFirst) {
  EXPECT_EQ(described().contributor_insights_status, "DISABLED");
  EXPECT_FALSE(described().contributor_insights_rule_list);
  EXPECT_FALSE(account.counts_keys());
  put("a", "1");
  EXPECT_EQ(top("PKC"), "");
}

TEST_F(ContributorInsightsTest, IsTurnedOnWithItsRules) {
  const auto response = answer(turn("ENABLE"));
  EXPECT_EQ(response.contributor_insights_status, "ENABLING");
  EXPECT_EQ(response.contributor_insights_mode, "ACCESSED_AND_THROTTLED_KEYS");
  EXPECT_EQ(described().contributor_insights_status, "ENABLED");
  EXPECT_EQ(described().contributor_insights_rule_list,
            (std::vector<std::string>{"DynamoDBContributorInsights-PKC-messages-1767225600000",
                                      "DynamoDBContributorInsights-SKC-messages-1767225600000",
                                      "DynamoDBContributorInsights-PKT-messages-1767225600000",
                                      "DynamoDBContributorInsights-SKT-messages-1767225600000"}));
  EXPECT_EQ(described("by-a").contributor_insights_status, "DISABLED");
  static_cast<void>(answer(turn("ENABLE", "by-a")));
  EXPECT_EQ(described("by-a").contributor_insights_rule_list->size(), 2U);  // it has no sort key
}

TEST_F(ContributorInsightsTest, CountsThreeForAWriteUnitAndOneForAReadUnit) {
  static_cast<void>(answer(turn("ENABLE")));
  static_cast<void>(answer(turn("ENABLE", "by-a")));
  put("a", "1");
  put("a", "2");
  put("b", "1");
  EXPECT_EQ(top("PKC"), "a=6 b=3");
  EXPECT_EQ(top("SKC"), "a|1=3 a|2=3 b|1=3");
  EXPECT_EQ(top("PKC", "by-a"), "x=9");
  static_cast<void>(answer(GetItemRequest{
      .table_name = "messages", .key = {{"pk", "b"}, {"sk", "1"}}, .consistent_read = true}));
  EXPECT_EQ(top("PKC"), "a=6 b=4");
  static_cast<void>(
      answer(GetItemRequest{.table_name = "messages", .key = {{"pk", "c"}, {"sk", "missing"}}}));
  EXPECT_EQ(top("PKC"), "a=6 b=4 c=0.5");
}

TEST_F(ContributorInsightsTest, ReadsOfAPageCountByTheirBytes) {
  static_cast<void>(answer(turn("ENABLE")));
  const std::string large(4096 - 9, 'x');  // with names and keys, 4 KB
  static_cast<void>(answer(PutItemRequest{.table_name = "messages",
                                          .item = {{"pk", "a"}, {"sk", "1"}, {"txt", large}}}));
  static_cast<void>(answer(turn("DISABLE")));
  static_cast<void>(answer(turn("ENABLE")));  // begins anew
  static_cast<void>(answer(ScanRequest{.table_name = "messages", .consistent_read = true}));
  EXPECT_EQ(top("PKC"), "a=1");
}

TEST_F(ContributorInsightsTest, OfThrottledKeysOnlyCountsNoAccess) {
  UpdateContributorInsightsRequest request = turn("ENABLE");
  request.contributor_insights_mode = "THROTTLED_KEYS";
  static_cast<void>(answer(request));
  EXPECT_EQ(described().contributor_insights_mode, "THROTTLED_KEYS");
  EXPECT_EQ(described().contributor_insights_rule_list->size(), 2U);
  EXPECT_FALSE(account.counts_keys());
}

TEST_F(ContributorInsightsTest, ListsTablesAndTheirIndexesByPages) {
  static_cast<void>(answer(on_demand_table("archive")));
  static_cast<void>(answer(turn("ENABLE", "by-a")));
  ListContributorInsightsRequest request{.max_results = 2};
  std::string all;
  do {
    const auto response = answer(request);
    for (const auto& summary : *response.contributor_insights_summaries) {
      all += *summary.table_name + "/" + summary.index_name.value_or("") + " " +
             *summary.contributor_insights_status + "; ";
    }
    request.next_token = response.next_token;
  } while (request.next_token);
  EXPECT_EQ(all, "archive/ DISABLED; messages/ DISABLED; messages/by-a ENABLED; ");
  EXPECT_EQ(answer(ListContributorInsightsRequest{.table_name = "messages"})
                .contributor_insights_summaries->size(),
            2U);
}

TEST_F(ContributorInsightsTest, EndsWithTheTableAndWithAnUndo) {
  static_cast<void>(answer(turn("ENABLE")));
  put("a", "1");
  const auto mark = account.journal().mark();
  put("a", "2");
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  EXPECT_FALSE(account.counts_keys());
  account.journal().undo_to(mark);
  account.journal().release(mark);
  EXPECT_TRUE(account.counts_keys());
  EXPECT_EQ(top("PKC"), "a=3");
}

TEST_F(ContributorInsightsTest, KnowsItsIndexes) {
  EXPECT_EQ(refusal(turn("ENABLE", "nothing")),
            "ResourceNotFoundException: Requested resource not found: Index: nothing not found");
}

}  // namespace
}  // namespace ddbsim::service
