#pragma once

#include <string>

#include "sim/explore/story.hpp"
#include "sim/report/style.hpp"

// A counter-example for people.
namespace ddbsim::report {

/// Columns of a story, whatever the terminal has.
inline constexpr std::size_t kStoryLeast = 60;
inline constexpr std::size_t kStoryMost = 120;

/// The story on a terminal, as wide as `style` says within these limits: a lifeline for
/// each who takes part, heavy while an invocation runs; a line for each step, with notes below it;
/// then what is broken, the rows that break it, how the nearest good outcome differs, and the two
/// ways to play it again. Keys are never broken between lines, long ones are short in the same way
/// everywhere (`ShortNames`); the replay string alone may be wider than a line, so that it can be
/// copied. Marks say what colours say.
[[nodiscard]] std::string story_text(const explore::Story& story, const Style& style);

}  // namespace ddbsim::report
