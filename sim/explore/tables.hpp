#pragma once

#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "sim/service/account.hpp"

namespace ddbsim::explore {

/// All items as DynamoDB JSON, by table and key ("GRP#ann|2026-03-01").
using Tables = std::map<std::pair<std::string, std::string>, nlohmann::json>;

[[nodiscard]] Tables tables_in(const service::Account& account);

/// Calls `visit(place, before, after)` for each item that is not the same in both; null: no item.
template <class Visit>
void for_each_difference(const Tables& before, const Tables& after, Visit visit) {
  Tables keys = before;
  keys.insert(after.begin(), after.end());
  const auto in = [](const Tables& tables, const auto& place) {
    const auto at = tables.find(place);
    return at == tables.end() ? nlohmann::json() : at->second;
  };
  for (const auto& [place, unused] : keys) {
    const nlohmann::json was = in(before, place);
    const nlohmann::json is = in(after, place);
    if (was != is) {
      visit(place, was, is);
    }
  }
}

}  // namespace ddbsim::explore
