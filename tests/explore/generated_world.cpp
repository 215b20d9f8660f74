#include "tests/explore/generated_world.hpp"

#include <random>
#include <string>

namespace ddbsim::testing {
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
    if (chance(4)) {
      json["clients"]["partitions"] = {{{"split", {{"table", "orders"}}}}};
    }
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

}  // namespace

Json generated_world(std::uint32_t seed) { return Generator(seed).make(); }

}  // namespace ddbsim::testing
