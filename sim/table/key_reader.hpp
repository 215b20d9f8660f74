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

/// Where one attribute stands in items. Items of a table share few layouts, so the last positions
/// are remembered and checked against the name, which is cheaper than the search for it.
class AttributeReader {
 public:
  explicit AttributeReader(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The attribute's bytes. The item must have it.
  [[nodiscard]] std::string_view bytes(const value::Item& item) const;

 private:
  static constexpr std::size_t kHints = 4;
  std::string name_;
  mutable std::array<std::uint32_t, kHints> hints_{};
};

/// Key bytes of the entries of one key space.
///
/// The sort bytes of an entry are one string whose unsigned byte order is the order of the entry's
/// sort tuple. One component: its bytes. Several: each but the last with 00 written as 00 FF and
/// with 00 00 after it, so that no component runs into the next.
class KeyReader {
 public:
  KeyReader(const KeySchema& key, const KeySchema& tie_break);

  /// Partition bytes (`KeySpace::partition_bytes`): a view into the item or into `scratch`.
  [[nodiscard]] std::string_view partition(const value::Item& item, std::string& scratch) const;
  /// Sort bytes: a view into the item or into `scratch`.
  [[nodiscard]] std::string_view sort(const value::Item& item, std::string& scratch) const;
  [[nodiscard]] std::vector<std::string_view> sort_tuple(const value::Item& item) const;
  [[nodiscard]] bool has_sort() const noexcept { return !sort_.empty(); }

  /// A bound as sort bytes: entries compare with it as far as it goes (open) or whole.
  struct SortBound {
    std::string bytes;
    bool open = false;
    Bound::Side side = Bound::Side::before;

    /// Does the entry with these sort bytes stand before the place that the bound tells?
    [[nodiscard]] bool is_after(std::string_view entry) const noexcept {
      const int order = (open ? entry.substr(0, bytes.size()) : entry).compare(bytes);
      return side == Bound::Side::before ? order < 0 : order <= 0;
    }
  };
  [[nodiscard]] SortBound bound(const Bound& bound) const;

 private:
  std::vector<AttributeReader> partition_;
  std::vector<AttributeReader> sort_;
};

}  // namespace ddbsim::table
