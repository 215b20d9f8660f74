#pragma once

#include <string>

#include "sim/report/run.hpp"

// Reports for programs.
namespace ddbsim::report {

/// One JSON object, indented, with a line end.
[[nodiscard]] std::string json_report(const Run& run);

/// JUnit's XML: a suite for each scenario, a case for each step.
[[nodiscard]] std::string junit_report(const Run& run);

}  // namespace ddbsim::report
