#include <fmt/format.h>

#include "sim/report/json.hpp"
#include "sim/report/side_by_side.hpp"
#include "sim/report/text.hpp"
#include "sim/report/xml.hpp"
#include "sim/value/xml.hpp"

namespace ddbsim::report {

namespace {

std::string detail_of(const scenario::Judgement& judgement) {
  const auto problem = judgement.origin.problem("", "");
  std::string out =
      fmt::format("{}:{}: {}\n", problem.path, problem.position.line, judgement.message);
  if (!judgement.expected.is_null() || !judgement.actual.is_null()) {
    for (const std::string& line : side_by_side(judgement.expected, judgement.actual, Style{})) {
      out += line + "\n";
    }
  }
  return out;
}

std::string case_of(const std::string& path, const scenario::StepResult& step, bool known_bug) {
  std::string failures;
  for (const scenario::Judgement& judgement : step.judgements) {
    if (!judgement.held && !known_bug) {
      failures += fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                              value::xml_text(judgement.message), value::xml_text(judgement.what),
                              xml_lines(detail_of(judgement)));
    }
  }
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                       value::xml_text(path), value::xml_text(step.name));
  return failures.empty() ? head + "/>\n" : head + ">\n" + failures + "    </testcase>\n";
}

/// What fails though no step of its own does: a known bug that is gone, choices that were not used.
std::string verdict_case(const scenario::ScenarioResult& result) {
  return fmt::format(
      "    <testcase classname=\"{}\" name=\"verdict\">\n"
      "      <failure message=\"the scenario did not come out as stated\" type=\"verdict\">{}"
      "</failure>\n    </testcase>\n",
      value::xml_text(result.scenario->path()), xml_lines(failures(result, Style{})));
}

std::string suite_of(const scenario::ScenarioResult& result) {
  const std::string& path = result.scenario->path();
  const bool passed = result.passed();
  const bool verdict = !passed && (result.all_held() || !result.scenario->breaks.empty());
  std::size_t failed = verdict ? 1 : 0;
  std::string cases;
  for (const scenario::StepResult& step : result.steps) {
    const bool known = !result.scenario->breaks.empty();
    failed += step.held() || known ? 0U : 1U;
    cases += case_of(path, step, known);
  }
  if (verdict) {
    cases += verdict_case(result);
  }
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}"
      "  </testsuite>\n",
      value::xml_text(result.scenario->name), result.steps.size() + (verdict ? 1 : 0), failed,
      cases);
}

std::string broken_files(const Run& run) {
  std::string cases;
  for (const scenario::Problem& problem : run.problems) {
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"reading\">\n"
        "      <error message=\"{}\" type=\"file\">{}</error>\n    </testcase>\n",
        value::xml_text(problem.path), value::xml_text(problem.message),
        xml_lines(text_of(problem)));
  }
  return fmt::format(
      "  <testsuite name=\"files\" tests=\"{0}\" failures=\"0\" errors=\"{0}\">\n{1}"
      "  </testsuite>\n",
      run.problems.size(), cases);
}

std::string skipped_files(const Run& run) {
  std::string cases;
  for (const scenario::NotPlayed& file : run.not_played) {
    cases += fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\"><skipped message=\"{}\"/></testcase>\n",
        value::xml_text(file.path), value::xml_text(file.name), value::xml_text(file.reason));
  }
  return fmt::format(
      "  <testsuite name=\"not played\" tests=\"{0}\" failures=\"0\" errors=\"0\" "
      "skipped=\"{0}\">\n{1}  </testsuite>\n",
      run.not_played.size(), cases);
}

}  // namespace

std::string junit_report(const Run& run) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ddbsim\">\n";
  if (!run.problems.empty()) {
    out += broken_files(run);
  }
  for (const scenario::ScenarioResult& result : run.scenarios) {
    out += suite_of(result);
  }
  if (!run.not_played.empty()) {
    out += skipped_files(run);
  }
  return out + "</testsuites>\n";
}

}  // namespace ddbsim::report
