#pragma once

#include "tests/house/sources.hpp"

namespace ddbsim::house {

// Who may include whom. Files of a room include only their own room and those above it in
// DDBSIM_ROOMS; models only DDBSIM_ROOMS_FOR_MODELS; and only DDBSIM_ROOM_OF_MODELS includes a
// model. tests/X may include what sim/X may. Every path starts at the top.
Complaints check_includes(const Sources& sources);

}  // namespace ddbsim::house
