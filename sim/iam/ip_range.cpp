#include "sim/iam/ip_range.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace ddbsim::iam {

namespace {

constexpr unsigned kBitsOfV4 = 32;
constexpr unsigned kBitsOfV6 = 128;

std::optional<unsigned> number_of(std::string_view text, int base, unsigned limit) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value <= limit ? std::optional(value) : std::nullopt;
}

/// Bytes of "203.0.113.7".
std::optional<std::vector<std::uint8_t>> bytes_of_v4(std::string_view text) {
  std::vector<std::uint8_t> out;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find('.');
    const auto byte = number_of(text.substr(0, end), 10, 255);
    if (!byte) {
      return std::nullopt;
    }
    out.push_back(static_cast<std::uint8_t>(*byte));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out.size() == 4 ? std::optional(out) : std::nullopt;
}

/// Bytes of groups with colons between them, the last of which may be an IPv4 address; none for no
/// text.
std::optional<std::vector<std::uint8_t>> bytes_of_groups(std::string_view text) {
  std::vector<std::uint8_t> out;
  for (std::size_t end = text.empty() ? std::string_view::npos : 0;
       !text.empty() || end != std::string_view::npos;) {
    end = text.find(':');
    const std::string_view group = text.substr(0, end);
    const auto word = number_of(group, 16, 0xFFFF);
    if (end == std::string_view::npos && group.find('.') != std::string_view::npos) {
      const auto v4 = bytes_of_v4(group);
      if (!v4) {
        return std::nullopt;
      }
      out.insert(out.end(), v4->begin(), v4->end());
    } else if (word && group.size() <= 4) {
      out.push_back(static_cast<std::uint8_t>(*word >> 8U));
      out.push_back(static_cast<std::uint8_t>(*word & 0xFFU));
    } else {
      return std::nullopt;
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

/// Bytes of "2001:db8::1".
std::optional<std::vector<std::uint8_t>> bytes_of_v6(std::string_view text) {
  constexpr std::size_t kBytes = 16;
  const std::size_t gap = text.find("::");
  auto head = bytes_of_groups(text.substr(0, gap));
  if (gap == std::string_view::npos) {
    return head && head->size() == kBytes ? head : std::nullopt;
  }
  const auto tail = bytes_of_groups(text.substr(gap + 2));
  if (!head || !tail || head->size() + tail->size() > kBytes - 2) {
    return std::nullopt;
  }
  head->resize(kBytes - tail->size());
  head->insert(head->end(), tail->begin(), tail->end());
  return head;
}

}  // namespace

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  IpRange out;
  out.v6_ = address.find(':') != std::string_view::npos;
  const auto bytes = out.v6_ ? bytes_of_v6(address) : bytes_of_v4(address);
  const unsigned most = out.v6_ ? kBitsOfV6 : kBitsOfV4;
  const auto bits = slash == std::string_view::npos ? std::optional(most)
                                                    : number_of(text.substr(slash + 1), 10, most);
  if (!bytes || !bits) {
    return std::nullopt;
  }
  out.bits_ = *bits;
  std::ranges::copy(*bytes, out.bytes_.begin());
  return out;
}

bool IpRange::covers(const IpRange& other) const noexcept {
  if (v6_ != other.v6_ || bits_ > other.bits_) {
    return false;
  }
  for (unsigned bit = 0; bit < bits_; ++bit) {
    const unsigned mask = 0x80U >> bit % 8;
    if (((bytes_[bit / 8] ^ other.bytes_[bit / 8]) & mask) != 0) {
      return false;
    }
  }
  return true;
}

bool IpRange::contains(std::string_view address) const {
  const auto one = address.find('/') == std::string_view::npos ? parse(address) : std::nullopt;
  return one && covers(*one);
}

}  // namespace ddbsim::iam
