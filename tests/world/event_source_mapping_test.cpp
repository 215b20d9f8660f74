#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/world/world.hpp"

// Event source mappings at work, in virtual time: every option has a case that fails when the
// option is ignored.
namespace ddbsim::world {
namespace {

using lambda::Done;
using lambda::Failed;
using namespace std::chrono_literals;

using Outcome = std::variant<Done, Failed>;
using Batches = std::vector<std::vector<std::string>>;

std::string text(const service::StreamRecord& record, std::string_view name) {
  return std::string(record.dynamodb->keys.find(name).bytes());
}

/// One table with a stream, a function that writes down what it gets, and a mapping made of
/// `options`.
class MappingTest : public testing::Test {
 protected:
  void SetUp() override { make(World::Settings{}); }

  void make(const World::Settings& settings) {
    world_ = std::make_unique<World>(settings, choices_, trace_);
    const service::CreateTableRequest table{
        .attribute_definitions = {{{.attribute_name = "pk", .attribute_type = "S"},
                                   {.attribute_name = "sk", .attribute_type = "S"}}},
        .table_name = "orders",
        .key_schema = {{{.attribute_name = "pk", .key_type = "HASH"},
                        {.attribute_name = "sk", .key_type = "RANGE"}}},
        .billing_mode = "PAY_PER_REQUEST",
        .stream_specification = service::StreamSpecification{
            .stream_enabled = true, .stream_view_type = "NEW_AND_OLD_IMAGES"}};
    ASSERT_TRUE(world_->send("test", "create", &table));
  }

  void put(std::string_view pk, std::string_view sk, std::string_view text = "x") {
    const service::PutItemRequest request{.table_name = "orders",
                                          .item = {{"pk", pk}, {"sk", sk}, {"text", text}}};
    ASSERT_TRUE(world_->send("client", fmt::format("put {} {}", pk, sk), &request));
  }

  /// `outcome` decides what becomes of a batch of sort keys.
  void handle(
      std::function<Outcome(const std::vector<std::string>&, const lambda::Event&)> outcome) {
    world_->add_function("worker", std::make_shared<lambda::NativeHandler>(
                                       [this, outcome = std::move(outcome)](
                                           service::Client&, const lambda::Event& event,
                                           const lambda::InvocationContext& context) {
                                         std::vector<std::string> keys;
                                         for (const auto& record : event.records) {
                                           keys.push_back(text(record, "sk"));
                                         }
                                         batches_.push_back(keys);
                                         times_.push_back(context.started - choice::kDefaultStart);
                                         return outcome(keys, event);
                                       }));
  }
  void handle_all() {
    handle([](const auto&, const auto&) { return Done{}; });
  }

  void map(nlohmann::json options) {
    options.update({{"FunctionName", "worker"}, {"EventSourceArn", "orders"}});
    if (!options.contains("StartingPosition")) {
      options["StartingPosition"] = "TRIM_HORIZON";
    }
    auto mapping = lambda::mapping_from_json(options);
    ASSERT_TRUE(mapping) << mapping.error().message;
    mapping->name = "mapping";
    const auto added = world_->add_mapping(std::move(*mapping));
    ASSERT_TRUE(added) << added.error();
  }

  static bool has(const std::vector<std::string>& keys, std::string_view key) {
    return std::ranges::find(keys, key) != keys.end();
  }

  choice::FirstOption choices_;
  Trace trace_;
  std::unique_ptr<World> world_;
  Batches batches_;
  std::vector<choice::Duration> times_;
};

TEST_F(MappingTest, DeliversAtTheNextPoll) {
  handle_all();
  map({});
  world_->advance(10ms);
  put("a", "1");
  EXPECT_EQ(world_->next_due(), choice::kDefaultStart + 250ms);
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1"}}));
  EXPECT_EQ(times_, (std::vector<choice::Duration>{250ms}));
  EXPECT_EQ(world_->next_due(), std::nullopt);
  EXPECT_EQ(world_->backlog("mapping"), 0U);
}

TEST_F(MappingTest, StartsAtTheOldestRecordOrWithWhatComes) {
  put("a", "before");
  handle_all();
  map({{"StartingPosition", "LATEST"}});
  put("a", "after");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"after"}}));
  world_->remove_mapping("mapping");
  map({{"StartingPosition", "TRIM_HORIZON"}});
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_.back(), (std::vector<std::string>{"before", "after"}));
}

TEST_F(MappingTest, BatchSizeIsTheMost) {
  handle_all();
  map({{"BatchSize", 2}});
  for (const char* sk : {"1", "2", "3", "4", "5"}) {
    put("a", sk);
  }
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2"}, {"3", "4"}, {"5"}}));
}

