#pragma once

#include <cstdint>
#include <string_view>

#include "sim/service/error.hpp"

namespace ddbsim::service {

/// The service is between two generations of validation messages; which one an endpoint speaks is
/// not published.
enum class Validation : std::uint8_t {
  classic,    ///< as captured over the years
  since_2026  ///< PutItem and UpdateItem say "1 validation error detected: " before more of them
};

/// The error as this generation words it. Only texts that a capture of the newer one has are
/// changed; the capture is Dynoxide's, which is tested against the service.
[[nodiscard]] ServiceError worded(Validation generation, std::string_view operation,
                                  ServiceError error);

}  // namespace ddbsim::service
