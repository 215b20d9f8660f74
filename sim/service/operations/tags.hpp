#pragma once

#include <vector>

#include "sim/service/item_checks.hpp"

namespace ddbsim::service {

inline constexpr std::size_t kMaxTags = 50;  ///< documented: of a resource

/// Tags that a request gives to a table, as such: not too many, none that is AWS's own.
[[nodiscard]] Refusal check_tags(const std::vector<Tag>& tags);
/// Gives them to a table; a tag that it has already gets the new value.
void add_tags(Account& account, const std::string& table, const std::vector<Tag>& tags);

}  // namespace ddbsim::service
