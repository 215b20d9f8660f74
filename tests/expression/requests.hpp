#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "sim/expression/compiled.hpp"
#include "sim/value/item.hpp"

namespace ddbsim::expression::testing {

/// An item from short JSON: numbers, texts, booleans, null and arrays stand for N, S, BOOL, NULL
/// and L; objects are DynamoDB JSON: {"a": 1, "b": {"SS": ["x"]}}. Empty text: no item.
[[nodiscard]] value::Item item_of(std::string_view json);

/// One expression with all that belongs to it, as a row of a table.
struct Row {
  std::string text;
  std::string expected;     ///< "true", "false", an item as DynamoDB JSON, or the whole message
  std::string values = {};  ///< `item_of` notation
  std::string names = {};   ///< {"#n": "name"}
  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.text; }
};

/// Outcome of compiling, binding and evaluating with all checks of the placeholders. For
/// conditions, filters: true or false. For projections and updates: the item.
[[nodiscard]] std::string outcome(Kind kind, const Row& row, const value::Item& item);

/// The message of a key condition; "ok" when it is good.
[[nodiscard]] std::string key_outcome(const Row& row, const KeyNames& keys);

/// Either the key condition or the message.
[[nodiscard]] Result<KeyCondition> bind_key(const Row& row, const KeyNames& keys);

}  // namespace ddbsim::expression::testing
