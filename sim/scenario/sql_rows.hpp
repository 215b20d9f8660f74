#pragma once

#include <span>
#include <string>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sql_oracle.hpp"
#include "sim/scenario/sqlite.hpp"

namespace ddbsim::scenario {

/// Runs a bound query to its end.
[[nodiscard]] SqlRows collect(sqlite::Statement& query);

/// What a pattern's requests answered, as rows of its columns. A prefix that a column comes after
/// is cut; a value without it stays whole, and differs.
[[nodiscard]] SqlRows rows_of(const Pattern& pattern, const std::vector<std::string>& columns,
                              std::span<const value::Item> items);

/// Compares rows of the same columns, in the order that `expected` has.
[[nodiscard]] SqlComparison compare_rows(const SqlRows& expected, const SqlRows& actual);

/// The items of the answer of any reading operation.
[[nodiscard]] std::vector<value::Item> items_of(const service::Response& response);

}  // namespace ddbsim::scenario
