#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/table/definition.hpp"
#include "sim/table/key_space.hpp"

// For the table room only: the key bytes of items.
namespace ddbsim::table {

/// Where the key attributes stand in items. Items of a table share few layouts, so the positions in
/// those met last are remembered.
class KeyPositions {
 public:
  explicit KeyPositions(std::vector<std::string> names);

  /// Positions of all key attributes, in the order of the names; valid until the next call. The
  /// item must have them.
  [[nodiscard]] const std::uint32_t* in(const value::Item& item) const {
    const Known& known = known_[place_of(item)];
    return known.layout.is_of(item) ? known.positions.data() : find(item);
  }

 private:
  static constexpr std::size_t kKnown = 8;
  static constexpr std::size_t kMaxAttributes = 12;  ///< 4 + 4 of an index, 2 of its table
  struct Known {
    value::LayoutRef layout;
    std::array<std::uint32_t, kMaxAttributes> positions{};
  };

  [[nodiscard]] static std::size_t place_of(const value::Item& item) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(value::LayoutRef::address(item));
    return ((address >> 4U) ^ (address >> 10U)) % kKnown;
  }
  const std::uint32_t* find(const value::Item& item) const;

  std::vector<std::string> names_;
  mutable std::array<Known, kKnown> known_;
  mutable std::array<std::uint32_t, kMaxAttributes> unknown_{};
};

/// Key bytes of the entries of one key space.
///
/// The sort bytes of an entry are one string whose unsigned byte order is the order of the entry's
/// sort tuple. One component: its bytes. Several: each but the last with 00 written as 00 FF and
/// with 00 00 after it, so that no component runs into the next.
class KeyReader {
 public:
  KeyReader(const KeySchema& key, const KeySchema& tie_break);

  /// Appends one of several partition values; their order makes the partition bytes.
  static void append_partition_value(std::string_view bytes, std::string& out);
  /// Partition bytes (`KeySpace::partition_bytes`): a view into the item or into `scratch`.
  [[nodiscard]] std::string_view partition(const value::Item& item, std::string& scratch) const {
    return partition_count_ == 1 ? item.value(positions_.in(item)[0]).bytes()
                                 : joined_partition(item, scratch);
  }
  /// Sort bytes: a view into the item or into `scratch`.
  [[nodiscard]] std::string_view sort(const value::Item& item, std::string& scratch) const {
    if (sort_count_ == 1) {
      return item.value(positions_.in(item)[partition_count_]).bytes();
    }
    return sort_count_ == 0 ? std::string_view{} : joined_sort(item, scratch);
  }
  [[nodiscard]] std::vector<std::string_view> sort_tuple(const value::Item& item) const;
  [[nodiscard]] bool has_sort() const noexcept { return sort_count_ != 0; }

  /// A bound as sort bytes (somebody else's): entries compare with it as far as it goes (open) or
  /// whole.
  struct SortBound {
    std::string_view bytes;
    bool open = false;
    Bound::Side side = Bound::Side::before;

    /// Does the entry with these sort bytes stand before the place that the bound tells?
    [[nodiscard]] bool is_after(std::string_view entry) const noexcept {
      const int order = (open ? entry.substr(0, bytes.size()) : entry).compare(bytes);
      return side == Bound::Side::before ? order < 0 : order <= 0;
    }
  };
  [[nodiscard]] SortBound bound(const Bound& bound, std::string& scratch) const;

 private:
  [[nodiscard]] std::string_view joined_partition(const value::Item& item,
                                                  std::string& scratch) const;
  [[nodiscard]] std::string_view joined_sort(const value::Item& item, std::string& scratch) const;

  std::size_t partition_count_;
  std::size_t sort_count_;
  KeyPositions positions_;  ///< of the partition's attributes, then the sort tuple's
};

}  // namespace ddbsim::table
