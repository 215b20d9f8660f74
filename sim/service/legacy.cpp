#include "sim/service/legacy.hpp"

#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/expression/legacy.hpp"
#include "sim/service/bindings.hpp"

namespace ddbsim::service {

namespace {

using expression::legacy::Action;
using expression::legacy::Change;
using expression::legacy::Comparison;
using expression::legacy::Operator;
using value::AttributeValue;

using Comparisons = std::vector<Comparison>;

Refusal refuse(std::string message) { return ServiceError{.message = std::move(message)}; }

Refusal refuse_parameter(std::string message) {
  return refuse("One or more parameter values were invalid: " + std::move(message));
}

Refusal refusal_of(std::optional<expression::Error> error) {
  return error ? Refusal(as_service_error(std::move(*error))) : Refusal{};
}

Refusal check_typed(std::span<const AttributeValue> values) {
  value::ItemBuilder builder;
  for (const AttributeValue& value : values) {
    builder.add("value", value);
    if (Refusal refusal = check_values(builder.finish())) {
      return refusal;
    }
  }
  return {};
}

Refusal check_comparison(const Comparison& comparison) {
  return check_typed(comparison.operands).or_else([&] { return refusal_of(check(comparison)); });
}

std::span<const AttributeValue> one(const Optional<AttributeValue>& value) {
  return value ? std::span(&*value, 1) : std::span<const AttributeValue>();
}

std::span<const AttributeValue> all(const Optional<std::vector<AttributeValue>>& values) {
  return values ? std::span(*values) : std::span<const AttributeValue>();
}

// ---- Expected: two ways to say it, which may not be mixed
// ----------------------------------------

/// Which members stand together. Where several are wrong, DynamoDB Local's and dynalite's order;
/// of Exists beside everything else DynamoDB Local's (and Dynoxide's).
Refusal check_members(const std::string& name, const ExpectedAttributeValue& expected) {
  const bool listed = expected.attribute_value_list.has_value();
  const bool compared = expected.comparison_operator.has_value();
  const auto refuse_for = [&](std::string_view problem) {
    return refuse_parameter(fmt::format("{} for Attribute: {}", problem, name));
  };
  if (expected.exists && compared) {
    return refuse_for("Exists and ComparisonOperator cannot be used together");
  }
  if (expected.value && listed) {
    return refuse_for("Value and AttributeValueList cannot be used together");
  }
  if (listed && !compared) {
    return refuse_for("AttributeValueList can only be used with a ComparisonOperator");
  }
  if (compared) {
    const bool needs_none =
        is(expected.comparison_operator, "NULL") || is(expected.comparison_operator, "NOT_NULL");
    return needs_none || expected.value || listed
               ? Refusal{}
               : refuse_for(fmt::format(
                     "Value or AttributeValueList must be used with ComparisonOperator: {}",
                     *expected.comparison_operator));
  }
  const bool absent = expected.exists.has_value() && !*expected.exists;
  if (absent && expected.value) {
    return refuse_for("Value cannot be used when Exists is false");
  }
  return absent || expected.value
             ? Refusal{}
             : refuse_for(fmt::format("Value must be provided when Exists is {}",
                                      expected.exists ? "true" : "null"));
}

Comparison comparison_of(const std::string& name, const ExpectedAttributeValue& expected) {
  if (expected.comparison_operator) {
    return {.attribute = name,
            .op = *expression::legacy::operator_named(*expected.comparison_operator),
            .operands = expected.value ? one(expected.value) : all(expected.attribute_value_list)};
  }
  return {.attribute = name,
          .op = expected.value ? Operator::equal : Operator::null,
          .operands = one(expected.value)};
}

Result<Comparisons> comparisons_of(const Expected& expected) {
  Comparisons comparisons;
  for (const auto& [name, condition] : *expected) {
    if (Refusal refusal = check_members(name, condition)) {
      return std::unexpected(std::move(*refusal));
    }
    comparisons.push_back(comparison_of(name, condition));
    if (Refusal refusal = check_comparison(comparisons.back())) {
      return std::unexpected(std::move(*refusal));
    }
  }
  return comparisons;
}

// ---- filters, key conditions
// ---------------------------------------------------------------------

Result<Comparisons> comparisons_of(const AttributeConditions& conditions) {
  Comparisons comparisons;
  if (conditions) {
    for (const auto& [name, condition] : *conditions) {
      comparisons.push_back(
          {.attribute = name,
           .op = *expression::legacy::operator_named(*condition.comparison_operator),
           .operands = all(condition.attribute_value_list)});
      if (Refusal refusal = check_comparison(comparisons.back())) {
        return std::unexpected(std::move(*refusal));
      }
    }
  }
  return comparisons;
}

/// DynamoDB Local; dynalite and Dynoxide take it anywhere.
Refusal check_conditional_operator(const Text& conditional_operator, std::size_t conditions) {
  if (!conditional_operator || conditions > 1) {
    return {};
  }
  return refuse(conditions == 0
                    ? "ConditionalOperator cannot be used without Filter or Expected"
                    : "ConditionalOperator can only be used when Filter or Expected has two or "
                      "more elements");
}

Result<expression::KeyParts> key_from(const AttributeConditions& key_conditions) {
  const auto comparisons = comparisons_of(key_conditions);
  if (!comparisons) {
    return std::unexpected(comparisons.error());
  }
  auto key = expression::legacy::key_parts_of(*comparisons);
  if (!key) {
    return std::unexpected(as_service_error(std::move(key.error())));
  }
  return std::move(*key);
}

Action action_of(const AttributeValueUpdate& update) {
  return is(update.action, "ADD")      ? Action::add
         : is(update.action, "DELETE") ? Action::erase
                                       : Action::put;
}

}  // namespace

Refusal check_one_family(const ParameterNames& names) {
  if (names.legacy.empty() || names.expressions.empty()) {
    return {};
  }
  return refuse(
      fmt::format("Can not use both expression and non-expression parameters in the same request: "
                  "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
                  fmt::join(names.legacy, ", "), fmt::join(names.expressions, ", ")));
}

Refusal check_one_family(const BatchGetItemRequest& request) {
  for (const auto& [table, asked] : *request.request_items) {
    if (Refusal refusal = check_one_family(asked)) {
      return refusal;
    }
  }
  return {};
}

Result<std::optional<expression::Update>> update_from(const AttributeUpdates& attribute_updates) {
  if (!attribute_updates || attribute_updates->empty()) {
    return std::nullopt;
  }
  std::vector<Change> changes;
  for (const auto& [name, update] : *attribute_updates) {
    changes.push_back({.attribute = name,
                       .action = action_of(update),
                       .value = update.value ? &*update.value : nullptr});
    if (Refusal refusal = check_typed(one(update.value)).or_else([&] {
          return refusal_of(check(changes.back()));
        })) {
      return std::unexpected(std::move(*refusal));
    }
  }
  return expression::legacy::update_of(changes);
}

Result<std::optional<expression::Condition>> condition_from(const Expected& expected,
                                                            const Text& conditional_operator) {
  const auto comparisons = expected ? comparisons_of(expected) : Comparisons();
  if (!comparisons) {
    return std::unexpected(comparisons.error());
  }
  if (Refusal refusal = check_conditional_operator(conditional_operator, comparisons->size())) {
    return std::unexpected(std::move(*refusal));
  }
  return expression::legacy::condition_of(*comparisons, is(conditional_operator, "OR"));
}

Result<std::optional<expression::Projection>> projection_from(
    const AttributesToGet& attributes_to_get) {
  if (!attributes_to_get) {
    return std::nullopt;
  }
  auto projection = expression::legacy::projection_of(*attributes_to_get);
  if (!projection) {
    return std::unexpected(as_service_error(std::move(projection.error())));
  }
  return std::move(*projection);
}

/// AttributesToGet, then the filter, then the key: dynalite's order. (DynamoDB Local and Dynoxide
/// look for names that are there twice after all conditions.)
Result<LegacyView> view_from(const AttributesToGet& attributes_to_get,
                             const AttributeConditions& filter,
                             const AttributeConditions* key_conditions,
                             const Text& conditional_operator) {
  auto projection = projection_from(attributes_to_get);
  if (!projection) {
    return std::unexpected(std::move(projection.error()));
  }
  const auto comparisons = comparisons_of(filter);
  if (!comparisons) {
    return std::unexpected(comparisons.error());
  }
  LegacyView view{
      .projection = std::move(*projection),
      .filter = expression::legacy::condition_of(*comparisons, is(conditional_operator, "OR"))};
  if (key_conditions != nullptr && *key_conditions) {
    auto key = key_from(*key_conditions);
    if (!key) {
      return std::unexpected(std::move(key.error()));
    }
    view.key = std::move(*key);
  }
  if (Refusal refusal = check_conditional_operator(conditional_operator, comparisons->size())) {
    return std::unexpected(std::move(*refusal));
  }
  return view;
}

}  // namespace ddbsim::service
