#pragma once

#include <string>
#include <string_view>

namespace ddbsim::value {

/// Text as XML 1.0 may hold it, between tags and in attributes: markup escaped, control characters
/// gone.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace ddbsim::value
