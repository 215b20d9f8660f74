#pragma once

#include "sim/scenario/scenario.hpp"

namespace ddbsim::scenario {

/// A scenario is played on what a template deploys. Where both have a table, a role, a function, a
/// network, or a mapping of the same stream to the same function, the template's stands: so a
/// scenario that was written with functions of its own tests the user's. Such a mapping keeps the
/// name by which the scenario speaks of it.
void put_on_deployed(Scenario& scenario, Scenario deployed);

}  // namespace ddbsim::scenario
