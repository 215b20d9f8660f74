#include <gtest/gtest.h>

#include "sim/cli/registry.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/player.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/requests.hpp"

// The handlers of messages as programs in JSON send what the built-in ones send, in every scenario.
namespace ddbsim::cli {
namespace {

using scenario::FunctionDefinition;
using scenario::Scenario;
using Program = std::shared_ptr<const lambda::Handler>;

Program program_of(const std::string& fragment) {
  const scenario::Registry registry = built_in();
  const auto reading = scenario::read_text_as(
      "scenarios/messaging/test.json",
      R"({"kind": "scenario", "name": "test", "steps": [], "include": [")" + fragment + "\"]}",
      registry);
  if (!reading.good()) {
    throw std::runtime_error(text_of(reading.problems.front()));
  }
  return reading.scenarios.front()->functions.at("cruddur-messaging-stream").program;
}

/// Puts a program where there is a built-in handler; true when there was one.
bool replace(FunctionDefinition& function) {
  static const std::map<std::string, Program> kPrograms = {
      {"messaging/published-handler", program_of("published-program.fragment.json")},
      {"messaging/repaired-handler", program_of("repaired-program.fragment.json")}};
  const auto program = kPrograms.find(function.native);
  if (program == kPrograms.end()) {
    return false;
  }
  function.native.clear();
  function.program = program->second;
  return true;
}

bool replace_all(Scenario& scenario) {
  bool found = false;
  for (auto& [name, function] : scenario.functions) {
    found = replace(function) || found;
  }
  for (scenario::Step& step : scenario.steps) {
    if (auto* create = std::get_if<scenario::CreateFunctionStep>(&step.action)) {
      found = replace(create->function) || found;
    }
  }
  return found;
}

/// What clients and functions ask, and whether all went as the scenario says.
std::string requests_of(const std::shared_ptr<const Scenario>& scenario) {
  std::string requests;
  world::Trace trace([&](std::string_view line) { requests += scenario::request_line(line); });
  trace.begin(0);
  const auto result = scenario::play(scenario, built_in(), {}, trace);
  return requests + (result.passed() ? "held" : "did not hold");
}

TEST(Programs, SendWhatTheBuiltInHandlersSend) {
  const auto files = scenario::find_files({"scenarios/messaging", "scenarios/deployment"});
  ASSERT_TRUE(files);
  const auto reading = scenario::read_files(*files, built_in());
  ASSERT_TRUE(reading.good());
  int compared = 0;
  for (const auto& native : reading.scenarios) {
    auto programs = std::make_shared<Scenario>(*native);
    if (replace_all(*programs)) {
      EXPECT_EQ(requests_of(programs), requests_of(native)) << native->path();
      ++compared;
    }
  }
  EXPECT_GT(compared, 40);
}

}  // namespace
}  // namespace ddbsim::cli
