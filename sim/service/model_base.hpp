#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/expression/compiled.hpp"
#include "sim/service/error.hpp"

// What typed requests and responses are made of.
namespace ddbsim::service {

template <class T>
using Optional = std::optional<T>;
using Text = std::optional<std::string>;
using Names = expression::Names;
using Integer = std::optional<std::int64_t>;

/// What every request has. A codec that meets an attribute value which the service refuses (an
/// empty set, a bad number) leaves the first such error here, for the operation to report where the
/// service does in its order of checks.
struct RequestBase {
  std::optional<ServiceError> value_error = {};
};

}  // namespace ddbsim::service
