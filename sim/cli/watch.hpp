#pragma once

#include <string>
#include <vector>

#include "sim/cli/session.hpp"

namespace ddbsim::cli {

/// Plays, and plays again whenever a file of the paths, or one that they include, changes, comes or
/// goes. Ends only by a signal, or with the exit code of a first run that had nothing to look at.
[[nodiscard]] int watch(Session& session, const std::vector<std::string>& paths, const Io& io);

}  // namespace ddbsim::cli
