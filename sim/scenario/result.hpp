#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/scenario/scenario.hpp"

// What came of playing a scenario: what reports and --update are made of.
namespace ddbsim::scenario {

/// One expectation beside what really came.
struct Judgement {
  std::string name;  ///< the step's name; "at_rest/tables/TABLE/count"; unique with `what`
  std::string what;  ///< "items", "error", "count", ...: the word of the expectation
  bool held = true;
  std::string message;  ///< one sentence, for what did not hold
  /// Cut to what was compared, so that the two read side by side.
  Json expected;
  Json actual;
  std::string pointer;  ///< of the first difference, in both
  /// Where the expectation is written, and what --update writes there; absent when no value would
  /// make it hold.
  Origin origin;
  std::optional<Json> update;
};

/// A request and its answer.
struct Exchange {
  std::string client;
  std::string operation;
  Ordered request;
  bool refused = false;
  std::string answer;  ///< the response's or error's JSON text, members in the service's order
  std::optional<double> units;
};

struct StepResult {
  std::string name;
  std::string kind;     ///< "request", "pattern", ..., "at_rest"
  std::string subject;  ///< what else says what it does: the pattern's name, the time
  std::string why;
  choice::Instant begun{};
  choice::Instant ended{};
  std::vector<Exchange> exchanges;
  std::vector<Judgement> judgements;
  std::vector<world::InvocationReport> invocations;  ///< that ended during the step
  std::optional<double> units;

  [[nodiscard]] bool held() const noexcept;
};

/// A question that came up, and its answer.
struct Asked {
  choice::Instant at{};
  std::string point;
  std::vector<std::string> options;
  std::size_t taken = 0;
  bool named = false;  ///< answered by the scenario's `choices`
};

struct ScenarioResult {
  std::shared_ptr<const Scenario> scenario;
  std::vector<StepResult> steps;  ///< in order; the last may be "at_rest"
  std::vector<Asked> asked;       ///< when asked for
  std::vector<std::size_t> unused_choices;
  /// What turn steps named and what never came up: "deliver mover ...: the turn", "...: take
  /// crash-after".
  std::vector<std::string> unused_turns;
  bool unused_choices_count = false;  ///< --strict: they make the scenario fail
  choice::Instant ended{};
  std::size_t requests = 0;
  double units = 0;

  /// Every expectation holds.
  [[nodiscard]] bool all_held() const noexcept;
  /// The verdict: what `all_held` says; for a known bug ("verdict": "breaks ..."), whether exactly
  /// the named expectation fails.
  [[nodiscard]] bool passed() const noexcept;
};

/// Does `name` belong to the expectation that "breaks NAME" names: the same, or below it?
[[nodiscard]] bool belongs_to(std::string_view name, std::string_view expectation) noexcept;

}  // namespace ddbsim::scenario
