#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "sim/table/key_reader.hpp"

// For the table room only: search in sorted heads, with the entries' own sort bytes where heads
// are equal. Shared by leaves (of entries) and directories (of leaves).
namespace ddbsim::table {

/// 8 bytes from `at` on as a number that orders like them; `fill` after the end.
inline std::uint64_t head_of(std::string_view bytes, std::size_t at,
                             unsigned char fill = 0) noexcept {
  if (at + sizeof(std::uint64_t) <= bytes.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
  }
  std::uint64_t word = 0;
  for (std::size_t i = at; i < at + sizeof word; ++i) {
    word = (word << 8U) | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : fill);
  }
  return word;
}

inline std::size_t common_prefix(std::string_view a, std::string_view b) noexcept {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

/// Number of heads below `head`; without branches that depend on data.
inline std::size_t lower_head(const std::uint64_t* heads, std::size_t count,
                              std::uint64_t head) noexcept {
  const std::uint64_t* base = heads;
  while (count > 1) {
    const std::size_t half = count / 2;
    base += base[half - 1] < head ? half : 0;
    count -= half;
  }
  return static_cast<std::size_t>(base - heads) + (count == 1 && *base < head ? 1 : 0);
}

/// End of the run of `head` that begins at `begin`: mostly next to it.
inline std::size_t end_of_run(const std::uint64_t* heads, std::size_t begin, std::size_t count,
                              std::uint64_t head) noexcept {
  constexpr std::size_t kNear = 4;
  for (std::size_t steps = 0; steps < kNear; ++steps, ++begin) {
    if (begin == count || heads[begin] != head) {
      return begin;
    }
  }
  return head == ~std::uint64_t{0} ? count
                                   : begin + lower_head(heads + begin, count - begin, head + 1);
}

/// First index in [low, high) for which `before(index)` is false.
template <class Before>
std::size_t partition_point(std::size_t low, std::size_t high, Before before) {
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    (before(middle) ? low : high) = before(middle) ? middle + 1 : middle;
  }
  return low;
}

/// How many of `count` entries stand before the bound; `sort_bytes(index)` are an entry's own.
template <class SortBytes>
std::size_t seek_in_run(const std::uint64_t* heads, std::size_t count, std::size_t prefix,
                        const KeyReader::SortBound& bound, SortBytes sort_bytes) {
  if (count == 0) {
    return 0;
  }
  const std::string_view first = sort_bytes(0);
  const std::string_view wanted = bound.bytes;
  if (wanted.substr(0, prefix) != first.substr(0, prefix)) {
    // The bound leaves the common prefix: all entries are on the same side of it.
    return bound.is_after(first) ? count : 0;
  }
  // An open bound stands after everything that begins with it.
  const bool above = bound.open && bound.side == Bound::Side::after;
  const std::uint64_t head = head_of(wanted, prefix, above ? 0xFF : 0);
  const std::size_t low = lower_head(heads, count, head);
  const std::size_t high = end_of_run(heads, low, count, head);
  return partition_point(low, high, [&](std::size_t i) { return bound.is_after(sort_bytes(i)); });
}

}  // namespace ddbsim::table
