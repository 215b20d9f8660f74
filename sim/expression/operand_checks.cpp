#include <array>
#include <initializer_list>
#include <utility>

#include "sim/expression/bound.hpp"
#include "sim/expression/limits.hpp"
#include "sim/expression/path.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::expression {
namespace {

using value::Type;
using value::ValueView;
using Problem = std::optional<std::string>;

/// Types as a set of bits.
class Types {
 public:
  constexpr Types(std::initializer_list<Type> types) {
    for (const Type type : types) {
      bits_ |= 1U << static_cast<unsigned>(type);
    }
  }
  [[nodiscard]] constexpr bool contain(Type type) const {
    return (bits_ >> static_cast<unsigned>(type) & 1U) != 0;
  }

 private:
  unsigned bits_ = 0;
};

constexpr Types kAll = {Type::S, Type::N, Type::B,  Type::BOOL, Type::NULL_,
                        Type::M, Type::L, Type::SS, Type::NS,   Type::BS};

Types allowed_in_call(Function function) {
  switch (function) {
    case Function::begins_with:
      return {Type::S, Type::B};
    case Function::size:
      return {Type::S, Type::B, Type::M, Type::L, Type::SS, Type::NS, Type::BS};
    case Function::list_append:
      return {Type::L};
    default:
      return kAll;
  }
}

/// Types that a literal (or size's result) may have as an operand.
Types allowed_in(const BoundNode& node) {
  switch (node.op) {
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::between:
      return {Type::S, Type::N, Type::B};
    case Op::plus:
    case Op::minus:
      return {Type::N};
    case Op::call:
      return allowed_in_call(node.function);
    default:
      return kAll;
  }
}

/// The type of an operand where it is known before an item is.
std::optional<Type> type_of(const BoundNode& operand) {
  if (operand.op == Op::literal) {
    return operand.literal.type();
  }
  if (operand.op == Op::call && operand.function == Function::size) {
    return Type::N;
  }
  return std::nullopt;
}

std::string wrong_type(const BoundNode& node, std::string_view type) {
  return "Incorrect operand type for operator or function; operator or function: " +
         std::string(operator_of(node)) + ", operand type: " + std::string(type);
}

Problem check_count(const BoundNode& node) {
  if (node.op == Op::call && node.operands.size() != operand_count(node.function)) {
    return "Incorrect number of operands for operator or function; operator or function: " +
           std::string(name_of(node.function)) +
           ", number of operands: " + std::to_string(node.operands.size());
  }
  const std::size_t listed = node.operands.size() - 1;
  if (node.op == Op::in && listed > kMaxInOperands) {
    return "The IN operator is provided with too many operands; number of operands: " +
           std::to_string(listed);
  }
  return std::nullopt;
}

Problem check_path_given(const BoundNode& node) {
  const bool needs_path = node.function == Function::attribute_exists ||
                          node.function == Function::attribute_not_exists ||
                          node.function == Function::if_not_exists;
  if (needs_path && node.operands[0].op != Op::path) {
    return "Operator or function requires a document path; operator or function: " +
           std::string(name_of(node.function));
  }
  return std::nullopt;
}

/// The same path twice can only be a mistake. (For IN, BETWEEN and if_not_exists DynamoDB Local is
/// the only one to say so; the text speaks of "remaining operands", which only those operators can
/// have more than one of.)
Problem check_distinct(const BoundNode& node) {
  const bool may_repeat = node.op == Op::both || node.op == Op::either || node.op == Op::plus ||
                          node.op == Op::minus || node.function == Function::list_append;
  if (may_repeat || node.operands[0].op != Op::path) {
    return std::nullopt;
  }
  const Path& first = node.operands[0].path;
  for (std::size_t i = 1; i < node.operands.size(); ++i) {
    if (node.operands[i].op == Op::path && same_path(first, node.operands[i].path)) {
      return "The first operand must be distinct from the remaining operands for this operator or "
             "function; operator: " +
             std::string(operator_of(node)) + ", first operand: " + bracketed(first);
    }
  }
  return std::nullopt;
}

/// The second operand of attribute_type is one of the type names. The lists have the order in which
/// the service shows them (dynalite; DynamoDB Local adds types that the service does not have).
Problem check_type_name(const BoundNode& node) {
  const BoundNode& name = node.operands[1];
  const std::optional<Type> type = type_of(name);
  if (!type) {
    return wrong_type(node, "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  }
  if (*type != Type::S) {
    return wrong_type(node, value::name_of(*type));
  }
  for (unsigned i = 0; i <= static_cast<unsigned>(Type::BS); ++i) {
    if (value::name_of(static_cast<Type>(i)) == name.literal.bytes()) {
      return std::nullopt;
    }
  }
  return "Invalid attribute type name found; type: " + std::string(name.literal.bytes()) +
         ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}";
}

Problem check_types(const BoundNode& node) {
  if (node.function == Function::attribute_type) {
    return check_type_name(node);
  }
  const Types allowed = allowed_in(node);
  for (const BoundNode& operand : node.operands) {
    const std::optional<Type> type = type_of(operand);
    if (type && !allowed.contain(*type)) {
      return wrong_type(node, value::name_of(*type));
    }
  }
  return std::nullopt;
}

/// "AttributeValue: {S:text}".
std::string shown(ValueView view) {
  std::string text = "AttributeValue: {" + std::string(value::name_of(view.type())) + ":";
  if (view.is(Type::N)) {
    value::Number::append_text(view.bytes(), text);
  } else if (view.is(Type::B)) {
    text += value::to_base64(view.bytes());
  } else {
    text += view.bytes();
  }
  return text + "}";
}

Problem check_bounds(const BoundNode& node) {
  if (node.op != Op::between || node.operands[1].op != Op::literal ||
      node.operands[2].op != Op::literal) {
    return std::nullopt;
  }
  const ValueView lower = node.operands[1].literal;
  const ValueView upper = node.operands[2].literal;
  const bool comparable = lower.type() == upper.type();
  if (comparable && lower.bytes() <= upper.bytes()) {
    return std::nullopt;
  }
  return std::string("The BETWEEN operator requires ") +
         (comparable ? "upper bound to be greater than or equal to lower bound"
                     : "same data type for lower and upper bounds") +
         "; lower bound operand: " + shown(lower) + ", upper bound operand: " + shown(upper);
}

}  // namespace

std::string_view operator_of(const BoundNode& node) noexcept {
  return node.op == Op::call ? name_of(node.function) : symbol_of(node.op);
}

std::optional<std::string> check_operands(const BoundNode& node) {
  static constexpr std::array kChecks = {check_count, check_path_given, check_distinct, check_types,
                                         check_bounds};
  for (const auto check : kChecks) {
    if (Problem problem = check(node)) {
      return problem;
    }
  }
  return std::nullopt;
}

}  // namespace ddbsim::expression
