#pragma once

#include <expected>
#include <string>

#include "sim/explore/explored.hpp"
#include "sim/explore/seeker.hpp"
#include "sim/explore/words.hpp"

namespace ddbsim::explore {

/// Plays a schedule, strictly; `file` is without the steps that it leaves out. What its last state
/// breaks becomes stories; when it breaks nothing, what the first state on the way does that breaks
/// something, or that nothing leads to rest from its end. The error is a sentence: which of the
/// moves can't be, and what could.
[[nodiscard]] std::expected<Explored, std::string> play(Seeker& seeker,
                                                        const scenario::Scenario& file,
                                                        const Words& words);

}  // namespace ddbsim::explore
