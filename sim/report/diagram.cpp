#include "sim/report/diagram.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/report/lanes.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/values.hpp"
#include "sim/report/wording.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::StoryLine;

constexpr Style kUnicode{.unicode = true};

// Pixels, as the page's style has its letters.
constexpr int kWidth = 1120;
constexpr int kLeft = 56;  // of the first lane; the numbers of steps stand left of it
constexpr int kLine = 19;
constexpr int kHead = 26;
constexpr int kPad = 7;  // above and below the lines of a step
constexpr double kLetter = 7.55;

class Diagram {
 public:
  explicit Diagram(const Story& story)
      : story_(story),
        cast_(story),
        words_(story, kUnicode),
        gap_(std::clamp(360 / std::max(static_cast<int>(cast_.lanes.size()), 1), 40, 96)),
        text_x_(x_of(cast_.lanes.empty() ? 0 : cast_.lanes.size() - 1) + 34),
        began_(cast_.lanes.size()) {}

  std::string svg() {
    heads();
    for (std::size_t index = 0; index < story_.lines.size(); ++index) {
      step(index);
    }
    for (std::size_t lane = 0; lane < began_.size(); ++lane) {
      end_bar(lane, y_);
    }
    const int height = y_ + kPad;
    return fmt::format(
        "<svg class=\"story\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
        "aria-label=\"{2}\">\n{3}{4}{5}{6}</svg>\n",
        kWidth, height, html(story_.property), bands_ + fault_bands_, lifelines(height), bars_,
        front_);
  }

 private:
  [[nodiscard]] int x_of(std::size_t lane) const { return kLeft + static_cast<int>(lane) * gap_; }
  [[nodiscard]] std::size_t text_columns() const {
    return static_cast<std::size_t>((kWidth - text_x_ - 12) / kLetter);
  }
  [[nodiscard]] static int head_y(std::size_t lane) { return 14 + static_cast<int>(lane) * kHead; }

  void heads() {
    for (std::size_t lane = 0; lane < cast_.lanes.size(); ++lane) {
      const auto kind = name_of(cast_.lanes[lane].kind);
      front_ += fmt::format(
          "<g class=\"head {0}\"><circle cx=\"{1}\" cy=\"{2}\" r=\"6\"/><text x=\"{3}\" "
          "y=\"{4}\"><tspan class=\"name\">{5}</tspan><tspan class=\"quiet\" dx=\"8\">{0}</tspan>"
          "</text></g>\n",
          kind, x_of(lane), head_y(lane), x_of(lane) + 14, head_y(lane) + 4,
          html(cast_.lanes[lane].name));
    }
    y_ = head_y(cast_.lanes.size()) + 2;
  }

  [[nodiscard]] std::string lifelines(int height) const {
    std::string out;
    for (std::size_t lane = 0; lane < cast_.lanes.size(); ++lane) {
      out += fmt::format("<path class=\"lifeline\" d=\"M{} {}V{}\"/>\n", x_of(lane),
                         head_y(lane) + 6, height);
    }
    return out;
  }

  // ---- steps ----
  void step(std::size_t index) {
    const StoryLine& line = story_.lines[index];
    const Path& path = cast_.paths[index];
    const Telling telling = words_.step(line);
    const int top = y_;
    front_ += fmt::format("<g class=\"step\"><title>{}</title>\n", html_lines(full_text(line)));
    const std::size_t band = front_.size();
    y_ += kPad;
    front_ +=
        fmt::format("<text class=\"number\" x=\"26\" y=\"{}\">{}</text>\n", y_ + 14, index + 1);
    arrows(line, path, y_ + kLine / 2);
    text(timed(telling.phrase, line), 0, 4);
    for (const Note& note : telling.notes) {
      this->note(note, path);
    }
    y_ += kPad;
    if (path.ends) {
      end_bar(lane_of_function(path), y_ - kPad);
    }
    // Whatever the pointer rests on within the step answers it.
    front_.insert(band, fmt::format("<rect class=\"hover\" x=\"8\" y=\"{}\" width=\"{}\" "
                                    "height=\"{}\" rx=\"6\"/>\n",
                                    top, kWidth - 16, y_ - top));
    front_ += "</g>\n";
    if (index % 2 == 0) {
      bands_ += fmt::format(
          "<rect class=\"band\" x=\"8\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n", top,
          kWidth - 16, y_ - top);
    }
  }

  [[nodiscard]] static std::size_t lane_of_function(const Path& path) {
    return path.begins ? path.to.front() : *path.from;
  }

  void end_bar(std::size_t lane, int y) {
    if (const auto top = std::exchange(began_[lane], std::nullopt)) {
      bars_ += fmt::format(
          "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\" rx=\"3\"/>\n",
          x_of(lane) - 4, *top, std::max(y - *top, 4));
    }
  }

