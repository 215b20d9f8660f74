// The search against the stupid one, on generated worlds: the same outcomes, and the same states on
// the way.
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/explore/machine.hpp"
#include "sim/explore/search.hpp"
#include "sim/explore/visited.hpp"
#include "sim/scenario/reader.hpp"
#include "tests/explore/plain_search.hpp"

namespace ddbsim::explore {
namespace {

using Json = nlohmann::ordered_json;

/// A small world of its own for each seed.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  Json make() {
    const bool lags = chance(3);
    const int shards = chance(3) ? 2 : 1;
    Json json{{"kind", "exploration"},
              {"name", "generated"},
              {"world", {{"partitions", shards}}},
              {"tables", {table("orders", true), table("totals", false)}},
              {"functions", {{"f", {{"program", program()}}}}}};
    if (lags) {
      json["world"]["index_lag"] = "1h";
      json["world"]["read_staleness"] = "1h";
    }
    if (chance(2)) {
      json["data"]["totals"] = {{{"pk", text("k0")}, {"n", number(1)}, {"tag", text("a")}}};
    }
    Json mapping{{"name", "t"},
                 {"FunctionName", "f"},
                 {"EventSourceArn", "orders"},
                 {"StartingPosition", "LATEST"},
                 {"BatchSize", 2}};
    if (chance(4)) {
      mapping["MaximumRetryAttempts"] = 1;
    }
    if (chance(4)) {
      mapping["BisectBatchOnFunctionError"] = true;
      mapping["MaximumRetryAttempts"] = 1;
    }
    if (chance(4)) {
      mapping["ParallelizationFactor"] = 2;
    }
    json["mappings"] = {mapping};
    json["clients"] = clients();
    json["bounds"] = {{"faults", chance(2) ? 1 : 0}, {"stale_versions", 8}, {"batch_size", 2}};
    if (chance(2)) {
      json["bounds"]["fault_kinds"] = {{"late", 1}, {"answer-lost", 1}};
    }
    return json;
  }

 private:
  bool chance(std::uint32_t of) { return random_() % of == 0; }
  static Json text(const std::string& value) { return {{"S", value}}; }
  static Json number(int value) { return {{"N", std::to_string(value)}}; }
  std::string key() { return chance(2) ? "k0" : "k1"; }

  static Json table(const std::string& name, bool stream) {
    Json json{{"TableName", name},
              {"AttributeDefinitions",
               {{{"AttributeName", "pk"}, {"AttributeType", "S"}},
                {{"AttributeName", "tag"}, {"AttributeType", "S"}}}},
              {"KeySchema", {{{"AttributeName", "pk"}, {"KeyType", "HASH"}}}},
              {"GlobalSecondaryIndexes",
               {{{"IndexName", "by-tag"},
                 {"KeySchema", {{{"AttributeName", "tag"}, {"KeyType", "HASH"}}}},
                 {"Projection", {{"ProjectionType", "ALL"}}}}}},
              {"BillingMode", "PAY_PER_REQUEST"}};
    if (stream) {
      json["StreamSpecification"] = {{"StreamEnabled", true},
                                     {"StreamViewType", "NEW_AND_OLD_IMAGES"}};
    }
    return json;
  }

  Json statement() {
    const std::string at = key();
    switch (random_() % 6) {
      case 0:
        return {
            {"PutItem",
             {{"TableName", "totals"},
              {"Item",
               {{"pk", text(at)}, {"from", "${record.dynamodb.Keys.pk}"}, {"tag", text("a")}}}}}};
      case 1:
        return {{"UpdateItem",
                 {{"TableName", "totals"},
                  {"Key", {{"pk", text(at)}}},
                  {"UpdateExpression", "ADD n :one SET tag = :tag"},
                  {"ExpressionAttributeValues", {{":one", number(1)}, {":tag", text("a")}}}}}};
      case 2:
        return {{"DeleteItem", {{"TableName", "totals"}, {"Key", {{"pk", text(at)}}}}}};
      case 3:
        return {{"for_each", "${seen.Items}"},
                {"as", "item"},
                {"do",
                 {{{"UpdateItem",
                    {{"TableName", "totals"},
                     {"Key", {{"pk", text("seen")}}},
                     {"UpdateExpression", "ADD n :one"},
                     {"ExpressionAttributeValues", {{":one", number(1)}}}}}}}}};
      case 4:
        return {{"at_once",
                 {{{"PutItem",
                    {{"TableName", "totals"}, {"Item", {{"pk", text(at)}, {"tag", text("b")}}}}}},
                  {{"UpdateItem",
                    {{"TableName", "totals"},
                     {"Key", {{"pk", text(at)}}},
                     {"UpdateExpression", "ADD n :one"},
                     {"ExpressionAttributeValues", {{":one", number(1)}}}}}}}}};
      default:
        return {{"PutItem",
                 {{"TableName", "totals"},
                  {"Item", {{"pk", text(at)}, {"tag", text("a")}}},
                  {"ConditionExpression", "attribute_not_exists(pk)"}}},
                {"catch", {{"*", Json::array()}}}};
    }
  }

