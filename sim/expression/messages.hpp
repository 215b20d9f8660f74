#pragma once

#include <expected>
#include <string>
#include <utility>

#include "sim/expression/compiled.hpp"

namespace ddbsim::expression {

/// "Invalid ConditionExpression: " and what is wrong; of a statement, what is wrong alone.
[[nodiscard]] inline Error invalid(Kind kind, std::string message) {
  if (kind == Kind::statement) {
    return {std::move(message)};
  }
  return {"Invalid " + std::string(parameter_name(kind)) + ": " + std::move(message)};
}

[[nodiscard]] inline std::unexpected<Error> refuse(Kind kind, std::string message) {
  return std::unexpected(invalid(kind, std::move(message)));
}

/// A message that stands alone.
[[nodiscard]] inline std::unexpected<Error> refuse(std::string message) {
  return std::unexpected(Error{std::move(message)});
}

/// What an update says at run time.
inline constexpr const char* kMissingAttribute =
    "The provided expression refers to an attribute that does not exist in the item";
inline constexpr const char* kWrongOperand =
    "An operand in the update expression has an incorrect data type";
/// The same of AttributeUpdates.
inline constexpr const char* kTypeMismatch = "Type mismatch for attribute to update";
inline constexpr const char* kInvalidPath =
    "The document path provided in the update expression is invalid for update";

}  // namespace ddbsim::expression
