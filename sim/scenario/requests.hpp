#pragma once

#include <string>
#include <string_view>

namespace ddbsim::scenario {

/// A request of a client or a function, in canonical form, from a line of the trace:
/// "ACTOR CANONICAL-REQUEST\n". Empty for every other line. What two handlers, or two runs of one,
/// have asked is the same when these lines are.
[[nodiscard]] std::string request_line(std::string_view trace_line);

}  // namespace ddbsim::scenario
