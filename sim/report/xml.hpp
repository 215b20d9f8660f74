#pragma once

#include <string>
#include <string_view>

namespace ddbsim::report {

/// Text that stands between tags and keeps its lines; each ends with a line end.
[[nodiscard]] std::string xml_lines(std::string_view text);

}  // namespace ddbsim::report
