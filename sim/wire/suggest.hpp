#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ddbsim::wire {

/// The name that a misspelt one most likely means: the same but for case, few letters away, or the
/// only one that goes on from it. Empty when none is near.
[[nodiscard]] std::string_view closest(std::string_view given,
                                       std::span<const std::string_view> names);

/// `, did you mean "TableName"?`, or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view given,
                                       std::span<const std::string_view> names);

/// `unknown operation "PutItm", did you mean "PutItem"?`
[[nodiscard]] std::string unknown_operation(std::string_view name);

}  // namespace ddbsim::wire
