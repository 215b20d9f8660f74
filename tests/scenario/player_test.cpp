#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

using small::failures_of;
using small::play;
using small::with_steps;

const StepResult& step_of(const ScenarioResult& result, std::string_view name) {
  for (const StepResult& step : result.steps) {
    if (step.name == name) {
      return step;
    }
  }
  throw std::logic_error("no such step");
}

TEST(Player, PlaysTheSmallScenario) {
  const ScenarioResult result = play(small::text());
  EXPECT_EQ(failures_of(result), "");
  EXPECT_TRUE(result.passed());
  ASSERT_EQ(result.steps.size(), 4U);
  EXPECT_EQ(result.requests, 2U);
  EXPECT_DOUBLE_EQ(result.units, 1.5);
  EXPECT_EQ(step_of(result, "rest").invocations.size(), 1U);
  const Exchange& exchange = step_of(result, "write").exchanges.at(0);
  EXPECT_EQ(exchange.operation, "PutItem");
  EXPECT_EQ(exchange.client, "client");
  // Measured, though the request did not ask, and the answer does not tell.
  EXPECT_EQ(exchange.units, 1.0);
  EXPECT_EQ(exchange.answer, "{}");
  EXPECT_EQ(exchange.request.dump(),
            R"({"TableName":"notes","Item":{"pk":{"S":"a"},"sk":{"N":"2"}}})");
}

TEST(Player, LeavesCapacityThatWasAskedFor) {
  EXPECT_EQ(failures_of(play(with_steps(R"([{
      "request": {"Scan": {"TableName": "notes", "Select": "COUNT", "ReturnConsumedCapacity": "TOTAL"}},
      "expect": {
        "response": {
          "Count": 1, "ScannedCount": 1,
          "ConsumedCapacity": {"TableName": "notes", "CapacityUnits": 0.5}},
        "capacity": 0.5}}])"))),
            "");
}

TEST(Player, PatternsSendAllTheirRequests) {
  std::string text = small::changed(R"("requests": [)", R"("requests": [
      {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "${pk}"}, "sk": {"N": "5"}}}},)");
  EXPECT_EQ(failures_of(play(text)),
            "list: count: expected 2 items, found 3\n"
            "at_rest/tables/notes/count: count: expected 2 items, found 3: a|1, a|2, a|5\n");
}

TEST(Player, PatternsStopAtTheFirstRefusal) {
  std::string text = small::changed(R"("requests": [)", R"("requests": [
      {"DeleteTable": {"TableName": "nothing"}},)");
  const ScenarioResult result = play(text);
  EXPECT_EQ(step_of(result, "list").exchanges.size(), 1U);
  EXPECT_TRUE(failures_of(result).starts_with("list: response: refused: ResourceNotFoundException"))
      << failures_of(result);
}

TEST(Player, NativePatternsUseTheClient) {
  const ScenarioResult result = play(with_steps(R"([
    {"name": "put", "client": "ann", "native_pattern": "test/put", "with": {"pk": "a"},
     "expect": {"response": {}, "capacity": 1}},
    {"pattern": "list", "with": {"pk": "a"},
     "expect": {"items": [{"sk": {"N": "1"}}, {"sk": {"N": "7"}}], "attributes": ["sk"]}}])"));
  EXPECT_EQ(failures_of(result), "");
  EXPECT_EQ(step_of(result, "put").exchanges.at(0).client, "ann");
}

constexpr std::string_view kNetwork = R"("name": "small",
  "roles": {"worker": {}},
  "network": {
    "subnets": {"a": {}},
    "security_groups": {"open": {}}
  })";
constexpr std::string_view kInVpc = R"({"name": "f", "native": "test/no-op", "role": "worker",
    "vpc": {"subnets": ["a"], "security_groups": ["open"]}})";

std::string with_network_and_steps(const std::string& steps) {
  std::string text = with_steps(steps);
  constexpr std::string_view kName = R"("name": "small")";
  return text.replace(text.find(kName), kName.size(), kNetwork);
}

