#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/stack/evaluator.hpp"
#include "sim/wire/suggest.hpp"

// The values that a deployment gives, against what the template allows.
namespace ddbsim::stack {

namespace {

std::optional<double> number_of(const Node* node) {
  double value = 0;
  if (node == nullptr || !is_json_number(node->text)) {
    return std::nullopt;
  }
  const std::string& text = node->text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

bool calls_import_value(const Node& node) {
  return function_of(node) == "Fn::ImportValue" ||
         std::ranges::any_of(node.items, calls_import_value);
}

/// What is wrong with the value of a parameter, in CloudFormation's words.
std::optional<std::string> refusal(const Node& definition, const std::string& value) {
  const std::string& name = definition.key;
  if (const Node* allowed = definition.find("AllowedValues");
      allowed != nullptr &&
      std::ranges::find(allowed->items, value, &Node::text) == allowed->items.end()) {
    std::vector<std::string_view> words;
    words.reserve(allowed->items.size());
    for (const Node& item : allowed->items) {
      words.emplace_back(item.text);
    }
    return fmt::format("Parameter '{}' must be one of AllowedValues: {}", name,
                       fmt::join(words, ", "));
  }
  const auto length = static_cast<double>(value.size());
  const auto at_least = [&](std::string_view member) { return number_of(definition.find(member)); };
  if (const auto most = at_least("MaxLength"); most && length > *most) {
    return fmt::format("Parameter '{}' must contain at most {} characters", name, *most);
  }
  if (const auto least = at_least("MinLength"); least && length < *least) {
    return fmt::format("Parameter '{}' must contain at least {} characters", name, *least);
  }
  const Node* type = definition.find("Type");
  if (type == nullptr || type->text != "Number") {
    return std::nullopt;
  }
  const Node as_text = text_node(definition, value);
  const auto number = number_of(&as_text);
  if (!number) {
    return fmt::format("Parameter '{}' must be a number", name);
  }
  if (const auto most = at_least("MaxValue"); most && *number > *most) {
    return fmt::format("Parameter '{}' must be a number not greater than {}", name, *most);
  }
  if (const auto least = at_least("MinValue"); least && *number < *least) {
    return fmt::format("Parameter '{}' must be a number not less than {}", name, *least);
  }
  return std::nullopt;
}

}  // namespace

void Evaluator::check_parameters() {
  const Node* section = root_.find("Parameters");
  std::vector<std::string_view> known;
  if (section != nullptr) {
    for (const Node& definition : section->items) {
      known.emplace_back(definition.key);
      const auto given = parameters_.values.find(definition.key);
      const Node* fallback = definition.find("Default");
      if (given == parameters_.values.end() && (fallback == nullptr || !fallback->is_scalar())) {
        continue;  // it is an error when something asks for it
      }
      const std::string& value = given == parameters_.values.end() ? fallback->text : given->second;
      if (const auto wrong = refusal(definition, value)) {
        error(definition, *wrong);
      }
    }
  }
  const bool imports = calls_import_value(root_);
  for (const auto& [name, value] : parameters_.values) {
    if (!imports && std::ranges::find(known, name) == known.end()) {
      error(section == nullptr ? root_ : *section,
            fmt::format("Parameters: [{}] do not exist in the template{}", name,
                        wire::did_you_mean(name, known)));
    }
  }
}

}  // namespace ddbsim::stack
