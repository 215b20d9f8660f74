#include "sim/capacity/units.hpp"

#include <algorithm>

namespace ddbsim::capacity {

namespace {

constexpr std::uint64_t kReadBlockBytes = 4096;
constexpr std::uint64_t kWriteBlockBytes = 1024;

/// Started blocks; nothing is still one.
double blocks(std::uint64_t bytes, std::uint64_t block) noexcept {
  return static_cast<double>(std::max<std::uint64_t>(1, (bytes + block - 1) / block));
}

double units_per_block(Read kind) noexcept {
  switch (kind) {
    case Read::eventual:
      return 0.5;
    case Read::consistent:
      return 1;
    case Read::transactional:
      return 2;
  }
  return 1;
}

}  // namespace

double read_units(std::uint64_t bytes, Read kind) noexcept {
  return blocks(bytes, kReadBlockBytes) * units_per_block(kind);
}

double write_units(std::uint64_t bytes) noexcept { return blocks(bytes, kWriteBlockBytes); }

double table_write_units(const value::Item& before, const value::Item& after,
                         bool transactional) noexcept {
  const double units = write_units(std::max(before.size_bytes(), after.size_bytes()));
  return transactional ? 2 * units : units;
}

double index_write_units(const value::Item& entry_before, const value::Item& entry_after,
                         bool same_key) noexcept {
  if (entry_before && entry_after && same_key) {
    const bool unchanged = entry_before.is_same_as(entry_after) || entry_before == entry_after;
    return unchanged ? 0
                     : write_units(std::max(entry_before.size_bytes(), entry_after.size_bytes()));
  }
  double units = 0;
  for (const value::Item* entry : {&entry_before, &entry_after}) {
    if (*entry) {
      units += write_units(entry->size_bytes());
    }
  }
  return units;
}

}  // namespace ddbsim::capacity
