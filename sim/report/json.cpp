#include "sim/report/json.hpp"

namespace ddbsim::report {

namespace {

using scenario::Ordered;

Ordered to_json(const scenario::Problem& problem) {
  return {{"path", problem.path},
          {"line", problem.position.line},
          {"column", problem.position.column},
          {"pointer", problem.pointer},
          {"message", problem.message}};
}

Ordered to_json(const scenario::Exchange& exchange) {
  Ordered json{{"client", exchange.client},
               {"operation", exchange.operation},
               {"request", exchange.request},
               {exchange.refused ? "error" : "response", Ordered::parse(exchange.answer)}};
  if (exchange.units) {
    json["units"] = *exchange.units;
  }
  return json;
}

Ordered to_json(const scenario::Judgement& judgement) {
  Ordered json{{"name", judgement.name}, {"what", judgement.what}, {"held", judgement.held}};
  if (!judgement.held) {
    const auto problem = judgement.origin.problem("", "");
    json["message"] = judgement.message;
    json["expected"] = judgement.expected;
    json["actual"] = judgement.actual;
    json["first_difference"] = judgement.pointer;
    json["path"] = problem.path;
    json["line"] = problem.position.line;
    json["column"] = problem.position.column;
    json["pointer"] = judgement.origin.pointer;
  }
  return json;
}

Ordered to_json(const scenario::StepResult& step) {
  Ordered json{{"name", step.name},
               {"kind", step.kind},
               {"held", step.held()},
               {"begun", choice::text_of(step.begun)},
               {"ended", choice::text_of(step.ended)}};
  if (!step.why.empty()) {
    json["why"] = step.why;
  }
  if (step.units) {
    json["units"] = *step.units;
  }
  if (!step.invocations.empty()) {
    json["invocations"] = step.invocations.size();
  }
  json["exchanges"] = Ordered::array();
  for (const scenario::Exchange& exchange : step.exchanges) {
    json["exchanges"].push_back(to_json(exchange));
  }
  json["expectations"] = Ordered::array();
  for (const scenario::Judgement& judgement : step.judgements) {
    json["expectations"].push_back(to_json(judgement));
  }
  return json;
}

Ordered to_json(const scenario::ScenarioResult& result) {
  const scenario::Scenario& scenario = *result.scenario;
  Ordered json{{"path", scenario.path()},
               {"name", scenario.name},
               {"description", scenario.description},
               {"passed", result.passed()},
               {"ended", choice::text_of(result.ended)},
               {"requests", result.requests},
               {"units", result.units}};
  if (!scenario.breaks.empty()) {
    json["verdict"] = "breaks " + scenario.breaks;
  }
  json["steps"] = Ordered::array();
  for (const scenario::StepResult& step : result.steps) {
    json["steps"].push_back(to_json(step));
  }
  json["unused_choices"] = Ordered::array();
  for (const std::size_t index : result.unused_choices) {
    json["unused_choices"].push_back(scenario.choices[index].origin.pointer);
  }
  if (!result.unused_turns.empty()) {
    json["unused_turns"] = result.unused_turns;
  }
  if (!result.asked.empty()) {
    for (const scenario::Asked& asked : result.asked) {
      json["choices"].push_back({{"at", choice::text_of(asked.at)},
                                 {"point", asked.point},
                                 {"options", asked.options},
                                 {"taken", asked.options[asked.taken]},
                                 {"named", asked.named}});
    }
  }
  return json;
}

}  // namespace

std::string json_report(const Run& run) {
  const Totals totals = totals_of(run);
  Ordered json{{"ddbsim", kVersion}, {"seed", run.seed}};
  json["summary"] = {{"scenarios", totals.scenarios},
                     {"held", totals.scenarios - totals.failed},
                     {"failed", totals.failed},
                     {"not_played", run.not_played.size()},
                     {"problems", run.problems.size()},
                     {"steps", totals.steps},
                     {"expectations", totals.expectations},
                     {"requests", totals.requests},
                     {"units", totals.units}};
  json["problems"] = Ordered::array();
  for (const scenario::Problem& problem : run.problems) {
    json["problems"].push_back(to_json(problem));
  }
  json["scenarios"] = Ordered::array();
  for (const scenario::ScenarioResult& result : run.scenarios) {
    json["scenarios"].push_back(to_json(result));
  }
  json["not_played"] = Ordered::array();
  for (const scenario::NotPlayed& file : run.not_played) {
    json["not_played"].push_back(
        {{"path", file.path}, {"name", file.name}, {"reason", file.reason}});
  }
  return json.dump(2) + "\n";
}

}  // namespace ddbsim::report
