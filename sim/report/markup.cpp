#include "sim/report/markup.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/value/xml.hpp"

namespace ddbsim::report {

std::string html(std::string_view text) { return value::xml_text(printable(text)); }

std::string html_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += (out.empty() ? "" : "\n") + html(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string_view class_of(Tone tone) noexcept {
  static constexpr std::array<std::string_view, 7> kClasses = {"plain", "strong", "quiet", "fault",
                                                               "odd",   "fresh",  "gone"};
  return kClasses.at(static_cast<std::size_t>(tone));
}

std::string html(const Phrase& phrase) {
  std::string out;
  for (const Piece& piece : phrase) {
    out += fmt::format("<span class=\"{}\">{}</span>", class_of(piece.tone), html(piece.text));
  }
  return out;
}

}  // namespace ddbsim::report
