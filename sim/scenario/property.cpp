#include "sim/scenario/property.hpp"

#include <array>

namespace ddbsim::scenario {

std::string_view name_of(Property::When when) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"at_rest", "always", "never", "sometimes"};
  return kNames[static_cast<std::size_t>(when)];
}

std::string_view name_of(const Predicate& predicate) noexcept {
  constexpr std::array<std::string_view, std::variant_size_v<Predicate>> kNames{
      "one_live_row", "count",      "unique",   "all",    "references",        "equal",
      "state",        "sql",        "patterns", "one_of", "retry_transparent", "drains",
      "livelock",     "unprocessed"};
  return kNames[predicate.index()];
}

}  // namespace ddbsim::scenario
