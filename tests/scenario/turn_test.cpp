#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scenario/small.hpp"

// Turn steps: a scenario plays the schedule that a search has found, by name.
namespace ddbsim::scenario {
namespace {

using small::failures_of;
using small::play;

/// For each order: looks how many orders of its customer there are (call 1 of the first record, 3
/// of the second, ...), then writes that on a receipt, and counts deliveries there (call 2, 4,
/// ...): not idempotent, so that every fault shows. Receipts are read by nobody.
constexpr std::string_view kShop = R"({
  "kind": "scenario",
  "name": "shop",
  "world": {"index_lag": "1s"},
  "tables": [
    {
      "TableName": "orders",
      "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "customer", "AttributeType": "S"}
      ],
      "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
      "GlobalSecondaryIndexes": [
        {
          "IndexName": "by-customer",
          "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}],
          "Projection": {"ProjectionType": "ALL"}
        }
      ],
      "BillingMode": "PAY_PER_REQUEST",
      "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}
    },
    {
      "TableName": "receipts",
      "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
      "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
      "BillingMode": "PAY_PER_REQUEST"
    }
  ],
  "time_to_live": {"orders": "expires"},
  "functions": {
    "worker": {
      "program": [
        {
          "for_each": "${event.Records}",
          "as": "record",
          "do": [
            {
              "Query": {
                "TableName": "orders",
                "IndexName": "by-customer",
                "KeyConditionExpression": "customer = :customer",
                "ExpressionAttributeValues": {":customer": {"S": "ann"}},
                "Select": "COUNT"
              },
              "as": "found"
            },
            {"let": "n", "sum": ["${found.Count}"]},
            {
              "UpdateItem": {
                "TableName": "receipts",
                "Key": {"pk": "${record.dynamodb.Keys.pk}"},
                "UpdateExpression": "SET orders = :n ADD deliveries :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}, ":n": {"N": "${n}"}}
              }
            }
          ]
        }
      ]
    },
    "sleeper": {"native": "test/sleep"},
    "waiter": {"native": "test/wait", "timeout": "10s"}
  },
  "mappings": [
    {
      "name": "trigger",
      "FunctionName": "worker",
      "EventSourceArn": "orders",
      "StartingPosition": "LATEST"
    }
  ],
  "steps": [STEPS]
}
)";

/// A step of ann, who orders.
std::string order(std::string_view pk) {
  return fmt::format(
      R"({{"client": "ann", "request": {{"PutItem": {{"TableName": "orders",
          "Item": {{"pk": {{"S": "{}"}}, "customer": {{"S": "ann"}}}}}}}}}},)",
      pk);
}
/// A turn of the mapping, of the delivery that begins with this order.
std::string turn(std::string_view kind, std::string_view pk, std::string_view more = "") {
  return fmt::format(R"({{"turn": {{"{}": "trigger", "record": "orders {} INSERT"{}}}}},)", kind,
                     pk, more);
}

ScenarioResult play_steps(std::string steps, bool strict = false) {
  steps.pop_back();  // the last comma
  return play(small::changed(std::string(kShop), "STEPS", steps), {.strict_choices = strict});
}

/// "o1: 2 deliveries, 1 orders" for each receipt at the end; first whatever went wrong or never
/// came up.
std::string receipts_after(const std::string& steps) {
  const ScenarioResult result = play_steps(
      steps + R"({"name": "look", "request": {"Scan": {"TableName": "receipts"}}, "expect": {}},)");
  std::string out = failures_of(result);
  for (const std::string& unused : result.unused_turns) {
    out += "never came up: " + unused + "\n";
  }
  const auto answer = Json::parse(result.steps.back().exchanges.at(0).answer);
  std::vector<std::string> receipts;
  for (const auto& item : answer["Items"]) {
    receipts.push_back(fmt::format(
        "{}: {} deliveries, {} orders\n", item["pk"]["S"].get<std::string>(),
        item["deliveries"]["N"].get<std::string>(), item["orders"]["N"].get<std::string>()));
  }
  std::ranges::sort(receipts);
  for (const std::string& receipt : receipts) {
    out += receipt;
  }
  return out;
}

