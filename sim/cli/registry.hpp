#pragma once

#include "sim/scenario/registry.hpp"

namespace ddbsim::cli {

/// Everything that is built into the program: the messaging model's handlers and patterns, and
/// `ddbsim/...` handlers to put in a place of one's own.
[[nodiscard]] scenario::Registry built_in();

}  // namespace ddbsim::cli
