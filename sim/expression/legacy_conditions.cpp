#include <algorithm>
#include <array>
#include <utility>

#include "sim/expression/bound.hpp"
#include "sim/expression/legacy.hpp"
#include "sim/expression/legacy_literals.hpp"
#include "sim/expression/messages.hpp"

namespace ddbsim::expression::legacy {
namespace {

using value::AttributeValue;
using value::Type;

constexpr std::array<std::string_view, 13> kNames = {
    "EQ",      "NE",       "IN",   "LE",       "LT",           "GE",         "GT",
    "BETWEEN", "NOT_NULL", "NULL", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"};

constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";

bool accepts_count(Operator op, std::size_t count) {
  switch (op) {
    case Operator::in:
      return count > 0;
    case Operator::between:
      return count == 2;
    case Operator::null:
    case Operator::not_null:
      return count == 0;
    default:
      return count == 1;
  }
}

/// The types of the API reference (Condition, ComparisonOperator), as DynamoDB Local and Dynoxide
/// have them: dynalite is of before EQ and NE took lists, maps, booleans and nulls. It also looks
/// at types in filters and key conditions only; DynamoDB Local in Expected too.
bool accepts_type(Operator op, Type type) {
  const bool ordered = type == Type::S || type == Type::N || type == Type::B;
  switch (op) {
    case Operator::equal:
    case Operator::not_equal:
      return true;
    case Operator::contains:
    case Operator::not_contains:
      return ordered || type == Type::BOOL || type == Type::NULL_;
    case Operator::begins_with:
      return type == Type::S || type == Type::B;
    default:
      return ordered;
  }
}

std::optional<Error> invalid_parameter(std::string message) {
  return Error{std::string(kInvalid) + std::move(message)};
}

bool in_order(const Comparison& between) {
  const value::PackedValue lower = between.operands[0];
  const value::PackedValue upper = between.operands[1];
  return lower.view().bytes() <= upper.view().bytes();
}

Condition::Node path_node(std::string_view attribute) {
  return {.op = Op::path, .path = {{std::string(attribute)}}};
}

Condition::Node call(Function function, std::string_view attribute) {
  return {.op = Op::call, .function = function, .operands = {path_node(attribute)}};
}

/// The attribute's name, and all operands as literals, below an operator or function.
Condition::Node node_with_operands(Op op, Function function, const Comparison& comparison,
                                   Literals& literals) {
  Condition::Node node{
      .op = op, .function = function, .operands = {path_node(comparison.attribute)}};
  for (std::size_t i = 0; i < comparison.operands.size(); ++i) {
    node.operands.push_back({.op = Op::literal, .literal = literals.next()});
  }
  return node;
}

Condition::Node node_of(const Comparison& comparison, Literals& literals) {
  const auto compared = [&](Op op) {
    return node_with_operands(op, Function::none, comparison, literals);
  };
  const auto called = [&](Function function) {
    return node_with_operands(Op::call, function, comparison, literals);
  };
  switch (comparison.op) {
    case Operator::equal:
      return compared(Op::equal);
    case Operator::not_equal:
      return compared(Op::not_equal);
    case Operator::in:
      return compared(Op::in);
    case Operator::less_equal:
      return compared(Op::less_equal);
    case Operator::less:
      return compared(Op::less);
    case Operator::greater_equal:
      return compared(Op::greater_equal);
    case Operator::greater:
      return compared(Op::greater);
    case Operator::between:
      return compared(Op::between);
    case Operator::not_null:
      return call(Function::attribute_exists, comparison.attribute);
    case Operator::null:
      return call(Function::attribute_not_exists, comparison.attribute);
    case Operator::contains:
      return called(Function::contains);
    case Operator::begins_with:
      return called(Function::begins_with);
    case Operator::not_contains:
      break;
  }
  // Not of a missing attribute, unlike NE: DynamoDB Local. (For dynalite and Dynoxide it is no more
  // than the opposite of CONTAINS.)
  Condition::Node both{.op = Op::both};
  both.operands.push_back(call(Function::attribute_exists, comparison.attribute));
  both.operands.push_back({.op = Op::negation});
  both.operands.back().operands.push_back(called(Function::contains));
  return both;
}

/// Nodes `first` to `last` under `op`, as a tree that is no deeper than need be: a filter may have
/// any number of attributes.
Condition::Node join(Op op, std::vector<Condition::Node>& nodes, std::size_t first,
                     std::size_t last) {
  if (last - first == 1) {
    return std::move(nodes[first]);
  }
  const std::size_t middle = first + (last - first) / 2;
  Condition::Node joined{.op = op};
  joined.operands.push_back(join(op, nodes, first, middle));
  joined.operands.push_back(join(op, nodes, middle, last));
  return joined;
}

KeyCondition::Operator key_operator_of(Operator op) {
  switch (op) {
    case Operator::equal:
      return KeyCondition::Operator::equal;
    case Operator::less_equal:
      return KeyCondition::Operator::less_equal;
    case Operator::less:
      return KeyCondition::Operator::less;
    case Operator::greater_equal:
      return KeyCondition::Operator::greater_equal;
    case Operator::greater:
      return KeyCondition::Operator::greater;
    case Operator::between:
      return KeyCondition::Operator::between;
    case Operator::begins_with:
      return KeyCondition::Operator::begins_with;
    default:
      return KeyCondition::Operator::none;
  }
}

Literals literals_of(std::span<const Comparison> comparisons) {
  Literals literals;
  for (const Comparison& comparison : comparisons) {
    for (const AttributeValue& operand : comparison.operands) {
      literals.add(operand);
    }
  }
  literals.pack();
  return literals;
}

}  // namespace

std::string_view name_of(Operator op) noexcept { return kNames[static_cast<std::size_t>(op)]; }

std::optional<Operator> operator_named(std::string_view name) noexcept {
  const auto found = std::ranges::find(kNames, name);
  return found == kNames.end() ? std::nullopt
                               : std::optional(static_cast<Operator>(found - kNames.begin()));
}

/// Count, one type, types, bounds: dynalite's order. (DynamoDB Local looks at the types first.)
std::optional<Error> check(const Comparison& comparison) {
  const auto& operands = comparison.operands;
  const std::string name(name_of(comparison.op));
  if (!accepts_count(comparison.op, operands.size())) {
    return invalid_parameter("Invalid number of argument(s) for the " + name +
                             " ComparisonOperator");
  }
  if (operands.empty()) {
    return std::nullopt;
  }
  const Type type = operands.front().type();
  if (std::ranges::any_of(operands, [&](const auto& value) { return value.type() != type; })) {
    return invalid_parameter("AttributeValues inside AttributeValueList must be of same type");
  }
  if (!accepts_type(comparison.op, type)) {
    return invalid_parameter("ComparisonOperator " + name + " is not valid for " +
                             std::string(value::name_of(type)) + " AttributeValue type");
  }
  if (comparison.op == Operator::between && !in_order(comparison)) {
    return Error{
        "The BETWEEN condition was provided a range where the lower bound is greater than the "
        "upper bound"};
  }
  return std::nullopt;
}

std::optional<Condition> condition_of(std::span<const Comparison> comparisons, bool any) {
  if (comparisons.empty()) {
    return std::nullopt;
  }
  Literals literals = literals_of(comparisons);
  std::vector<Condition::Node> nodes;
  for (const Comparison& comparison : comparisons) {
    nodes.push_back(node_of(comparison, literals));
  }
  return make_condition(literals.packed(),
                        join(any ? Op::either : Op::both, nodes, 0, nodes.size()));
}

Result<KeyParts> key_parts_of(std::span<const Comparison> comparisons) {
  if (comparisons.empty() || comparisons.size() > 2) {
    return refuse("Conditions can be of length 1 or 2 only");
  }
  Literals literals = literals_of(comparisons);
  KeyParts key{.parts = {}, .owned = literals.packed()};
  for (const Comparison& comparison : comparisons) {
    KeyParts::Part part{.name = std::string(comparison.attribute),
                        .op = key_operator_of(comparison.op)};
    for (std::size_t i = 0; i < comparison.operands.size(); ++i) {
      part.values.push_back(literals.next());
    }
    key.parts.push_back(std::move(part));
  }
  return key;
}

Result<Projection> projection_of(std::span<const std::string> attributes) {
  std::vector<Path> paths;
  for (auto name = attributes.begin(); name != attributes.end(); ++name) {
    if (std::find(attributes.begin(), name, *name) != name) {
      return refuse(std::string(kInvalid) + "Duplicate value in attribute name: " + *name);
    }
    paths.push_back({{*name}});
  }
  return make_projection(std::move(paths));
}

}  // namespace ddbsim::expression::legacy
