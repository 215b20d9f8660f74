#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/world/world.hpp"

// What event source mappings do beyond plain delivery: tumbling windows, failure destinations,
// throttling, changes at run time, shards that split.
namespace ddbsim::world {
namespace {

using lambda::Done;
using lambda::Failed;
using namespace std::chrono_literals;

using Outcome = std::variant<Done, Failed>;
using Batches = std::vector<std::vector<std::string>>;
using Keys = std::vector<std::string>;

constexpr const char* kQueue = "arn:aws:sqs:us-east-1:000000000000:failed";
constexpr const char* kBucket = "arn:aws:s3:::failed";

nlohmann::json destination(const char* arn) { return {{"OnFailure", {{"Destination", arn}}}}; }

class OptionsTest : public testing::Test {
 protected:
  void SetUp() override { make({}); }

  void make(const World::Settings& settings) {
    world_ = std::make_unique<World>(settings, choices_, trace_);
    const service::CreateTableRequest table{
        .attribute_definitions = {{{.attribute_name = "pk", .attribute_type = "S"}}},
        .table_name = "orders",
        .key_schema = {{{.attribute_name = "pk", .key_type = "HASH"}}},
        .billing_mode = "PAY_PER_REQUEST",
        .stream_specification = service::StreamSpecification{
            .stream_enabled = true, .stream_view_type = "NEW_AND_OLD_IMAGES"}};
    ASSERT_TRUE(world_->send("test", "create", &table));
    handle([](const Keys&, const lambda::Event&) { return Done{}; });
  }

  void put(std::string_view pk, std::string_view text = "x") {
    const service::PutItemRequest request{.table_name = "orders",
                                          .item = {{"pk", pk}, {"text", text}}};
    ASSERT_TRUE(world_->send("client", fmt::format("put {} {}", pk, text), &request));
  }

  void handle(std::function<Outcome(const Keys&, const lambda::Event&)> outcome) {
    world_->add_function(
        "worker",
        std::make_shared<lambda::NativeHandler>(
            [this, outcome = std::move(outcome)](service::Client&, const lambda::Event& event,
                                                 const lambda::InvocationContext&) {
              Keys keys;
              for (const auto& record : event.records) {
                keys.emplace_back(record.dynamodb->keys.find("pk").bytes());
              }
              batches_.push_back(keys);
              if (event.window) {
                windows_.push_back(*event.window);
              }
              return outcome(keys, event);
            }));
  }

  void map(nlohmann::json options, const char* name = "mapping") {
    options.update({{"FunctionName", "worker"}, {"EventSourceArn", "orders"}});
    if (!options.contains("StartingPosition")) {
      options["StartingPosition"] = "TRIM_HORIZON";
    }
    auto mapping = lambda::mapping_from_json(options);
    ASSERT_TRUE(mapping) << mapping.error().message;
    mapping->name = name;
    ASSERT_TRUE(world_->add_mapping(std::move(*mapping)));
  }

  MappingReport report() { return world_->mapping("mapping").value(); }

  choice::FirstOption choices_;
  Trace trace_;
  std::unique_ptr<World> world_;
  Batches batches_;
  std::vector<lambda::Window> windows_;
};

bool has(const Keys& keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

Outcome fail_on_poison(const Keys& keys, const lambda::Event& /*event*/) {
  return has(keys, "poison") ? Outcome(Failed{"Error", "poison"}) : Done{};
}

// ---- tumbling windows -----------------------------------------------------------------------

/// Counts records in the state.
Outcome count_in_state(const Keys& keys, const lambda::Event& event) {
  const std::size_t before = event.window->state.value("n", std::size_t{0});
  return Done{.batch_item_failures = {}, .state = {{"n", before + keys.size()}}, .response = {}};
}

TEST_F(OptionsTest, AWindowHandsItsStateOnAndEndsWithAnEmptyInvocation) {
  handle(count_in_state);
  map({{"BatchSize", 2}, {"TumblingWindowInSeconds", 30}});
  for (const char* pk : {"a", "b", "c"}) {
    put(pk);
  }
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"a", "b"}, {"c"}, {}}));
  ASSERT_EQ(windows_.size(), 3U);
  EXPECT_EQ(windows_[0].state, nlohmann::json::object());
  EXPECT_EQ(windows_[1].state, (nlohmann::json{{"n", 2}}));
  EXPECT_EQ(windows_[2].state, (nlohmann::json{{"n", 3}}));
  EXPECT_FALSE(windows_[1].is_final);
  EXPECT_TRUE(windows_[2].is_final);
  EXPECT_FALSE(windows_[2].is_terminated_early);
  EXPECT_EQ(windows_[2].begin, choice::kDefaultStart);
  EXPECT_EQ(windows_[2].end, choice::kDefaultStart + 30s);
  EXPECT_EQ(world_->now(), choice::kDefaultStart + 30s);
}

