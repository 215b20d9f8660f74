#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/world/world.hpp"

// Turns: whoever takes them decides the order himself, and time stands still meanwhile.
namespace ddbsim::world {
namespace {

using lambda::Answer;
using lambda::Done;
using lambda::Failed;
using lambda::Waiting;
using namespace std::chrono_literals;

using Next = std::function<lambda::Step(const lambda::Event&, std::span<const Answer>)>;
using Shown = std::vector<std::string>;

/// A function that does what it is told, step by step.
class Steps final : public lambda::Handler {
 public:
  explicit Steps(Next next) : next_(std::move(next)) {}
  lambda::Step next(const lambda::Event& event, const lambda::InvocationContext&,
                    std::span<const Answer> answers) const override {
    return next_(event, answers);
  }

 private:
  Next next_;
};

service::Request put_copy(std::string_view pk) {
  return service::PutItemRequest{.table_name = "copies", .item = {{"pk", pk}}};
}

/// "deliver PLACE [SUBJECT] attempt 1: RECORDS".
std::string shown(const Turn& turn) {
  std::string out = fmt::format("{} {} [{}]", name_of(turn.kind), turn.place, turn.subject);
  if (turn.attempt != 0) {
    out += fmt::format(" attempt {}", turn.attempt);
  }
  if (!turn.calls.empty()) {
    out += fmt::format(" calls {}", fmt::join(turn.calls, ", "));
  }
  if (!turn.records.empty()) {
    out += fmt::format(": {}", fmt::join(turn.records, ", "));
  }
  return out;
}

/// "orders" has a stream, and the mapping "trigger" hands it to "worker"; "copies" is for writes.
class TurnsTest : public testing::Test {
 protected:
  void SetUp() override { make({}); }

  void make(const World::Settings& settings, std::vector<choice::NamedAnswer> answers = {}) {
    choices_ = std::make_unique<choice::Scripted>(std::move(answers), plain_);
    world_ = std::make_unique<World>(settings, *choices_, trace_);
    for (const char* name : {"orders", "copies"}) {
      const service::CreateTableRequest table{
          .attribute_definitions = {{{.attribute_name = "pk", .attribute_type = "S"}}},
          .table_name = name,
          .key_schema = {{{.attribute_name = "pk", .key_type = "HASH"}}},
          .billing_mode = "PAY_PER_REQUEST",
          .stream_specification = service::StreamSpecification{.stream_enabled = true,
                                                               .stream_view_type = "NEW_IMAGE"}};
      ASSERT_TRUE(world_->send("test", "create", &table));
    }
    handle([](const auto&, auto) { return Done{}; });
  }
  void handle(Next next) {
    ASSERT_TRUE(world_->add_function("worker", std::make_shared<Steps>(std::move(next))));
  }
  void map(nlohmann::json options = {}, std::string name = "trigger") {
    options.update({{"FunctionName", "worker"},
                    {"EventSourceArn", "orders"},
                    {"StartingPosition", "TRIM_HORIZON"}});
    auto mapping = lambda::mapping_from_json(options);
    ASSERT_TRUE(mapping) << mapping.error().message;
    mapping->name = std::move(name);
    ASSERT_TRUE(world_->add_mapping(std::move(*mapping)));
  }
  void put(std::string_view pk, std::string_view table = "orders") {
    const service::PutItemRequest request{.table_name = std::string(table), .item = {{"pk", pk}}};
    ASSERT_TRUE(world_->send("client", "put", &request));
  }
  void use_time_to_live() {
    const service::UpdateTimeToLiveRequest ttl{
        .table_name = "orders",
        .time_to_live_specification =
            service::TimeToLiveSpecification{.enabled = true, .attribute_name = "expires"}};
    ASSERT_TRUE(world_->send("test", "ttl", &ttl));
  }
  void put_until(std::string_view pk, std::chrono::seconds after_start) {
    const auto until = choice::kDefaultStart.time_since_epoch() + after_start;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(until).count();
    const service::PutItemRequest request{
        .table_name = "orders",
        .item = {{"pk", pk}, {"expires", value::number(std::to_string(seconds))}}};
    ASSERT_TRUE(world_->send("client", "put", &request));
  }

