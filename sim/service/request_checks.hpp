#pragma once

#include <initializer_list>

#include "sim/service/bindings.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/legacy.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

/// Calls `check(parameters)` with the expression parameters of a request, in the order in which the
/// service names them.
template <class Request, class Check>
[[nodiscard]] Refusal with_parameters(const Request& request, Check check) {
  using expression::Kind;
  if constexpr (requires { request.update_expression; }) {
    return check({{Kind::update, &request.update_expression},
                  {Kind::condition, &request.condition_expression}});
  } else if constexpr (requires { request.condition_expression; }) {
    return check({{Kind::condition, &request.condition_expression}});
  } else if constexpr (requires { request.key_condition_expression; }) {
    return check({{Kind::filter, &request.filter_expression},
                  {Kind::key_condition, &request.key_condition_expression},
                  {Kind::projection, &request.projection_expression}});
  } else if constexpr (requires { request.filter_expression; }) {
    return check({{Kind::filter, &request.filter_expression},
                  {Kind::projection, &request.projection_expression}});
  } else if constexpr (requires { request.projection_expression; }) {
    return check({{Kind::projection, &request.projection_expression}});
  } else {
    return {};
  }
}

/// A bad value that a codec found, and what the service says before it: placeholders without an
/// expression before any value, names before the values of placeholders (DynamoDB Local, dynalite).
template <class Request>
[[nodiscard]] Refusal check_found_value(const Request& request) {
  Refusal refusal;
  if constexpr (requires { request.expression_attribute_names; }) {
    const Names* const names = names_or_null(request.expression_attribute_names);
    refusal = with_parameters(request, [&](ParameterList parameters) {
      return check_presence(parameters, names, value::Item());
    });
    if (!refusal && names != nullptr &&
        request.value_error->message.starts_with("ExpressionAttributeValues contains")) {
      refusal = check_names(*names);
    }
  }
  return refusal ? refusal : request.value_error;
}

/// What every data operation is checked for first, in the service's order: shape, one family of
/// parameters, then attribute values (those that a codec found wrong, then the same rules for typed
/// requests).
template <class Request>
[[nodiscard]] Refusal check_request(const Request& request,
                                    std::initializer_list<const value::Item*> items = {}) {
  if (Refusal refusal = check_shape(request)) {
    return refusal;
  }
  if (Refusal refusal = check_one_family(request)) {
    return refusal;
  }
  if (request.value_error) {
    return check_found_value(request);
  }
  for (const value::Item* item : items) {
    if (Refusal refusal = check_values(*item)) {
      return refusal;
    }
  }
  return {};
}

}  // namespace ddbsim::service
