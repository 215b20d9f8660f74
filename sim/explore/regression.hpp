#pragma once

#include "sim/explore/allowed.hpp"
#include "sim/explore/explored.hpp"
#include "sim/explore/replay.hpp"

namespace ddbsim::explore {

/// The scenario that plays a story: the file's own world, with the schedule as its steps and the
/// broken property as what must hold. Its includes are relative to the folder of the file.
[[nodiscard]] Regression regression_of(const scenario::Scenario& exploration,
                                       const Allowed& allowed, const Replayed& replayed,
                                       const scenario::Property& property);

}  // namespace ddbsim::explore