TEST(Player, RolesChangeByAMergePatch) {
  EXPECT_EQ(failures_of(play(with_network_and_steps(fmt::format(R"([
    {{"create_function": {0}, "expect": {{"error_contains": "CreateNetworkInterface on EC2"}}}},
    {{"role": {{"name": "worker", "managed_policies": ["AWSLambdaVPCAccessExecutionRole"]}}}},
    {{"create_function": {0}}},
    {{"role": {{"name": "worker", "managed_policies": null}}}},
    {{"create_function": {0}, "expect": {{"error_contains": "CreateNetworkInterface on EC2"}}}}])",
                                                                kInVpc)))),
            "");
}

TEST(Player, ARoleMayBeMadeByAStep) {
  EXPECT_EQ(failures_of(play(with_steps(R"([
    {"role": {"name": "new"}},
    {"create_function": {"name": "f", "native": "test/no-op", "role": "new"}},
    {"map": {"name": "m", "FunctionName": "f", "EventSourceArn": "notes",
             "StartingPosition": "LATEST"},
     "expect": {"error_contains": "Cannot access stream"}},
    {"role": {"name": "new", "managed_policies": ["AWSLambdaInvocation-DynamoDB"]}},
    {"map": {"name": "m", "FunctionName": "f", "EventSourceArn": "notes",
             "StartingPosition": "LATEST"}}])"))),
            "");
}

TEST(Player, ANetworkStepMayNotTakeAwayWhatAFunctionStandsIn) {
  EXPECT_EQ(small::problems_of(with_network_and_steps(fmt::format(R"([
    {{"role": {{"name": "worker", "managed_policies": ["AWSLambdaVPCAccessExecutionRole"]}}}},
    {{"create_function": {}}},
    {{"network": {{"subnets": {{"b": {{}}}}}}}},
    {{"network": {{"subnets": {{"a": null}}}}}}])",
                                                                  kInVpc)))
                    .find("function \"f\" stands in what this takes away") != std::string::npos,
            true);
}

TEST(Player, RawRequestsMeetTheService) {
  EXPECT_EQ(failures_of(play(with_steps(R"([
    {"raw": true, "request": {"PutItm": {}},
     "expect": {"error": {"type": "UnknownOperationException"}}},
    {"raw": true, "request": {"GetItem": {"TableName": 12}},
     "expect": {"error": {"type": "SerializationException"}}}])"))),
            "");
}

TEST(Player, SavesPartsOfAnswers) {
  EXPECT_EQ(failures_of(play(with_steps(R"([
    {"request": {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "a"}, "sk": {"N": "2"}}}}},
    {"request": {"Query": {"TableName": "notes", "KeyConditionExpression": "pk = :p",
       "ExpressionAttributeValues": {":p": {"S": "a"}}, "Limit": 1}},
     "save": {"rest": "/LastEvaluatedKey"}},
    {"request": {"Query": {"TableName": "notes", "KeyConditionExpression": "pk = :p",
       "ExpressionAttributeValues": {":p": {"S": "a"}}, "ExclusiveStartKey": "${rest}"}},
     "expect": {"items": [{"sk": {"N": "2"}}], "attributes": ["sk"]}},
    {"name": "nothing", "request": {"GetItem": {"TableName": "notes",
       "Key": {"pk": {"S": "z"}, "sk": {"N": "1"}}}}, "save": {"x": "/Item/pk"}}])"))),
            "nothing: save: there is no /Item/pk to save\n");
}

TEST(Player, TimePassesOnlyWhenAStepSaysSo) {
  const ScenarioResult result = play(with_steps(R"([
    {"name": "a", "advance": "10s"},
    {"name": "b", "advance_to": "2026-01-02T00:00:00Z"},
    {"name": "c", "advance_to": "2026-01-01T00:00:00Z"}])"));
  EXPECT_EQ(choice::text_of(step_of(result, "a").ended), "2026-01-01T00:00:10.000Z");
  EXPECT_EQ(choice::text_of(result.ended), "2026-01-02T00:00:00.000Z");
  EXPECT_EQ(failures_of(result),
            "c: advance_to: time does not go back: it is 2026-01-02T00:00:00.000Z already\n");
}