  Shown turns() {
    Shown out;
    for (const Turn& turn : world_->turns()) {
      out.push_back(shown(turn));
    }
    return out;
  }
  /// Takes the turn that begins like this.
  void take(std::string_view begin) {
    const auto all = world_->turns();
    const auto found =
        std::ranges::find_if(all, [&](const Turn& turn) { return shown(turn).starts_with(begin); });
    ASSERT_NE(found, all.end()) << begin << " among " << fmt::format("{}", turns());
    world_->take(*found);
  }
  bool has(std::string_view pk, std::string_view table = "copies") {
    return static_cast<bool>(world_->account().find_table(table)->get({{"pk", pk}}));
  }

  choice::FirstOption plain_;
  std::unique_ptr<choice::Scripted> choices_;
  Trace trace_;
  std::unique_ptr<World> world_;
};

// ---- deliveries --------------------------------------------------------------------------------

TEST_F(TurnsTest, NothingCanHappenWhileNothingWaits) {
  map();
  EXPECT_EQ(turns(), Shown{});
  put("a", "copies");  // a stream that no mapping reads
  EXPECT_EQ(turns(), Shown{});
}

TEST_F(TurnsTest, ABatchThatCouldBeReadIsNamedByItsFirstRecord) {
  map();
  put("a");
  put("b");
  const auto all = world_->turns();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, Turn::Kind::deliver);
  EXPECT_EQ(all[0].actor, "trigger");
  EXPECT_EQ(all[0].place, "trigger");
  EXPECT_EQ(all[0].subject, "orders a INSERT");
  EXPECT_EQ(all[0].attempt, 1U);
  EXPECT_EQ(all[0].records, (Shown{"orders a INSERT", "orders b INSERT"}));
  EXPECT_TRUE(all[0].is_new);
  world_->take(all[0]);
  EXPECT_EQ(turns(), Shown{});
  EXPECT_EQ(world_->backlog("trigger"), 0U);
  ASSERT_EQ(world_->invocations().size(), 1U);
  EXPECT_EQ(world_->invocations()[0].records, 2U);
}

TEST_F(TurnsTest, LookingAtTurnsChangesNothing) {
  map();
  put("a");
  const auto before = world_->account().journal().hash();
  EXPECT_EQ(turns(), turns());
  EXPECT_EQ(world_->account().journal().hash(), before);
}

TEST_F(TurnsTest, ABatchTakesAtMostBatchSize) {
  map({{"BatchSize", 2}});
  put("a");
  put("b");
  put("c");
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders a INSERT] attempt 1: orders a INSERT, "
                           "orders b INSERT"});
  take("deliver");
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders c INSERT] attempt 1: orders c INSERT"});
}

TEST_F(TurnsTest, HowManyRecordsComeIsAskedWhenTheTurnIsTaken) {
  make({}, {{.question = choice::Question::batch_size, .actor = "trigger", .take = "1"}});
  map();
  put("a");
  put("b");
  take("deliver");
  EXPECT_TRUE(choices_->unused().empty());
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders b INSERT] attempt 1: orders b INSERT"});
}

TEST_F(TurnsTest, TheSecondChangeOfAnItemHasANameOfItsOwn) {
  map({{"BatchSize", 1}});
  handle([](const auto&, auto) { return Done{}; });
  const auto change = [this](std::string_view text) {
    const service::PutItemRequest request{.table_name = "orders",
                                          .item = {{"pk", "a"}, {"text", text}}};
    ASSERT_TRUE(world_->send("client", "put", &request));
  };
  put("a");
  change("1");
  change("2");
  take("deliver trigger [orders a INSERT]");
  take("deliver trigger [orders a MODIFY]");
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders a MODIFY #2] attempt 1: orders a MODIFY #2"});
}

TEST_F(TurnsTest, ABatchThatFailedComesAgainAtOnce) {
  map({{"MaximumRetryAttempts", 1}});
  handle([](const auto&, auto) { return Failed{"Broken", "as always"}; });
  put("a");
  take("deliver");
  put("b");  // comes too late for that batch
  const auto again = world_->turns();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(shown(again[0]), "deliver trigger [orders a INSERT] attempt 2: orders a INSERT");
  EXPECT_FALSE(again[0].is_new);
  EXPECT_EQ(world_->now(), choice::kDefaultStart);
  world_->take(again[0]);  // its retries are spent
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders b INSERT] attempt 1: orders b INSERT"});
  EXPECT_EQ(world_->mapping("trigger")->statistics.discarded, 1U);
}

