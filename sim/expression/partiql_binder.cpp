#include "sim/expression/partiql_binder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "sim/expression/limits.hpp"
#include "sim/expression/messages.hpp"
#include "sim/expression/partiql_lexer.hpp"
#include "sim/expression/partiql_values.hpp"

namespace ddbsim::expression::partiql {
namespace {

using Kind = Term::Kind;
using value::AttributeValue;

constexpr std::string_view kMissingOperand = "MISSING must be compared using IS operator";
constexpr std::string_view kConnects = "The arguments to AND/OR must be Expressions";
constexpr std::string_view kNegates = "The argument to NOT must be a Type or Expression";
constexpr std::string_view kIn =
    "IN operator must have a left hand argument of type Variable Reference and right hand argument "
    "of type Seq with at least one member";

/// Functions are known in any case.
Function function_of(const Term& call) {
  std::string name = call.text;
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return function_named(name);
}

bool is_condition(const Term& term) {
  static constexpr std::array<std::string_view, 12> kOperators = {
      "OR", "AND", "not", "=", "<>", "<", "<=", ">", ">=", "IN", "BETWEEN", "like"};
  if (term.kind == Kind::operation) {
    return std::ranges::find(kOperators, term.text) != kOperators.end();
  }
  return term.kind == Kind::is || (term.kind == Kind::call && function_of(term) != Function::size);
}

Op comparison_of(std::string_view symbol) {
  for (const Op op : {Op::equal, Op::not_equal, Op::less, Op::less_equal, Op::greater,
                      Op::greater_equal, Op::between}) {
    if (symbol_of(op) == symbol) {
      return op;
    }
  }
  return Op::path;
}

/// Attribute type that IS stands for; empty for the types that it does not know.
std::string_view type_named(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTypes = {{
      {"NULL", "NULL"},
      {"BOOLEAN", "BOOL"},
      {"BOOL", "BOOL"},
      {"BLOB", "B"},
      {"STRING", "S"},
      {"NUMERIC", "N"},
      {"STRUCT", "M"},
      {"TUPLE", "M"},
      {"LIST", "L"},
  }};
  for (const auto& [name, type] : kTypes) {
    if (equals_ignoring_case(word, name)) {
      return type;
    }
  }
  return {};
}

/// What messages call a type that IS does not know.
std::string long_type(std::string_view word) {
  std::string name(word);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return name == "INT" ? "INTEGER" : name == "CHAR" ? "CHARACTER" : name;
}

std::size_t index_of(std::string_view digits) {
  std::size_t index = 0;
  for (const char digit : digits) {
    index = std::min(index * 10 + static_cast<std::size_t>(digit - '0'), kMaxListIndex + 1);
  }
  return index;
}

}  // namespace

std::string TermBinder::position(const Place& place) const {
  return position_text(statement_, place.begin, place.token);
}

Result<BoundNode> TermBinder::checked(BoundNode node) {
  if (auto problem = check_operands(node)) {
    return refuse(std::move(*problem));
  }
  if (++operators_ > kMaxOperators) {
    return refuse("The expression contains too many operators; operator count: " +
                  std::to_string(operators_));
  }
  return node;
}

Result<BoundNode> TermBinder::negated(BoundNode node) {
  BoundNode negation{.op = Op::negation};
  negation.operands.push_back(std::move(node));
  return checked(std::move(negation));
}

BoundNode TermBinder::constant(const AttributeValue& value) {
  return {.op = Op::literal, .literal = literals_->emplace_back(value).view()};
}

Result<BoundNode> TermBinder::literal(const Term& term) {
  if (term.kind == Kind::parameter) {
    return constant(parameters_[term.index]);
  }
  const auto value = value_of(term, statement_);
  if (!value) {
    return std::unexpected(value.error());
  }
  return constant(*value);
}

Result<Path> TermBinder::path(const Term& term) const {
  Path path;
  for (const Step& step : term.steps) {
    switch (step.kind) {
      case Step::Kind::name:
        if (step.text.empty()) {
          return refuse("Path component cannot be an empty string");
        }
        path.push_back({step.text});
        break;
      case Step::Kind::index:
        path.push_back({{}, index_of(step.text)});
        break;
      case Step::Kind::any:
        return refuse("Wildcard path component like a[*].b are not supported" +
                      position(step.place));
      case Step::Kind::members:
        return refuse("Unpivot path component like a.*.b are not supported" + position(step.place));
      case Step::Kind::computed:
        return refuse("Unexpected path component" + position(step.place));
      case Step::Kind::negative:
        break;
    }
    if (step.kind == Step::Kind::negative ||
        (step.kind == Step::Kind::index && path.back().index > kMaxListIndex)) {
      return refuse("List index is not within the allowable range; index: [" + step.text + "]" +
                    position(step.place));
    }
  }
  if (path.size() > kMaxPathDepth) {
    return refuse("The document path has too many nesting levels; nesting levels: " +
                  std::to_string(path.size()));
  }
  return path;
}

// ---- conditions

Result<BoundNode> TermBinder::condition(const Term& term, std::string_view wrong) {
  if (!is_condition(term)) {
    // Operators that the service does not know are told before what they stand for.
    if (term.kind == Kind::operation || term.kind == Kind::missing) {
      return operand(term);
    }
    return refuse(std::string(wrong));
  }
  if (term.kind == Kind::is) {
    return is(term);
  }
  return term.kind == Kind::call ? call(term) : operation(term);
}

Result<BoundNode> TermBinder::operation(const Term& term) {
  if (term.text == "AND" || term.text == "OR" || term.text == "not") {
    return connective(term);
  }
  if (term.text == "like") {
    return refuse("Unsupported operator in Condition Expression. Operator: like");
  }
  auto node = term.text == "IN" ? in(term) : comparison(term);
  return node && term.negated ? negated(std::move(*node)) : std::move(node);
}

Result<BoundNode> TermBinder::connective(const Term& term) {
  BoundNode node{.op = term.text == "AND"  ? Op::both
                       : term.text == "OR" ? Op::either
                                           : Op::negation};
  for (const Term& part : term.operands) {
    auto bound = condition(part, node.op == Op::negation ? kNegates : kConnects);
    if (!bound) {
      return bound;
    }
    node.operands.push_back(std::move(*bound));
  }
  return checked(std::move(node));
}

Result<BoundNode> TermBinder::comparison(const Term& term) {
  const Op op = comparison_of(term.text);
  if (op == Op::equal || op == Op::not_equal) {
    for (const std::size_t i : {0U, 1U}) {
      if (is_condition(term.operands[i])) {
        return truth(term.operands[i], term.operands[1 - i], op == Op::equal);
      }
    }
  }
  BoundNode node{.op = op};
  for (const Term& part : term.operands) {
    auto bound = operand(part);
    if (!bound) {
      return bound;
    }
    if (is_condition(part)) {
      return refuse("Incorrect operand type for operator or function; operator or function: " +
                    term.text + ", operand type: BOOL");
    }
    node.operands.push_back(std::move(*bound));
  }
  return checked(std::move(node));
}

/// `begins_with(a, 'x') = TRUE`. What else a condition may be compared with in DynamoDB Local is of
/// no use.
Result<BoundNode> TermBinder::truth(const Term& condition_term, const Term& term, bool equal) {
  auto bound = condition(condition_term, {});
  if (!bound) {
    return bound;
  }
  if (term.kind != Kind::boolean) {
    return refuse(std::string("Unsupported operator in Condition Expression. Operator: ") +
                  (equal ? "=" : "<>"));
  }
  return (term.text == "TRUE") == equal ? std::move(bound) : negated(std::move(*bound));
}

Result<BoundNode> TermBinder::in(const Term& term) {
  const Term& list = term.operands[1];
  const bool listed = (list.kind == Kind::list || list.kind == Kind::bag) && !list.parenthesised;
  if (!(listed || list.parenthesised) || (listed && list.operands.empty()) ||
      list.kind == Kind::select) {
    return refuse(std::string(kIn));
  }
  BoundNode node{.op = Op::in};
  auto first = operand(term.operands[0]);
  if (!first) {
    return first;
  }
  node.operands.push_back(std::move(*first));
  for (const Term& part : listed ? std::span(list.operands) : std::span(&list, 1)) {
    auto bound = operand(part);
    if (!bound) {
      return bound;
    }
    node.operands.push_back(std::move(*bound));
  }
  return checked(std::move(node));
}

Result<BoundNode> TermBinder::is(const Term& term) {
  auto subject = operand(term.operands[0]);
  if (!subject) {
    return subject;
  }
  const bool missing = equals_ignoring_case(term.text, "MISSING");
  BoundNode node{.op = Op::call};
  node.operands.push_back(std::move(*subject));
  if (missing) {
    node.function = term.negated ? Function::attribute_exists : Function::attribute_not_exists;
    return checked(std::move(node));
  }
  const std::string_view type = type_named(term.text);
  if (type.empty()) {
    return refuse("Unsupported data type for IS operator: " + long_type(term.text) +
                  ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, "
                  "STRUCT, TUPLE, LIST]" +
                  position(term.place));
  }
  node.function = Function::attribute_type;
  node.operands.push_back(constant(AttributeValue(type)));
  auto test = checked(std::move(node));
  return test && term.negated ? negated(std::move(*test)) : std::move(test);
}

Result<BoundNode> TermBinder::call(const Term& term) {
  BoundNode node{.op = Op::call, .function = function_of(term)};
  if (node.function == Function::none) {
    return refuse("Unrecognized function: " + term.text);
  }
  if (belongs_to_update(node.function)) {
    return refuse("The function is not allowed in a condition expression; function: " +
                  std::string(name_of(node.function)));
  }
  for (const Term& part : term.operands) {
    if (is_condition(part)) {
      return refuse("Incorrect operand type for operator or function; operator or function: " +
                    std::string(name_of(node.function)) + ", operand type: BOOL");
    }
    auto bound = operand(part);
    if (!bound) {
      return bound;
    }
    node.operands.push_back(std::move(*bound));
  }
  if (node.operands.empty()) {  // no operator of a condition has none: nobody else looks
    return refuse("Incorrect number of operands for operator or function; operator or function: " +
                  std::string(name_of(node.function)) + ", number of operands: 0");
  }
  return checked(std::move(node));
}

Result<BoundNode> TermBinder::operand(const Term& term) {
  switch (term.kind) {
    case Kind::path: {
      auto bound = path(term);
      return bound ? Result<BoundNode>(BoundNode{.op = Op::path, .path = std::move(*bound)})
                   : std::unexpected(std::move(bound.error()));
    }
    case Kind::missing:
      return refuse(std::string(kMissingOperand));
    case Kind::select:
      return refuse("Unsupported token in expression: SELECT" + position(term.place));
    case Kind::is:
      return is(term);
    case Kind::call:
      return call(term);
    case Kind::operation:
      return is_condition(term)
                 ? operation(term)
                 : refuse("Unsupported operator in Condition Expression. Operator: " + term.text);
    default:
      return literal(term);
  }
}

// ---- updates

Result<BoundNode> TermBinder::assigned(const Term& term) {
  switch (term.kind) {
    case Kind::is:
      return refuse("IS operator is not supported in update expressions");
    case Kind::call:
      return assigned_call(term);
    case Kind::operation:
      return sum(term);
    default:
      return operand(term);
  }
}

Result<BoundNode> TermBinder::assigned_call(const Term& term) {
  BoundNode node{.op = Op::call, .function = function_of(term)};
  if (node.function == Function::none) {
    return refuse("Unrecognized function: " + term.text);
  }
  if (!belongs_to_update(node.function)) {
    return refuse("The function is not allowed in an update expression; function: " +
                  std::string(name_of(node.function)));
  }
  for (const Term& part : term.operands) {
    auto bound = assigned(part);
    if (!bound) {
      return bound;
    }
    node.operands.push_back(std::move(*bound));
  }
  if (node.operands.empty()) {
    return refuse("Incorrect number of operands for operator or function; operator or function: " +
                  std::string(name_of(node.function)) + ", number of operands: 0");
  }
  return checked(std::move(node));
}

Result<BoundNode> TermBinder::sum(const Term& term) {
  if (term.text != "+" && term.text != "-") {
    return refuse("Unsupported operator in Update Expression. Operator: " + term.text);
  }
  if (term.operands.size() == 1) {
    return refuse("Incorrect number of operands for operator or function; operator or function: " +
                  term.text + ", number of operands: 1");
  }
  BoundNode node{.op = term.text == "+" ? Op::plus : Op::minus};
  for (const Term& part : term.operands) {
    auto bound = assigned(part);
    if (!bound) {
      return bound;
    }
    node.operands.push_back(std::move(*bound));
  }
  return checked(std::move(node));
}

}  // namespace ddbsim::expression::partiql