TEST(Player, SettlingHasALimit) {
  const auto failing = [](const std::string& steps) {
    std::string text = with_steps(steps);
    return text.replace(text.find("test/no-op"), 10, "test/fail");
  };
  constexpr const char* kWrite =
      R"({"request": {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "a"}, "sk": {"N": "2"}}}}},)";
  EXPECT_EQ(
      failures_of(play(failing(std::string("[") + kWrite + R"({"name": "s", "settle": "5s"}])"))),
      "s: at_rest: not at rest after 5s; reader<-notes still has 1 records to deliver\n");
  EXPECT_EQ(failures_of(play(failing(std::string("[") + kWrite + R"(
      {"name": "s", "settle": "5s", "expect": {"at_rest": false}},
      {"check": {"backlog": {"reader<-notes": 1}}}])"))),
            "");
  EXPECT_EQ(failures_of(play(
                with_steps(R"([{"name": "s", "settle": "5s", "expect": {"at_rest": false}}])"))),
            "s: at_rest: expected no rest within 5s, but there is\n");
}

TEST(Player, DataIsThereBeforeMappings) {
  // LATEST sees nothing of it, TRIM_HORIZON all.
  constexpr const char* kSteps = R"([{"settle": "1m"}], "at_rest": {"invocations": {"count": 0}})";
  EXPECT_EQ(failures_of(play(with_steps(kSteps))), "");
  std::string text = with_steps(kSteps);
  text.replace(text.find("LATEST"), 6, "TRIM_HORIZON");
  EXPECT_EQ(
      failures_of(play(text)),
      "at_rest/invocations/count: count: expected 0 invocations, found 1: notes a|1 INSERT\n");
}

TEST(Player, MapsAndUnmaps) {
  EXPECT_EQ(failures_of(play(with_steps(R"([
    {"unmap": "reader<-notes"},
    {"request": {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "a"}, "sk": {"N": "2"}}}}},
    {"settle": "1m"},
    {"check": {"invocations": {"count": 0}}},
    {"map": {"name": "again", "FunctionName": "reader", "EventSourceArn": "notes",
             "StartingPosition": "TRIM_HORIZON"}},
    {"map": {"name": "again", "FunctionName": "reader", "EventSourceArn": "notes",
             "StartingPosition": "TRIM_HORIZON"}, "expect": {"error_contains": "already"}},
    {"name": "wrong", "map": {"name": "third", "FunctionName": "reader", "EventSourceArn": "notes",
             "StartingPosition": "LATEST"}, "expect": {"error_contains": "already"}},
    {"settle": "1m"}
    ], "at_rest": {
      "invocations": {"list": [{"mapping": "again", "records": 2, "succeeded": true, "error": ""}]},
      "streams": {"notes": {"records": [{"eventName": "INSERT"}, {"eventName": "INSERT"}]}},
      "backlog": {"again": 0}})"))),
            "wrong: error_contains: expected to be refused, but it was not\n");
}

TEST(Player, ChangesMappingsAndSplitsShards) {
  EXPECT_EQ(failures_of(play(with_steps(R"([
    {"remap": {"name": "reader<-notes", "Enabled": false}},
    {"split": {"table": "notes"}},
    {"request": {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "a"}, "sk": {"N": "2"}}}}},
    {"settle": "1m"},
    {"check": {"invocations": {"count": 0},
               "mappings": {"reader<-notes": {"state": "Disabled", "delivered": 0}}}},
    {"name": "again", "split": {"table": "notes", "shard": 0}},
    {"name": "late", "remap": {"name": "reader<-notes", "BatchSize": 2},
     "expect": {"error_contains": "BatchSize"}},
    {"remap": {"name": "reader<-notes", "Enabled": true}}
    ], "at_rest": {"mappings": {"reader<-notes": {"state": "Enabled", "delivered": 3}}})"))),
            "again: split: refused: \"notes\" has no open shard 0\n"
            "late: error_contains: expected to be refused, but it was not\n"
            "at_rest/mappings/reader<-notes: mapping: /delivered: expected 3, found 1\n");
}

