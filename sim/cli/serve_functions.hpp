#pragma once

#include "sim/cli/io.hpp"
#include "sim/cli/options.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/server/functions.hpp"

namespace ddbsim::cli {

/// How functions run on a server: in real time on the wall clock, where no handler ever holds the
/// server up; else in virtual time as in a run. `scenario` may be null.
[[nodiscard]] server::FunctionOptions function_options(const Parsed& parsed, const Io& io,
                                                       const scenario::ProcessOptions& processes,
                                                       const scenario::Scenario* scenario);

/// Puts the functions of a scenario in the place of what `scenario::set_up` let stand in for them.
/// Throws std::runtime_error with a sentence.
void add_functions(const scenario::Scenario& scenario, const scenario::Registry& registry,
                   world::World& world, server::Functions& functions);

}  // namespace ddbsim::cli