TEST_F(MappingTest, AWindowWaitsForMore) {
  handle_all();
  map({{"BatchSize", 3}, {"MaximumBatchingWindowInSeconds", 5}});
  put("a", "1");
  world_->advance(4s);
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2"}}));
  EXPECT_EQ(times_.back(), 5s);
}

TEST_F(MappingTest, AWindowEndsWithAFullBatch) {
  handle_all();
  map({{"BatchSize", 2}, {"MaximumBatchingWindowInSeconds", 5}});
  put("a", "1");
  world_->advance(1100ms);
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2"}}));
  EXPECT_EQ(times_.back(), 1250ms);
}

TEST_F(MappingTest, AFailureComesAgainForEver) {
  int left = 3;
  handle([&](const auto&, const auto&) {
    return left-- > 0 ? Outcome(Failed{"Error", "not yet"}) : Outcome(Done{});
  });
  map({});
  put("a", "1");
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2"}, {"1", "2"}, {"1", "2"}, {"1", "2"}}));
  // Back-off: 1 s, 2 s, 4 s.
  EXPECT_EQ(times_, (std::vector<choice::Duration>{0s, 1s, 3s, 7s}));
  ASSERT_EQ(world_->invocations().size(), 4U);
  EXPECT_EQ(world_->invocations()[0].error, "Error: not yet");
  EXPECT_EQ(world_->invocations()[3].attempt, 4U);
  EXPECT_TRUE(world_->invocations()[3].succeeded);
}

TEST_F(MappingTest, APoisonRecordWithoutLimitsNeverSettles) {
  handle([](const auto&, const auto&) { return Failed{"Error", "poison"}; });
  map({});
  put("a", "1");
  EXPECT_FALSE(world_->settle(10min));
  EXPECT_EQ(world_->backlog("mapping"), 1U);
  EXPECT_EQ(world_->now(), choice::kDefaultStart + 10min);
}

TEST_F(MappingTest, RetriesEndAtTheDestination) {
  handle([](const auto& keys, const auto&) {
    return has(keys, "1") ? Outcome(Failed{"Error", "poison"}) : Done{};
  });
  map({{"BatchSize", 1},
       {"MaximumRetryAttempts", 2},
       {"DestinationConfig",
        {{"OnFailure", {{"Destination", "arn:aws:sqs:us-east-1:000000000000:failed"}}}}}});
  put("a", "1");
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1"}, {"1"}, {"1"}, {"2"}}));
  ASSERT_EQ(world_->destination_messages().size(), 1U);
  const auto& message = world_->destination_messages()[0];
  EXPECT_EQ(message.destination, "arn:aws:sqs:us-east-1:000000000000:failed");
  EXPECT_EQ(message.body["requestContext"]["condition"], "RetryAttemptsExhausted");
  EXPECT_EQ(message.body["requestContext"]["approximateInvokeCount"], 3);
  EXPECT_EQ(message.body["DDBStreamBatchInfo"]["batchSize"], 1);
  EXPECT_EQ(message.body["DDBStreamBatchInfo"]["startSequenceNumber"],
            message.body["DDBStreamBatchInfo"]["endSequenceNumber"]);
}

TEST_F(MappingTest, BisectFindsThePoisonRecordWithoutCountingAsRetries) {
  handle([](const auto& keys, const auto&) {
    return has(keys, "3") ? Outcome(Failed{"Error", "poison"}) : Done{};
  });
  map({{"BisectBatchOnFunctionError", true}, {"MaximumRetryAttempts", 1}});
  for (const char* sk : {"1", "2", "3", "4"}) {
    put("a", sk);
  }
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2", "3", "4"}, {"1", "2"}, {"3", "4"}, {"3"}, {"3"}, {"4"}}));
}

TEST_F(MappingTest, RecordsThatAreTooOldAreSkipped) {
  handle([](const auto& keys, const auto&) {
    return has(keys, "old") ? Outcome(Failed{"Error", "poison"}) : Done{};
  });
  map({{"BatchSize", 1},
       {"MaximumRecordAgeInSeconds", 60},
       {"DestinationConfig",
        {{"OnFailure", {{"Destination", "arn:aws:sqs:us-east-1:000000000000:failed"}}}}}});
  put("a", "old");
  put("a", "young");
  EXPECT_FALSE(world_->settle(50s));
  put("a", "younger");
  EXPECT_TRUE(world_->settle(10min));
  EXPECT_TRUE(std::ranges::count(batches_, std::vector<std::string>{"younger"}) == 1);
  ASSERT_FALSE(world_->destination_messages().empty());
  EXPECT_EQ(world_->destination_messages()[0].body["requestContext"]["condition"],
            "RecordAgeExceeded");
}

