#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/player.hpp"
#include "sim/scenario/reader.hpp"

// A small scenario in a text, and what tests do with it.
namespace ddbsim::scenario::small {

/// One table with a stream, one item, a handler that does nothing, a pattern, three steps. Valid.
[[nodiscard]] std::string text();
/// The same with one place changed; `from` must be there.
[[nodiscard]] std::string changed(std::string_view from, std::string_view to);
/// The same with other steps and what follows them: "[...], \"at_rest\": {...}".
[[nodiscard]] std::string with_steps(std::string_view steps);

/// "test/no-op", "test/fail", "test/read-table"; the pattern "test/put" with "pk".
[[nodiscard]] Registry registry();

/// Reads as "small.json"; throws std::runtime_error with all problems when there is one.
[[nodiscard]] std::shared_ptr<const Scenario> read(const std::string& text);
/// What is wrong with it, each as `text_of` tells it.
[[nodiscard]] std::string problems_of(const std::string& text);
/// Reads and plays.
[[nodiscard]] ScenarioResult play(const std::string& text, const PlayOptions& options = {});
/// All that did not hold: "STEP: WHAT: MESSAGE", a line each.
[[nodiscard]] std::string failures_of(const ScenarioResult& result);

}  // namespace ddbsim::scenario::small
