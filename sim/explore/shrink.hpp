#pragma once

#include <cstddef>
#include <functional>

#include "sim/explore/judge.hpp"
#include "sim/explore/machine.hpp"
#include "sim/explore/search.hpp"

namespace ddbsim::explore {

/// A way to break the property, too, with fewer faults than `path` has, or the same faults and
/// fewer moves, or the same of both and fewer stale reads, as far as leaving out or mending one
/// thing at a time, and going on without anything unusual, leads. Stops early when `stop` says so.
[[nodiscard]] Path shrink(Machine& machine, Judge& judge, const Path& path, std::size_t property,
                          const std::function<bool()>& stop);

}  // namespace ddbsim::explore
