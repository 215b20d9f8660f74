#pragma once

#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/player.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::testing {

/// Does playing a saved counter-example break the property of its story, and nothing else?
inline bool breaks_when_played(const scenario::Ordered& json, const std::string& property,
                               const scenario::Registry& registry) {
  const auto reading =
      scenario::read_text_as("scenarios/explore/regression.json", json.dump(2), registry);
  for (const auto& problem : reading.problems) {
    ADD_FAILURE() << scenario::text_of(problem) << "\n" << json.dump(2);
  }
  if (reading.scenarios.empty()) {
    return false;
  }
  world::Trace trace;
  const auto result = scenario::play(reading.scenarios.front(), registry, {}, trace);
  EXPECT_TRUE(result.unused_turns.empty()) << result.unused_turns.front();
  bool broken = false;
  for (const auto& step : result.steps) {
    for (const auto& judgement : step.judgements) {
      if (!judgement.held) {
        EXPECT_TRUE(judgement.name.contains(property) || judgement.name.contains("at_rest"))
            << judgement.name << ": " << judgement.message;
        broken = true;
      }
    }
  }
  return broken;
}

}  // namespace ddbsim::testing
