#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/explore/judge.hpp"
#include "sim/explore/machine.hpp"
#include "sim/explore/search.hpp"
#include "sim/explore/story.hpp"
#include "sim/explore/tables.hpp"

namespace ddbsim::explore {

/// A schedule, played on a world of its own: what a search found is told only when it really
/// happens there.
struct Replayed {
  Story story;                                 ///< lines, and the finding
  std::vector<scenario::Step> steps;           ///< the schedule as steps of a scenario
  std::vector<scenario::NamedChoice> choices;  ///< older versions that clients saw
  std::optional<scenario::OneOf> one_of;       ///< what `retry_transparent` came to
  Tables tables;                               ///< in the end
  bool broke = false;                          ///< the property is broken in the end
};

/// Plays `path` of the machine. `good`: outcomes without a fault, for `retry_transparent`.
[[nodiscard]] Replayed replay(Machine& machine, const scenario::Property& property,
                              std::size_t number, const Path& path, const Baseline& baseline,
                              const scenario::Registry& registry,
                              lambda::process::ProcessHost* processes, Memory* memory);

}  // namespace ddbsim::explore
