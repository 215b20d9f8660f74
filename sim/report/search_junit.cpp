#include <fmt/format.h>

#include "sim/report/search.hpp"
#include "sim/report/story.hpp"
#include "sim/report/wording.hpp"
#include "sim/report/xml.hpp"
#include "sim/value/xml.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::Summary;

/// Cases of one file, and how they came out.
struct Suite {
  std::string cases;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;

  void add(const std::string& path, const std::string& name, const std::string& outcome) {
    ++tests;
    const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                         value::xml_text(path), value::xml_text(name));
    cases += outcome.empty() ? head + "/>\n" : head + ">\n" + outcome + "    </testcase>\n";
  }
};

std::string failure(std::string_view message, std::string_view type, std::string_view text) {
  return fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                     value::xml_text(message), value::xml_text(type), xml_lines(text));
}

/// How the search came out, in lines without colours.
std::string verdict_text(const Summary& summary) {
  std::string out;
  for (const Phrase& phrase : search_verdict(summary, Style{})) {
    out += painted(phrase, Style{}) + "\n";
  }
  return out;
}

void add_stories(const Summary& summary, Suite& suite) {
  const bool known = !summary.verdict.empty() && summary.verdict_came;
  for (const Story& story : summary.stories) {
    suite.failures += known ? 0U : 1U;
    suite.add(summary.path, fmt::format("{} ({})", story.property, things_text(story)),
              known ? "" : failure(story.message, broken_text(story), story_text(story, Style{})));
  }
}

/// The search itself: how far it came, and whether that is what the file states.
void add_search(const Summary& summary, Suite& suite) {
  std::string outcome;
  if (!summary.verdict_came) {
    ++suite.failures;
    outcome =
        failure("the search did not come out as the file states", "verdict", verdict_text(summary));
  } else if (summary.end != Summary::End::exhaustive) {
    ++suite.skipped;
    outcome = fmt::format(
        "      <skipped message=\"{}\"/>\n",
        value::xml_text("a limit ended the search before it was exhaustive" + walks_text(summary)));
  }
  suite.add(summary.path,
            summary.replayed ? "replay" : fmt::format("search to {} faults", summary.faults),
            outcome);
}

std::string suite_of(const Summary& summary) {
  Suite suite;
  add_stories(summary, suite);
  for (const std::string& name : summary.unreached) {
    ++suite.failures;
    suite.add(summary.path, name, failure("never came true", "sometimes", verdict_text(summary)));
  }
  for (const std::string& name : summary.unjudged) {
    ++suite.failures;
    suite.add(summary.path, name,
              failure("nothing comes to rest", "at rest", verdict_text(summary)));
  }
  add_search(summary, suite);
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" "
      "time=\"{:.3f}\">\n{}  </testsuite>\n",
      value::xml_text(summary.name), suite.tests, suite.failures, suite.skipped, summary.seconds,
      suite.cases);
}

}  // namespace

std::string search_junit(std::span<const Summary> searches) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ddbsim\">\n";
  for (const Summary& summary : searches) {
    out += suite_of(summary);
  }
  return out + "</testsuites>\n";
}

}  // namespace ddbsim::report
