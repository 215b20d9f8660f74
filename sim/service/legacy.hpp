#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/expression/compiled.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/model.hpp"

// The parameters that are older than expressions, from the members of a request to what
// sim/expression makes of them; and the rule that a request has the one family or the other.
//
// Where several attributes of a parameter are wrong, the service names the first in an order of its
// own (a hash); here it is the first by name. A bad attribute value (`RequestBase::value_error`) is
// said before anything else that is wrong with these parameters.
namespace ddbsim::service {

// ---- one family ---------------------------------------------------------------------------------

/// Does the request have such a parameter? KeyConditions go with a FilterExpression and a
/// ProjectionExpression (DynamoDB Local, dynalite), not with a KeyConditionExpression.
template <class Request>
[[nodiscard]] bool uses_legacy(const Request& request) noexcept {
  bool uses = false;
  if constexpr (requires { request.attributes_to_get; }) {
    uses = request.attributes_to_get.has_value();
  }
  if constexpr (requires { request.conditional_operator; }) {
    uses = uses || request.conditional_operator;
  }
  if constexpr (requires { request.expected; }) {
    uses = uses || request.expected;
  }
  if constexpr (requires { request.attribute_updates; }) {
    uses = uses || request.attribute_updates;
  }
  if constexpr (requires { request.query_filter; }) {
    uses = uses || request.query_filter || request.key_conditions;
  }
  if constexpr (requires { request.scan_filter; }) {
    uses = uses || request.scan_filter;
  }
  return uses;
}

struct ParameterNames {
  std::vector<std::string_view> legacy = {};
  std::vector<std::string_view> expressions = {};
};
/// "Can not use both expression and non-expression parameters in the same request: ..."
[[nodiscard]] Refusal check_one_family(const ParameterNames& names);

/// The same of a request, or of what it asks of one table. All names in the service's order.
template <class Request>
[[nodiscard]] Refusal check_one_family(const Request& request) {
  if (!uses_legacy(request)) {
    return {};
  }
  ParameterNames names;
  const auto legacy = [&](const auto& member, std::string_view name) {
    if (member) {
      names.legacy.push_back(name);
    }
  };
  const auto expression = [&](const auto& member, std::string_view name) {
    if (member) {
      names.expressions.push_back(name);
    }
  };
  if constexpr (requires { request.attributes_to_get; }) {
    legacy(request.attributes_to_get, "AttributesToGet");
    expression(request.projection_expression, "ProjectionExpression");
  }
  if constexpr (requires { request.filter_expression; }) {
    expression(request.filter_expression, "FilterExpression");
  }
  if constexpr (requires { request.attribute_updates; }) {
    legacy(request.attribute_updates, "AttributeUpdates");
    expression(request.update_expression, "UpdateExpression");
  }
  if constexpr (requires { request.expected; }) {
    legacy(request.expected, "Expected");
    expression(request.condition_expression, "ConditionExpression");
  }
  if constexpr (requires { request.scan_filter; }) {
    legacy(request.scan_filter, "ScanFilter");
  }
  if constexpr (requires { request.query_filter; }) {
    legacy(request.query_filter, "QueryFilter");
  }
  if constexpr (requires { request.conditional_operator; }) {
    legacy(request.conditional_operator, "ConditionalOperator");
  }
  if constexpr (requires { request.key_conditions; }) {
    legacy(request.key_condition_expression ? request.key_conditions : AttributeConditions(),
           "KeyConditions");
    expression(request.key_condition_expression, "KeyConditionExpression");
  }
  return check_one_family(names);
}
[[nodiscard]] Refusal check_one_family(const BatchGetItemRequest& request);

// ---- writes -------------------------------------------------------------------------------------

[[nodiscard]] Result<std::optional<expression::Update>> update_from(
    const AttributeUpdates& attribute_updates);
[[nodiscard]] Result<std::optional<expression::Condition>> condition_from(
    const Expected& expected, const Text& conditional_operator);

// ---- reads --------------------------------------------------------------------------------------

[[nodiscard]] Result<std::optional<expression::Projection>> projection_from(
    const AttributesToGet& attributes_to_get);

struct LegacyView {
  std::optional<expression::Projection> projection = {};
  std::optional<expression::Condition> filter = {};
  std::optional<expression::KeyParts> key = {};
};
/// Of a Query or (`key_conditions` null) a Scan.
[[nodiscard]] Result<LegacyView> view_from(const AttributesToGet& attributes_to_get,
                                           const AttributeConditions& filter,
                                           const AttributeConditions* key_conditions,
                                           const Text& conditional_operator);

}  // namespace ddbsim::service
