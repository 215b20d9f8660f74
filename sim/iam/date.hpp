#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ddbsim::iam {

/// Milliseconds since 1970 of a date as conditions have it: one of the W3C's forms of ISO 8601
/// ("2026", "2026-11", "2026-11-22", "2026-11-22T18:00Z", "...:30Z", "...:30.250+02:00"), or
/// seconds since 1970 (any number but one of four digits, which is a year).
[[nodiscard]] std::optional<std::int64_t> parse_date(std::string_view text);

}  // namespace ddbsim::iam
