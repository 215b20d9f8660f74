#include "sim/iam/condition.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ddbsim::iam {

namespace {

using Type = Comparison::Type;
using Relation = Comparison::Relation;
constexpr auto kIgnored = Pattern::Case::ignored;

struct Named {
  std::string_view name;
  Comparison comparison;
};

constexpr std::array<Named, 27> kOperators = {{
    {"StringEquals", {.type = Type::text}},
    {"StringNotEquals", {.type = Type::text, .negated = true}},
    {"StringEqualsIgnoreCase", {.type = Type::text, .letters = kIgnored}},
    {"StringNotEqualsIgnoreCase", {.type = Type::text, .letters = kIgnored, .negated = true}},
    {"StringLike", {.type = Type::text, .wildcards = true}},
    {"StringNotLike", {.type = Type::text, .wildcards = true, .negated = true}},
    {"NumericEquals", {.type = Type::number}},
    {"NumericNotEquals", {.type = Type::number, .negated = true}},
    {"NumericLessThan", {.type = Type::number, .relation = Relation::less}},
    {"NumericLessThanEquals", {.type = Type::number, .relation = Relation::less_equal}},
    {"NumericGreaterThan", {.type = Type::number, .relation = Relation::greater}},
    {"NumericGreaterThanEquals", {.type = Type::number, .relation = Relation::greater_equal}},
    {"DateEquals", {.type = Type::date}},
    {"DateNotEquals", {.type = Type::date, .negated = true}},
    {"DateLessThan", {.type = Type::date, .relation = Relation::less}},
    {"DateLessThanEquals", {.type = Type::date, .relation = Relation::less_equal}},
    {"DateGreaterThan", {.type = Type::date, .relation = Relation::greater}},
    {"DateGreaterThanEquals", {.type = Type::date, .relation = Relation::greater_equal}},
    {"Bool", {.type = Type::boolean}},
    {"BinaryEquals", {.type = Type::binary}},
    {"IpAddress", {.type = Type::address}},
    {"NotIpAddress", {.type = Type::address, .negated = true}},
    // ArnEquals and ArnLike behave identically (documented).
    {"ArnEquals", {.type = Type::arn}},
    {"ArnLike", {.type = Type::arn}},
    {"ArnNotEquals", {.type = Type::arn, .negated = true}},
    {"ArnNotLike", {.type = Type::arn, .negated = true}},
    {"Null", {.type = Type::null}},
}};

/// Takes a prefix off, whatever its case.
bool take_front(std::string_view& text, std::string_view prefix) {
  const bool there = lowered(text.substr(0, prefix.size())) == lowered(prefix);
  text.remove_prefix(there ? prefix.size() : 0);
  return there;
}

bool take_back(std::string_view& text, std::string_view suffix) {
  const bool there = text.size() >= suffix.size() &&
                     lowered(text.substr(text.size() - suffix.size())) == lowered(suffix);
  text.remove_suffix(there ? suffix.size() : 0);
  return there;
}

/// true and 5 stand for "true" and "5".
std::expected<std::string, PolicyError> text_of(const nlohmann::json& value,
                                                const std::string& pointer) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_boolean() || value.is_number()) {
    return value.dump();
  }
  return std::unexpected(PolicyError{pointer, "expected a string, a number or a boolean"});
}

}  // namespace

std::vector<std::string_view> condition_operators() {
  std::vector<std::string_view> out;
  out.reserve(kOperators.size());
  for (const Named& known : kOperators) {
    out.push_back(known.name);
  }
  return out;
}

std::expected<Condition::Operation, PolicyError> Condition::operation_named(
    std::string_view written) {
  Operation out;
  std::string_view name = written;
  if (take_front(name, "ForAllValues:")) {
    out.quantifier = Quantifier::all;
  } else if (take_front(name, "ForAnyValue:")) {
    out.quantifier = Quantifier::any;
  }
  out.if_exists = take_back(name, "IfExists");
  const auto* const known = std::ranges::find_if(
      kOperators, [&](const Named& each) { return lowered(each.name) == lowered(name); });
  const bool null_if_exists =
      out.if_exists && known != kOperators.end() && known->comparison.type == Type::null;
  if (known == kOperators.end() || null_if_exists) {
    return std::unexpected(PolicyError{"", fmt::format("Invalid Condition type : {}", written)});
  }
  out.comparison = known->comparison;
  return out;
}

std::expected<Condition, PolicyError> Condition::parse(std::string_view operation, std::string key,
                                                       const nlohmann::json& values,
                                                       bool variables) {
  const auto known = operation_named(operation);
  if (!known) {
    return std::unexpected(known.error());
  }
  Condition out;
  out.operation_ = *known;
  out.key_ = std::move(key);
  const bool list = values.is_array();
  const std::size_t count = list ? values.size() : 1;
  if (count == 0) {
    return std::unexpected(PolicyError{"", "expected at least one value"});
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::string pointer = list ? fmt::format("/{}", i) : "";
    const auto text = text_of(list ? values[i] : values, pointer);
    if (!text) {
      return std::unexpected(text.error());
    }
    auto operand = Operand::parse(known->comparison, *text, variables);
    if (!operand) {
      return std::unexpected(PolicyError{pointer, std::move(operand.error())});
    }
    out.operands_.push_back(std::move(*operand));
  }
  return out;
}

/// Of one value that the request has.
bool Condition::accepts(std::string_view value, const Context& context) const {
  const Comparison& comparison = operation_.comparison;
  const bool matched = std::ranges::any_of(operands_, [&](const Operand& operand) {
    return operand.matches(comparison, value, context);
  });
  return matched != comparison.negated;
}

/// Of a request without the key.
bool Condition::holds_without() const noexcept {
  switch (operation_.quantifier) {
    case Quantifier::all:
      return true;
    case Quantifier::any:
      return operation_.if_exists;
    case Quantifier::none:
      break;
  }
  return operation_.if_exists || operation_.comparison.negated;
}

bool Condition::holds(const Context& context) const {
  const Context::Values* const values = context.find(key_);
  const bool absent = values == nullptr || values->empty();
  if (operation_.comparison.type == Type::null) {
    return accepts(absent ? "true" : "false", context);
  }
  if (absent) {
    return holds_without();
  }
  const auto accepted = [&](const std::string& value) { return accepts(value, context); };
  const bool all = operation_.quantifier == Quantifier::all ||
                   (operation_.quantifier == Quantifier::none && operation_.comparison.negated);
  return all ? std::ranges::all_of(*values, accepted) : std::ranges::any_of(*values, accepted);
}

}  // namespace ddbsim::iam
