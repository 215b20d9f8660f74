#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::house {

struct Function {
  std::string name;
  int first_line = 0;
  int last_line = 0;

  int lines() const { return last_line - first_line + 1; }
  bool operator==(const Function&) const = default;
};

// The function bodies of C++ source, in the order in which they end, each from the first line of
// its declaration to its closing brace. Lambdas and local types count in the function that holds
// them; a lambda outside of functions is one of its own. Tables of data are no functions, however
// long.
//
// This reads braces, it does not parse: macros that open or close a brace would mislead it.
std::vector<Function> functions_of(std::string_view source);

}  // namespace ddbsim::house
