#include "tests/report/played.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "sim/scenario/player.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::report::played {

namespace {

constexpr std::string_view kHead = R"({{
  "kind": "scenario",
  "name": "{}",
  "description": "What the {} scenario is for.",
  "tables": [
    {{
      "TableName": "things",
      "AttributeDefinitions": [{{"AttributeName": "pk", "AttributeType": "S"}}],
      "KeySchema": [{{"AttributeName": "pk", "KeyType": "HASH"}}],
      "BillingMode": "PAY_PER_REQUEST"
    }}
  ],
  "data": {{"things": [{{"pk": {{"S": "a"}}, "text": {{"S": "<one> & \"two\""}}}}]}},
)";

}  // namespace

scenario::ScenarioResult scenario(const std::string& name, const std::string& rest_of_file) {
  const scenario::Registry registry;
  const std::string text = fmt::format(kHead, name, name) + "  " + rest_of_file + "\n}\n";
  const scenario::Reading reading = scenario::read_text_as(name + ".json", text, registry);
  if (!reading.good()) {
    throw std::logic_error(text_of(reading.problems.front()));
  }
  world::Trace silent;
  return scenario::play(reading.scenarios.front(), registry, {}, silent);
}

std::string scan(const std::string& step, const std::string& expect) {
  return fmt::format(
      R"({{"name": "{}", "why": "Why {}.", "request": {{"Scan": {{"TableName": "things"}}}},
     "expect": {}}})",
      step, step, expect);
}

Run run() {
  Run run;
  run.seed = 7;
  run.scenarios.push_back(
      scenario("good", R"("steps": [)" + scan("look", R"({"count": 1, "capacity": 0.5})") + "]"));
  run.scenarios.push_back(scenario(
      "bad", R"("steps": [)" + scan("look", R"({"count": 1})") + ",\n    " +
                 scan("compare", R"({"items": [{"pk": {"S": "a"}, "text": {"S": "<one>"}}]})") +
                 "]"));
  run.scenarios.push_back(scenario(
      "known", R"("verdict": "breaks look", "steps": [)" + scan("look", R"({"count": 2})") + "]"));
  run.not_played.push_back({"p.json", "scenario", "process", "needs python3"});
  return run;
}

Run broken() {
  Run run;
  const scenario::Reading reading = scenario::read_text_as(
      "broken.json", R"({"kind": "scenario", "name": "x", "stps": []})", scenario::Registry{});
  run.problems = reading.problems;
  return run;
}

}  // namespace ddbsim::report::played