// ---- schedules ----------------------------------------------------------------------------------

TEST(Turn, NothingHappensBetweenTurnsThatNobodyNamed) {
  EXPECT_EQ(receipts_after(order("o1")), "");
  EXPECT_EQ(receipts_after(order("o1") + turn("deliver", "o1")), "");
  EXPECT_EQ(
      receipts_after(order("o1") + turn("deliver", "o1") + turn("answer", "o1", R"(, "call": 1)")),
      "");
  EXPECT_EQ(
      receipts_after(order("o1") + turn("deliver", "o1") + turn("answer", "o1", R"(, "call": 1)") +
                     turn("answer", "o1", R"(, "call": 2)")),
      "o1: 1 deliveries, 1 orders\n");
}

/// The function dies after its write, and counts twice.
std::string crash_of(std::string_view pk) {
  return turn("deliver", pk, R"(, "records": 1)") + turn("answer", pk, R"(, "call": 1)") +
         turn("answer", pk, R"(, "call": 2, "take": "crash-after")") +
         turn("deliver", pk, R"(, "attempt": 2)") +
         turn("answer", pk, R"(, "call": 1, "attempt": 2)") +
         turn("answer", pk, R"(, "call": 2, "attempt": 2)");
}

TEST(Turn, AScenarioPlaysTheScheduleThatItNames) {
  EXPECT_EQ(receipts_after(order("o1") + order("o2") + crash_of("o1")),
            "o1: 2 deliveries, 2 orders\n");
}

TEST(Turn, WhatBecomesOfEachCallIsNamed) {
  const auto taken = [](std::string_view take) {
    return receipts_after(order("o1") + turn("deliver", "o1") +
                          turn("answer", "o1", R"(, "call": 1)") +
                          turn("answer", "o1", fmt::format(R"(, "call": 2, "take": "{}")", take)));
  };
  EXPECT_EQ(taken("ok"), "o1: 1 deliveries, 1 orders\n");
  EXPECT_EQ(taken("refused"), "");
  EXPECT_EQ(taken("answer-lost"), "o1: 1 deliveries, 1 orders\n");
  EXPECT_EQ(taken("applied-twice"), "o1: 2 deliveries, 1 orders\n");
}

TEST(Turn, ASuccessMayBeLost) {
  EXPECT_EQ(
      receipts_after(order("o1") + turn("deliver", "o1") + turn("answer", "o1", R"(, "call": 1)") +
                     turn("answer", "o1", R"(, "call": 2, "end": "lost")") +
                     turn("answer", "o1", R"(, "call": 2, "attempt": 2)")),
      "o1: 2 deliveries, 1 orders\n");
}

TEST(Turn, AReadSeesTheVersionsThatItNames) {
  const auto seen = [](std::string_view sees) {
    return receipts_after(order("o1") + order("o2") + turn("deliver", "o1", R"(, "records": 1)") +
                          turn("answer", "o1", fmt::format(R"(, "call": 1{})", sees)) +
                          turn("answer", "o1", R"(, "call": 2)"));
  };
  EXPECT_EQ(seen(""), "o1: 1 deliveries, 2 orders\n");
  EXPECT_EQ(seen(R"(, "sees": {"by-customer o1": "1 older"})"), "o1: 1 deliveries, 1 orders\n");
  EXPECT_EQ(seen(R"(, "sees": {"by-customer o1": "1 older", "by-customer o2": "1 older"})"),
            "o1: 1 deliveries, 0 orders\n");
}

TEST(Turn, ABatchHasAsManyRecordsAsItIsSaidToHave) {
  const auto records = [](std::string_view more) {
    const ScenarioResult result =
        play_steps(order("o1") + order("o2") + order("o3") + turn("deliver", "o1", more) +
                   turn("answer", "o1", R"(, "call": 1, "take": "crash-after")"));
    return result.steps.back().invocations.at(0).records;
  };
  EXPECT_EQ(records(R"(, "records": 2)"), 2U);
  EXPECT_EQ(records(""), 3U);
}

