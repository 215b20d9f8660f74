#pragma once

#include <string>

#include "sim/explore/story.hpp"

// Stories to tell, of several shapes, made by hand.
namespace ddbsim::report::stories {

/// U+202E turns the direction of what follows it. In bytes: compilers and readers are right to
/// suspect it in a literal.
inline const std::string kTurned{'\xE2', '\x80', '\xAE'};

/// The function dies between delete and put; the second delivery no longer finds the row.
[[nodiscard]] explore::Story crash();
/// An index that lags resurrects a row; UUIDs in every key.
[[nodiscard]] explore::Story stale_read();
/// Two lanes of one trigger run the function at once: read, read, write, write. No fault.
[[nodiscard]] explore::Story two_lanes();
/// One function that calls itself, forty steps.
[[nodiscard]] explore::Story forty_steps();
/// Time to live, a split, time that passes, a call that is refused; SQL rows that differ.
[[nodiscard]] explore::Story without_tables_of_rows();
/// Markup, quotes, control characters, wide and 4-byte characters, keys of 300 characters.
[[nodiscard]] explore::Story hostile();

/// A search that found the first three; a `sometimes` that never came true; a limit.
[[nodiscard]] explore::Summary broken();
/// A search to its end that found nothing.
[[nodiscard]] explore::Summary exhaustive();

}  // namespace ddbsim::report::stories