TEST_F(OptionsTest, WindowsAreAlignedToTheirLength) {
  handle(count_in_state);
  map({{"TumblingWindowInSeconds", 60}});
  world_->advance(100s);
  put("a");
  EXPECT_TRUE(world_->settle(2min));
  EXPECT_EQ(windows_[0].begin, choice::kDefaultStart + 60s);
  EXPECT_EQ(windows_[0].end, choice::kDefaultStart + 120s);
}

TEST_F(OptionsTest, ABatchNeverSpansTwoWindowsAndEachBeginsWithoutState) {
  handle(count_in_state);
  put("a");
  world_->advance(60s);
  put("b");
  world_->advance(60s);
  map({{"TumblingWindowInSeconds", 60}});
  EXPECT_TRUE(world_->settle(2min));
  EXPECT_EQ(batches_, (Batches{{"a"}, {}, {"b"}, {}}));
  EXPECT_EQ(windows_[2].state, nlohmann::json::object());
}

TEST_F(OptionsTest, AFailedBatchLeavesTheStateAsItWas) {
  handle([](const Keys& keys, const lambda::Event& event) {
    return has(keys, "poison") ? Outcome(Failed{"Error", "poison"}) : count_in_state(keys, event);
  });
  map({{"BatchSize", 1}, {"MaximumRetryAttempts", 1}, {"TumblingWindowInSeconds", 60}});
  for (const char* pk : {"a", "poison", "b"}) {
    put(pk);
  }
  EXPECT_TRUE(world_->settle(2min));
  EXPECT_EQ(batches_, (Batches{{"a"}, {"poison"}, {"poison"}, {"b"}, {}}));
  EXPECT_EQ(windows_.back().state, (nlohmann::json{{"n", 2}}));
}

TEST_F(OptionsTest, AFinalInvocationThatFailsIsRetriedAndThenTheWindowIsOver) {
  handle([](const Keys& keys, const lambda::Event& event) {
    return event.window->is_final ? Outcome(Failed{"Error", "no"}) : count_in_state(keys, event);
  });
  map({{"MaximumRetryAttempts", 1},
       {"TumblingWindowInSeconds", 60},
       {"DestinationConfig", destination(kQueue)}});
  put("a");
  EXPECT_TRUE(world_->settle(2min));
  EXPECT_EQ(batches_, (Batches{{"a"}, {}, {}}));
  ASSERT_EQ(world_->destination_messages().size(), 1U);
  EXPECT_EQ(world_->destination_messages()[0].body["DDBStreamBatchInfo"]["batchSize"], 0);
}

TEST_F(OptionsTest, AStateThatIsTooLargeEndsItsWindowEarly) {
  World::Settings settings;
  settings.polling.window_state_bytes_max = 10;
  make(settings);
  handle([](const Keys& keys, const lambda::Event&) {
    return Done{.batch_item_failures = {},
                .state = {{"key", keys.empty() ? "" : keys.front()}},
                .response = {}};
  });
  map({{"BatchSize", 1}, {"TumblingWindowInSeconds", 60}});
  put("a");
  put("long");
  EXPECT_TRUE(world_->settle(2min));
  ASSERT_EQ(windows_.size(), 4U);
  EXPECT_TRUE(windows_[1].is_final);
  EXPECT_TRUE(windows_[1].is_terminated_early);
  EXPECT_EQ(windows_[2].state, nlohmann::json::object());
}

// ---- failure destinations -------------------------------------------------------------------

