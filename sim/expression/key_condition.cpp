#include <algorithm>
#include <utility>

#include "sim/expression/bound.hpp"
#include "sim/expression/messages.hpp"

namespace ddbsim::expression {
namespace {

using Operator = KeyCondition::Operator;
using value::Type;
using value::ValueView;

using Part = KeyParts::Part;

Operator operator_of(Op op, bool swapped) noexcept {
  switch (op) {
    case Op::equal:
      return Operator::equal;
    case Op::less:
      return swapped ? Operator::greater : Operator::less;
    case Op::less_equal:
      return swapped ? Operator::greater_equal : Operator::less_equal;
    case Op::greater:
      return swapped ? Operator::less : Operator::greater;
    case Op::greater_equal:
      return swapped ? Operator::less_equal : Operator::greater_equal;
    case Op::between:
      return Operator::between;
    case Op::call:
      return Operator::begins_with;
    default:
      return Operator::none;
  }
}

/// Takes the condition apart at its ANDs. Texts and order: DynamoDB Local and dynalite, which
/// agree.
class Splitter {
 public:
  using Problem = std::optional<std::string>;

  Problem split(const BoundNode& node) {
    if (node.op == Op::both) {
      for (const BoundNode& operand : node.operands) {
        if (Problem problem = split(operand)) {
          return problem;
        }
      }
      return std::nullopt;
    }
    if (Problem problem = check_operator(node)) {
      return problem;
    }
    return add(node);
  }

  std::vector<Part> parts;

 private:
  static Problem invalid(std::string_view what) {
    return "Invalid condition in KeyConditionExpression: " + std::string(what);
  }

  static Problem check_operator(const BoundNode& node) {
    const bool known = operator_of(node.op, false) != Operator::none &&
                       (node.op != Op::call || node.function == Function::begins_with);
    if (!known) {
      return "Invalid operator used in KeyConditionExpression: " +
             std::string(expression::operator_of(node));
    }
    return std::nullopt;
  }

  Problem add(const BoundNode& node) {
    const bool ordered = node.op == Op::call || node.op == Op::between;
    if (ordered && node.operands[0].op == Op::literal) {
      return invalid(std::string(expression::operator_of(node)) +
                     " operator must have the key attribute as its first operand");
    }
    Part part{.op = operator_of(node.op, node.operands[0].op == Op::literal)};
    for (const BoundNode& operand : node.operands) {
      if (Problem problem = add_operand(operand, part)) {
        return problem;
      }
    }
    if (part.name.empty()) {
      return invalid("No key attribute specified");
    }
    if (std::ranges::find(parts, part.name, &Part::name) != parts.end()) {
      return "KeyConditionExpressions must only contain one condition per key";
    }
    parts.push_back(std::move(part));
    return std::nullopt;
  }

  static Problem add_operand(const BoundNode& operand, Part& part) {
    if (operand.op == Op::literal) {
      part.values.push_back(operand.literal);
      return std::nullopt;
    }
    if (operand.op != Op::path) {
      return "KeyConditionExpressions cannot contain nested operations";
    }
    if (!part.name.empty()) {
      return invalid("Multiple attribute names used in one condition");
    }
    if (operand.path.size() > 1) {
      return "KeyConditionExpressions cannot have conditions on nested attributes";
    }
    part.name = operand.path.front().name;
    return std::nullopt;
  }
};

constexpr const char* kNotSupported = "Query key condition not supported";
/// Only KeyConditions can ask for it. dynalite says so of any key, before it looks at types;
/// DynamoDB Local looks at types first, and has kNotSupported for the partition key.
constexpr const char* kNotIndexable =
    "Attempted conditional constraint is not an indexable operation";

/// Holds the conditions against the key. For keys of several attributes the texts are those of
/// single ones: nothing is known of the service's own.
class Matcher {
 public:
  using Problem = std::optional<std::string>;

  Matcher(const std::vector<Part>& parts, const KeyNames& keys) : parts_(parts), keys_(keys) {}

  Problem match(KeyCondition& out) {
    if (Problem problem = check_count()) {
      return problem;
    }
    for (const KeyAttribute& key : keys_.hash) {
      if (Problem problem = match_hash(key, out)) {
        return problem;
      }
    }
    for (const KeyAttribute& key : keys_.range) {
      if (Problem problem = match_range(key, out)) {
        return problem;
      }
    }
    return matched_ == parts_.size() ? std::nullopt : Problem(kNotSupported);
  }

