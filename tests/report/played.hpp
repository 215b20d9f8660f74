#pragma once

#include <string>

#include "sim/report/run.hpp"

// Runs to report on: one small table, steps as a test wants them.
namespace ddbsim::report::played {

/// A scenario in the file `name` + ".json": the table "things" (pk S) with the item a, then
/// `rest_of_file`, which begins with "steps".
[[nodiscard]] scenario::ScenarioResult scenario(const std::string& name,
                                                const std::string& rest_of_file);

/// A scan of the table, and what is expected of it.
[[nodiscard]] std::string scan(const std::string& step, const std::string& expect);

/// Three scenarios: one holds, one fails in its second step, one is a known bug; one file that was
/// not played.
[[nodiscard]] Run run();

/// One file with one mistake.
[[nodiscard]] Run broken();

}  // namespace ddbsim::report::played
