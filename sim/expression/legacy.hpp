#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/expression/compiled.hpp"

// The front door for the parameters that are older than expressions: Expected, QueryFilter,
// ScanFilter, KeyConditions, AttributesToGet, AttributeUpdates. They become the same trees. Names
// are whole names of top-level attributes: no path, no placeholder, no reserved word.
namespace ddbsim::expression::legacy {

/// A ComparisonOperator of the API.
enum class Operator : std::uint8_t {
  equal,
  not_equal,
  in,
  less_equal,
  less,
  greater_equal,
  greater,
  between,
  not_null,
  null,
  contains,
  not_contains,
  begins_with
};
/// "EQ", "NOT_NULL", ...
[[nodiscard]] std::string_view name_of(Operator op) noexcept;
/// Absent when there is no such operator.
[[nodiscard]] std::optional<Operator> operator_named(std::string_view name) noexcept;

/// One attribute compared with values. Views into the request.
struct Comparison {
  std::string_view attribute;
  Operator op;
  std::span<const value::AttributeValue> operands = {};
};

/// What can be said of a comparison alone: number, types and order of its operands. All that is
/// made of comparisons below is made of checked ones.
[[nodiscard]] std::optional<Error> check(const Comparison& comparison);

/// All of the comparisons hold, or one of them (`any`); no comparison: nothing to hold.
[[nodiscard]] std::optional<Condition> condition_of(std::span<const Comparison> comparisons,
                                                    bool any);

/// One or two comparisons for a key, to be matched with the schema. What no key can be asked for
/// (NE, IN, CONTAINS, ...) is refused there.
[[nodiscard]] Result<KeyParts> key_parts_of(std::span<const Comparison> comparisons);

/// AttributesToGet. Refuses a name that is there twice.
[[nodiscard]] Result<Projection> projection_of(std::span<const std::string> attributes);

enum class Action : std::uint8_t { put, add, erase };

/// One attribute of AttributeUpdates. Views into the request.
struct Change {
  std::string_view attribute;
  Action action = Action::put;
  const value::AttributeValue* value = nullptr;  ///< null: none is given
};
/// Does the action work with such a value, or without one?
[[nodiscard]] std::optional<Error> check(const Change& change);

/// Of checked changes of different attributes. Unlike in expressions ADD appends to a list, and
/// types that don't fit are a "Type mismatch for attribute to update".
[[nodiscard]] Update update_of(std::span<const Change> changes);

}  // namespace ddbsim::expression::legacy