TEST_F(TurnsTest, ALostSuccessIsADeliveryThatComesAgain) {
  make({}, {{.question = choice::Question::invocation_end, .attempt = 1, .take = "lost"}});
  map();
  put("a");
  take("deliver");
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders a INSERT] attempt 2: orders a INSERT"});
}

TEST_F(TurnsTest, EachShardIsATurnOfItsOwn) {
  make({.account = {.partitions = 2, .placement = {{"orders", {{"a", 0}, {"b", 1}}}}}});
  map();
  put("b");
  put("a");
  EXPECT_EQ(turns(), (Shown{"deliver trigger/0.0 [orders a INSERT] attempt 1: orders a INSERT",
                            "deliver trigger/1.0 [orders b INSERT] attempt 1: orders b INSERT"}));
  take("deliver trigger/1.0");
  EXPECT_EQ(turns(), Shown{"deliver trigger/0.0 [orders a INSERT] attempt 1: orders a INSERT"});
}

TEST_F(TurnsTest, EachLaneOfAShardIsATurnOfItsOwn) {
  map({{"ParallelizationFactor", 2}, {"BatchSize", 10}});
  for (int i = 0; i < 8; ++i) {
    put(std::to_string(i));
  }
  const auto all = world_->turns();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].place, "trigger/0.0");
  EXPECT_EQ(all[1].place, "trigger/0.1");
  EXPECT_EQ(all[0].records.size() + all[1].records.size(), 8U);
}

TEST_F(TurnsTest, TurnsComeInTheOrderOfMappings) {
  map({}, "second");
  map({}, "first");
  put("a");
  EXPECT_EQ(turns(), (Shown{"deliver first [orders a INSERT] attempt 1: orders a INSERT",
                            "deliver second [orders a INSERT] attempt 1: orders a INSERT"}));
  take("deliver second");
  EXPECT_EQ(turns(), Shown{"deliver first [orders a INSERT] attempt 1: orders a INSERT"});
}

TEST_F(TurnsTest, ARecordThatNoFilterLetsThroughIsPassedOver) {
  const auto pattern = R"({"dynamodb": {"Keys": {"pk": {"S": ["b"]}}}})";
  map({{"FilterCriteria", {{"Filters", {{{"Pattern", pattern}}}}}}});
  put("a");
  EXPECT_EQ(turns(), Shown{});
  EXPECT_EQ(world_->mapping("trigger")->statistics.filtered, 1U);
  put("a2");
  put("b");
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders b INSERT] attempt 1: orders b INSERT"});
  take("deliver");
  EXPECT_EQ(world_->mapping("trigger")->statistics.filtered, 2U);
  EXPECT_EQ(world_->invocations().at(0).records, 1U);
}

TEST_F(TurnsTest, ChildrenOfASplitWaitForTheirParent) {
  handle([](const auto&, auto answers) -> lambda::Step {
    return answers.empty() ? lambda::Step(Waiting{.calls = {{1, put_copy("x")}}}) : Done{};
  });
  map();
  put("parent");
  ASSERT_TRUE(world_->split_shard("orders", 0));
  for (int i = 0; i < 8; ++i) {
    put(std::to_string(i));
  }
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders parent INSERT] attempt 1: "
                           "orders parent INSERT"});
  take("deliver");
  EXPECT_EQ(turns(), Shown{"answer trigger [orders parent INSERT] attempt 1 calls 1"});
  take("answer");
  const auto children = world_->turns();
  ASSERT_EQ(children.size(), 2U);
  EXPECT_EQ(children[0].place, "trigger/1.0");
  EXPECT_EQ(children[1].place, "trigger/2.0");
  EXPECT_EQ(children[0].records.size() + children[1].records.size(), 8U);
}

TEST_F(TurnsTest, AFunctionThatIsFullHasNoTurn) {
  make({.account = {.partitions = 2, .placement = {{"orders", {{"a", 0}, {"b", 1}}}}}});
  handle([](const auto&, auto answers) -> lambda::Step {
    return answers.empty() ? lambda::Step(Waiting{.calls = {{1, put_copy("x")}}}) : Done{};
  });
  world_->reserve_concurrency("worker", 1);
  map();
  put("a");
  put("b");
  EXPECT_EQ(turns().size(), 2U);
  take("deliver trigger/1.0");
  EXPECT_EQ(turns(), Shown{"answer trigger/1.0 [orders b INSERT] attempt 1 calls 1"});
  take("answer");
  EXPECT_EQ(turns(), Shown{"deliver trigger/0.0 [orders a INSERT] attempt 1: orders a INSERT"});
  world_->reserve_concurrency("worker", 0);
  EXPECT_EQ(turns(), Shown{});
}

