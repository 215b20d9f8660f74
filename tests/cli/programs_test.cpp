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

/// The function of a scenario that has it as a program.
Program program_of(const std::string& name) {
  const auto reading = scenario::read_files({"scenarios/messaging/" + name + ".json"}, built_in());
  return reading.scenarios.at(0)->functions.at("cruddur-messaging-stream").program;
}

/// Puts a program where there is a built-in handler; true when there was one.
bool replace(FunctionDefinition& function) {
  static const std::map<std::string, Program> kPrograms = {
      {"messaging/published-handler", program_of("a-program-moves-the-conversation")},
      {"messaging/repaired-handler", program_of("a-program-moves-the-conversation-repaired")}};
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
