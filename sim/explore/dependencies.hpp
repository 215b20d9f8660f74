#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/service/client.hpp"
#include "sim/table/definition.hpp"

namespace ddbsim::explore {

inline constexpr std::string_view kEveryTable = "*";

/// Something that the answer and the effect of a request depend on.
struct Dependency {
  std::string table;  ///< or `kEveryTable`
  value::Item item;   ///< has the key of one item; none: every item of the table
};

/// All that a request can look at or change. More than it really does is slow, less is wrong.
[[nodiscard]] std::vector<Dependency> dependencies_of(const service::Request& request);
/// Has the item all attributes of the key, of the right types?
[[nodiscard]] bool has_key(const table::KeySchema& key, const value::Item& item);
/// Is it an eventually consistent read?
[[nodiscard]] bool may_lag(const service::Request& request);

}  // namespace ddbsim::explore
