#include "sim/expression/functions.hpp"

#include <array>

namespace ddbsim::expression {
namespace {

struct Entry {
  std::string_view name;
  std::size_t operands;
};

constexpr std::array<Entry, 9> kFunctions = {{
    {"", 0},
    {"attribute_exists", 1},
    {"attribute_not_exists", 1},
    {"attribute_type", 2},
    {"begins_with", 2},
    {"contains", 2},
    {"size", 1},
    {"if_not_exists", 2},
    {"list_append", 2},
}};

const Entry& entry_of(Function function) noexcept {
  return kFunctions[static_cast<std::size_t>(function)];
}

}  // namespace

Function function_named(std::string_view name) noexcept {
  for (std::size_t i = 1; i < kFunctions.size(); ++i) {
    if (kFunctions[i].name == name) {
      return static_cast<Function>(i);
    }
  }
  return Function::none;
}

std::string_view name_of(Function function) noexcept { return entry_of(function).name; }

std::size_t operand_count(Function function) noexcept { return entry_of(function).operands; }

}  // namespace ddbsim::expression
