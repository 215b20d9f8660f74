#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/source.hpp"

// Comparing JSON, and saying where two differ first.
namespace ddbsim::scenario {

struct Mismatch {
  std::string pointer;
  std::string message;  ///< "expected 2, found 3", "is missing", ...
};

/// Equal, numbers by value.
[[nodiscard]] std::optional<Mismatch> compare_exact(const Json& expected, const Json& actual);
/// An object may have more members than expected; a list has as many elements, each compared so.
[[nodiscard]] std::optional<Mismatch> compare_subset(const Json& expected, const Json& actual);

/// `actual` cut to the members that `expected` names, for reading the two side by side.
[[nodiscard]] Json cut_to(const Json& expected, const Json& actual);
/// Only these attributes of an item.
[[nodiscard]] Json only(const Json& item, const std::vector<std::string>& attributes);
/// An item as the service would return it: numbers in plain notation, sets in order. What is no
/// item comes back unchanged.
[[nodiscard]] Json canonical_item(const Json& item);
/// Short, for a sentence: long values are cut.
[[nodiscard]] std::string brief(const Json& json);

}  // namespace ddbsim::scenario