TEST(Turn, ADeletionByTimeToLiveIsATurn) {
  const ScenarioResult result = play_steps(R"(
    {"request": {"PutItem": {"TableName": "orders",
       "Item": {"pk": {"S": "o1"}, "expires": {"N": "1767225660"}}}}},
    {"turn": {"expire": "time-to-live", "record": "orders o1"}},
    {"check": {"tables": {"orders": {"count": 0}}}},)");
  EXPECT_EQ(failures_of(result), "");
  EXPECT_EQ(result.unused_turns, std::vector<std::string>());
  EXPECT_EQ(result.ended, choice::kDefaultStart + std::chrono::seconds(60));
}

TEST(Turn, AFunctionThatSleepsIsWokenAndOneThatHangsTimesOut) {
  const auto play_function = [](std::string_view name, std::string_view kind) {
    return play_steps(
        fmt::format(R"({{"map": {{"name": "other", "FunctionName": "{}", "EventSourceArn": "orders",
                     "StartingPosition": "LATEST"}}}},)",
                    name) +
        order("o1") +
        fmt::format(R"({{"turn": {{"deliver": "other", "record": "orders o1 INSERT"}}}},
                     {{"turn": {{"{}": "other", "record": "orders o1 INSERT"}}}},)",
                    kind));
  };
  const ScenarioResult woken = play_function("sleeper", "wake");
  EXPECT_EQ(woken.unused_turns, std::vector<std::string>());
  EXPECT_TRUE(woken.steps.back().invocations.at(0).succeeded);
  const ScenarioResult timed_out = play_function("waiter", "time-out");
  EXPECT_EQ(timed_out.unused_turns, std::vector<std::string>());
  EXPECT_TRUE(timed_out.steps.back().invocations.at(0).error.contains("timed out after 10.00"));
  EXPECT_EQ(timed_out.ended, choice::kDefaultStart);
}

// ---- what stands before -------------------------------------------------------------------------

TEST(Turn, WhatStandsBeforeTheNamedTurnHappensFirstAndNothingBad) {
  EXPECT_EQ(receipts_after(order("o1") + turn("answer", "o1", R"(, "call": 2)")),
            "o1: 1 deliveries, 1 orders\n");
  EXPECT_EQ(receipts_after(order("o1") + turn("answer", "o1", R"(, "call": 2, "take": "refused")") +
                           turn("answer", "o1", R"(, "call": 2, "attempt": 2)")),
            "o1: 1 deliveries, 1 orders\n");
}

TEST(Turn, AnUnrelatedStepBeforeDoesNotBreakASchedule) {
  // Another order in the same shard, which goes first, whole.
  EXPECT_EQ(receipts_after(order("x") + order("o1") + order("o2") + crash_of("o1")),
            "o1: 2 deliveries, 3 orders\nx: 1 deliveries, 3 orders\n");
  EXPECT_EQ(receipts_after(order("x") + order("y") + order("o1") + order("o2") + crash_of("o1")),
            "o1: 2 deliveries, 4 orders\nx: 1 deliveries, 4 orders\ny: 1 deliveries, 4 orders\n");
  // Behind the named one it waits.
  EXPECT_EQ(receipts_after(order("o1") + order("x") + crash_of("o1")),
            "o1: 2 deliveries, 2 orders\n");
}

TEST(Turn, AnotherMappingOfTheSameStreamDoesNotBreakASchedule) {
  EXPECT_EQ(receipts_after(R"({"map": {"name": "another", "FunctionName": "sleeper",
              "EventSourceArn": "orders", "StartingPosition": "LATEST"}},)" +
                           order("o1") + crash_of("o1")),
            "o1: 2 deliveries, 1 orders\n");
}

