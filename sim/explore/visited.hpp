#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include <boost/unordered/unordered_flat_set.hpp>

#include "sim/explore/fingerprint.hpp"

namespace ddbsim::explore {

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
