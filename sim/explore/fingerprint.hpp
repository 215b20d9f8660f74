#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/value/hash.hpp"

namespace ddbsim::explore {

/// Identity of content: 128 bits. Of n states two are taken for one with a probability of about
/// n*n / 2^129: 1e-23 for 1e8. The same on every machine and in every thread.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;

  /// This, and then a word; the order counts.
  [[nodiscard]] Fingerprint then(std::uint64_t word) const noexcept {
    return {value::mix(low, word), value::mix(high ^ 0xA5A5A5A5A5A5A5A5ULL, word)};
  }
  [[nodiscard]] Fingerprint then(const Fingerprint& other) const noexcept {
    return then(other.low).then(other.high);
  }
  [[nodiscard]] Fingerprint then(std::string_view text) const noexcept {
    return {value::hash_bytes(text, low), value::hash_bytes(text, high ^ 0x5A5A5A5A5A5A5A5AULL)};
  }
  /// Takes a part in or out: the same call does both, and the order does not count.
  void toggle(const Fingerprint& part) noexcept {
    low ^= part.low;
    high ^= part.high;
  }
};

struct FingerprintHash {
  using is_avalanching = void;
  std::size_t operator()(const Fingerprint& print) const noexcept { return print.low; }
};

}  // namespace ddbsim::explore
