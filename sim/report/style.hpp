#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// How text looks: colours, signs, widths.
namespace ddbsim::report {

enum class Colour : std::uint8_t { plain, bold, dim, red, green, yellow, cyan };

struct Style {
  bool colour = false;
  bool unicode = false;     ///< boxes and signs; else plain ASCII
  std::size_t width = 100;  ///< columns of a line

  /// `text` in a colour, when there are colours.
  [[nodiscard]] std::string paint(Colour which, std::string_view text) const;
  [[nodiscard]] std::string_view sign(std::string_view unicode_sign,
                                      std::string_view ascii_sign) const noexcept {
    return unicode ? unicode_sign : ascii_sign;
  }
};

/// Columns that a UTF-8 text takes on a terminal: wide characters two, combining ones none.
[[nodiscard]] std::size_t columns(std::string_view text) noexcept;
/// The text, filled with blanks to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
/// The text, cut to `width` columns with a sign where it was cut.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width, const Style& style);
/// The text in pieces of at most `width` columns (at least one character each).
[[nodiscard]] std::vector<std::string> chopped(std::string_view text, std::size_t width);
/// Paragraphs, their words filled into lines of `width` columns. Lines of the text that begin with
/// a blank stay as they are.
[[nodiscard]] std::vector<std::string> filled(std::string_view text, std::size_t width);
/// What a terminal may show of a text of unknown origin: nothing that moves its cursor or turns the
/// direction of writing. A blank stands for each such character.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace ddbsim::report
