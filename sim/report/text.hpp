#pragma once

#include <string>

#include "sim/report/run.hpp"
#include "sim/report/style.hpp"

// Reports for people.
namespace ddbsim::report {

/// "✓ A query needs the partition key      2 steps  0.5 units".
[[nodiscard]] std::string scenario_line(const scenario::ScenarioResult& result, const Style& style);

/// Each step with why it is there, its requests, their answers and what they cost: a scenario as a
/// lesson.
[[nodiscard]] std::string scenario_story(const scenario::ScenarioResult& result,
                                         const Style& style);

/// What did not hold: the step, expected and actual side by side. Empty when the scenario passed.
[[nodiscard]] std::string failures(const scenario::ScenarioResult& result, const Style& style);

/// Every question that came up, and what was taken.
[[nodiscard]] std::string choices_story(const scenario::ScenarioResult& result, const Style& style);

/// The last line, after those that say what was not played.
[[nodiscard]] std::string summary(const Run& run, const Style& style);

/// What is wrong with files, one after the other, and how many things that are.
[[nodiscard]] std::string problems_text(const std::vector<scenario::Problem>& problems,
                                        const Style& style);

/// "1 step", "2 steps".
[[nodiscard]] std::string counted(std::size_t count, std::string_view thing);

}  // namespace ddbsim::report
