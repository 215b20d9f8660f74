#pragma once

#include <cstdint>

#include <nlohmann/json.hpp>

namespace ddbsim::testing {

/// A small exploration of its own for each seed: two tables with an index, one or two clients, a
/// function of a few requests, and sometimes faults, lag, shards and lanes.
[[nodiscard]] nlohmann::ordered_json generated_world(std::uint32_t seed);

}  // namespace ddbsim::testing
