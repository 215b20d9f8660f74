#include <gtest/gtest.h>

#include "sim/report/diagram.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/search.hpp"
#include "tests/report/stories.hpp"

namespace ddbsim::report {
namespace {

using Searches = std::vector<explore::Summary>;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

/// What is wrong with the nesting of a text's elements; empty: every one that begins also ends.
/// Void elements and what is no element are left out.
std::string broken_nesting(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    const std::string tag = text.substr(at + 1, end - at - 1);
    const bool closes = tag.front() == '/';
    const std::string name =
        tag.substr(closes ? 1 : 0, tag.find_first_of(" />", 1) - (closes ? 1 : 0));
    if (name.front() == '!' || name == "meta" || name == "br" || tag.back() == '/') {
      continue;
    }
    if (!closes) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "</" + name + "> closes <" + (open.empty() ? "" : open.back()) + ">";
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

explore::Summary hostile_search() {
  explore::Summary summary = stories::broken();
  summary.stories = {stories::hostile()};
  summary.name = summary.path = summary.verdict = stories::hostile().property;
  summary.unreached = summary.notes = {stories::hostile().property};
  return summary;
}

TEST(Diagram, AnArrowForEachStepAndABarForEachInvocation) {
  const std::string svg = story_svg(stories::crash());
  EXPECT_EQ(count(svg, "class=\"lifeline\""), 4U);
  EXPECT_EQ(count(svg, "<g class=\"step\">"), 8U);
  EXPECT_EQ(count(svg, "class=\"arrow delivery\""), 2U);
  EXPECT_EQ(count(svg, "class=\"arrow call\""), 6U);
  EXPECT_EQ(count(svg, "class=\"bar\""), 2U);
}

TEST(Diagram, AFaultHasACross) {
  EXPECT_EQ(count(story_svg(stories::crash()), "class=\"cross\""), 1U);
  EXPECT_EQ(count(story_svg(stories::two_lanes()), "class=\"cross\""), 0U);
}

TEST(Diagram, ARefusedCallDoesNotArrive) {
  explore::Story story = stories::crash();
  story.lines[3].fault = "refused";
  const std::string svg = story_svg(story);
  EXPECT_EQ(count(svg, "class=\"arrow stopped\""), 1U);
  EXPECT_EQ(count(svg, "class=\"tip "), 7U) << "the eighth has no tip";
}

TEST(Diagram, WhatAPointerRestsOnTellsBeforeAndAfter) {
  const std::string svg = story_svg(stories::crash());
  EXPECT_NE(svg.find("  before: {&quot;message&quot;:{&quot;S&quot;:&quot;hello&quot;}"),
            std::string::npos)
      << svg;
  EXPECT_NE(svg.find("  after:  null"), std::string::npos);
}

TEST(Diagram, AnInvocationThatIsStillRunningHasABar) {
  explore::Story story = stories::crash();
  story.lines.resize(3);
  EXPECT_EQ(count(story_svg(story), "class=\"bar\""), 1U);
}

TEST(Diagram, OfNothingIsEmpty) { EXPECT_EQ(broken_nesting(story_svg(explore::Story{})), ""); }

TEST(Page, IsNestedWell) {
  const std::string page = search_html(Searches{stories::broken(), stories::exhaustive()});
  EXPECT_EQ(broken_nesting(page), "");
  EXPECT_EQ(broken_nesting(search_html(Searches{hostile_search()})), "");
  EXPECT_EQ(broken_nesting("<p><b></p>"), "</p> closes <b>") << "this check can fail";
}

TEST(Page, LinksEachClassToItsStory) {
  const std::string page = search_html(Searches{stories::broken()});
  for (const char* id : {"story-1-1", "story-1-2", "story-1-3"}) {
    EXPECT_EQ(count(page, "href=\"#" + std::string(id) + "\""), 1U);
    EXPECT_EQ(count(page, "id=\"" + std::string(id) + "\""), 1U);
  }
  EXPECT_EQ(count(page, "<svg "), 3U);
}

TEST(Page, NeedsNothingButItself) {
  const std::string page = search_html(Searches{stories::broken(), hostile_search()});
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* outside : {"<script", "<link", "<img", "<iframe", " src=", "url(", "http:"}) {
    EXPECT_EQ(count(page, outside), 0U) << outside;
  }
}

TEST(Page, HostileValuesAreText) {
  const std::string page = search_html(Searches{hostile_search()});
  EXPECT_NE(page.find("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(page.find("\xF0\x9F\x98\x80"), std::string::npos) << "a character of four bytes";
  for (const char c : page) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  }
  EXPECT_EQ(page.find(stories::kTurned), std::string::npos) << "no turned lines";
}

TEST(Page, SaysHowFarTheSearchCame) {
  const std::string page = search_html(Searches{stories::exhaustive()});
  EXPECT_NE(page.find("exhaustive to 3 faults:"), std::string::npos);
  EXPECT_NE(page.find("nothing broken"), std::string::npos);
  EXPECT_EQ(count(page, "<article"), 0U);
}

TEST(Page, HasColoursForLightDarkAndPaper) {
  EXPECT_NE(page_style().find("prefers-color-scheme: dark"), std::string_view::npos);
  EXPECT_NE(page_style().find("@media print"), std::string_view::npos);
}

}  // namespace
}  // namespace ddbsim::report
