#pragma once

#include "tests/house/sources.hpp"

// The rules of the house that no compiler knows.
namespace ddbsim::house {

inline constexpr int kFunctionLinesMax = 70;
inline constexpr int kFileLinesMax = 900;
Complaints check_sizes(const Sources& sources);

// The table of README.md whose rows begin with | `sim/X` | lists exactly the folders of sim/.
Complaints check_map(const Sources& sources);

// Nothing at the top but the names that the house allows, and dot-files.
Complaints check_top_level(const Sources& sources);

// Every folder of sim/ is a room of DDBSIM_ROOMS and is built.
Complaints check_rooms(const Sources& sources);

// Every folder of tests/ mirrors a room or a model, and every source in it has a test, unless it is
// a helper, which has a header.
Complaints check_tests(const Sources& sources);

// Files of sim/X open the namespace ddbsim::X and no other of the house.
Complaints check_namespaces(const Sources& sources);

}  // namespace ddbsim::house
