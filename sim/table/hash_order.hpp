#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/table/collection.hpp"

// For the table room only: the collections of a key space, found by and kept in order of the hash
// of their partition key.
namespace ddbsim::table {

/// High word of the product: a number below `b` that grows with `a`.
[[nodiscard]] inline std::uint64_t scale(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(a) * b) >> 64U);
}

/// Open addressing with linear probing that keeps the order of hashes: a slot's home is its hash
/// scaled to the capacity, and everything is as near to its home as those before it allow. Hence
/// lookup is one probe, and a walk over the slots is a scan in order of hash. Slots do not wrap
/// around: behind the last home there is slack, which a growing table always keeps.
/// Entries with equal hashes stand side by side, in the order that the caller inserts them in.
class HashOrder {
 public:
  struct Slot {
    std::uint64_t hash = ~std::uint64_t{0};  ///< of an empty slot the greatest, so that probes stop
    Collection collection;                   ///< empty: the slot is
  };

  HashOrder() = default;
  HashOrder(const HashOrder&) = delete;
  HashOrder& operator=(const HashOrder&) = delete;
  ~HashOrder();

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// The first slot that is empty or whose hash is not below `hash`; an index into slots().
  [[nodiscard]] std::size_t seek(std::uint64_t hash) const noexcept {
    std::size_t at = home(hash);
    while (slots_[at].hash < hash) {
      ++at;
    }
    return at;
  }
  [[nodiscard]] const Slot& slot(std::size_t at) const noexcept { return slots_[at]; }
  [[nodiscard]] Slot& slot(std::size_t at) noexcept { return slots_[at]; }
  /// Number of slots, the slack included; the last one is always empty.
  [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }

  /// Asks the processor to fetch a slot's collection, if there is such a slot.
  void prefetch(std::size_t at) const noexcept {
    if (at < slots_.size()) {
      slots_[at].collection.prefetch();
    }
  }

  /// A new slot with this hash at the place `at` that `seek(hash)`, or a walk on from there over
  /// slots of the same hash, found. Returns where it is: places move when the table grows.
  std::size_t insert(std::size_t at, std::uint64_t hash);
  /// Takes a slot out (its collection is empty by now).
  void erase(std::size_t at);

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return slots_.capacity() * sizeof(Slot);
  }
  void verify() const;

 private:
  [[nodiscard]] std::size_t home(std::uint64_t hash) const noexcept {
    return static_cast<std::size_t>(scale(hash, capacity_));
  }
  void rebuild(std::size_t capacity);
  [[nodiscard]] bool fill(std::size_t capacity, std::vector<Slot>& slots) const;

  std::size_t capacity_ = 0;  ///< number of homes
  std::size_t count_ = 0;
  std::vector<Slot> slots_{1};
};

}  // namespace ddbsim::table
