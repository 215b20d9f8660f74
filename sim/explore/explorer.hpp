#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/explore/search.hpp"
#include "sim/explore/shard.hpp"
#include "sim/explore/story.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::explore {

struct ExploreOptions {
  std::uint32_t faults = ~0U;  ///< at most; the file's bound when that is less
  std::size_t jobs = 1;
  bool count_schedules = false;  ///< a second pass
  Limits limits;
  /// What all parts of the search found: it is joined instead of being found again. Null: none.
  const std::vector<Part>* parts = nullptr;
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
/// its least story. Throws what functions throw: NotDeterministic, Stuck; and
/// PartsDisagree.
[[nodiscard]] Explored explore(const scenario::Scenario& exploration,
                               const scenario::Registry& registry, const ExploreOptions& options);

/// One part of what `explore` does first: for 0 faults everything, from 1 on what is the shard's,
/// until something breaks. Classes, livelocks and schedules are looked for when all parts are
/// there. Who writes it fills in the version.
[[nodiscard]] Part explore_part(const scenario::Scenario& exploration,
                                const scenario::Registry& registry, const ExploreOptions& options,
                                Shard shard);

/// A verdict that the file states came out.
[[nodiscard]] bool verdict_came(const scenario::Scenario& exploration, const Summary& summary);

}  // namespace ddbsim::explore