TEST_F(OptionsTest, ABucketGetsTheWholeEvent) {
  handle(fail_on_poison);
  map({{"MaximumRetryAttempts", 0}, {"DestinationConfig", destination(kBucket)}});
  put("poison");
  EXPECT_TRUE(world_->settle(1min));
  ASSERT_EQ(world_->destination_messages().size(), 1U);
  const DestinationMessage& object = world_->destination_messages()[0];
  const std::string shard = world_->account().stream_of("orders")->shards()[0]->id();
  EXPECT_TRUE(object.key.starts_with(
      fmt::format("aws/lambda/{}/{}/2026/01/01/2026-01-01T00.00.00-", report().uuid, shard)))
      << object.key;
  const auto payload = nlohmann::json::parse(object.body["payload"].get<std::string>());
  EXPECT_EQ(payload["Records"][0]["dynamodb"]["Keys"]["pk"]["S"], "poison");
}

TEST_F(OptionsTest, WithBisectAFailureWithoutProgressIsSplit) {
  handle([](const Keys& keys, const lambda::Event& event) {
    return keys.front() == "poison"
               ? Done{.batch_item_failures = {*event.records[0].dynamodb->sequence_number}}
               : Done{};
  });
  map({{"FunctionResponseTypes", {"ReportBatchItemFailures"}},
       {"BisectBatchOnFunctionError", true},
       {"MaximumRetryAttempts", 0}});
  for (const char* pk : {"poison", "b", "c", "d"}) {
    put(pk);
  }
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_,
            (Batches{{"poison", "b", "c", "d"}, {"poison", "b"}, {"poison"}, {"b"}, {"c", "d"}}));
}

// ---- payload, throttling ----------------------------------------------------------------------

TEST_F(OptionsTest, ThePayloadIsBoundedAndALargerRecordGoesAlone) {
  World::Settings settings;
  settings.polling.payload_bytes_max = 1500;
  make(settings);
  map({});
  put("a");
  put("b");
  put("large", std::string(2000, 'x'));
  put("c");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"a", "b"}, {"large"}, {"c"}}));
}

TEST_F(OptionsTest, AThrottledFunctionIsTriedAgainWithoutCountingAsARetry) {
  World::Settings settings;
  settings.polling.call_duration = 2s;
  make(settings);
  world_->add_function("worker", std::make_shared<lambda::NativeHandler>(
                                     [this](service::Client& client, const lambda::Event& event,
                                            const lambda::InvocationContext&) {
                                       static_cast<void>(client.call(service::ListTablesRequest{}));
                                       batches_.push_back(Keys(event.records.size(), "done"));
                                       return Outcome(Done{});
                                     }));
  world_->reserve_concurrency("worker", 1);
  map({{"MaximumRetryAttempts", 0}}, "first");
  map({{"MaximumRetryAttempts", 0}}, "second");
  put("a");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_.size(), 2U);
  EXPECT_EQ(world_->mapping("first")->statistics.throttled, 0U);
  EXPECT_EQ(world_->mapping("second")->statistics.throttled, 2U);  // after 0 s, 1 s; free at 3 s
  EXPECT_EQ(world_->mapping("second")->statistics.discarded, 0U);
}

// ---- at run time ------------------------------------------------------------------------------

TEST_F(OptionsTest, AMappingSaysWhatItIsAndDid) {
  map({{"FilterCriteria", {{"Filters", {{{"Pattern", R"({"eventName": ["INSERT"]})"}}}}}}});
  EXPECT_EQ(report().state, "Enabled");
  EXPECT_EQ(report().last_processing_result, "No records processed");
  EXPECT_EQ(report().uuid.size(), 36U);
  put("a", "one");
  put("a", "two");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(report().last_processing_result, "OK");
  EXPECT_EQ(report().statistics.delivered, 1U);
  EXPECT_EQ(report().statistics.filtered, 1U);
  ASSERT_EQ(world_->mappings().size(), 1U);
  EXPECT_EQ(world_->mappings()[0].name, "mapping");
  EXPECT_FALSE(world_->mapping("other"));
}

