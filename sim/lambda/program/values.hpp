#pragma once

#include <expected>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "sim/lambda/program/tree.hpp"

// Values of a program that runs, and what is computed of them. Errors are sentences.
namespace ddbsim::lambda::program {

struct Value {
  nlohmann::json json;
  /// It is a number though JSON has it as a string: the string behind a ".N", a sum.
  bool is_number = false;
};
using Variables = std::map<std::string, Value, std::less<>>;

template <class T>
using Evaluated = std::expected<T, std::string>;

/// A template with its placeholders filled in. The error names the path that leads nowhere.
[[nodiscard]] Evaluated<Value> evaluate(const Template& what, const Variables& variables);
[[nodiscard]] Evaluated<std::string> evaluate_text(const Template& what,
                                                   const Variables& variables);

/// Whether a condition holds.
[[nodiscard]] Evaluated<bool> holds(const Condition& condition, const Variables& variables);

/// The exact sum; its JSON is the decimal text that {"N": "..."} takes.
[[nodiscard]] Evaluated<Value> sum_of(const std::vector<Template>& terms,
                                      const Variables& variables);

}  // namespace ddbsim::lambda::program
