#include "sim/stack/evaluator.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/stack/document.hpp"

namespace ddbsim::stack {

namespace {

/// Functions inside functions, and names that need other names.
constexpr std::size_t kDepthMax = 400;

}  // namespace

struct Evaluator::Nesting {
  explicit Nesting(Evaluator& evaluator) : owner(evaluator) { ++owner.depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  ~Nesting() { --owner.depth_; }
  Evaluator& owner;
};

struct Evaluator::Entry {
  std::string_view name;
  Function function;
};

Evaluator::Evaluator(const Node& root, const Parameters& parameters, Findings& findings)
    : root_(root), parameters_(parameters), findings_(findings) {}

Node Evaluator::error(const Node& at, std::string message) {
  findings_.error(at, std::move(message));
  return make_node(at, Node::Kind::null);
}

Node Evaluator::spent(Node node) {
  constexpr std::size_t kOfNode = sizeof(Node);
  characters_ += kOfNode + node.text.size();
  if (characters_ > kCharactersMax * 8) {
    return error(node,
                 "the values of this template are too large: its functions repeat each other");
  }
  return node;
}

Node Evaluator::evaluate(const Node& node) {
  const Nesting nesting(*this);
  if (depth_ > kDepthMax) {
    return error(node, "functions and references are nested too deeply");
  }
  if (findings_.failed()) {
    return make_node(node, Node::Kind::null);
  }
  if (!function_of(node).empty()) {
    Node result = call(node);
    result.key = node.key;
    return spent(std::move(result));
  }
  Node result = make_node(node, node.kind);
  result.text = node.text;
  for (const Node& item : node.items) {
    Node value = evaluate(item);
    if (!value.is_absent()) {
      result.items.push_back(std::move(value));
    }
  }
  return spent(std::move(result));
}

Node Evaluator::call(const Node& node) {
  static constexpr auto kFunctions =
      std::to_array<Entry>({{"Ref", &Evaluator::ref},
                            {"Fn::GetAtt", &Evaluator::get_att},
                            {"Fn::Sub", &Evaluator::sub},
                            {"Fn::Join", &Evaluator::join},
                            {"Fn::Select", &Evaluator::select},
                            {"Fn::Split", &Evaluator::split},
                            {"Fn::FindInMap", &Evaluator::find_in_map},
                            {"Fn::If", &Evaluator::if_else},
                            {"Fn::And", &Evaluator::truth},
                            {"Fn::Or", &Evaluator::truth},
                            {"Fn::Not", &Evaluator::truth},
                            {"Fn::Equals", &Evaluator::truth},
                            {"Fn::Base64", &Evaluator::base64},
                            {"Fn::GetAZs", &Evaluator::get_azs},
                            {"Fn::ImportValue", &Evaluator::import_value},
                            {"Fn::Length", &Evaluator::length},
                            {"Fn::ToJsonString", &Evaluator::to_json_string},
                            {"Fn::Cidr", &Evaluator::cidr},
                            {"Fn::Transform", &Evaluator::transform}});
  const Node& argument = node.items.front();
  const auto found = std::ranges::find(kFunctions, std::string_view(argument.key), &Entry::name);
  if (found == kFunctions.end()) {
    return error(argument, fmt::format("Template error: {} is none of CloudFormation's functions",
                                       argument.key));
  }
  // What decides conditions looks at the whole call.
  return (this->*found->function)(found->function == &Evaluator::truth ? node : argument);
}

std::string Evaluator::text(const Node& node, std::string_view what) {
  const Node value = evaluate(node);
  if (value.is_scalar()) {
    return value.text;
  }
  error(node, value.is_null() ? "'null' values are not allowed in templates"
                              : fmt::format("Value of {} must be of type String, not {}", what,
                                            describe(value)));
  return "";
}

}  // namespace ddbsim::stack
