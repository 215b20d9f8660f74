#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/stack/evaluator.hpp"

// Conditions: Fn::If, Fn::And, Fn::Or, Fn::Not, Fn::Equals, and {"Condition": "name"}.
namespace ddbsim::stack {

bool Evaluator::holds(const std::string& condition, const Node& where) {
  if (const auto known = conditions_.find(condition); known != conditions_.end()) {
    return known->second;
  }
  const Node* section = root_.find("Conditions");
  const Node* definition = section == nullptr ? nullptr : section->find(condition);
  if (definition == nullptr) {
    error(where, fmt::format("Template validation error: Template error: unresolved condition "
                             "dependency {} in the Conditions block of the template",
                             condition));
    return false;
  }
  const std::string name = fmt::format("condition {}", condition);
  if (std::ranges::find(underway_, name) != underway_.end()) {
    error(*definition, fmt::format("Template format error: Circular dependency of conditions: {}",
                                   fmt::join(underway_, ", ")));
    return false;
  }
  underway_.push_back(name);
  const bool outside = in_condition_;
  in_condition_ = true;
  const bool result = boolean(*definition);
  in_condition_ = outside;
  underway_.pop_back();
  conditions_[condition] = result;
  return result;
}

bool Evaluator::boolean(const Node& node) {
  if (node.is_map() && node.items.size() == 1 && !findings_.failed()) {
    const Node& argument = node.items.front();
    if (argument.key == "Condition" && argument.is_scalar()) {
      return holds(argument.text, argument);
    }
    if (!argument.key.starts_with("Fn::")) {
      error(node,
            "Template format error: Conditions can only be boolean operations on parameters "
            "and other conditions");
      return false;
    }
  }
  const Node value = evaluate(node);
  if (value.is_scalar() && (value.text == "true" || value.text == "false")) {
    return value.text == "true";
  }
  error(node, fmt::format("Template format error: Conditions can only be boolean operations on "
                          "parameters and other conditions, not {}",
                          describe(node)));
  return false;
}

bool Evaluator::all_or_any(const Node& arguments, bool all) {
  if (!arguments.is_list() || arguments.items.size() < 2 || arguments.items.size() > 10) {
    error(arguments, fmt::format("Template error: every {} object requires a list of at least 2 "
                                 "and at most 10 boolean parameters.",
                                 arguments.key));
    return false;
  }
  bool result = all;
  for (const Node& argument : arguments.items) {
    const bool one = boolean(argument);  // each is looked at: a mistake in any of them counts
    result = all ? result && one : result || one;
  }
  return result;
}

bool Evaluator::equals(const Node& arguments) {
  if (!arguments.is_list() || arguments.items.size() != 2) {
    error(arguments,
          "Template error: every Fn::Equals object requires a list of 2 string parameters.");
    return false;
  }
  const bool outside = in_condition_;
  in_condition_ = true;
  const Node left = evaluate(arguments.items[0]);
  const Node right = evaluate(arguments.items[1]);
  in_condition_ = outside;
  // Parameters are texts, whatever their type: 1 equals "1".
  return left.is_scalar() && right.is_scalar() ? left.text == right.text
                                               : to_json(left) == to_json(right);
}

Node Evaluator::truth(const Node& call) {
  const Node& argument = call.items.front();
  bool result = false;
  if (argument.key == "Fn::Equals") {
    result = equals(argument);
  } else if (argument.key == "Fn::Not") {
    if (argument.is_list() && argument.items.size() == 1) {
      result = !boolean(argument.items.front());
    } else {
      error(argument, "Template error: every Fn::Not object requires one boolean parameter.");
    }
  } else {
    result = all_or_any(argument, argument.key == "Fn::And");
  }
  Node node = make_node(call, Node::Kind::boolean);
  node.text = result ? "true" : "false";
  return node;
}

Node Evaluator::if_else(const Node& argument) {
  if (!argument.is_list() || argument.items.size() != 3 || !argument.items[0].is_scalar()) {
    return error(argument,
                 "Template error: Fn::If requires a list argument with the first element being a "
                 "condition, then the value if it holds and the value if it does not");
  }
  const bool chosen = holds(argument.items[0].text, argument.items[0]);
  return evaluate(argument.items[chosen ? 1 : 2]);
}

}  // namespace ddbsim::stack
