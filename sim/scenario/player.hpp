#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/result.hpp"
#include "sim/world/trace.hpp"

namespace ddbsim::scenario {

struct PlayOptions {
  /// Of the order of actors that are due at one instant: 0 is the order of their names.
  std::uint64_t seed = 0;
  /// A name or glob (* and ?) of steps: only these (or "at_rest") are judged, and what comes after
  /// the last of them is not played. Empty: all.
  std::string only = {};
  /// Choices that no question asked for make the scenario fail.
  bool strict_choices = false;
  /// Keep every question and its answer.
  bool record_choices = false;
};

/// Plays a scenario on a world of its own. `trace` gets the world's lines, and those of kinds
/// scenario, step and expectation. Throws only on broken invariants.
[[nodiscard]] ScenarioResult play(const std::shared_ptr<const Scenario>& scenario,
                                  const Registry& registry, const PlayOptions& options,
                                  world::Trace& trace);

/// Sets up tables, data, functions and mappings, and forgets them: what the service refuses is a
/// mistake of the file.
void rehearse(const Scenario& scenario, const Registry& registry, Problems& problems);

}  // namespace ddbsim::scenario
