#include "sim/report/text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/report/side_by_side.hpp"
#include "sim/scenario/pretty.hpp"

namespace ddbsim::report {

namespace {

using scenario::Judgement;
using scenario::ScenarioResult;
using scenario::StepResult;

std::string mark(bool good, const Style& style) {
  return good ? style.paint(Colour::green, style.sign("✓", "ok  "))
              : style.paint(Colour::red, style.sign("✗", "FAIL"));
}

std::string units_text(double units) {
  return fmt::format("{:g} unit{}", units, units == 1 ? "" : "s");
}

void append_filled(std::string& out, std::string_view text, std::size_t indent,
                   const Style& style) {
  for (const std::string& line : filled(text, style.width - indent)) {
    out += std::string(line.empty() ? 0 : indent, ' ') + line + "\n";
  }
}

/// `indent` before each line; beyond `most` lines, how many are left out.
void append_json(std::string& out, const scenario::Ordered& json, std::size_t indent,
                 std::size_t most, const Style& style) {
  const std::string text = scenario::pretty(json, style.width - indent);
  std::size_t lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const std::size_t shown = lines > most ? most - 1 : lines;
  std::size_t begin = 0;
  for (std::size_t line = 0; line < shown; ++line, --lines) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += std::string(indent, ' ') + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  if (lines > 0) {
    out += std::string(indent, ' ') +
           style.paint(Colour::dim, fmt::format("({} more)", counted(lines, "line"))) + "\n";
  }
}

/// Why a scenario with a verdict did not pass though nothing else failed.
std::string verdict_text(const ScenarioResult& result) {
  if (result.scenario->breaks.empty() || result.passed()) {
    return "";
  }
  return result.all_held()
             ? fmt::format(
                   "this is saved as a known bug, but \"{}\" holds now: if the bug is "
                   "repaired, remove \"verdict\"",
                   result.scenario->breaks)
             : fmt::format("known to break \"{}\"; what else fails is not known",
                           result.scenario->breaks);
}

std::string describe(const scenario::NamedChoice& named) {
  const choice::NamedAnswer& answer = named.answer;
  std::string text = fmt::format("{}", choice::name_of(answer.question));
  const auto add = [&text](std::string_view name, const auto& value) {
    if (value) {
      text += fmt::format(" {} {}", name, *value);
    }
  };
  add("of", answer.actor);
  add("about", answer.subject);
  add("attempt", answer.attempt);
  add("call", answer.call);
  add("detail", answer.detail);
  return text + ": take " + answer.take;
}

std::string unused_text(const ScenarioResult& result, const Style& style) {
  std::string out;
  for (const std::size_t index : result.unused_choices) {
    const scenario::NamedChoice& named = result.scenario->choices[index];
    const auto problem = named.origin.problem("", "");
    const std::string text = fmt::format("{}:{}: no question was answered by the choice \"{}\"",
                                         problem.path, problem.position.line, describe(named));
    out += "  " + style.paint(Colour::yellow, text) + "\n";
  }
  for (const std::string& turn : result.unused_turns) {
    out += "  " + style.paint(Colour::yellow, "never came up: " + turn) + "\n";
  }
  return out;
}

/// One thing that did not hold.
void append_failure(std::string& out, const Judgement& judgement, const Style& style) {
  const auto problem = judgement.origin.problem("", "");
  const std::string place = fmt::format("{}:{}", problem.path, problem.position.line);
  const std::string word = judgement.name.find('/') == std::string::npos
                               ? judgement.what
                               : judgement.name.substr(judgement.name.find('/') + 1);
  const std::string message = fmt::format("{}: {}", word, printable(judgement.message));
  const auto lines = filled(message, style.width - 4);
  for (std::size_t line = 0; line < lines.size(); ++line) {
    out +=
        fmt::format("    {}\n", line == 0 ? style.paint(Colour::bold, lines[line]) : lines[line]);
  }
  out += "    " +
         style.paint(Colour::dim,
                     judgement.pointer.empty()
                         ? place
                         : fmt::format("{}, first difference at {}", place, judgement.pointer)) +
         "\n";
  // One number beside another says no more than the sentence does.
  if (!judgement.expected.is_structured() && !judgement.actual.is_structured() &&
      !judgement.expected.is_string()) {
    return;
  }
  for (const std::string& line : side_by_side(judgement.expected, judgement.actual, style)) {
    out += line + "\n";
  }
}

std::string title_of(const StepResult& step) {
  return step.kind == "at_rest" ? "at rest" : fmt::format("step \"{}\"", printable(step.name));
}

/// A request and its answer, for the story.
void append_exchange(std::string& out, const scenario::Exchange& exchange, const Style& style) {
  constexpr std::size_t kIndent = 5;
  constexpr std::size_t kMostLines = 40;
  out += fmt::format("   {} {} {}\n", printable(exchange.client), style.sign("→", "->"),
                     style.paint(Colour::bold, printable(exchange.operation)));
  append_json(out, exchange.request, kIndent, kMostLines, style);
  const auto answer = scenario::Ordered::parse(exchange.answer);
  if (exchange.refused) {
    const std::string type = answer.value("__type", "");
    const std::string message = answer.value("message", answer.value("Message", ""));
    out += fmt::format("   {} {}\n", style.sign("←", "<-"),
                       style.paint(Colour::yellow, "refused: " + type.substr(type.find('#') + 1)));
    append_filled(out, message, kIndent, style);
    return;
  }
  const std::string cost = exchange.units ? ", " + units_text(*exchange.units) : "";
  out += fmt::format("   {} {}{}\n", style.sign("←", "<-"), answer.empty() ? "done" : "answer",
                     style.paint(Colour::cyan, cost));
  if (!answer.empty()) {
    append_json(out, answer, kIndent, kMostLines, style);
  }
}

/// There is something to tell of it: what only processes have, or a call that hung.
bool is_worth_telling(const world::InvocationReport& report) {
  const lambda::Activity& activity = report.activity;
  return !activity.log.empty() || !activity.foreign_calls.empty() || activity.cold_start ||
         !report.hung.empty();
}

/// The same but for its request: a record that comes again and again.
bool is_like(const world::InvocationReport& a, const world::InvocationReport& b) {
  const auto type = [](const world::InvocationReport& report) {
    return std::string_view(report.error).substr(0, report.error.find(':'));
  };
  return a.function == b.function && a.records == b.records && type(a) == type(b) &&
         a.hung == b.hung && a.activity.log == b.activity.log && a.activity.foreign_calls.empty() &&
         b.activity.foreign_calls.empty();
}

void append_invocation(std::string& out, const world::InvocationReport& report,
                       const Style& style) {
  constexpr std::size_t kIndent = 5;
  const lambda::Activity& activity = report.activity;
  append_filled(out,
                fmt::format("{} {}, {}{}{}", report.function, counted(report.records, "record"),
                            report.succeeded ? "done" : printable(report.error),
                            activity.cold_start ? ", cold start" : "",
                            activity.real_time ? ", in real time (another run may differ)" : ""),
                3, style);
  append_filled(out, printable(activity.log), kIndent, style);
  append_filled(out, printable(report.hung), kIndent, style);
  for (const lambda::ForeignCall& call : activity.foreign_calls) {
    append_filled(out,
                  printable(fmt::format("called {} {}: {}", call.service, call.operation,
                                        call.stubbed ? "a stub answered" : "refused")),
                  kIndent, style);
  }
}

/// What functions printed, whom they called besides DynamoDB, and which calls hung.
void append_invocations(std::string& out, const StepResult& step, const Style& style) {
  const auto& all = step.invocations;
  for (auto report = all.begin(); report != all.end();) {
    const auto next = std::find_if(report + 1, all.end(),
                                   [&](const auto& other) { return !is_like(*report, other); });
    if (is_worth_telling(*report)) {
      append_invocation(out, *report, style);
      if (const auto more = next - report - 1; more != 0) {
        out += fmt::format("   {} more like it\n", more);
      }
    }
    report = next;
  }
}

void append_what_happened(std::string& out, const StepResult& step, const Style& style) {
  const bool moves = step.kind == "advance" || step.kind == "advance_to" || step.kind == "settle" ||
                     step.kind == "at_rest";
  if (moves) {
    out += fmt::format("   {} {} {}", choice::text_of(step.begun), style.sign("→", "->"),
                       choice::text_of(step.ended));
    out += step.invocations.empty()
               ? "\n"
               : fmt::format(", {}\n", counted(step.invocations.size(), "invocation"));
    append_invocations(out, step, style);
  }
  if (step.kind.ends_with("map") || step.kind == "split") {  // map, remap, unmap
    out += fmt::format("   {}\n", printable(step.subject));
  }
  for (const scenario::Exchange& exchange : step.exchanges) {
    append_exchange(out, exchange, style);
  }
}

/// "as expected: items, count".
void append_judgements(std::string& out, const StepResult& step, const Style& style) {
  std::string held;
  std::set<std::string> seen;
  for (const Judgement& judgement : step.judgements) {
    const std::size_t slash = judgement.name.find('/');
    const std::string word = step.kind == "at_rest" || step.kind == "check"
                                 ? judgement.name.substr(slash == std::string::npos ? 0 : slash + 1)
                                 : judgement.what;
    if (judgement.held && seen.insert(word).second) {
      held += (held.empty() ? "" : ", ") + word;
    }
  }
  if (!held.empty()) {
    out += "   " + mark(true, style) + style.paint(Colour::dim, " as expected: " + held) + "\n";
  }
  for (const Judgement& judgement : step.judgements) {
    if (!judgement.held) {
      out += "   " + mark(false, style) + " not as expected\n";
      append_failure(out, judgement, style);
    }
  }
}

}  // namespace

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string scenario_line(const ScenarioResult& result, const Style& style) {
  constexpr std::size_t kNumbers = 24;
  const std::size_t room = style.width - std::min(style.width - 20, kNumbers + 8);
  std::string name = printable(result.scenario->name);
  if (!result.scenario->breaks.empty()) {
    name += result.passed() ? " (a known bug)" : "";
  }
  const std::size_t steps = result.steps.size();
  return fmt::format("  {} {} {:>9} {:>14}\n", mark(result.passed(), style),
                     padded(cut(name, room, style), room), counted(steps, "step"),
                     units_text(result.units));
}

std::string scenario_story(const ScenarioResult& result, const Style& style) {
  const scenario::Scenario& scenario = *result.scenario;
  std::string out = style.paint(Colour::bold, printable(scenario.name)) + "\n";
  out += style.paint(Colour::dim, scenario.path()) + "\n";
  if (!scenario.description.empty()) {
    out += "\n";
    append_filled(out, scenario.description, 0, style);
  }
  std::size_t number = 0;
  for (const StepResult& step : result.steps) {
    const std::string heading = step.kind == "at_rest"
                                    ? std::string("At rest")
                                    : fmt::format("{}. {}", ++number, printable(step.name));
    out += "\n" + style.paint(Colour::bold, heading) + "\n";
    append_filled(out, step.why, 3, style);
    append_what_happened(out, step, style);
    append_judgements(out, step, style);
  }
  out += unused_text(result, style);
  if (const std::string verdict = verdict_text(result); !verdict.empty()) {
    out += style.paint(Colour::red, verdict) + "\n";
  }
  return out + "\n" + scenario_line(result, style);
}

std::string failures(const ScenarioResult& result, const Style& style) {
  constexpr std::size_t kInFull = 3;
  if (result.passed()) {
    return unused_text(result, style);
  }
  std::string out = fmt::format("\n{} {}\n", mark(false, style),
                                style.paint(Colour::bold, printable(result.scenario->name)));
  std::size_t shown = 0;
  std::size_t rest = 0;
  for (const StepResult& step : result.steps) {
    bool titled = false;
    for (const Judgement& judgement : step.judgements) {
      if (judgement.held) {
        continue;
      }
      if (++shown > kInFull) {
        ++rest;
        continue;
      }
      if (!std::exchange(titled, true)) {
        out += "  " + title_of(step) + "\n";
      }
      append_failure(out, judgement, style);
    }
  }
  if (rest > 0) {
    out += fmt::format("  and {} that did not hold (--verbose shows all)\n",
                       counted(rest, "more expectation"));
  }
  if (const std::string verdict = verdict_text(result); !verdict.empty()) {
    out += "  " + verdict + "\n";
  }
  return out + unused_text(result, style);
}

std::string choices_story(const ScenarioResult& result, const Style& style) {
  if (result.asked.empty()) {
    return "No question came up that could go more than one way.\n";
  }
  std::string out = counted(result.asked.size(), "question") + " came up:\n";
  for (const scenario::Asked& asked : result.asked) {
    const std::string& taken = asked.options[asked.taken];
    const Colour colour = asked.taken == 0 ? Colour::dim : Colour::yellow;
    out += fmt::format("  {}  {} {} {}{}\n", choice::text_of(asked.at), printable(asked.point),
                       style.sign("→", "->"), style.paint(colour, taken),
                       asked.named ? " (named)" : "");
  }
  return out;
}

Totals totals_of(const Run& run) {
  Totals totals;
  for (const ScenarioResult& result : run.scenarios) {
    ++totals.scenarios;
    totals.failed += result.passed() ? 0U : 1U;
    totals.requests += result.requests;
    totals.units += result.units;
    totals.steps += result.steps.size();
    for (const StepResult& step : result.steps) {
      totals.expectations += step.judgements.size();
    }
  }
  return totals;
}

std::string summary(const Run& run, const Style& style) {
  const Totals totals = totals_of(run);
  std::string out;
  for (const scenario::NotPlayed& file : run.not_played) {
    out += style.paint(Colour::yellow, fmt::format("not played: {}: {}", file.path, file.reason)) +
           "\n";
  }
  const std::size_t held = totals.scenarios - totals.failed;
  const std::string verdict =
      totals.failed == 0
          ? style.paint(Colour::green, fmt::format("{} held", counted(held, "scenario")))
          : style.paint(Colour::red, fmt::format("{} of {} failed", totals.failed,
                                                 counted(totals.scenarios, "scenario")));
  return out + fmt::format("{} ({}, {}, {})\n", verdict, counted(totals.steps, "step"),
                           counted(totals.requests, "request"), units_text(totals.units));
}

std::string problems_text(const std::vector<scenario::Problem>& problems, const Style& style) {
  std::string out;
  std::set<std::string> files;
  for (const scenario::Problem& problem : problems) {
    const std::string text = text_of(problem);
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += style.paint(Colour::bold, printable(text.substr(0, end))) + text.substr(end) + "\n";
    files.insert(problem.path);
  }
  return out + fmt::format("{} in {}: nothing was played\n", counted(problems.size(), "mistake"),
                           counted(files.size(), "file"));
}

}  // namespace ddbsim::report
