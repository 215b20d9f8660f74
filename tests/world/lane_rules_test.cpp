#include "sim/world/lane_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "sim/world/world.hpp"
#include "tests/support/tables.hpp"

// What becomes of the oldest batch of a lane: the rules that a run and a search share.
namespace ddbsim::world {
namespace {

using Positions = std::vector<std::uint64_t>;
using ddbsim::testing::key_schema;

lambda::MappingDefinition mapping() {
  return {.name = "trigger", .function_name = "worker", .event_source_arn = "orders"};
}

// ---- a batch that failed -----------------------------------------------------------------------

TEST(LaneRules, ABatchThatFailedIsSplitInHalvesTheOlderFirst) {
  auto bisecting = mapping();
  bisecting.bisect_on_error = true;
  std::vector<Batch> queue{{.positions = {4, 5, 6, 7, 8}, .attempts = 2, .retries = 1},
                           {.positions = {9}}};
  EXPECT_TRUE(split_oldest(bisecting, queue));
  ASSERT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue[0].positions, (Positions{4, 5, 6}));
  EXPECT_EQ(queue[1].positions, (Positions{7, 8}));
  EXPECT_EQ(queue[2].positions, Positions{9});
  for (const Batch& half : {queue[0], queue[1]}) {  // it is not counted as a retry
    EXPECT_EQ(half.attempts, 2U);
    EXPECT_EQ(half.retries, 1U);
  }
}

TEST(LaneRules, ABatchOfOneIsNotSplit) {
  auto bisecting = mapping();
  bisecting.bisect_on_error = true;
  std::vector<Batch> queue{{.positions = {4}}};
  EXPECT_FALSE(split_oldest(bisecting, queue));
  EXPECT_EQ(queue.size(), 1U);
}

TEST(LaneRules, ABatchIsSplitOnlyWhereTheMappingSaysSo) {
  std::vector<Batch> queue{{.positions = {4, 5}}};
  EXPECT_FALSE(split_oldest(mapping(), queue));
  EXPECT_EQ(queue[0].positions, (Positions{4, 5}));
}

TEST(LaneRules, ABatchIsGivenUpWhenItHasHadItsRetries) {
  auto limited = mapping();
  limited.max_retries = 2;
  std::vector<Batch> queue{{.positions = {4}}, {.positions = {5}}};
  EXPECT_TRUE(retry_oldest(limited, queue));
  EXPECT_TRUE(retry_oldest(limited, queue));
  EXPECT_FALSE(retry_oldest(limited, queue));
  EXPECT_EQ(queue[0].retries, 2U);
  EXPECT_EQ(queue[1].retries, 0U);
}

TEST(LaneRules, WithoutALimitABatchIsRetriedForEver) {
  std::vector<Batch> queue{{.positions = {4}, .retries = 1'000'000}};
  EXPECT_TRUE(retry_oldest(mapping(), queue));
}

TEST(LaneRules, NoRetryAtAllIsALimitToo) {
  auto once = mapping();
  once.max_retries = 0;
  std::vector<Batch> queue{{.positions = {4}}};
  EXPECT_FALSE(retry_oldest(once, queue));
}

// ---- partial failures --------------------------------------------------------------------------

TEST(LaneRules, ProgressStartsTheCountsAnew) {
  Batch batch{.positions = {4, 5, 6}, .attempts = 3, .retries = 2};
  keep_rest(batch, 2);
  EXPECT_EQ(batch.positions, Positions{6});
  EXPECT_EQ(batch.attempts, 0U);
  EXPECT_EQ(batch.retries, 0U);
}

/// Sequence numbers "10", "11", "12" of a batch of three.
constexpr auto kIndexOf = [](std::string_view number) -> std::optional<std::size_t> {
  constexpr std::array<std::string_view, 3> kNumbers = {"10", "11", "12"};
  const auto at = std::ranges::find(kNumbers, number);
  return at == kNumbers.end() ? std::nullopt
                              : std::optional(static_cast<std::size_t>(at - kNumbers.begin()));
};

TEST(LaneRules, TheFirstFailureIsTheOldestOfThoseReported) {
  auto reporting = mapping();
  reporting.report_batch_item_failures = true;
  const auto first = [&](std::vector<std::string> failures) {
    return first_failure(reporting, 3, {.batch_item_failures = std::move(failures)}, kIndexOf);
  };
  EXPECT_EQ(first({"12", "11"}), 1U);
  EXPECT_EQ(first({"10"}), 0U);
  EXPECT_EQ(first({}), 3U);  // none
  EXPECT_EQ(first({"11", "13"}).error(), "13");
}

TEST(LaneRules, FailuresThatTheMappingDoesNotAskForAreNotHeard) {
  EXPECT_EQ(first_failure(mapping(), 3, {.batch_item_failures = {"11", "13"}}, kIndexOf), 3U);
}

// ---- lanes -------------------------------------------------------------------------------------

TEST(LaneRules, AllChangesOfAnItemGoToOneLane) {
  const auto key = key_schema("pk:S/sk:N");
  std::set<std::uint32_t> lanes;
  for (int n = 0; n < 50; ++n) {
    const value::Item one{{"pk", "a"}, {"sk", n}};
    const value::Item other{{"pk", "a"}, {"sk", n}, {"text", "x"}};
    const std::uint32_t lane = lane_of(key, {.before = {}, .after = one}, 3);
    EXPECT_LT(lane, 3U);
    EXPECT_EQ(lane_of(key, {.before = one, .after = other}, 3), lane);
    EXPECT_EQ(lane_of(key, {.before = other, .after = {}}, 3), lane);
    EXPECT_EQ(lane_of(key, {.before = {}, .after = one}, 1), 0U);
    lanes.insert(lane);
  }
  EXPECT_EQ(lanes.size(), 3U);  // items of one collection are spread: the order is kept by item
}

TEST(LaneRules, ALaneIsNamedByShardAndPartWhereThereAreSeveral) {
  EXPECT_EQ(lane_name(mapping(), 1, 0, 0), "trigger");
  EXPECT_EQ(lane_name(mapping(), 2, 0, 0), "trigger/0.0");
  EXPECT_EQ(lane_name(mapping(), 2, 1, 0), "trigger/1.0");
  auto parallel = mapping();
  parallel.parallelization_factor = 4;
  EXPECT_EQ(lane_name(parallel, 1, 0, 3), "trigger/0.3");
}

// ---- names -------------------------------------------------------------------------------------

/// A table whose stream has an insertion, a change and a removal of one item.
class NamesTest : public ::testing::Test {
 protected:
  NamesTest() : world_({}, plain_, trace_) {
    const service::CreateTableRequest table{
        .attribute_definitions = {{{.attribute_name = "pk", .attribute_type = "S"},
                                   {.attribute_name = "sk", .attribute_type = "N"}}},
        .table_name = "orders",
        .key_schema = {{{.attribute_name = "pk", .key_type = "HASH"},
                        {.attribute_name = "sk", .key_type = "RANGE"}}},
        .billing_mode = "PAY_PER_REQUEST",
        .stream_specification =
            service::StreamSpecification{.stream_enabled = true, .stream_view_type = "KEYS_ONLY"}};
    const auto created = world_.send("test", "create", &table);
    stream_ = world_.account().find_stream(
        *std::get<service::CreateTableResponse>(*created).table_description->latest_stream_arn);
    const value::Item key{{"pk", "a"}, {"sk", 7}};
    const service::PutItemRequest put{.table_name = "orders", .item = key};
    const service::PutItemRequest change{.table_name = "orders",
                                         .item = {{"pk", "a"}, {"sk", 7}, {"text", "x"}}};
    const service::DeleteItemRequest remove{.table_name = "orders", .key = key};
    EXPECT_TRUE(world_.send("client", "put", &put));
    EXPECT_TRUE(world_.send("client", "change", &change));
    EXPECT_TRUE(world_.send("client", "remove", &remove));
  }

