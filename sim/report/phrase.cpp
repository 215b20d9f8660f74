#include "sim/report/phrase.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ddbsim::report {

namespace {

/// Takes pieces that are not broken, one after the other, into lines.
class Filler {
 public:
  Filler(std::size_t width, std::size_t hang, const Style& style)
      : width_(width), hang_(std::min(hang, width / 2)), style_(style) {}

  /// `space`: a blank stands before it, unless a line begins here.
  void piece(Tone tone, std::string_view text, bool space) {
    const std::size_t wide = columns(text);
    if (wide == 0) {
      return;
    }
    const std::size_t gap = space && !empty_ ? 1 : 0;
    if (!empty_ && used_ + gap + wide > width_) {
      lines_.push_back(std::exchange(line_, {}));
      indent();
    } else if (gap == 1) {
      append(tone, " ");
    }
    append(tone, cut(text, width_ - used_, style_));
    empty_ = false;
  }
  std::vector<Phrase> lines() && {
    lines_.push_back(std::move(line_));
    return std::move(lines_);
  }

 private:
  void indent() {
    used_ = 0;
    empty_ = true;
    append(Tone::plain, std::string(hang_, ' '));
  }
  void append(Tone tone, const std::string& text) {
    used_ += columns(text);
    if (!line_.empty() && line_.back().tone == tone) {
      line_.back().text += text;
    } else if (!text.empty()) {
      line_.push_back({tone, text});
    }
  }

  std::size_t width_;
  std::size_t hang_;
  const Style& style_;
  std::size_t used_ = 0;
  bool empty_ = true;  ///< of the line, its indentation aside
  Phrase line_;
  std::vector<Phrase> lines_;
};

}  // namespace

Colour colour_of(Tone tone) noexcept {
  static constexpr std::array<Colour, 7> kColours = {Colour::plain, Colour::bold,   Colour::dim,
                                                     Colour::red,   Colour::yellow, Colour::green,
                                                     Colour::yellow};
  return kColours.at(static_cast<std::size_t>(tone));
}

std::vector<Phrase> flowed(const Phrase& phrase, std::size_t width, std::size_t hang,
                           const Style& style) {
  Filler filler(width, hang, style);
  bool space = false;
  for (const Piece& run : phrase) {
    std::string_view rest = run.text;
    while (!rest.empty()) {
      if (rest.front() == ' ') {
        space = true;
        rest.remove_prefix(1);
        continue;
      }
      const std::size_t end = run.whole ? rest.size() : std::min(rest.find(' '), rest.size());
      filler.piece(run.tone, rest.substr(0, end), std::exchange(space, false));
      rest.remove_prefix(end);
    }
  }
  return std::move(filler).lines();
}

std::string painted(const Phrase& line, const Style& style) {
  std::string out;
  for (const Piece& run : line) {
    out += style.paint(colour_of(run.tone), run.text);
  }
  return out;
}

}  // namespace ddbsim::report
