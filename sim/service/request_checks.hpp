#pragma once

#include <initializer_list>

#include "sim/service/item_checks.hpp"
#include "sim/service/legacy.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

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
    return request.value_error;
  }
  for (const value::Item* item : items) {
    if (Refusal refusal = check_values(*item)) {
      return refusal;
    }
  }
  return {};
}

}  // namespace ddbsim::service