  choice::FirstOption plain_;
  Trace trace_;
  World world_;
  std::shared_ptr<table::Stream> stream_;
};

TEST_F(NamesTest, ARecordIsNamedByTableKeyAndEvent) {
  const table::Shard& shard = *stream_->shards()[0];
  EXPECT_EQ(event_text(*stream_, shard.at(0)), "orders a|7 INSERT");
  EXPECT_EQ(event_text(*stream_, shard.at(1)), "orders a|7 MODIFY");
  EXPECT_EQ(event_text(*stream_, shard.at(2)), "orders a|7 REMOVE");
}

TEST_F(NamesTest, ADeliveryHasTheIdOfItsCoordinates) {
  const auto id = [this](std::string_view mapping, std::string_view subject,
                         std::uint32_t attempt) {
    return invocation_id(world_.account(), mapping, subject, attempt);
  };
  const std::string one = id("trigger", "orders a|7 INSERT", 1);
  EXPECT_EQ(one.size(), 36U);
  EXPECT_EQ(id("trigger", "orders a|7 INSERT", 1), one);
  EXPECT_EQ((std::set{one, id("trigger", "orders a|7 INSERT", 2),
                      id("trigger", "orders b|7 INSERT", 1), id("other", "orders a|7 INSERT", 1)})
                .size(),
            4U);
}

}  // namespace
}  // namespace ddbsim::world
