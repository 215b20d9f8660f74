#include <algorithm>
#include <utility>

#include "sim/expression/messages.hpp"
#include "sim/expression/partiql_binder.hpp"

// What a WHERE says of the key.
namespace ddbsim::expression {
namespace {

using Operator = KeyCondition::Operator;
using value::PackedValue;
using value::Type;
using value::ValueView;
using Problem = std::optional<std::string>;

/// The parts of a condition that all must hold.
using Conjuncts = std::vector<const BoundNode*>;

void collect(const BoundNode& node, Conjuncts& out) {
  if (node.op != Op::both) {
    out.push_back(&node);
    return;
  }
  for (const BoundNode& operand : node.operands) {
    collect(operand, out);
  }
}

Conjuncts conjuncts_of(const std::optional<Condition>& where) {
  Conjuncts out;
  if (where) {
    collect(*where->root(), out);
  }
  return out;
}

bool is_attribute(const BoundNode& node, std::string_view name) {
  return node.op == Op::path && node.path.size() == 1 && node.path.front().name == name;
}

bool all_literals(const BoundNode& node) {
  return std::all_of(node.operands.begin() + 1, node.operands.end(),
                     [](const BoundNode& operand) { return operand.op == Op::literal; });
}

/// A condition on one attribute as a key condition would have it.
struct Found {
  Operator op = Operator::none;
  std::vector<ValueView> values = {};
};

Operator operator_of(Op op, bool swapped) {
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
      return swapped ? Operator::none : Operator::between;
    default:
      return Operator::none;
  }
}

Found find(const BoundNode& node, std::string_view name) {
  if (node.op == Op::call) {
    const bool fits = node.function == Function::begins_with &&
                      is_attribute(node.operands[0], name) && all_literals(node);
    return fits ? Found{Operator::begins_with, {node.operands[1].literal}} : Found{};
  }
  if (operator_of(node.op, false) == Operator::none) {
    return {};
  }
  const bool swapped = node.operands[0].op == Op::literal;
  const BoundNode& subject = node.operands[swapped ? 1 : 0];
  if (!is_attribute(subject, name) || (!swapped && !all_literals(node))) {
    return {};
  }
  Found found{operator_of(node.op, swapped)};
  for (const BoundNode& operand : node.operands) {
    if (operand.op == Op::literal) {
      found.values.push_back(operand.literal);
    }
  }
  return found;
}

Problem check_value(const KeyAttribute& key, ValueView value) {
  if (!value.is(key.type)) {
    return "Key attribute's data type should match its data type in table's schema: Key " +
           key.name;
  }
  if (key.type != Type::N && value.bytes().empty()) {
    return "One or more parameter values are not valid. The AttributeValue for a key attribute "
           "cannot contain an empty " +
           std::string(key.type == Type::S ? "string" : "binary") + " value. Key: " + key.name;
  }
  return std::nullopt;
}

Problem check_values(const KeyAttribute& key, const std::vector<ValueView>& values) {
  for (const ValueView value : values) {
    if (Problem problem = check_value(key, value)) {
      return problem;
    }
  }
  return std::nullopt;
}

PackedValue packed(ValueView view) { return {view.type(), std::string(view.bytes())}; }

/// The values that an attribute can have where the condition holds: equality, IN, AND of anything
/// with one of them, OR where both sides say so. False: it can have any.
bool values_of(const BoundNode& node, std::string_view name, std::vector<ValueView>& out) {
  switch (node.op) {
    case Op::equal: {
      const Found found = find(node, name);
      out.insert(out.end(), found.values.begin(), found.values.end());
      return found.op == Operator::equal;
    }
    case Op::in:
      if (!is_attribute(node.operands[0], name) || !all_literals(node)) {
        return false;
      }
      for (std::size_t i = 1; i < node.operands.size(); ++i) {
        out.push_back(node.operands[i].literal);
      }
      return true;
    case Op::both:
    case Op::either: {
      std::vector<ValueView> left;
      std::vector<ValueView> right;
      const bool first = values_of(node.operands[0], name, left);
      const bool second = values_of(node.operands[1], name, right);
      if (node.op == Op::both ? !first && !second : !first || !second) {
        return false;
      }
      if (first) {
        out.insert(out.end(), left.begin(), left.end());
      }
      if (node.op == Op::either || !first) {
        out.insert(out.end(), right.begin(), right.end());
      }
      return true;
    }
    default:
      return false;
  }
}

class Partitions {
 public:
  Partitions(const std::optional<Condition>& where, const KeyNames& keys)
      : where_(where), conjuncts_(conjuncts_of(where)), keys_(keys) {}

  Result<std::vector<KeyCondition>> find_all() {
    if (!where_) {
      return {};
    }
    auto partitions = find_partitions();
    if (!partitions) {
      return partitions;
    }
    if (partitions->empty()) {
      return check_comparisons() ? refuse(
                                       "One or more parameter values were invalid: Condition "
                                       "parameter type does not match schema type")
                                 : std::move(partitions);
    }
    KeyCondition range;
    if (Problem problem = find_range(range)) {
      return refuse(std::move(*problem));
    }
    for (KeyCondition& partition : *partitions) {
      partition.range_equal = range.range_equal;
      partition.last = range.last;
      partition.last_operands = range.last_operands;
    }
    return partitions;
  }

