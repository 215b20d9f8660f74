#pragma once

#include <cstddef>

// Limits of expressions: developer guide, "Service, account, and table quotas"; facts 2.4.
namespace ddbsim::expression {

inline constexpr std::size_t kMaxExpressionBytes = 4096;  ///< of the raw text (measured)
inline constexpr std::size_t kMaxOperators =
    300;  ///< AND, OR, NOT, comparisons, functions, + and -
inline constexpr std::size_t kMaxInOperands = 100;
inline constexpr std::size_t kMaxPathDepth = 32;
inline constexpr std::size_t kMaxListIndex = 2147483647;
inline constexpr std::size_t kMaxPlaceholderBytes = 255;  ///< with its # or :
inline constexpr std::size_t kMaxNameBytes = 65535;

}  // namespace ddbsim::expression
