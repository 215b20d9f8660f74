#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/report/search.hpp"
#include "sim/report/story.hpp"
#include "sim/report/text.hpp"
#include "sim/report/wording.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::Summary;
using Row = std::array<std::string, 4>;

std::string count(std::uint64_t number, std::string_view thing) {
  return fmt::format("{} {}{}", grouped(fmt::format("{}", number)), thing, number == 1 ? "" : "s");
}

/// "27,182,818 states, 81,828,459 transitions".
std::string counts_of(const Summary& summary) {
  std::string out = fmt::format("{}, {}", count(summary.states, "state"),
                                count(summary.transitions, "transition"));
  if (summary.schedules) {
    out += *summary.schedules == "unbounded"
               ? ", schedules without bound"
               : fmt::format(", {} schedules", grouped(*summary.schedules));
  }
  return out;
}

/// "12 outcomes, 676 runs of handlers, 61.8 s".
std::string details_of(const Summary& summary) {
  std::string out = count(summary.outcomes, "outcome");
  if (summary.handler_runs > 0) {
    out += fmt::format(", {} of handlers", count(summary.handler_runs, "run"));
  }
  return out + fmt::format(", {:.1f} s", summary.seconds);
}

std::string_view limit_of(Summary::End end) {
  static constexpr std::array<std::string_view, 5> kLimits = {
      "", "the limit of states", "the limit of time", "the limit of memory", "an interrupt"};
  return kLimits.at(static_cast<std::size_t>(end));
}

/// Of a schedule that was given.
Phrase replay_of(const Summary& summary) {
  Phrase out{
      {Tone::plain, fmt::format("played as given: {}, {}", count(summary.transitions, "move"),
                                counted(summary.faults, "fault"))}};
  if (summary.stories.empty()) {
    out.back().text += ":";
    out.push_back({Tone::fresh, " nothing broken"});
  }
  out.push_back({Tone::quiet, fmt::format(" ({:.1f} s)", summary.seconds)});
  return out;
}

/// How far the search came, and in how much.
Phrase extent_of(const Summary& summary, const Style& style) {
  if (summary.replayed) {
    return replay_of(summary);
  }
  const bool all = summary.end == Summary::End::exhaustive;
  const bool good = all && summary.stories.empty();
  const std::string faults = counted(summary.faults, "fault");
  Phrase out;
  if (good) {
    out.push_back(
        {Tone::fresh, std::string(style.sign("✓ ", "ok ")) + "exhaustive to " + faults + ":"});
  } else if (all) {
    out.push_back({Tone::plain, "stopped at the first failure, within " + faults + ":"});
  } else {
    const std::string before =
        summary.faults == 0 ? "" : fmt::format(" (it was exhaustive to {})", summary.faults - 1);
    out.push_back({Tone::odd, fmt::format("not exhaustive: {} ended the search within {}{}:",
                                          limit_of(summary.end), faults, before)});
  }
  out.push_back({Tone::plain, " " + counts_of(summary)});
  if (summary.stories.empty() || summary.walks > 0) {
    out.back().text += ",";
    out.push_back(
        {good ? Tone::fresh : Tone::plain, all ? " nothing broken" : " nothing broken so far"});
  }
  out.push_back({Tone::plain, walks_text(summary)});
  out.push_back({Tone::quiet, " (" + details_of(summary) + ")"});
  return out;
}

void append_verdict(const Summary& summary, const Style& style, std::vector<Phrase>& out) {
  const std::string_view cross = style.sign("✗", "x");
  const auto add = [&](const std::vector<std::string>& names, std::string_view what,
                       std::string_view why) {
    for (const std::string& name : names) {
      out.push_back({{Tone::fault, fmt::format("{} {}:", cross, what)},
                     {Tone::strong, " " + printable(name)},
                     {Tone::plain, fmt::format(" ({})", why)}});
    }
  };
  add(summary.unreached, "never came true",
      "a property of \"sometimes\": what the search shows says nothing about it");
  add(summary.unjudged, "never judged",
      "a property at rest, and nothing ever comes to rest; the property \"drains\" tells why");
  if (summary.verdict.empty()) {
    return;
  }
  const std::string verdict = printable(summary.verdict);
  if (summary.verdict_came) {
    out.push_back({{Tone::fresh, fmt::format("{} as the file states:", style.sign("✓", "ok"))},
                   {Tone::plain, " " + verdict}});
  } else {
    out.push_back({{Tone::fault, fmt::format("{} the file states:", cross)},
                   {Tone::plain, " " + verdict + "; that did not come out"}});
  }
}