 private:
  /// One for each value of the partition key; of several attributes only the first may have more
  /// than one. A value that is listed twice is read once (DynamoDB Local reads it twice).
  Result<std::vector<KeyCondition>> find_partitions() {
    std::vector<KeyCondition> partitions = {KeyCondition{}};
    for (const KeyAttribute& key : keys_.hash) {
      std::vector<ValueView> values;
      if (!values_of(*where_->root(), key.name, values) ||
          (partitions.size() > 1 && values.size() > 1)) {
        return {};
      }
      if (Problem problem = check_values(key, values)) {
        return refuse(std::move(*problem));
      }
      std::vector<KeyCondition> longer;
      for (const KeyCondition& partition : partitions) {
        add_values(partition, values, longer);
      }
      partitions = std::move(longer);
    }
    return partitions;
  }

  static void add_values(const KeyCondition& partition, const std::vector<ValueView>& values,
                         std::vector<KeyCondition>& out) {
    for (auto value = values.begin(); value != values.end(); ++value) {
      if (std::find(values.begin(), value, *value) == value) {
        out.push_back(partition);
        out.back().hash.push_back(packed(*value));
      }
    }
  }

  /// Left to right: equalities, then one other condition. Of several conditions on one attribute an
  /// equality counts first, then whichever comes first; the filter sees to the others.
  Problem find_range(KeyCondition& range) const {
    for (const KeyAttribute& key : keys_.range) {
      Found best;
      for (const BoundNode* node : conjuncts_) {
        Found found = find(*node, key.name);
        if (found.op == Operator::none) {
          continue;
        }
        if (Problem problem = check_values(key, found.values)) {
          return problem;
        }
        if (best.op == Operator::none ||
            (found.op == Operator::equal && best.op != Operator::equal)) {
          best = std::move(found);
        }
      }
      if (best.op == Operator::equal) {
        range.range_equal.push_back(packed(best.values.front()));
        continue;
      }
      range.last = best.op;
      for (const ValueView value : best.values) {
        range.last_operands.push_back(packed(value));
      }
      break;
    }
    return std::nullopt;
  }

  /// Comparisons of the partition key that select no partition must be of its type all the same.
  [[nodiscard]] bool check_comparisons() const {
    return std::ranges::any_of(conjuncts_, [&](const BoundNode* node) {
      return std::ranges::any_of(keys_.hash, [&](const KeyAttribute& key) {
        const Found found = find(*node, key.name);
        return std::ranges::any_of(found.values,
                                   [&](ValueView value) { return !value.is(key.type); });
      });
    });
  }

  const std::optional<Condition>& where_;
  Conjuncts conjuncts_;
  const KeyNames& keys_;
};

template <class Visit>
void for_each_key(const KeyNames& keys, Visit visit) {
  std::ranges::for_each(keys.hash, visit);
  std::ranges::for_each(keys.range, visit);
}

bool is_key_equality(const BoundNode& node, const KeyNames& keys) {
  bool is_one = false;
  for_each_key(keys, [&](const KeyAttribute& key) {
    is_one = is_one || (node.op == Op::equal && find(node, key.name).op == Operator::equal);
  });
  return is_one;
}

}  // namespace

Result<std::vector<KeyCondition>> partitions_of(const std::optional<Condition>& where,
                                                const KeyNames& keys) {
  return Partitions(where, keys).find_all();
}

Result<value::Item> key_of(const std::optional<Condition>& where, const KeyNames& keys) {
  const Conjuncts conjuncts = conjuncts_of(where);
  value::ItemBuilder builder;
  Problem missing;
  Problem wrong;
  for_each_key(keys, [&](const KeyAttribute& key) {
    ValueView value;
    for (const BoundNode* node : conjuncts) {
      const Found found = find(*node, key.name);
      if (found.op != Operator::equal) {
        continue;
      }
      if (value && !(value == found.values.front()) && !wrong) {
        wrong = "Multiple conditions on same key " + key.name +
                ". Only single item Update/Insert/Delete are supported";
      }
      value = value ? value : found.values.front();
    }
    if (!value) {
      missing = "Where clause does not contain a mandatory equality on all key attributes";
      return;
    }
    wrong = wrong ? wrong : check_value(key, value);
    builder.add(key.name, value);
  });
  if (missing || wrong) {
    return refuse(missing ? std::move(*missing) : std::move(*wrong));
  }
  return builder.finish();
}

KeyUse key_use(const std::optional<Condition>& where, const KeyNames& keys) {
  const Conjuncts conjuncts = conjuncts_of(where);
  bool all = true;
  for_each_key(keys, [&](const KeyAttribute& key) {
    all = all && std::ranges::any_of(conjuncts, [&](const BoundNode* node) {
            return find(*node, key.name).op == Operator::equal;
          });
  });
  if (!all) {
    return KeyUse::no_item;
  }
  return conjuncts.size() == keys.hash.size() + keys.range.size() ? KeyUse::one_item
                                                                  : KeyUse::one_item_and_more;
}

std::optional<Condition> without_key(const Condition& where, const KeyNames& keys) {
  std::optional<BoundNode> rest;
  for (const BoundNode* node : conjuncts_of(where)) {
    if (is_key_equality(*node, keys)) {
      continue;
    }
    if (!rest) {
      rest = *node;
      continue;
    }
    BoundNode both{.op = Op::both};
    both.operands.push_back(std::move(*rest));
    both.operands.push_back(*node);
    rest = std::move(both);
  }
  return rest ? std::optional(partiql::condition_of(std::move(*rest), where)) : std::nullopt;
}

std::optional<Error> check_key_paths(const Statement& statement, const KeyNames& keys) {
  std::optional<Error> error;
  for_each_key(keys, [&](const KeyAttribute& key) {
    const bool wrong = (statement.where && leads_into(*statement.where, key.name)) ||
                       (statement.projection && leads_into(*statement.projection, key.name));
    if (wrong && !error) {
      error = Error{not_a_scalar("Key", key.name)};
    }
  });
  return error;
}

}  // namespace ddbsim::expression
