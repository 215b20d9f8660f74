#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ddbsim::iam {

/// IPv4 or IPv6 addresses that begin with the same bits: "203.0.113.0/24", "2001:db8::/32", or one
/// address.
class IpRange {
 public:
  [[nodiscard]] static std::optional<IpRange> parse(std::string_view text);
  /// False when the text is no address, or one of the other family.
  [[nodiscard]] bool contains(std::string_view address) const;
  /// Is all of the other range in this one?
  [[nodiscard]] bool covers(const IpRange& other) const noexcept;

 private:
  bool v6_ = false;
  unsigned bits_ = 0;
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace ddbsim::iam
