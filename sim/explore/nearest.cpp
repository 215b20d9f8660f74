#include "sim/explore/nearest.hpp"

#include <algorithm>
#include <optional>

#include "sim/explore/search.hpp"

namespace ddbsim::explore {
namespace {

/// Good outcomes are many, and near ones come early.
constexpr std::uint64_t kStates = 20'000;

/// What the property compares.
Tables compared(const Tables& tables, const scenario::Property& property) {
  const auto* const rule = std::get_if<scenario::RetryTransparent>(&property.predicate);
  if (rule == nullptr || rule->tables.empty()) {
    return tables;
  }
  Tables cut;
  for (const auto& [place, item] : tables) {
    const auto table = rule->tables.find(place.first);
    if (table == rule->tables.end()) {
      continue;
    }
    nlohmann::json& part = cut[place] = item;
    for (auto member = part.begin(); member != part.end();) {
      const bool counts = table->second.empty() ||
                          std::ranges::find(table->second, member.key()) != table->second.end();
      member = counts ? std::next(member) : part.erase(member);
    }
  }
  return cut;
}

}  // namespace

std::vector<StoryDifference> nearest_good(Machine& machine, const scenario::Property& property,
                                          const Tables& broken) {
  const Tables here = compared(broken, property);
  std::optional<std::vector<StoryDifference>> nearest;
  for_each_good_outcome(machine, kStates, [&](const service::Account& account) {
    std::vector<StoryDifference> differences;
    for_each_difference(here, compared(tables_in(account), property),
                        [&](const auto& place, const auto& is, const auto& good) {
                          differences.push_back({place.first, place.second, is, good});
                        });
    if (!nearest || differences.size() < nearest->size()) {
      nearest = std::move(differences);
    }
  });
  return nearest.value_or(std::vector<StoryDifference>{});
}

}  // namespace ddbsim::explore