 private:
  [[nodiscard]] Problem check_count() const {
    const std::size_t attributes = keys_.hash.size() + keys_.range.size();
    if (attributes <= 2 && parts_.size() > 2) {
      return "Conditions can be of length 1 or 2 only";
    }
    return parts_.size() > attributes ? Problem(kNotSupported) : std::nullopt;
  }

  [[nodiscard]] const Part* find(const KeyAttribute& key) const {
    const auto part = std::ranges::find(parts_, key.name, &Part::name);
    return part == parts_.end() ? nullptr : &*part;
  }

  static Problem missed(const KeyAttribute& key) {
    return "Query condition missed key schema element: " + key.name;
  }

  /// dynalite has the texts of the old KeyConditions for types that no key has ("ComparisonOperator
  /// EQ is not valid for BOOL AttributeValue type"); DynamoDB Local has this one.
  static Problem check_types(const KeyAttribute& key, const Part& part) {
    if (std::ranges::any_of(part.values, [&](ValueView v) { return !v.is(key.type); })) {
      return "One or more parameter values were invalid: Condition parameter type does not match "
             "schema type";
    }
    return std::nullopt;
  }

  static Problem check_empty(const KeyAttribute& key, const Part& part) {
    if (key.type != Type::N &&
        std::ranges::any_of(part.values, [](ValueView v) { return v.bytes().empty(); })) {
      return "One or more parameter values are not valid. The AttributeValue for a key attribute "
             "cannot contain an empty " +
             std::string(key.type == Type::S ? "string" : "binary") + " value. Key: " + key.name;
    }
    return std::nullopt;
  }

  Problem match_hash(const KeyAttribute& key, KeyCondition& out) {
    const Part* part = find(key);
    if (part == nullptr) {
      return missed(key);
    }
    if (part->op == Operator::none) {
      return kNotIndexable;
    }
    if (Problem problem = check_types(key, *part)) {
      return problem;
    }
    if (part->op != Operator::equal) {
      return kNotSupported;
    }
    if (Problem problem = check_empty(key, *part)) {
      return problem;
    }
    ++matched_;
    out.hash.push_back(packed(part->values.front()));
    return std::nullopt;
  }

  /// Left to right without gaps: equalities, and one other condition that must be the last.
  Problem match_range(const KeyAttribute& key, KeyCondition& out) {
    if (matched_ == parts_.size()) {
      return std::nullopt;
    }
    if (out.last != Operator::none) {
      return kNotSupported;
    }
    const Part* part = find(key);
    if (part == nullptr) {
      return missed(key);
    }
    if (part->op == Operator::none) {
      return kNotIndexable;
    }
    if (Problem problem = check_types(key, *part)) {
      return problem;
    }
    if (Problem problem = check_empty(key, *part)) {
      return problem;
    }
    ++matched_;
    if (part->op == Operator::equal) {
      out.range_equal.push_back(packed(part->values.front()));
      return std::nullopt;
    }
    out.last = part->op;
    for (const ValueView view : part->values) {
      out.last_operands.push_back(packed(view));
    }
    return std::nullopt;
  }

  static value::PackedValue packed(ValueView view) {
    return {view.type(), std::string(view.bytes())};
  }

  const std::vector<Part>& parts_;
  const KeyNames& keys_;
  std::size_t matched_ = 0;
};

}  // namespace

Result<KeyParts> bind_key_parts(const std::shared_ptr<const Tree>& tree,
                                Placeholders& placeholders) {
  const auto node = Binder(*tree, placeholders).term(0, tree->root);
  if (!node) {
    return std::unexpected(node.error());
  }
  Splitter splitter;
  if (auto problem = splitter.split(*node)) {
    return refuse(std::move(*problem));
  }
  return KeyParts{std::move(splitter.parts)};
}

Result<KeyCondition> match_key(const KeyParts& parts, const KeyNames& keys) {
  KeyCondition condition;
  if (auto problem = Matcher(parts.parts, keys).match(condition)) {
    return refuse(std::move(*problem));
  }
  return condition;
}

Result<KeyCondition> bind_key_condition(const std::shared_ptr<const Tree>& tree,
                                        Placeholders& placeholders, const KeyNames& keys) {
  const auto parts = bind_key_parts(tree, placeholders);
  return parts ? match_key(*parts, keys) : std::unexpected(parts.error());
}

}  // namespace ddbsim::expression