TEST_F(TurnsTest, AMappingThatIsOffHasNoTurn) {
  map({{"Enabled", false}});
  put("a");
  EXPECT_EQ(turns(), Shown{});
  ASSERT_TRUE(world_->update_mapping("trigger", {{"Enabled", true}}));
  EXPECT_EQ(turns().size(), 1U);
}

// ---- invocations under way ---------------------------------------------------------------------

/// Waits for two puts at once, then for a third.
lambda::Step two_at_once(const lambda::Event&, std::span<const Answer> answers) {
  Waiting waiting;
  for (const std::uint32_t call : {1U, 2U}) {
    if (std::ranges::find(answers, call, &Answer::call) == answers.end()) {
      waiting.calls.push_back({call, put_copy(std::to_string(call))});
    }
  }
  return waiting.calls.empty() ? lambda::Step(Done{}) : waiting;
}

TEST_F(TurnsTest, AnAnswerNamesTheCallsThatAreOutstanding) {
  make({}, {{.question = choice::Question::next, .take = "call 2"}});
  handle(two_at_once);
  map();
  put("a");
  take("deliver");
  EXPECT_EQ(turns(), Shown{"answer trigger [orders a INSERT] attempt 1 calls 1, 2"});
  EXPECT_FALSE(has("1") || has("2"));  // a request acts when it is answered
  take("answer");                      // which one is asked
  EXPECT_TRUE(!has("1") && has("2"));
  EXPECT_EQ(turns(), Shown{"answer trigger [orders a INSERT] attempt 1 calls 1"});
  take("answer");
  EXPECT_TRUE(has("1"));
  EXPECT_EQ(turns(), Shown{});
  EXPECT_EQ(world_->now(), choice::kDefaultStart);
}

TEST_F(TurnsTest, WhatBecomesOfACallIsAskedWhenItIsAnswered) {
  make({}, {{.question = choice::Question::call, .call = 1, .take = "crash-after"}});
  handle(two_at_once);
  map();
  put("a");
  take("deliver");
  take("answer");
  EXPECT_TRUE(has("1"));
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders a INSERT] attempt 2: orders a INSERT"});
}

TEST_F(TurnsTest, ARequestOfTheDeadComesInWhenSomebodySaysSo) {
  make({}, {{.question = choice::Question::call, .attempt = 1, .call = 1, .take = "late"}});
  handle([](const lambda::Event&, std::span<const Answer> answers) -> lambda::Step {
    return answers.empty() ? lambda::Step(Waiting{{{1, put_copy("x")}}}) : Done{};
  });
  map();
  put("a");
  take("deliver");
  take("answer");
  EXPECT_FALSE(has("x"));
  EXPECT_EQ(turns(), (Shown{"deliver trigger [orders a INSERT] attempt 2: orders a INSERT",
                            "land trigger [orders a INSERT] attempt 1 calls 1"}));
  take("deliver");
  take("answer");
  ASSERT_TRUE(has("x"));
  const service::DeleteItemRequest removal{.table_name = "copies", .key = {{"pk", "x"}}};
  ASSERT_TRUE(world_->send("client", "delete", &removal));
  take("land");
  EXPECT_TRUE(has("x"));
  EXPECT_EQ(turns(), Shown{});
}

TEST_F(TurnsTest, ARequestOfTheDeadComesInByItselfWhenTimePasses) {
  make({}, {{.question = choice::Question::call, .attempt = 1, .call = 1, .take = "late"}});
  int asked = 0;
  handle([&asked](const lambda::Event&, std::span<const Answer> answers) -> lambda::Step {
    return answers.empty() && ++asked == 1 ? lambda::Step(Waiting{{{1, put_copy("x")}}}) : Done{};
  });
  map();
  put("a");
  ASSERT_TRUE(world_->settle(1min));
  EXPECT_TRUE(has("x"));
}

TEST_F(TurnsTest, OneInvocationOfALaneHidesWhatComesAfterIt) {
  handle(two_at_once);
  map();
  put("a");
  take("deliver");
  put("b");
  EXPECT_EQ(turns(), Shown{"answer trigger [orders a INSERT] attempt 1 calls 1, 2"});
  take("answer");
  take("answer");
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders b INSERT] attempt 1: orders b INSERT"});
}

