#include "sim/expression/update_values.hpp"

#include <array>
#include <utility>

namespace ddbsim::expression {
namespace {

using value::AttributeValue;
using value::Number;
using value::Type;
using value::ValueView;

/// A number as a packed value, whether it was made or stands in an item.
bool is_number(const NewValue& value) {
  return value.made() == nullptr ? value.view().is(Type::N) : value.made()->type() == Type::N;
}

Number number_of(const NewValue& value) {
  return value.made() == nullptr ? value.view().number() : *value.made()->get_if<Number>();
}

/// A result of more than 38 digits is refused (DynamoDB Local, Dynoxide), not rounded.
Result<NewValue> sum_of(const Number& a, const Number& b) {
  const auto sum = Number::add_exactly(a, b);
  if (!sum) {
    return refuse(value::message_of(sum.error(), {}));
  }
  return AttributeValue(*sum);
}

Result<NewValue> arithmetic(const BoundNode& node, const NewValue& left, const NewValue& right) {
  if (!is_number(left) || !is_number(right)) {
    return refuse(kWrongOperand);
  }
  const Number b = number_of(right);
  return sum_of(number_of(left), node.op == Op::plus ? b : *Number::subtract(Number(), b));
}

bool is_list(const NewValue& value) {
  return value.made() == nullptr ? value.view().is(Type::L) : value.made()->type() == Type::L;
}

Result<NewValue> list_append(NewValue left, NewValue right) {
  if (!is_list(left) || !is_list(right)) {
    return refuse(kWrongOperand);
  }
  AttributeValue whole = std::move(left).take();
  AttributeValue tail = std::move(right).take();
  auto& elements = *whole.get_if<value::List>();
  for (AttributeValue& element : *tail.get_if<value::List>()) {
    elements.push_back(std::move(element));
  }
  return whole;
}

/// Adds the elements of `operand` to the set, or takes them out.
struct Merge {
  ValueView operand;
  bool add;

  template <class T, class Make>
  void apply(value::SetOf<T>& set, Make make) const {
    for (std::size_t i = 0; i < operand.count(); ++i) {
      T element = make(operand.element(i).bytes());
      if (add) {
        set.insert(std::move(element));
      } else {
        set.erase(element);
      }
    }
  }

  bool operator()(value::StringSet& set) const {
    apply(set, [](std::string_view bytes) { return std::string(bytes); });
    return set.elements.empty();
  }
  bool operator()(value::NumberSet& set) const {
    apply(set, [](std::string_view bytes) { return Number::from_bytes(bytes); });
    return set.elements.empty();
  }
  bool operator()(value::BinarySet& set) const {
    apply(set, [](std::string_view bytes) { return value::Binary{std::string(bytes)}; });
    return set.elements.empty();
  }
};

/// The set after the merge; absent when it has become empty.
NewValue merged(ValueView old, const Merge& merge) {
  AttributeValue set = old.to_value();
  bool empty = false;
  if (auto* strings = set.get_if<value::StringSet>()) {
    empty = merge(*strings);
  } else if (auto* numbers = set.get_if<value::NumberSet>()) {
    empty = merge(*numbers);
  } else if (auto* binaries = set.get_if<value::BinarySet>()) {
    empty = merge(*binaries);
  }
  return empty ? NewValue() : NewValue(std::move(set));
}

/// The function's or operator's two operands, evaluated; a missing attribute is said before a wrong
/// type.
Result<NewValue> evaluate_pair(const BoundNode& node, const value::Item& item,
                               const value::Item& values) {
  auto left = evaluate(node.operands[0], item, values);
  if (!left) {
    return left;
  }
  auto right = evaluate(node.operands[1], item, values);
  if (!right) {
    return right;
  }
  return node.op == Op::call ? list_append(std::move(*left), std::move(*right))
                             : arithmetic(node, *left, *right);
}

}  // namespace

// Recursion is as deep as functions stand in each other: kMaxOperators.
Result<NewValue> evaluate(const BoundNode& node, const value::Item& item,
                          const value::Item& values) {
  switch (node.op) {
    case Op::literal:
      return node.literal_of(values);
    case Op::path: {
      const ValueView view = resolve(node.path, item);
      if (!view) {
        return refuse(kMissingAttribute);
      }
      return view;
    }
    default:
      break;
  }
  if (node.function == Function::if_not_exists) {
    // The second operand counts only when the first is missing (Dynoxide, dynalite; DynamoDB Local
    // asks for both).
    const ValueView view = resolve(node.operands[0].path, item);
    return view ? Result<NewValue>(view) : evaluate(node.operands[1], item, values);
  }
  return evaluate_pair(node, item, values);
}

Result<NewValue> add(ValueView old, ValueView operand, const char* mismatch) {
  if (!old) {
    return operand;
  }
  if (old.type() != operand.type()) {
    return refuse(mismatch);
  }
  if (old.is(Type::N)) {
    return sum_of(old.number(), operand.number());
  }
  if (old.is(Type::L)) {
    return list_append(old, operand);
  }
  return merged(old, {operand, true});
}

Result<NewValue> erase(ValueView old, ValueView operand, const char* mismatch) {
  if (!old) {
    return NewValue();
  }
  if (old.type() != operand.type()) {
    return refuse(mismatch);
  }
  return merged(old, {operand, false});
}

}  // namespace ddbsim::expression
