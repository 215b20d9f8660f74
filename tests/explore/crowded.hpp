#pragma once

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "sim/scenario/files.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::testing {

/// A file of scenarios/explore with clients beside that write somewhere else: a search meets far
/// more states than a limit of 50 before it comes to the first fault.
inline nlohmann::ordered_json crowded_json(const std::string& name) {
  using Json = nlohmann::ordered_json;
  const auto text = scenario::read_text("scenarios/explore/" + name);
  Json json = Json::parse(text.value());
  json.erase("$schema");
  json["tables"].push_back(
      {{"TableName", "crowd"},
       {"AttributeDefinitions", {{{"AttributeName", "pk"}, {"AttributeType", "S"}}}},
       {"KeySchema", {{{"AttributeName", "pk"}, {"KeyType", "HASH"}}}},
       {"BillingMode", "PAY_PER_REQUEST"}});
  for (int client = 0; client < 6; ++client) {
    const std::string who = "crowd" + std::to_string(client);
    for (const char* const what : {"a", "b", "c"}) {
      const std::string key = who + what;
      json["clients"][who].push_back(
          {{"name", who + " writes " + what},
           {"request", {{"PutItem", {{"TableName", "crowd"}, {"Item", {{"pk", {{"S", key}}}}}}}}}});
    }
  }
  return json;
}

inline std::shared_ptr<const scenario::Scenario> crowded(const std::string& name,
                                                         const scenario::Registry& registry) {
  const auto reading =
      scenario::read_text_as("scenarios/explore/crowded.json", crowded_json(name).dump(), registry);
  return reading.explorations.empty() ? nullptr : reading.explorations.front();
}

}  // namespace ddbsim::testing
