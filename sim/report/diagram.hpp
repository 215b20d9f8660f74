#pragma once

#include <string>

#include "sim/explore/story.hpp"

namespace ddbsim::report {

/// The steps of a story as a sequence diagram: one <svg> element, for a page with `page_style`.
/// Lifelines for who takes part, bars while an invocation runs, an arrow for each step and its
/// words beside it, faults with a red cross; what a pointer rests on tells its items before and
/// after. Nothing in it refers to anything outside, whatever the story's values are.
[[nodiscard]] std::string story_svg(const explore::Story& story);

}  // namespace ddbsim::report