TEST(Turn, TimeGoesOnFromWhereTheScheduleLeft) {
  EXPECT_EQ(
      receipts_after(order("o1") + turn("answer", "o1", R"(, "call": 2, "take": "crash-after")") +
                     R"({"settle": "1m"},)"),
      "o1: 2 deliveries, 1 orders\n");
}

TEST(Turn, AStillAdvanceMovesOnlyTheClock) {
  const std::string hour = R"({"advance": "1h", "still": true},)";
  EXPECT_EQ(receipts_after(order("o1") + hour), "");
  EXPECT_EQ(receipts_after(order("o1") + R"({"advance": "1h", "still": false},)"),
            "o1: 1 deliveries, 1 orders\n");
  const ScenarioResult result =
      play_steps(order("o1") + hour + turn("answer", "o1", R"(, "call": 2)"));
  EXPECT_EQ(result.steps.back().invocations.at(0).started,
            choice::kDefaultStart + std::chrono::hours(1));
}

// ---- names that never come up -------------------------------------------------------------------

std::vector<std::string> unused_of(const std::string& steps) {
  return play_steps(steps).unused_turns;
}

TEST(Turn, ATurnThatNeverComesUpIsTold) {
  const std::string nobody = turn("deliver", "nobody");
  EXPECT_EQ(unused_of(order("o1") + nobody),
            std::vector<std::string>{"deliver trigger orders nobody INSERT: the turn"});
  EXPECT_EQ(unused_of(order("o1") + turn("answer", "o1", R"(, "call": 3)")),
            std::vector<std::string>{"answer trigger orders o1 INSERT call 3: the turn"});
  EXPECT_EQ(unused_of(order("o1") + turn("wake", "o1")),
            std::vector<std::string>{"wake trigger orders o1 INSERT: the turn"});
  EXPECT_EQ(unused_of(order("o1") + turn("deliver", "o1", R"(, "attempt": 2)")),
            std::vector<std::string>{"deliver trigger orders o1 INSERT attempt 2: the turn"});
  EXPECT_EQ(unused_of(R"({"turn": {"expire": "time-to-live", "record": "orders o1"}},)"),
            std::vector<std::string>{"expire time-to-live orders o1: the turn"});
}

TEST(Turn, WhatATurnNamesThatNobodyAsksForIsTold) {
  EXPECT_EQ(unused_of(order("o1") + turn("answer", "o1", R"(, "call": 1, "take": "answer-lost")")),
            std::vector<std::string>{
                "answer trigger orders o1 INSERT call 1: take answer-lost"});  // of a read
  EXPECT_EQ(unused_of(order("o1") + turn("answer", "o1", R"(, "call": 1, "end": "lost")")),
            std::vector<std::string>{"answer trigger orders o1 INSERT call 1: end lost"});
  EXPECT_EQ(
      unused_of(order("o1") + turn("answer", "o1", R"(, "call": 1,
                                                           "sees": {"by-customer o2": "1 older"})")),
      std::vector<std::string>{"answer trigger orders o1 INSERT call 1: sees by-customer o2"});
}

TEST(Turn, ABatchThatIsSmallerThanItIsSaidToBeIsTold) {
  EXPECT_EQ(unused_of(order("o1") + turn("deliver", "o1", R"(, "records": 1)")),
            std::vector<std::string>());
  EXPECT_EQ(unused_of(order("o1") + turn("deliver", "o1", R"(, "records": 2)")),
            std::vector<std::string>{"deliver trigger orders o1 INSERT: records 2"});
}

TEST(Turn, WhenNamesAreStrictWhatNeverComesUpFails) {
  const std::string good = order("o1") + turn("deliver", "o1");
  const std::string idle = good + turn("deliver", "nobody");
  EXPECT_TRUE(play_steps(good, true).passed());
  EXPECT_TRUE(play_steps(idle, false).passed());
  EXPECT_FALSE(play_steps(idle, true).passed());
}

}  // namespace
}  // namespace ddbsim::scenario
