#pragma once

#include <expected>
#include <map>
#include <string>
#include <vector>

#include "sim/scenario/source.hpp"

// Filling in the placeholders (sim/wire/placeholders.hpp) of a scenario, by name.
namespace ddbsim::scenario {

using Values = std::map<std::string, Ordered>;

struct PlaceholderError {
  std::string pointer;  ///< of the string, below what was given
  std::string name;     ///< the name that has no value; empty when the placeholder itself is broken
  std::string message;
};

/// `json` with its placeholders filled in; names of object members stay as they are.
[[nodiscard]] std::expected<Ordered, PlaceholderError> fill(const Ordered& json,
                                                            const Values& values);
/// The same for what is compared.
[[nodiscard]] std::expected<Json, PlaceholderError> fill(const Json& json, const Values& values);

/// True when some string has a ${ in it.
[[nodiscard]] bool has_placeholders(const Ordered& json);
[[nodiscard]] bool has_placeholders(const Json& json);

}  // namespace ddbsim::scenario
