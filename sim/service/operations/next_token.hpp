#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/service/page.hpp"

namespace ddbsim::service {

/// Where a page of a SELECT ended.
struct NextPage {
  std::uint32_t partition = 0;  ///< of those that the WHERE names
  value::Item after = {};       ///< key of the last item read; none: the partition's beginning
};

/// The token of ExecuteStatement: opaque for clients, base64, bound to what is read. (The service's
/// holds a key in JSON, the time, and a version.)
[[nodiscard]] std::string next_token(const Source& source, const NextPage& page);
/// Absent: "Invalid NextToken".
[[nodiscard]] std::optional<NextPage> next_page(const Source& source, std::string_view token);

}  // namespace ddbsim::service
