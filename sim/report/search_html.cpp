#include <fmt/format.h>

#include "sim/report/diagram.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/rows.hpp"
#include "sim/report/search.hpp"
#include "sim/report/text.hpp"
#include "sim/report/values.hpp"
#include "sim/report/wording.hpp"
#include "sim/scenario/pretty.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::StoryDifference;
using explore::Summary;
using Json = nlohmann::json;

constexpr Style kUnicode{.unicode = true, .width = 100};

std::string things(const Story& story) {
  std::string out;
  for (const std::string& thing : story.things) {
    out += fmt::format("<span class=\"thing\">{}</span>", html(thing));
  }
  return out.empty() ? html(things_text(story)) : out;
}

/// A cell: the value short, in full where the pointer rests.
std::string cell(const Json& value, const Wording& words) {
  return fmt::format("<td class=\"value\" title=\"{}\">{}</td>",
                     html(cut(dumped(value), 2000, kUnicode)), html(words.value(value)));
}

std::string rows(const Story& story, const Wording& words) {
  if (story.rows.empty()) {
    return "";
  }
  const auto names = columns_of(story.rows, words);
  std::string out = "<table>\n";
  if (!names.empty()) {
    out += "<tr>";
    for (const std::string& name : names) {
      out += fmt::format("<th>{}</th>", html(words.names().text(name)));
    }
    out += "</tr>\n";
  }
  for (const Json& row : story.rows) {
    out += "<tr>";
    if (names.empty()) {
      out += cell(row, words);
    }
    for (const std::string& name : names) {
      out += row.contains(name) ? cell(row[name], words) : "<td></td>";
    }
    out += "</tr>\n";
  }
  return out + "</table>\n";
}

std::string sides(const Story& story, const Wording& words) {
  if (!story.expected.is_structured() && !story.actual.is_structured()) {
    return "";
  }
  constexpr std::size_t kColumns = 64;
  const auto [expected, actual] = scenario::pretty_twins(
      words.names().json(story.expected), words.names().json(story.actual), kColumns);
  return fmt::format(
      "<div class=\"sides\"><div><h3>expected</h3><pre>{}</pre></div>"
      "<div><h3>actual</h3><pre>{}</pre></div></div>\n",
      html_lines(expected), html_lines(actual));
}

std::string differences(const Story& story, const Wording& words) {
  if (story.differences.empty()) {
    return "";
  }
  std::string out = fmt::format("<h3>the nearest good outcome differs in {}</h3>\n<table>\n",
                                counted(story.differences.size(), "item"));
  for (const StoryDifference& difference : story.differences) {
    const auto side = [&](const Json& image) { return html(side_of(image, difference, words)); };
    out += fmt::format(
        "<tr><td class=\"value\">{} {}</td><td class=\"value\"><span class=\"gone\">here</span> "
        "{}<br><span class=\"fresh\">good</span> {}</td></tr>\n",
        html(difference.table), html(words.key(difference.key)), side(difference.here),
        side(difference.good));
  }
  return out + "</table>\n";
}

std::string replays(const Story& story) {
  std::string out;
  if (!story.replay.empty()) {
    out += fmt::format("<code class=\"replay\">{}</code>\n", html(story.replay));
  }
  if (!story.saved_to.empty()) {
    out += fmt::format("<code class=\"replay\">ddbsim replay {}</code>\n", html(story.saved_to));
  }
  return out.empty() ? "" : "<h3>play it again</h3>\n" + out;
}

std::string article(const Story& story, const std::string& id) {
  const Wording words(story, kUnicode);
  return fmt::format(
      "<article class=\"card\" id=\"{}\">\n<h2><span class=\"fault\">✗ {}:</span> {}</h2>\n"
      "<p class=\"needs\">needs {} ({}, {})</p>\n<div class=\"scroll\">{}</div>\n"
      "<div class=\"broken\"><p>{}{}</p>\n{}{}</div>\n{}{}</article>\n",
      id, html(broken_text(story)), html(story.property), things(story),
      counted(story.faults, "fault"), counted(story.lines.size(), "step"), story_svg(story),
      story.when == "at rest" ? "at rest: " : "", html(words.names().text(story.message)),
      rows(story, words), sides(story, words), differences(story, words), replays(story));
}

/// Identifiers are numbers, never names.
std::string id_of(std::size_t search, std::size_t story) {
  return fmt::format("story-{}-{}", search + 1, story + 1);
}

std::string classes(const Summary& summary, std::size_t search) {
  if (summary.stories.empty()) {
    return "";
  }
  std::string out =
      "<table>\n<tr><th>property</th><th>needs</th><th class=\"count\">faults</th>"
      "<th class=\"count\">steps</th></tr>\n";
  for (std::size_t index = 0; index < summary.stories.size(); ++index) {
    const Story& story = summary.stories[index];
    out += fmt::format(
        "<tr><td><a href=\"#{}\">{}</a></td><td>{}</td><td class=\"count\">{}</td>"
        "<td class=\"count\">{}</td></tr>\n",
        id_of(search, index), html(story.property), things(story), story.faults,
        story.lines.size());
  }
  return out + "</table>\n";
}

std::string section(const Summary& summary, std::size_t search) {
  std::string out =
      fmt::format("<section class=\"search\">\n<h1>{}</h1>\n<p class=\"path\">{}</p>\n",
                  html(summary.name), html(summary.path));
  out += "<div class=\"card verdict\">\n" + classes(summary, search);
  for (const Phrase& phrase : search_verdict(summary, kUnicode)) {
    out += "<p>" + html(phrase) + "</p>\n";
  }
  out += "</div>\n";
  for (std::size_t index = 0; index < summary.stories.size(); ++index) {
    out += article(summary.stories[index], id_of(search, index));
  }
  return out + "</section>\n";
}

}  // namespace

std::string search_html(std::span<const Summary> searches) {
  std::string body;
  for (std::size_t index = 0; index < searches.size(); ++index) {
    body += section(searches[index], index);
  }
  const std::string title = searches.size() == 1 ? searches.front().name : "ddbsim explore";
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<main>\n{}</main>\n</body>\n</html>\n",
      html(title), page_style(), body);
}

}  // namespace ddbsim::report
