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
/// The same of any text.
[[nodiscard]] std::string changed(std::string text, std::string_view from, std::string_view to);
/// A table with a stream, a handler that does nothing, a pattern, two clients, all bounds, a
/// property. Valid.
[[nodiscard]] std::string exploration();
/// The same with other steps and what follows them: "[...], \"at_rest\": {...}".
[[nodiscard]] std::string with_steps(std::string_view steps);

/// Steps for `with_steps`: a turn of each kind, with all that may be said of it, and an advance
/// that keeps still. Valid, but nothing that they name comes up.
[[nodiscard]] std::string_view turns();

/// "test/no-op", "test/fail", "test/read-table", "test/sleep" (2 s), "test/wait" (for nothing); the
/// pattern "test/put" with "pk".
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
