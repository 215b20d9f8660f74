#pragma once

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "sim/report/style.hpp"

// Values of items and rows as people write them down.
namespace ddbsim::report {

/// Columns of a value beside others; what is wider is cut.
inline constexpr std::size_t kWidestValue = 40;

/// On one line; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string dumped(const nlohmann::json& json);

/// The type of a value in DynamoDB JSON, `{"S": "a"}`; empty for anything else.
[[nodiscard]] std::string type_of(const nlohmann::json& json);

/// A value without its types, where quotes and brackets say them: "hello" in quotes, 12, {"a",
/// "b"}, [1, null], {name: 1}. What is no DynamoDB JSON stays JSON.
[[nodiscard]] std::string plain_value(const nlohmann::json& json);

/// Head and tail of a text that is wider than `width` columns, a sign between.
[[nodiscard]] std::string cut_middle(const std::string& text, std::size_t width,
                                     const Style& style);

/// Two texts that differ, each of about `kWidestValue` columns at most, cut so that the difference
/// is seen.
[[nodiscard]] std::pair<std::string, std::string> cut_twins(const std::string& before,
                                                            const std::string& after,
                                                            const Style& style);

}  // namespace ddbsim::report
