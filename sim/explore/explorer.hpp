#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/explore/search.hpp"
#include "sim/explore/story.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::explore {

struct ExploreOptions {
  std::uint32_t faults = ~0U;  ///< at most; the file's bound when that is less
  std::size_t jobs = 1;
  bool count_schedules = false;  ///< a second pass
  Limits limits;
  /// What is searched now ("2 faults"), and how far.
  std::function<void(const std::string& what, std::uint64_t states, std::uint64_t transitions)>
      progress;
};

/// A file of kind "scenario" that plays what broke.
struct Regression {
  std::string name;  ///< of a file: "published-handler-crash-after"
  scenario::Ordered json;
};

struct Explored {
  Summary summary;
  std::vector<Regression> regressions;  ///< one for each story
};

/// Searches a file: everything that it allows, for 0 faults, then 1, and so on. When something
/// breaks, then for each property the smallest sets of things that make that possible, each with
/// its least story. Throws what functions throw: NotDeterministic, Stuck.
[[nodiscard]] Explored explore(const scenario::Scenario& exploration,
                               const scenario::Registry& registry, const ExploreOptions& options);

/// A verdict that the file states came out.
[[nodiscard]] bool verdict_came(const scenario::Scenario& exploration, const Summary& summary);

}  // namespace ddbsim::explore