// ---- the table of classes -----------------------------------------------------------------------

/// Texts fill their columns from the left, numbers from the right.
std::string row_text(const Row& row, const std::array<std::size_t, 4>& widths, const Style& style) {
  const std::string text = fmt::format("  {}  {}", padded(cut(row[0], widths[0], style), widths[0]),
                                       padded(cut(row[1], widths[1], style), widths[1]));
  return fmt::format("{}  {:>{}}  {:>{}}", text, row[2], widths[2], row[3], widths[3]);
}

std::string classes_text(const std::vector<Story>& stories, const Style& style) {
  constexpr std::size_t kRest = 4 + 2 + 6 + 2 + 5;
  std::array<std::size_t, 4> widths = {8, 5, 6, 5};
  std::vector<Row> rows;
  for (const Story& story : stories) {
    rows.push_back({printable(story.property), things_text(story), fmt::format("{}", story.faults),
                    fmt::format("{}", story.lines.size())});
    for (std::size_t column = 0; column < 2; ++column) {
      widths[column] = std::max(widths[column], columns(rows.back()[column]));
    }
  }
  const std::size_t room = style.width - kRest;
  widths[1] = std::min(widths[1], std::max(room / 2, room - std::min(room, widths[0])));
  widths[0] = std::min(widths[0], room - widths[1]);
  std::string out =
      style.paint(Colour::dim, row_text({"property", "needs", "faults", "steps"}, widths, style)) +
      "\n";
  for (const Row& row : rows) {
    out += row_text(row, widths, style) + "\n";
  }
  return out;
}

std::string rule(const Style& style) {
  std::string line;
  for (std::size_t at = 0; at < style.width; ++at) {
    line += style.sign("─", "-");
  }
  return style.paint(Colour::dim, line) + "\n";
}

}  // namespace

std::string grouped(std::string digits) {
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string walks_text(const Summary& summary) {
  if (summary.walks == 0) {
    return "";
  }
  return fmt::format("; then {} (seed {}, {}): {}", count(summary.walks, "random walk"),
                     summary.seed, count(summary.walk_steps, "step"),
                     summary.broken_by_walk ? "the last one broke it" : "nothing broken");
}

bool came_out_well(const Summary& summary) noexcept {
  const bool as_stated = summary.verdict.empty() ? summary.stories.empty() : summary.verdict_came;
  return as_stated && summary.unreached.empty() && summary.unjudged.empty();
}

std::vector<Phrase> search_verdict(const Summary& summary, const Style& style) {
  std::vector<Phrase> out;
  append_verdict(summary, style, out);
  out.push_back(extent_of(summary, style));
  for (const std::string& note : summary.notes) {
    out.push_back({{Tone::plain, "note: " + printable(note)}});
  }
  return out;
}

std::string search_text(const Summary& summary, const Style& style) {
  Style within = style;
  within.width = std::clamp<std::size_t>(style.width, kStoryLeast, kStoryMost);
  std::string out = style.paint(Colour::bold, printable(summary.name)) + "\n" +
                    style.paint(Colour::dim, printable(summary.path)) + "\n\n";
  for (const Story& story : summary.stories) {
    out += story_text(story, within) + "\n" + rule(within);
  }
  if (!summary.stories.empty()) {
    const std::string classes = fmt::format(
        "{} {} of failures", within.sign("✗", "x"),
        summary.stories.size() == 1 ? "1 class"
                                    : fmt::format("{} classes", summary.stories.size()));
    out += within.paint(Colour::red, classes) + "\n" + classes_text(summary.stories, within);
  }
  for (const Phrase& phrase : search_verdict(summary, within)) {
    for (const Phrase& line : flowed(phrase, within.width, 2, within)) {
      out += painted(line, within) + "\n";
    }
  }
  return out;
}

}  // namespace ddbsim::report
