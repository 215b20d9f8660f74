#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/report/style.hpp"

namespace ddbsim::report {

/// Expected and actual in two columns, equal lines opposite each other, lines that differ marked,
/// below the first of them a mark under the first character that differs. Long runs of equal lines
/// are left out. Lists of flat objects of texts are rows, shown without JSON's signs.
[[nodiscard]] std::vector<std::string> side_by_side(const nlohmann::json& expected,
                                                    const nlohmann::json& actual,
                                                    const Style& style);

}  // namespace ddbsim::report
