#pragma once

#include <vector>

#include "sim/explore/judge.hpp"
#include "sim/explore/story.hpp"
#include "sim/explore/tables.hpp"

namespace ddbsim::explore {

/// How a broken state at rest differs from the nearest good one: from that outcome of `machine`, in
/// which nothing of what made the failure possible is allowed, that breaks no property and has the
/// fewest other items. Empty: there is none among the first states. Where the property compares
/// only some tables and attributes, so does this.
[[nodiscard]] std::vector<StoryDifference> nearest_good(Machine& machine,
                                                        const scenario::Property& property,
                                                        const Tables& broken);

}  // namespace ddbsim::explore
