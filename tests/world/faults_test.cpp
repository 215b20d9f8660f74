#include <gtest/gtest.h>

#include "sim/world/world.hpp"

// Named faults: what becomes of a handler's call, and of its invocation.
namespace ddbsim::world {
namespace {

using choice::NamedAnswer;
using choice::Question;
using lambda::Done;
using lambda::Failed;
using namespace std::chrono_literals;

/// Adds 1 to a counter for the batch: not idempotent, so that every fault shows.
std::variant<Done, Failed> count(service::Client& client, const lambda::Event&,
                                 const lambda::InvocationContext&) {
  const auto updated =
      client.call(service::UpdateItemRequest{.table_name = "counts",
                                             .key = {{"pk", "batches"}},
                                             .update_expression = "ADD n :one",
                                             .expression_attribute_values = {{":one", 1}}});
  if (!updated) {
    return Failed{std::string(service::name_of(updated.error().type)), updated.error().message};
  }
  return Done{};
}

class FaultTest : public testing::Test {
 protected:
  /// Plays one record through the handler under the given answers; returns the counter.
  std::string play(std::vector<NamedAnswer> answers) {
    choice::FirstOption plain;
    choice::Scripted choices(std::move(answers), plain);
    Trace trace([this](std::string_view line) { lines_.emplace_back(line); });
    World world({}, choices, trace);
    for (const char* name : {"orders", "counts"}) {
      const service::CreateTableRequest table{
          .attribute_definitions = {{{.attribute_name = "pk", .attribute_type = "S"}}},
          .table_name = name,
          .key_schema = {{{.attribute_name = "pk", .key_type = "HASH"}}},
          .billing_mode = "PAY_PER_REQUEST",
          .stream_specification = service::StreamSpecification{.stream_enabled = true,
                                                               .stream_view_type = "NEW_IMAGE"}};
      EXPECT_TRUE(world.send("test", "create", &table));
    }
    world.add_function("counter", std::make_shared<lambda::NativeHandler>(count));
    EXPECT_TRUE(
        world.add_mapping({.name = "m", .function_name = "counter", .event_source_arn = "orders"}));
    const service::PutItemRequest put{.table_name = "orders", .item = {{"pk", "o1"}}};
    EXPECT_TRUE(world.send("client", "put", &put));
    EXPECT_TRUE(world.settle(1min));
    invocations_ = world.invocations();
    unused_ = choices.unused().size();
    const value::Item item = world.account().find_table("counts")->get({{"pk", "batches"}});
    return item ? item.find("n").number().text() : "none";
  }

  std::vector<InvocationReport> invocations_;
  std::size_t unused_ = 0;
  std::vector<std::string> lines_;
};

TEST_F(FaultTest, NothingBadIsTheDefault) {
  EXPECT_EQ(play({}), "1");
  EXPECT_EQ(invocations_.size(), 1U);
}

struct Case {
  const char* take;
  const char* counter;
  std::size_t invocations;
};

class CallFaults : public FaultTest, public testing::WithParamInterface<Case> {};

TEST_P(CallFaults, HaveTheirEffect) {
  const NamedAnswer fault{.question = Question::call,
                          .actor = "counter",
                          .subject = "orders o1 INSERT",
                          .attempt = 1,
                          .call = 1,
                          .take = GetParam().take};
  EXPECT_EQ(play({fault}), GetParam().counter);
  EXPECT_EQ(invocations_.size(), GetParam().invocations);
  EXPECT_EQ(unused_, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, CallFaults,
    testing::Values(Case{"refused", "1", 2},        // not applied, retried with the batch
                    Case{"throttled", "1", 2},      //
                    Case{"answer-lost", "2", 2},    // applied, yet the function fails
                    Case{"applied-twice", "2", 1},  // the SDK's retry met its own write
                    Case{"crash-after", "2", 2}));  // applied, and the function died

TEST_F(FaultTest, ALostSuccessIsADuplicateDelivery) {
  EXPECT_EQ(play({{.question = Question::invocation_end,
                   .actor = "counter",
                   .attempt = 1,
                   .take = "lost"}}),
            "2");
  EXPECT_EQ(invocations_.size(), 2U);
}

TEST_F(FaultTest, AnAnswerThatNobodyAskedForIsReported) {
  EXPECT_EQ(play({{.question = Question::call, .actor = "nobody", .take = "refused"}}), "1");
  EXPECT_EQ(unused_, 1U);
}

TEST_F(FaultTest, TheTraceTellsTheStoryAndIsTheSameTwice) {
  const NamedAnswer fault{
      .question = Question::call, .actor = "counter", .attempt = 1, .take = "crash-after"};
  play({fault});
  const auto first = std::exchange(lines_, {});
  play({fault});
  EXPECT_EQ(lines_, first);
  const auto has = [&](std::string_view part) {
    return std::ranges::any_of(
        first, [&](const std::string& line) { return line.find(part) != std::string::npos; });
  };
  EXPECT_TRUE(has(R"("kind":"invoke")"));
  EXPECT_TRUE(has(R"("fault":"crash-after")"));
  EXPECT_TRUE(has(R"("kind":"retry")"));
}

}  // namespace
}  // namespace ddbsim::world