TEST_F(OptionsTest, CreatingTakesItsTime) {
  World::Settings settings;
  settings.polling.mapping_transition = 20s;
  make(settings);
  put("a");
  map({});
  EXPECT_EQ(report().state, "Creating");
  world_->advance(19s);
  EXPECT_TRUE(batches_.empty());
  world_->advance(1s);
  EXPECT_EQ(report().state, "Enabled");
  EXPECT_EQ(batches_.size(), 1U);
  ASSERT_TRUE(world_->update_mapping("mapping", {{"BatchSize", 5}}));
  EXPECT_EQ(report().state, "Updating");
  EXPECT_EQ(report().last_modified, world_->now());
}

TEST_F(OptionsTest, ADisabledMappingKeepsItsPlace) {
  map({{"Enabled", false}});
  put("a");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_TRUE(batches_.empty());
  EXPECT_EQ(report().state, "Disabled");
  EXPECT_EQ(report().backlog, 1U);
  ASSERT_TRUE(world_->update_mapping("mapping", {{"Enabled", true}}));
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"a"}}));
}

TEST_F(OptionsTest, MoreLanesBeginAtTheOldestRecordThatIsNotDone) {
  handle(fail_on_poison);
  map({{"BatchSize", 1}});
  put("a");
  put("poison");
  put("b");
  EXPECT_FALSE(world_->settle(10s));
  batches_.clear();
  ASSERT_TRUE(world_->update_mapping("mapping",
                                     {{"ParallelizationFactor", 10}, {"MaximumRetryAttempts", 0}}));
  EXPECT_TRUE(world_->settle(1min));
  std::ranges::sort(batches_);
  EXPECT_EQ(batches_, (Batches{{"b"}, {"poison"}}));
}

TEST_F(OptionsTest, AnUpdateIsRefusedInWords) {
  map({});
  EXPECT_EQ(world_->update_mapping("other", {}).error(), "there is no mapping \"other\"");
  EXPECT_EQ(world_->update_mapping("mapping", {{"FunctionName", "nobody"}}).error(),
            "there is no function \"nobody\"");
  EXPECT_EQ(world_->update_mapping("mapping", {{"BatchSize", 0}}).error(),
            "/BatchSize: expected a number from 1 to 10000, found 0");
}

// ---- splits -----------------------------------------------------------------------------------

TEST_F(OptionsTest, ChildrenAreReadAfterTheirParent) {
  handle(fail_on_poison);
  map({{"BatchSize", 1}, {"MaximumRetryAttempts", 2}});
  put("poison");
  ASSERT_TRUE(world_->split_shard("orders", 0));
  for (int i = 0; i < 8; ++i) {
    put(std::to_string(i));
  }
  EXPECT_TRUE(world_->settle(1min));
  ASSERT_EQ(batches_.size(), 11U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(batches_[i], Keys{"poison"});
  }
  EXPECT_EQ(report().backlog, 0U);
}

TEST_F(OptionsTest, AMappingAtLatestReadsTheChildrenOfLaterSplitsWhole) {
  put("before");
  map({{"StartingPosition", "LATEST"}});
  ASSERT_TRUE(world_->split_shard("orders", 0));
  put("after");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"after"}}));
}

TEST_F(OptionsTest, OnlyOpenShardsSplit) {
  EXPECT_EQ(world_->split_shard("nowhere", 0).error(),
            "\"nowhere\" is no table whose stream is on");
  EXPECT_EQ(world_->split_shard("orders", 1).error(), "\"orders\" has no open shard 1");
  ASSERT_TRUE(world_->split_shard("orders", 0));
  EXPECT_EQ(world_->split_shard("orders", 0).error(), "\"orders\" has no open shard 0");
}

TEST_F(OptionsTest, UndoTakesASplitBackWithWhatTheChildrenDelivered) {
  map({});
  auto& journal = world_->account().journal();
  const auto mark = journal.mark();
  const auto before = journal.hash();
  const auto play = [&] {
    batches_.clear();
    EXPECT_TRUE(world_->split_shard("orders", 0));
    put("a");
    put("b");
    EXPECT_TRUE(world_->settle(1min));
    return std::pair(batches_, journal.hash());
  };
  const auto first = play();
  journal.undo_to(mark);
  EXPECT_EQ(journal.hash(), before);
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(play(), first);
  journal.release(mark);
}

}  // namespace
}  // namespace ddbsim::world
