#include <algorithm>
#include <array>

#include "sim/expression/bound.hpp"

// Conditions on an item. Nothing here allocates: a filter runs for every item of a scan.
namespace ddbsim::expression {
namespace {

using value::Item;
using value::Type;
using value::ValueView;

/// Key bytes of a small non-negative integer, as `value::Number` describes them, without a
/// `Number`.
class SmallNumber {
 public:
  ValueView set(std::size_t number) noexcept {
    std::array<unsigned, kMaxDigits> digits{};
    std::size_t count = 0;
    for (; number != 0; number /= 10) {
      digits[count++] = static_cast<unsigned>(number % 10);
    }
    if (count == 0) {
      return zero();
    }
    std::size_t lowest = 0;
    while (digits[lowest] == 0) {
      ++lowest;
    }
    std::size_t at = put(0, 0x8000U + 256U + static_cast<unsigned>(count));
    for (std::size_t i = count; i > lowest; i -= std::min<std::size_t>(2, i - lowest)) {
      const unsigned low = i - 1 > lowest ? digits[i - 2] : 0;
      bytes_[at++] = static_cast<char>(digits[i - 1] * 10 + low + 1);
    }
    bytes_[at++] = 0;
    return {Type::N, {bytes_.data(), at}};
  }

 private:
  static constexpr std::size_t kMaxDigits = 20;

  std::size_t put(std::size_t at, unsigned word) noexcept {
    bytes_[at] = static_cast<char>(word >> 8U);
    bytes_[at + 1] = static_cast<char>(word & 0xFFU);
    return at + 2;
  }

  ValueView zero() noexcept {
    put(0, 0x8000U);
    bytes_[2] = 0;
    return {Type::N, {bytes_.data(), 3}};
  }

  std::array<char, 3 + kMaxDigits / 2> bytes_{};
};

/// Length of a string: the service counts UTF-16 units, as Java does.
std::size_t utf16_length(std::string_view text) noexcept {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += byte >= 0xF0 ? 2 : (byte & 0xC0U) != 0x80 ? 1 : 0;
  }
  return units;
}

ValueView size_of(ValueView view, SmallNumber& buffer) noexcept {
  if (!view) {
    return {};
  }
  switch (view.type()) {
    case Type::S:
      return buffer.set(utf16_length(view.bytes()));
    case Type::B:
      return buffer.set(view.bytes().size());
    case Type::N:
    case Type::BOOL:
    case Type::NULL_:
      return {};  // has no size: as if it were missing
    default:
      return buffer.set(view.count());
  }
}

/// An operand's value, absent when there is none; lives as long as item, literals and this object.
class Operand {
 public:
  Operand(const BoundNode& node, const Item& item) noexcept {
    switch (node.op) {
      case Op::path:
        view_ = resolve(node.path, item);
        break;
      case Op::literal:
        view_ = node.literal;
        break;
      default:  // size is the only function that has a value; its operand is a path or a literal
        view_ = size_of(Operand(node.operands[0], item).view_, buffer_);
        break;
    }
  }
  Operand(const Operand&) = delete;
  Operand& operator=(const Operand&) = delete;

  [[nodiscard]] ValueView view() const noexcept { return view_; }

 private:
  SmallNumber buffer_;
  ValueView view_;
};

bool equal(ValueView a, ValueView b) noexcept { return a && b && a == b; }

bool is_ordered(Type type) noexcept {
  return type == Type::S || type == Type::N || type == Type::B;
}

/// Strings, numbers and binaries compare with their own kind only; packed bytes are in order.
bool comparable(ValueView a, ValueView b) noexcept {
  return a && b && a.type() == b.type() && is_ordered(a.type());
}

bool compare(Op op, ValueView a, ValueView b) noexcept {
  if (op == Op::equal || op == Op::not_equal) {
    return equal(a, b) == (op == Op::equal);
  }
  if (!comparable(a, b)) {
    return false;
  }
  const int order = a.bytes().compare(b.bytes());
  switch (op) {
    case Op::less:
      return order < 0;
    case Op::less_equal:
      return order <= 0;
    case Op::greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

bool begins_with(ValueView text, ValueView prefix) noexcept {
  return text && prefix && text.type() == prefix.type() && (text.is(Type::S) || text.is(Type::B)) &&
         text.bytes().starts_with(prefix.bytes());
}

bool contains(ValueView whole, ValueView part) noexcept {
  if (!whole || !part) {
    return false;
  }
  switch (whole.type()) {
    case Type::S:
    case Type::B:
      return whole.type() == part.type() &&
             whole.bytes().find(part.bytes()) != std::string_view::npos;
    case Type::L:
    case Type::SS:
    case Type::NS:
    case Type::BS:
      for (std::size_t i = 0; i < whole.count(); ++i) {
        if (whole.element(i) == part) {
          return true;
        }
      }
      return false;
    default:
      return false;
  }
}

bool test_call(const BoundNode& node, const Item& item) {
  const Operand first(node.operands[0], item);
  if (node.function == Function::attribute_exists) {
    return static_cast<bool>(first.view());
  }
  if (node.function == Function::attribute_not_exists) {
    return !first.view();
  }
  const Operand second(node.operands[1], item);
  switch (node.function) {
    case Function::attribute_type:
      return first.view() && value::name_of(first.view().type()) == second.view().bytes();
    case Function::begins_with:
      return begins_with(first.view(), second.view());
    default:
      return contains(first.view(), second.view());
  }
}

bool test_in(const BoundNode& node, const Item& item) {
  const Operand first(node.operands[0], item);
  return std::any_of(node.operands.begin() + 1, node.operands.end(), [&](const BoundNode& operand) {
    return equal(first.view(), Operand(operand, item).view());
  });
}

bool test(const BoundNode& node, const Item& item) {
  switch (node.op) {
    case Op::either:
      return test(node.operands[0], item) || test(node.operands[1], item);
    case Op::both:
      return test(node.operands[0], item) && test(node.operands[1], item);
    case Op::negation:
      return !test(node.operands[0], item);
    case Op::in:
      return test_in(node, item);
    case Op::call:
      return test_call(node, item);
    default:
      break;
  }
  const Operand first(node.operands[0], item);
  const Operand second(node.operands[1], item);
  if (node.op != Op::between) {
    return compare(node.op, first.view(), second.view());
  }
  return compare(Op::greater_equal, first.view(), second.view()) &&
         compare(Op::less_equal, first.view(), Operand(node.operands[2], item).view());
}

}  // namespace

bool Condition::holds(const Item& item) const { return test(*root_, item); }

}  // namespace ddbsim::expression
