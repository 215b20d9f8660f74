#pragma once

#include <string_view>

namespace ddbsim::value {

/// Does a glob (* any text, ? one character) match the whole text?
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view text) noexcept;

}  // namespace ddbsim::value
