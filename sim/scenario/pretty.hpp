#pragma once

#include <string>
#include <utility>

#include "sim/scenario/source.hpp"

namespace ddbsim::scenario {

/// JSON for people: what fits a line stays on one ({"S": "text"}), the rest is broken, two blanks a
/// level. `indent` blanks stand before each line but the first; `before` characters stand before
/// the first line's value, and count for its width.
[[nodiscard]] std::string pretty(const Ordered& json, std::size_t width, std::size_t indent = 0,
                                 std::size_t before = 0);
[[nodiscard]] std::string pretty(const Json& json, std::size_t width, std::size_t indent = 0,
                                 std::size_t before = 0);

/// Two values that are to be compared line by line: what is broken in one is broken in the other.
[[nodiscard]] std::pair<std::string, std::string> pretty_twins(const Json& left, const Json& right,
                                                               std::size_t width);

}  // namespace ddbsim::scenario