TEST(Player, NamedChoicesMakeFaults) {
  constexpr const char* kFault = R"("name": "small", "choices": [
      {"question": "invocation-end", "actor": "reader", "attempt": 1, "take": "lost"}])";
  std::string text = small::changed(R"("name": "small")", kFault);
  const ScenarioResult result = play(text, {.record_choices = true});
  EXPECT_EQ(step_of(result, "rest").invocations.size(), 2U);
  EXPECT_TRUE(result.unused_choices.empty());
  const auto named = std::ranges::find_if(result.asked, &Asked::named);
  ASSERT_NE(named, result.asked.end());
  EXPECT_EQ(named->options.at(named->taken), "lost");
}

TEST(Player, TellsChoicesThatNothingAskedFor) {
  std::string text = small::changed(R"("name": "small")", R"("name": "small", "choices": [
      {"question": "call", "actor": "reader", "take": "crash-after"}])");
  EXPECT_EQ(play(text).unused_choices, std::vector<std::size_t>{0});
  EXPECT_TRUE(play(text).passed());
  EXPECT_FALSE(play(text, {.strict_choices = true}).passed());
}

TEST(Player, OnlyJudgesWhatIsAskedFor) {
  std::string text = small::changed(R"("capacity": 1)", R"("capacity": 9)");
  EXPECT_FALSE(play(text).passed());
  const ScenarioResult result = play(text, {.only = "li*"});
  EXPECT_TRUE(result.passed());
  EXPECT_EQ(result.steps.size(), 2U);
  EXPECT_FALSE(play(text, {.only = "write"}).passed());
  EXPECT_EQ(play(text, {.only = "at_rest"}).steps.size(), 4U);
}

TEST(Player, KnownBugsPassWhileTheyAreThere) {
  const auto with_verdict = [](std::string_view verdict, std::string_view count) {
    std::string text = small::changed(
        R"("name": "small")", R"("name": "small", "verdict": ")" + std::string(verdict) + "\"");
    return text.replace(text.find(R"("count": 2}}})"), 10, count);
  };
  EXPECT_TRUE(play(with_verdict("breaks at_rest", R"("count": 3)")).passed());
  EXPECT_TRUE(play(with_verdict("breaks at_rest/tables/notes/count", R"("count": 3)")).passed());
  EXPECT_FALSE(play(with_verdict("breaks at_rest", R"("count": 2)")).passed());
  EXPECT_FALSE(play(with_verdict("breaks list", R"("count": 3)")).passed());
}

// ---- the trace ----------------------------------------------------------------------------------

std::string trace_of(const std::string& text, std::uint64_t seed) {
  std::string out;
  world::Trace trace([&out](std::string_view line) { out.append(line).append("\n"); });
  trace.begin(seed);
  const Registry registry = small::registry();
  static_cast<void>(play(small::read(text), registry, {.seed = seed}, trace));
  return out;
}

TEST(Player, TracesTheSameBytes) {
  const std::string first = trace_of(small::text(), 0);
  EXPECT_EQ(first, trace_of(small::text(), 0));
  EXPECT_TRUE(first.starts_with("{\"trace\":1,\"seed\":0}\n"));
  EXPECT_TRUE(trace_of(small::text(), 5).starts_with("{\"trace\":1,\"seed\":5}\n"));
  for (const char* kind : {"scenario", "step", "request", "response", "invoke", "expectation"}) {
    EXPECT_NE(first.find(std::string("\"kind\":\"") + kind + "\""), std::string::npos) << kind;
  }
}

TEST(Player, MeasuringChangesNoAnswer) {
  // All that a scenario sees of the service is the same with and without --trace.
  const Registry registry = small::registry();
  world::Trace traced([](std::string_view) {});
  const auto with = play(small::read(small::text()), registry, {}, traced);
  const auto without = play(small::text());
  EXPECT_EQ(with.units, without.units);
  EXPECT_EQ(with.ended, without.ended);
}

}  // namespace
}  // namespace ddbsim::scenario
