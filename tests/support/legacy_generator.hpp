#pragma once

#include <vector>

#include "sim/table/definition.hpp"
#include "tests/support/random.hpp"
#include "tests/support/reference_engine.hpp"

namespace ddbsim::testing::reference {

/// Replaces the expressions of a single write or a read by the parameters that are older, over the
/// same attributes: meaning and request of the update, condition, filter and projection are made
/// anew, a key condition is kept. Leaves alone what has no such form, and mistakes.
void make_legacy(Random& random, const std::vector<table::TableDefinition>& tables,
                 Operation& operation);

}  // namespace ddbsim::testing::reference
