#pragma once

#include <string>
#include <string_view>

#include "sim/report/phrase.hpp"

// Text for pages: values of unknown origin become text and nothing else.
namespace ddbsim::report {

/// Text between tags and in attributes with double quotes; no control characters, nothing that
/// turns the direction of writing.
[[nodiscard]] std::string html(std::string_view text);
/// The same, of several lines.
[[nodiscard]] std::string html_lines(std::string_view text);

/// The class of the style sheet: "plain", "strong", "quiet", "fault", "odd", "fresh", "gone".
[[nodiscard]] std::string_view class_of(Tone tone) noexcept;
/// <span> elements.
[[nodiscard]] std::string html(const Phrase& phrase);

/// The style sheet of pages: light and dark as the reader's system says, ink on paper.
[[nodiscard]] std::string_view page_style() noexcept;

}  // namespace ddbsim::report