  void arrows(const StoryLine& line, const Path& path, int y) {
    if (!path.from) {
      front_ +=
          fmt::format("<path class=\"pause\" d=\"M{} {}H{}\"/>\n", kLeft - 12, y, text_x_ - 16);
      return;
    }
    if (path.begins && !began_[path.to.front()]) {
      began_[path.to.front()] = y - 6;
    }
    const bool stopped = line.fault == "refused" || line.fault == "throttled";
    const std::string_view style = path.begins ? "delivery" : (stopped ? "stopped" : "call");
    for (const std::size_t to : path.to) {
      arrow(x_of(*path.from), x_of(to), y, style, stopped);
    }
    front_ += fmt::format("<circle class=\"dot {}\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/>\n",
                          name_of(cast_.lanes[*path.from].kind), x_of(*path.from), y);
  }

  /// `stopped`: it does not arrive.
  void arrow(int from, int to, int y, std::string_view style, bool stopped) {
    const int way = to > from ? 1 : -1;
    const int tip = to - way * (stopped ? 12 : 5);
    front_ += fmt::format("<path class=\"arrow {}\" d=\"M{} {}H{}\"/>\n", style, from, y,
                          tip - way * (stopped ? 0 : 6));
    if (stopped) {
      cross(tip, y);
    } else {
      front_ += fmt::format("<path class=\"tip {}\" d=\"M{} {}l{} -4.5v9z\"/>\n", style, tip, y,
                            -way * 9);
    }
  }

  void cross(int x, int y) {
    front_ +=
        fmt::format("<path class=\"cross\" d=\"M{} {}l10 10m0 -10l-10 10\"/>\n", x - 5, y - 5);
  }

  void note(const Note& note, const Path& path) {
    const int y = y_ + kLine / 2;
    if (note.mark == Note::Mark::fault) {
      bands_ +=
          fmt::format("<rect class=\"fault-band\" x=\"8\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
                      y_ - 1, kWidth - 16, kLine + 2);
    }
    text(note.phrase, 2, 2);
    if (note.mark == Note::Mark::none || !path.from) {
      return;
    }
    const std::size_t lane = lane_of_function(path);
    if (note.mark == Note::Mark::fault) {
      if (path.ends) {
        end_bar(lane, y);
      }
      cross(x_of(lane), y);
    }
  }

  /// Before a step: the time since the one before, when there is any.
  Phrase timed(Phrase phrase, const StoryLine& line) {
    const auto passed = line.at - std::exchange(last_, line.at).value_or(line.at);
    if (passed > choice::Duration::zero() && line.kind != StoryLine::Kind::advance) {
      phrase.insert(phrase.begin(), {Tone::quiet, "+" + choice::text_of(passed), true});
      phrase[1].text.insert(0, " ");
    }
    return phrase;
  }

  void text(const Phrase& phrase, std::size_t indent, std::size_t hang) {
    for (const Phrase& line : flowed(phrase, text_columns() - indent, hang, kUnicode)) {
      const int x = text_x_ + static_cast<int>(std::lround(static_cast<double>(indent) * kLetter));
      front_ += fmt::format("<text class=\"words\" x=\"{}\" y=\"{}\">", x, y_ + 14);
      for (const Piece& piece : line) {
        front_ +=
            fmt::format("<tspan class=\"{}\">{}</tspan>", class_of(piece.tone), html(piece.text));
      }
      front_ += "</text>\n";
      y_ += kLine;
    }
  }

  /// What does not fit into a line: names in full, images before and after.
  [[nodiscard]] static std::string full_text(const StoryLine& line) {
    std::string out = fmt::format("{} {} {}", line.actor, line.operation, line.target);
    const auto add = [&out](std::string_view name, const std::string& text) {
      constexpr std::size_t kMost = 2000;
      if (!text.empty()) {
        out += fmt::format("\n{}{}", name, cut(text, kMost, kUnicode));
      }
    };
    add("", line.what);
    add("answer: ", line.answer);
    for (const std::string& record : line.records) {
      add("record: ", record);
    }
    for (const std::string& text : line.stale) {
      add("stale: ", text);
    }
    for (const explore::StoryChange& change : line.changes) {
      add("", change.table + " " + change.key);
      add("  before: ", dumped(change.before));
      add("  after:  ", dumped(change.after));
    }
    add("fault: ", line.fault);
    add("invocation: ", line.ended);
    return out + "\n" + choice::text_of(line.at);
  }

  const Story& story_;
  Cast cast_;
  Wording words_;
  int gap_;
  int text_x_;
  int y_ = 0;
  std::vector<std::optional<int>> began_;  ///< of lanes with an invocation that runs: its top
  std::optional<choice::Instant> last_;
  // From back to front.
  std::string bands_;
  std::string fault_bands_;
  std::string bars_;
  std::string front_;
};

}  // namespace

std::string story_svg(const Story& story) { return Diagram(story).svg(); }

}  // namespace ddbsim::report
