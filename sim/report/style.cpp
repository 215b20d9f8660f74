#include "sim/report/style.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace ddbsim::report {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};
/// East Asian wide characters and emoji: two columns.
constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F680, 0x1F6FF},
                                          {0x1F900, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
/// Combining marks, zero-width characters and variation selectors: no column.
constexpr std::array<Range, 5> kNarrow = {
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};
/// Control characters, and those that turn the direction of writing.
constexpr std::array<Range, 5> kControls = {
    {{0x00, 0x1F}, {0x7F, 0x9F}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t code) {
  return std::ranges::any_of(
      ranges, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

/// One character at the beginning of a text: its bytes and its columns.
struct Character {
  char32_t code;
  std::size_t bytes;
  std::size_t columns;
};
Character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  std::size_t bytes = 1;
  char32_t code = lead;
  if (lead >= 0xF0) {
    bytes = 4;
    code = lead & 0x07U;
  } else if (lead >= 0xE0) {
    bytes = 3;
    code = lead & 0x0FU;
  } else if (lead >= 0xC0) {
    bytes = 2;
    code = lead & 0x1FU;
  }
  // No more than what continues it: a character that is cut off takes nothing of what follows.
  const auto continues = [&](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t at = 1;
  for (; at < bytes && continues(at); ++at) {
    code = (code << 6U) | (static_cast<unsigned char>(text[at]) & 0x3FU);
  }
  bytes = at;
  const std::size_t width = in(kNarrow, code) ? 0U : (in(kWide, code) ? 2U : 1U);
  return {code, bytes, width};
}

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::bold:
      return "1";
    case Colour::dim:
      return "2";
    case Colour::red:
      return "31";
    case Colour::green:
      return "32";
    case Colour::yellow:
      return "33";
    case Colour::cyan:
      return "36";
    case Colour::plain:
      break;
  }
  return "0";
}

/// Fills the words of one paragraph into lines.
void fill_words(std::string_view text, std::size_t width, std::vector<std::string>& out) {
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) {
      continue;
    }
    if (!line.empty() && columns(line) + 1 + columns(word) > width) {
      out.push_back(std::exchange(line, {}));
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  if (!line.empty()) {
    out.push_back(std::move(line));
  }
}

}  // namespace

std::string Style::paint(Colour which, std::string_view text) const {
  if (!colour || which == Colour::plain || text.empty()) {
    return std::string(text);
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(which), text);
}

std::size_t columns(std::string_view text) noexcept {
  std::size_t sum = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    sum += character.columns;
    text.remove_prefix(character.bytes);
  }
  return sum;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string cut(std::string_view text, std::size_t width, const Style& style) {
  if (columns(text) <= width) {
    return std::string(text);
  }
  const std::string_view sign = style.sign("…", "...");
  const std::size_t room = width > columns(sign) ? width - columns(sign) : 0;
  return chopped(text, room).front() + std::string(sign);
}

std::vector<std::string> chopped(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  std::string piece;
  std::size_t used = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (used + character.columns > width && !piece.empty()) {
      out.push_back(std::exchange(piece, {}));
      used = 0;
    }
    piece += text.substr(0, character.bytes);
    used += character.columns;
    text.remove_prefix(character.bytes);
  }
  out.push_back(std::move(piece));
  return out;
}

std::vector<std::string> filled(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  std::string paragraph;
  const auto finish = [&] { fill_words(std::exchange(paragraph, {}), width, out); };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = printable(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == ' ') {
      finish();
      out.push_back(line);
    } else {
      paragraph += (paragraph.empty() ? "" : " ") + line;
    }
  }
  finish();
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (in(kControls, character.code)) {
      out += ' ';
    } else {
      out += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return out;
}

}  // namespace ddbsim::report
