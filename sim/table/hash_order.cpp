#include "sim/table/hash_order.hpp"

#include <algorithm>
#include <stdexcept>

namespace ddbsim::table {
namespace {

constexpr std::size_t kLeastCapacity = 8;
/// At most 4/5 of the homes are taken: an unlucky probe looks at some 13 slots of 16 bytes.
constexpr std::size_t kLoadNumerator = 4;
constexpr std::size_t kLoadDenominator = 5;

/// Slots behind the last home, one of them the end mark: what is crowded out of the last homes.
std::size_t slack_of(std::size_t capacity) { return 2 + std::min<std::size_t>(capacity, 64); }

}  // namespace

HashOrder::~HashOrder() {
  for (Slot& slot : slots_) {
    slot.collection.clear();
  }
}

bool HashOrder::fill(std::size_t capacity, std::vector<Slot>& slots) const {
  slots.assign(capacity + slack_of(capacity), Slot{});
  std::size_t next = 0;
  for (const Slot& slot : slots_) {
    if (!slot.collection.empty()) {
      const std::size_t at = std::max<std::size_t>(next, scale(slot.hash, capacity));
      if (at + 1 >= slots.size()) {
        return false;
      }
      slots[at] = slot;
      next = at + 1;
    }
  }
  return true;
}

void HashOrder::rebuild(std::size_t capacity) {
  std::vector<Slot> slots;
  while (!fill(capacity, slots)) {
    capacity += capacity / 2;
  }
  slots_ = std::move(slots);
  capacity_ = capacity;
}

std::size_t HashOrder::insert(std::size_t at, std::uint64_t hash) {
  const auto free_from = [this](std::size_t from) {
    while (!slots_[from].collection.empty()) {
      ++from;
    }
    return from;
  };
  std::size_t free = free_from(at);
  while ((count_ + 1) * kLoadDenominator > capacity_ * kLoadNumerator ||
         free + 1 == slots_.size()) {
    // Slots of the same hash that the caller walked past stay before the new one.
    const std::size_t skipped = at - seek(hash);
    rebuild(std::max(kLeastCapacity, capacity_ + capacity_ / 2));
    at = seek(hash) + skipped;
    free = free_from(at);
  }
  std::move_backward(slots_.begin() + static_cast<std::ptrdiff_t>(at),
                     slots_.begin() + static_cast<std::ptrdiff_t>(free),
                     slots_.begin() + static_cast<std::ptrdiff_t>(free + 1));
  slots_[at] = Slot{hash, {}};
  ++count_;
  return at;
}

void HashOrder::erase(std::size_t at) {
  std::size_t next = at + 1;
  for (; !slots_[next].collection.empty() && home(slots_[next].hash) < next; ++next) {
    slots_[next - 1] = slots_[next];
  }
  slots_[next - 1] = Slot{};
  --count_;
  if (capacity_ > kLeastCapacity && count_ * 8 < capacity_) {
    rebuild(std::max(kLeastCapacity, capacity_ / 4));
  }
}

void HashOrder::verify() const {
  std::size_t count = 0;
  std::size_t next = 0;
  std::uint64_t before = 0;
  for (std::size_t at = 0; at < slots_.size(); ++at) {
    const Slot& slot = slots_[at];
    if (slot.collection.empty()) {
      if (slot.hash != Slot{}.hash) {
        throw std::logic_error("hash order: an empty slot has a hash");
      }
      continue;
    }
    if (slot.hash < before) {
      throw std::logic_error("hash order: hashes out of order");
    }
    if (at != std::max(next, home(slot.hash))) {
      throw std::logic_error("hash order: a slot is not as near to its home as it can be");
    }
    before = slot.hash;
    next = at + 1;
    ++count;
  }
  if (count != count_ || !slots_.back().collection.empty()) {
    throw std::logic_error("hash order: wrong count or no end mark");
  }
}

}  // namespace ddbsim::table
