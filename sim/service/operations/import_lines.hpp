#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/account.hpp"

namespace ddbsim::service {

/// What a file to import holds: items, and how many lines were none.
struct ImportedLines {
  std::vector<value::Item> items;
  std::int64_t errors = 0;
};
/// One {"Item": {...}} for each line.
[[nodiscard]] ImportedLines read_json_lines(Account& account, std::string_view text);
/// A header, unless `header` names the columns, then one item for each row. Attributes of keys have
/// the types of `definition`, all others are texts (AWS: "DynamoDB import formats"). Quotes as
/// in RFC 4180. An empty field is no attribute.
[[nodiscard]] ImportedLines read_csv(Account& account, const table::TableDefinition& definition,
                                     char delimiter, std::vector<std::string> header,
                                     std::string_view text);

}  // namespace ddbsim::service
