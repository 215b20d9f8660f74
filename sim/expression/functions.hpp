#pragma once

#include <cstdint>
#include <string_view>

namespace ddbsim::expression {

enum class Function : std::uint8_t {
  none,
  attribute_exists,
  attribute_not_exists,
  attribute_type,
  begins_with,
  contains,
  size,
  if_not_exists,
  list_append,
};

/// By its name, in lower case only, as the service does; `none` when there is no such function.
[[nodiscard]] Function function_named(std::string_view name) noexcept;
[[nodiscard]] std::string_view name_of(Function function) noexcept;
[[nodiscard]] std::size_t operand_count(Function function) noexcept;

/// if_not_exists and list_append; the others belong to conditions.
[[nodiscard]] constexpr bool belongs_to_update(Function function) noexcept {
  return function >= Function::if_not_exists;
}

}  // namespace ddbsim::expression
