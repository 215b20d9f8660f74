#include "sim/report/story.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/report/lanes.hpp"
#include "sim/report/lifelines.hpp"
#include "sim/report/rows.hpp"
#include "sim/report/side_by_side.hpp"
#include "sim/report/text.hpp"
#include "sim/report/wording.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::StoryDifference;
using explore::StoryLine;
using Kind = StoryLine::Kind;

constexpr std::size_t kNumber = 4;  // "12  "

class Teller {
 public:
  Teller(const Story& story, const Style& style)
      : story_(story),
        style_(style),
        cast_(story),
        words_(story, style),
        lifelines_(cast_, style.width / 4, style) {}

  std::string text() {
    heading();
    for (std::string& line : lifelines_.heads()) {
      out_ += std::string(kNumber, ' ') + line + "\n";
    }
    for (std::size_t index = 0; index < story_.lines.size(); ++index) {
      step(index);
    }
    ending();
    return std::move(out_);
  }

 private:
  // ---- the beginning ----
  void heading() {
    append({{Tone::fault, fmt::format("{} {}:", cross(), broken_text(story_))},
            {Tone::strong, " " + printable(story_.property)}},
           0, 2);
    append({{Tone::quiet, "needs "},
            {Tone::plain, things_text(story_), true},
            {Tone::quiet, fmt::format(" ({}, {})", counted(story_.faults, "fault"),
                                      counted(story_.lines.size(), "step"))}},
           2, 2);
    out_ += "\n";
  }

  // ---- steps ----
  void step(std::size_t index) {
    const StoryLine& line = story_.lines[index];
    const Path& path = cast_.paths[index];
    const Telling telling = words_.step(line);
    const std::string number = fmt::format("{:>{}}  ", index + 1, kNumber - 2);
    const std::string drawn = path.from ? lifelines_.step(path) : lifelines_.pause();
    lines(number, {.first = drawn}, timed(telling.phrase, line), 4);
    for (const Note& note : telling.notes) {
      this->note(note, path);
    }
    if (path.ends) {
      lifelines_.end(path);
    }
  }

  void note(const Note& note, const Path& path) {
    Beside beside;
    if (note.mark == Note::Mark::fault) {
      beside.first = lifelines_.mark(path, cross(), Colour::red);
    } else if (note.mark == Note::Mark::end) {
      beside.last = lifelines_.mark(path, style_.sign("■", "#"), Colour::plain);
    }
    constexpr std::size_t kIndent = 2;
    lines("", beside, note.phrase, 2, kIndent);
  }

  /// The time since the step before stands before the step, when there is any.
  Phrase timed(const Phrase& phrase, const StoryLine& line) {
    const auto passed = line.at - std::exchange(last_, line.at).value_or(line.at);
    const bool said = line.kind == Kind::advance && !line.what.empty();
    if (passed <= choice::Duration::zero() || said) {
      return phrase;
    }
    Phrase out{{Tone::quiet, "+" + choice::text_of(passed), true}};
    std::ranges::copy(phrase, std::back_inserter(out));
    out[1].text.insert(0, " ");
    return out;
  }

  /// What stands beside the first and the last line of a phrase; empty: lifelines that go on.
  struct Beside {
    std::string first = {};
    std::string last = {};
  };
  void lines(const std::string& number, const Beside& beside, const Phrase& phrase,
             std::size_t hang, std::size_t indent = 0) {
    const std::size_t left = kNumber + lifelines_.width() + indent;
    const auto flow = flowed(phrase, style_.width - left, hang, style_);
    for (std::size_t index = 0; index < flow.size(); ++index) {
      std::string drawn = index == 0 ? beside.first : "";
      if (index + 1 == flow.size() && !beside.last.empty()) {
        drawn = beside.last;
      }
      std::string line = style_.paint(Colour::dim, padded(index == 0 ? number : "", kNumber)) +
                         (drawn.empty() ? lifelines_.idle() : drawn) + std::string(indent, ' ') +
                         painted(flow[index], style_);
      line.erase(line.find_last_not_of(' ') + 1);
      out_ += line + "\n";
    }
  }

  // ---- the end ----
  void ending() {
    out_ += "\n";
    const std::string when = story_.when == "at rest" ? "at rest: " : "";
    append({{Tone::fault, std::string(cross())},
            {Tone::strong, " " + when + words_.names().text(story_.message)}},
           0, 2);
    for (const std::string& line : rows_text(story_.rows, words_, style_)) {
      out_ += "    " + line + "\n";
    }
    if (story_.expected.is_structured() || story_.actual.is_structured()) {
      for (const std::string& line : side_by_side(words_.names().json(story_.expected),
                                                  words_.names().json(story_.actual), style_)) {
        out_ += line + "\n";
      }
    }
    differences();
    replays();
  }

  void differences() {
    if (story_.differences.empty()) {
      return;
    }
    out_ += "\n";
    append({{Tone::plain, fmt::format("The nearest good outcome differs in {}:",
                                      counted(story_.differences.size(), "item"))}},
           2, 2);
    for (const StoryDifference& difference : story_.differences) {
      append({{Tone::quiet, printable(difference.table)},
              {Tone::plain, " " + words_.key(difference.key), true}},
             4, 2);
      side("here", Tone::gone, difference.here, difference);
      side("good", Tone::fresh, difference.good, difference);
    }
  }

  /// One of the two: all of it when the other has no item, else what differs.
  void side(const std::string& title, Tone tone, const nlohmann::json& image,
            const StoryDifference& difference) {
    Phrase phrase{{tone, title}};
    Phrase rest = side_of(image, difference, words_);
    rest.front().text.insert(0, " ");
    std::ranges::move(rest, std::back_inserter(phrase));
    append(phrase, 6, 5);
  }

  void replays() {
    if (!story_.replay.empty() || !story_.saved_to.empty()) {
      out_ += "\n";
    }
    if (!story_.replay.empty()) {
      out_ += "  " + style_.paint(Colour::dim, "replay") + "  " + printable(story_.replay) + "\n";
    }
    if (!story_.saved_to.empty()) {
      out_ += "  " + style_.paint(Colour::dim, "saved") + "   ddbsim replay " +
              printable(story_.saved_to) + "\n";
    }
  }

  [[nodiscard]] std::string_view cross() const { return style_.sign("✗", "x"); }

  void append(const Phrase& phrase, std::size_t indent, std::size_t hang) {
    for (const Phrase& line : flowed(phrase, style_.width - indent, hang, style_)) {
      out_ += std::string(indent, ' ') + painted(line, style_) + "\n";
    }
  }

  const Story& story_;
  const Style& style_;
  Cast cast_;
  Wording words_;
  Lifelines lifelines_;
  std::optional<choice::Instant> last_;
  std::string out_;
};

}  // namespace

std::string story_text(const Story& story, const Style& style) {
  Style within = style;
  within.width = std::clamp<std::size_t>(style.width, kStoryLeast, kStoryMost);
  return Teller(story, within).text();
}

}  // namespace ddbsim::report
