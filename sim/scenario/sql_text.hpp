#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

// What is asked of a text of SQL beside what SQLite does with it.
namespace ddbsim::scenario {

/// Does it begin as a query (SELECT, WITH, VALUES)?
[[nodiscard]] bool is_query(std::string_view sql);

/// The columns of a query's outermost ORDER BY as places among its result columns, the first first;
/// none without one. The error, a sentence, names a term that is no result column: only by these
/// can rows be told to stand in an order.
[[nodiscard]] std::expected<std::vector<std::size_t>, std::string> ordered_by(
    std::string_view sql, const std::vector<std::string>& columns);

}  // namespace ddbsim::scenario
