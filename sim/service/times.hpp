#pragma once

#include <cmath>
#include <optional>

#include "sim/choice/clock.hpp"

namespace ddbsim::service {

/// Times as the API has them: seconds since 1970, with milliseconds as a fraction.
[[nodiscard]] inline double epoch_seconds(choice::Instant instant) {
  constexpr double kMillis = 1000;
  return static_cast<double>(instant.time_since_epoch().count()) / kMillis;
}
[[nodiscard]] inline std::optional<double> epoch_seconds(
    const std::optional<choice::Instant>& instant) {
  return instant ? std::optional(epoch_seconds(*instant)) : std::nullopt;
}
[[nodiscard]] inline choice::Instant instant_of(double seconds) {
  constexpr double kMillis = 1000;
  return choice::Instant{choice::Duration{std::llround(seconds * kMillis)}};
}

}  // namespace ddbsim::service
