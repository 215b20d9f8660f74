#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/report/wording.hpp"

namespace ddbsim::report {

/// Rows as a table: attributes are columns, values cut where they are long; a row a line when the
/// table would be wider than `style.width` less an indentation of 4.
[[nodiscard]] std::vector<std::string> rows_text(std::span<const nlohmann::json> rows,
                                                 const Wording& words, const Style& style);

/// The attributes of all rows, each once: those of keys, then the others by name. Empty when some
/// row is no object.
[[nodiscard]] std::vector<std::string> columns_of(std::span<const nlohmann::json> rows,
                                                  const Wording& words);

/// One side of a difference: all of the item when the other side has none, else only what differs;
/// "no item". Never empty.
[[nodiscard]] Phrase side_of(const nlohmann::json& image,
                             const explore::StoryDifference& difference, const Wording& words);

}  // namespace ddbsim::report
