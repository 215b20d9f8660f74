#include "sim/scenario/result.hpp"

#include <algorithm>

namespace ddbsim::scenario {

bool StepResult::held() const noexcept { return std::ranges::all_of(judgements, &Judgement::held); }

bool ScenarioResult::all_held() const noexcept {
  return std::ranges::all_of(steps, &StepResult::held);
}

bool ScenarioResult::passed() const noexcept {
  if (unused_choices_count && !(unused_choices.empty() && unused_turns.empty())) {
    return false;
  }
  if (scenario->breaks.empty()) {
    return all_held();
  }
  bool broke = false;
  for (const StepResult& step : steps) {
    for (const Judgement& judgement : step.judgements) {
      const bool named = belongs_to(judgement.name, scenario->breaks);
      if (!judgement.held && !named) {
        return false;
      }
      broke = broke || !judgement.held;
    }
  }
  return broke;
}

bool belongs_to(std::string_view name, std::string_view expectation) noexcept {
  return name.starts_with(expectation) &&
         (name.size() == expectation.size() || name[expectation.size()] == '/');
}

}  // namespace ddbsim::scenario