TEST_F(MappingTest, PartialFailureResumesAtTheLowestFailedRecord) {
  bool first = true;
  handle([&](const auto&, const lambda::Event& event) {
    Done done;
    if (std::exchange(first, false)) {
      done.batch_item_failures = {*event.records[2].dynamodb->sequence_number,
                                  *event.records[1].dynamodb->sequence_number};
    }
    return done;
  });
  map({{"FunctionResponseTypes", {"ReportBatchItemFailures"}}});
  for (const char* sk : {"1", "2", "3"}) {
    put("a", sk);
  }
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2", "3"}, {"2", "3"}}));
}

TEST_F(MappingTest, PartialFailuresAreIgnoredUnlessTheMappingReportsThem) {
  handle([](const auto&, const lambda::Event& event) {
    return Done{.batch_item_failures = {*event.records[0].dynamodb->sequence_number}};
  });
  map({});
  put("a", "1");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1"}}));
}

TEST_F(MappingTest, AnUnknownItemIdentifierFailsTheWholeBatch) {
  int left = 1;
  handle([&](const auto&, const lambda::Event&) {
    return left-- > 0 ? Done{.batch_item_failures = {"123"}} : Done{};
  });
  map({{"FunctionResponseTypes", {"ReportBatchItemFailures"}}});
  put("a", "1");
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"1", "2"}, {"1", "2"}}));
}

TEST_F(MappingTest, FiltersLetMatchingRecordsThrough) {
  handle_all();
  map({{"FilterCriteria",
        {{"Filters",
          {{{"Pattern", R"({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "MSG#"}]}}}})"}}}}}}});
  put("GRP#1", "1");
  put("MSG#1", "2");
  put("GRP#1", "3");
  put("MSG#2", "4");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(batches_, (Batches{{"2", "4"}}));
}

TEST_F(MappingTest, ParallelLanesKeepTheOrderOfAnItem) {
  handle([](const auto& keys, const auto&) {
    return has(keys, "poison") ? Outcome(Failed{"Error", "no"}) : Done{};
  });
  map({{"ParallelizationFactor", 10}, {"BatchSize", 1}, {"MaximumRetryAttempts", 3}});
  put("a", "poison");
  for (int i = 0; i < 20; ++i) {
    put("b", std::to_string(i % 10), std::to_string(i));
  }
  EXPECT_TRUE(world_->settle(10min));
  // The poison record blocks its own lane only: something else is delivered before its last
  // attempt.
  const auto last_poison =
      std::ranges::find(batches_.rbegin(), batches_.rend(), std::vector<std::string>{"poison"});
  EXPECT_GT(batches_.rend() - last_poison, 4 + 3);
  EXPECT_EQ(batches_.size(), 24U);
}

TEST_F(MappingTest, AFunctionThatTakesTooLongIsEnded) {
  World::Settings settings;
  settings.polling.call_duration = 2s;
  make(settings);
  world_->add_function("worker", std::make_shared<lambda::NativeHandler>(
                                     [](service::Client& client, const lambda::Event&,
                                        const lambda::InvocationContext&) {
                                       static_cast<void>(client.call(service::ListTablesRequest{}));
                                       static_cast<void>(client.call(service::ListTablesRequest{}));
                                       return Outcome(Done{});
                                     }));
  map({{"MaximumRetryAttempts", 0}});
  put("a", "1");
  EXPECT_TRUE(world_->settle(1min));
  ASSERT_EQ(world_->invocations().size(), 1U);
  EXPECT_EQ(world_->invocations()[0].ended - world_->invocations()[0].started, 3s);
  EXPECT_NE(world_->invocations()[0].error.find("Task timed out after 3.00 seconds"),
            std::string::npos);
}

TEST_F(MappingTest, UndoTakesDeliveriesBack) {
  handle_all();
  map({{"BatchSize", 1}});
  put("a", "1");
  auto& journal = world_->account().journal();
  const auto mark = journal.mark();
  const auto before = journal.hash();
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  const auto after = journal.hash();
  const Batches first = std::exchange(batches_, {});
  journal.undo_to(mark);
  EXPECT_EQ(journal.hash(), before);
  put("a", "2");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_EQ(journal.hash(), after);
  EXPECT_EQ(batches_, first);
  journal.release(mark);
}

TEST_F(MappingTest, RefusesWhatCannotBeMapped) {
  lambda::MappingDefinition mapping{
      .name = {}, .function_name = "nobody", .event_source_arn = "orders"};
  EXPECT_EQ(world_->add_mapping(mapping).error(), "there is no function \"nobody\"");
  handle_all();
  mapping.function_name = "worker";
  mapping.event_source_arn = "elsewhere";
  EXPECT_EQ(world_->add_mapping(mapping).error(),
            "\"elsewhere\" is neither a stream nor a table whose stream is on");
}

}  // namespace
}  // namespace ddbsim::world
