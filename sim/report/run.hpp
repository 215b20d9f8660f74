#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/reader.hpp"
#include "sim/scenario/result.hpp"

namespace ddbsim::report {

/// All that came of one `ddbsim run`.
struct Run {
  std::vector<scenario::ScenarioResult> scenarios;
  std::vector<scenario::NotPlayed>
      not_played;                           ///< with a reason: those of other kinds are left out
  std::vector<scenario::Problem> problems;  ///< not empty: nothing was played
  std::uint64_t seed = 0;
};

struct Totals {
  std::size_t scenarios = 0;
  std::size_t failed = 0;
  std::size_t steps = 0;
  std::size_t expectations = 0;
  std::size_t requests = 0;
  double units = 0;
};
[[nodiscard]] Totals totals_of(const Run& run);

/// The version of what writes the report.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace ddbsim::report
