#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include <boost/unordered/unordered_flat_set.hpp>

#include "sim/value/hash.hpp"

namespace ddbsim::explore {

/// Identity of a state: 128 bits of its content. Of n states two are taken for one with a
/// probability of about n*n / 2^129: 1e-23 for 1e8.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};
struct FingerprintHash {
  using is_avalanching = void;
  std::size_t operator()(const Fingerprint& print) const noexcept { return print.low; }
};

/// States that were met. Threads may add at the same time; a state belongs to whoever added it
/// first. In parts, so that few wait for each other and only one part at a time grows.
class Visited {
 public:
  /// False when it was there.
  bool add(const Fingerprint& print);
  [[nodiscard]] std::uint64_t size() const;
  /// Bytes that it holds.
  [[nodiscard]] std::uint64_t memory() const;
  void clear();

  /// All of them, in no order that means anything. No thread may add meanwhile.
  template <class Visit>
  void each(Visit visit) const {
    for (const Part& part : parts_) {
      for (const Fingerprint& print : part.prints) {
        visit(print);
      }
    }
  }

 private:
  static constexpr std::size_t kParts = 256;
  struct alignas(64) Part {
    mutable std::mutex mutex;
    boost::unordered_flat_set<Fingerprint, FingerprintHash> prints;
  };
  std::array<Part, kParts> parts_;
};

}  // namespace ddbsim::explore
