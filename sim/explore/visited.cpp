#include "sim/explore/visited.hpp"

namespace ddbsim::explore {

bool Visited::add(const Fingerprint& print) {
  Part& part = parts_[print.high % kParts];
  const std::lock_guard lock(part.mutex);
  return part.prints.insert(print).second;
}

std::uint64_t Visited::size() const {
  std::uint64_t size = 0;
  for (const Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    size += part.prints.size();
  }
  return size;
}

std::uint64_t Visited::memory() const {
  // A slot holds a fingerprint and a byte of its hash; 15 slots share a group of 16 such bytes.
  constexpr std::uint64_t kSlots = 15;
  constexpr std::uint64_t kGroup = kSlots * sizeof(Fingerprint) + 16;
  std::uint64_t bytes = sizeof(*this);
  for (const Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    bytes += part.prints.bucket_count() * kGroup / kSlots;
  }
  return bytes;
}

void Visited::clear() {
  for (Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    part.prints = {};
  }
}

}  // namespace ddbsim::explore
