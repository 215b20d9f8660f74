#pragma once

#include <string_view>

namespace ddbsim::expression {

/// True for the service's 573 reserved words, in any case. Only words written in an expression are
/// checked, never what `#names` stand for.
[[nodiscard]] bool is_reserved(std::string_view word) noexcept;

}  // namespace ddbsim::expression