TEST_F(TurnsTest, AFunctionThatSleepsIsToldThatItsTimeHasCome) {
  std::vector<choice::Instant> woken;
  handle([&](const auto&, auto answers) -> lambda::Step {
    if (answers.empty()) {
      return Waiting{.calls = {}, .wake = choice::kDefaultStart + 2s};
    }
    EXPECT_EQ(answers[0].call, 0U);
    woken.push_back(answers[0].at);
    return Done{};
  });
  map();
  put("a");
  take("deliver");
  EXPECT_EQ(turns(), Shown{"wake trigger [orders a INSERT] attempt 1"});
  take("wake");
  EXPECT_EQ(woken, std::vector{choice::kDefaultStart + 2s});
  EXPECT_EQ(world_->now(), choice::kDefaultStart);
  EXPECT_EQ(turns(), Shown{});
  EXPECT_TRUE(world_->invocations().at(0).succeeded);
}

TEST_F(TurnsTest, AFunctionThatSleepsBesideACallMayGoOnEitherWay) {
  handle([](const auto&, auto answers) -> lambda::Step {
    if (answers.empty()) {
      return Waiting{.calls = {{1, put_copy("x")}}, .wake = choice::kDefaultStart + 1s};
    }
    return Done{};
  });
  map();
  put("a");
  take("deliver");
  EXPECT_EQ(turns(), (Shown{"answer trigger [orders a INSERT] attempt 1 calls 1",
                            "wake trigger [orders a INSERT] attempt 1"}));
  take("wake");
  EXPECT_FALSE(has("x"));
  EXPECT_EQ(turns(), Shown{});
}

TEST_F(TurnsTest, AFunctionThatWaitsForNothingTimesOut) {
  handle([](const auto&, auto) { return Waiting{}; });
  map({{"MaximumRetryAttempts", 0}});
  put("a");
  take("deliver");
  EXPECT_EQ(turns(), Shown{"time-out trigger [orders a INSERT] attempt 1"});
  take("time-out");
  EXPECT_EQ(world_->now(), choice::kDefaultStart);
  EXPECT_EQ(turns(), Shown{});
  EXPECT_TRUE(world_->invocations().at(0).error.contains("Task timed out after 3.00 seconds"))
      << world_->invocations().at(0).error;
}

// ---- time --------------------------------------------------------------------------------------

TEST_F(TurnsTest, AnItemMayExpireAndTheClockMovesToWhenItMay) {
  make({.account = {.ttl_delay = 1h}});
  map();
  use_time_to_live();
  put_until("a", 60s);
  take("deliver");
  const auto all = world_->turns();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, Turn::Kind::expire);
  EXPECT_EQ(all[0].actor, "time-to-live");
  EXPECT_EQ(all[0].place, "");
  EXPECT_EQ(all[0].subject, "orders a");
  EXPECT_EQ(all[0].attempt, 0U);
  EXPECT_EQ(all[0].at, choice::kDefaultStart + 60s + 1h);
  world_->take(all[0]);
  EXPECT_EQ(world_->now(), choice::kDefaultStart + 60s + 1h);
  EXPECT_FALSE(has("a", "orders"));
  EXPECT_EQ(turns(), Shown{"deliver trigger [orders a REMOVE] attempt 1: orders a REMOVE"});
}

TEST_F(TurnsTest, ExpiryNeverMovesTheClockBack) {
  use_time_to_live();
  put_until("early", 60s);
  put_until("late", 120s);
  EXPECT_EQ(turns(), (Shown{"expire  [orders early]", "expire  [orders late]"}));
  take("expire  [orders late]");  // in any order
  EXPECT_TRUE(has("early", "orders"));
  take("expire  [orders early]");
  EXPECT_EQ(world_->now(), choice::kDefaultStart + 120s);
  EXPECT_EQ(turns(), Shown{});
}

TEST_F(TurnsTest, ARunMayGoOnFromWhereTheTurnsLeft) {
  handle(two_at_once);
  map();
  put("a");
  take("deliver");
  EXPECT_TRUE(world_->settle(1min));
  EXPECT_TRUE(has("1") && has("2"));
  EXPECT_EQ(turns(), Shown{});
}

TEST_F(TurnsTest, AMappingWithATumblingWindowHasNoTurns) {
  map({{"TumblingWindowInSeconds", 10}});
  put("a");
  EXPECT_THROW(static_cast<void>(world_->turns()), std::logic_error);
}

}  // namespace
}  // namespace ddbsim::world
