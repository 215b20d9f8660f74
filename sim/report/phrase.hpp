#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/style.hpp"

// Text with tones, before it is known where it is shown: on a terminal or in a drawing.
namespace ddbsim::report {

enum class Tone : std::uint8_t {
  plain,
  strong,
  quiet,
  fault,  ///< something that a search made happen, or that is broken
  odd,    ///< a refusal, a stale read: ordinary, but worth a look
  fresh,  ///< a value that is there now
  gone,   ///< a value that was there before
};
[[nodiscard]] Colour colour_of(Tone tone) noexcept;

/// A piece of text in one tone. `whole`: not broken between its words.
struct Piece {
  Tone tone = Tone::plain;
  std::string text;
  bool whole = false;
};
using Phrase = std::vector<Piece>;

/// The phrase in lines of at most `width` columns, broken between words only; what is wider by
/// itself is cut. Lines after the first begin `hang` columns to the right. At least one line.
[[nodiscard]] std::vector<Phrase> flowed(const Phrase& phrase, std::size_t width, std::size_t hang,
                                         const Style& style);

/// A line as a terminal shows it.
[[nodiscard]] std::string painted(const Phrase& line, const Style& style);

}  // namespace ddbsim::report