  Json query() {
    Json request{{"Query",
                  {{"TableName", "totals"},
                   {"IndexName", "by-tag"},
                   {"KeyConditionExpression", "tag = :tag"},
                   {"ExpressionAttributeValues", {{":tag", text("a")}}}}},
                 {"as", "seen"}};
    return request;
  }

  Json program() {
    Json body = Json::array({query()});
    const std::size_t statements = 1 + random_() % 2;
    for (std::size_t i = 0; i < statements; ++i) {
      body.push_back(statement());
    }
    return Json::array({{{"for_each", "${event.Records}"}, {"as", "record"}, {"do", body}}});
  }

  Json clients() {
    Json json;
    const std::size_t count = 1 + random_() % 2;
    for (std::size_t client = 0; client < count; ++client) {
      Json steps = Json::array();
      const std::size_t length = count == 1 ? 1 + random_() % 2 : 1;
      for (std::size_t step = 0; step < length; ++step) {
        steps.push_back(
            {{"request",
              {{"PutItem",
                {{"TableName", "orders"},
                 {"Item", {{"pk", text(key())}, {"v", number(static_cast<int>(step))}}}}}}}});
      }
      json["client" + std::to_string(client)] = std::move(steps);
    }
    return json;
  }

  std::mt19937 random_;
};

testing::Everything search_cleverly(const scenario::Scenario& file,
                                    const scenario::Registry& registry, const Allowed& allowed) {
  testing::Everything out;
  Machine machine(file, registry, allowed);
  Visited visited;
  std::vector<State> open{machine.start()};
  visited.add(machine.start().print());
  std::vector<Move> moves;
  while (!open.empty()) {
    const State state = std::move(open.back());
    open.pop_back();
    const std::string text = machine.engine().with_items(
        machine.items(state), machine.now(state),
        [](const service::Account& account) { return testing::tables_text(account); });
    out.always.insert(text);
    if (machine.is_at_rest(state)) {
      out.at_rest.insert(text);
    }
    machine.moves(state, moves);
    for (const Move& move : moves) {
      State next;
      machine.apply(state, move, next);
      if (visited.add(next.print())) {
        open.push_back(std::move(next));
      }
    }
  }
  return out;
}

TEST(Soundness, FindsTheSameAsPlainEnumerationOnGeneratedWorlds) {
  constexpr std::size_t kWorlds = 200;
  constexpr std::size_t kSchedules = 400;
  std::size_t compared = 0;
  std::size_t with_faults = 0;
  std::size_t with_late_requests = 0;
  std::size_t schedules = 0;
  const scenario::Registry registry;
  for (std::uint32_t seed = 1; compared < kWorlds && seed < 4000; ++seed) {
    const std::string json = Generator(seed).make().dump();
    const auto reading = scenario::read_text_as("generated.json", json, registry);
    ASSERT_TRUE(reading.good()) << scenario::text_of(reading.problems.front()) << json;
    const auto& file = *reading.explorations.front();
    const Allowed allowed = Allowed::everything(file, file.bounds.faults);
    const auto plain = testing::search_plainly(file, registry, allowed, kSchedules);
    if (!plain.is_complete) {
      continue;
    }
    const auto clever = search_cleverly(file, registry, allowed);
    ASSERT_EQ(clever.at_rest, plain.at_rest) << "seed " << seed << ": " << json;
    ASSERT_EQ(clever.always, plain.always) << "seed " << seed << ": " << json;
    Machine machine(file, registry, allowed);
    EXPECT_EQ(count_schedules(machine, {}), std::to_string(plain.schedules))
        << "seed " << seed << ": " << json;
    ++compared;
    with_faults += allowed.faults > 0 ? 1U : 0U;
    with_late_requests += allowed.faults > 0 && allowed.each[kLate] > 0 ? 1U : 0U;
    schedules += plain.schedules;
  }
  EXPECT_EQ(compared, kWorlds);
  EXPECT_GE(with_faults, kWorlds / 5);
  EXPECT_GE(with_late_requests, kWorlds / 20);
  EXPECT_GE(schedules, 20 * kWorlds);
}

}  // namespace
}  // namespace ddbsim::explore
