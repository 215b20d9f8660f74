#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/table/key_reader.hpp"
#include "sim/value/function_ref.hpp"
#include "sim/value/item.hpp"

// For the table room only: one item collection.
namespace ddbsim::table {

constexpr std::size_t kCacheLine = 64;

/// Asks the processor to fetch an item's block, as far as keys mostly stand.
inline void prefetch_item(const void* raw) noexcept {
  const char* at = static_cast<const char*>(raw);
  __builtin_prefetch(at);
  __builtin_prefetch(at + kCacheLine);
  __builtin_prefetch(at + 2 * kCacheLine);
}

/// An item that somebody else holds the reference of, for as long as this stands in a scope.
class Borrowed {
 public:
  explicit Borrowed(const void* raw) noexcept : item_(value::Item::adopt_raw(raw)) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() { static_cast<void>(item_.release_raw()); }
  [[nodiscard]] const value::Item& operator*() const noexcept { return item_; }

 private:
  value::Item item_;
};

/// A sorted array of at most `kCapacity` entries { head, item }, heads and items apart, in one
/// allocation. A head is 8 bytes of the entry's sort bytes after a prefix that all entries share,
/// zeros after the end: heads that differ order the entries, equal ones say nothing.
class Leaf {
 public:
  static constexpr std::size_t kCapacity = 128;

  [[nodiscard]] static Leaf* make(std::size_t capacity);
  static void free(Leaf* leaf) noexcept;

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] std::size_t prefix() const noexcept { return prefix_; }
  /// Sum of the items' sizes.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] const void* item(std::size_t index) const noexcept { return items()[index]; }
  /// Sort bytes of the first entry.
  [[nodiscard]] std::string_view first_sort(const KeyReader& reader, std::string& scratch) const {
    return reader.sort(*Borrowed(item(0)), scratch);
  }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return sizeof(Leaf) + capacity_ * (sizeof(std::uint64_t) + sizeof(void*));
  }

  /// The only entry that may have these sort bytes (the caller compares), or null.
  [[nodiscard]] const void* find(std::string_view sort, const KeyReader& reader) const;
  /// How many entries stand before the bound.
  [[nodiscard]] std::size_t seek(const KeyReader::SortBound& bound, const KeyReader& reader) const;

  /// Adds an entry; takes the reference over. The leaf moves when it is full; count() < kCapacity.
  static Leaf* insert(Leaf* leaf, std::size_t at, const void* raw, const KeyReader& reader);
  /// Takes an entry out; gives the reference to the caller. May move the leaf.
  static Leaf* remove(Leaf* leaf, std::size_t at, const void*& removed);
  /// Puts another item with the same key in; gives the old one to the caller.
  [[nodiscard]] const void* exchange(std::size_t at, const void* raw) noexcept;
  /// A new leaf with the entries from `at` on.
  [[nodiscard]] Leaf* split(std::size_t at, const KeyReader& reader);
  /// This leaf's entries and then `right`'s, which is freed. Frees or moves `left` too.
  static Leaf* merge(Leaf* left, Leaf* right, const KeyReader& reader);

  void verify(const KeyReader& reader) const;

 private:
  [[nodiscard]] std::uint64_t* heads() const noexcept;
  [[nodiscard]] const void** items() const noexcept;
  static Leaf* resize(Leaf* leaf, std::size_t capacity);
  /// Heads anew, after the longest prefix that the entries share.
  void rebuild_heads(const KeyReader& reader);

  std::uint16_t count_ = 0;
  std::uint16_t capacity_ = 0;
  std::uint32_t prefix_ = 0;
  std::uint64_t bytes_ = 0;
};

/// What a collection with more than one leaf consists of: the leaves in order, each with the head
/// of its first entry.
struct Directory {
  std::vector<std::uint64_t> heads;
  std::vector<Leaf*> leaves;
  std::size_t prefix = 0;
  std::size_t count = 0;
  std::uint64_t bytes = 0;

  /// Number of leaves whose first entry stands before the bound.
  [[nodiscard]] std::size_t seek(const KeyReader::SortBound& bound, const KeyReader& reader) const;
  /// The only leaf that may hold an entry with these sort bytes.
  [[nodiscard]] const Leaf* find(std::string_view sort, const KeyReader& reader) const;
  void add_leaf(std::size_t at, Leaf* leaf, const KeyReader& reader);
  void remove_leaf(std::size_t at);
  /// After a leaf's first entry has become another.
  void first_changed(std::size_t at, const KeyReader& reader);
  void rebuild_heads(const KeyReader& reader);
};

/// The entries of one partition key, in 8 bytes: a single item, a leaf, or a directory of leaves.
/// A handle without destructor, so that the table of collections can move it about.
class Collection {
 public:
  /// Between two entries: leaf (0 where there is but one) and entry.
  struct Position {
    std::size_t leaf = 0;
    std::size_t entry = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
  };

  [[nodiscard]] bool empty() const noexcept { return word_ == 0; }
  [[nodiscard]] std::size_t count() const noexcept;
  [[nodiscard]] std::uint64_t bytes() const noexcept;
  /// The first entry; not empty().
  [[nodiscard]] const void* first() const noexcept;

  /// The only entry that may have these sort bytes (the caller compares), or null.
  [[nodiscard]] const void* find(std::string_view sort, const KeyReader& reader) const;
  [[nodiscard]] static Position begin() noexcept { return {}; }
  [[nodiscard]] Position end() const noexcept;
  /// The first place that is not before the bound.
  [[nodiscard]] Position seek(const KeyReader::SortBound& bound, const KeyReader& reader) const;
  /// Visits [from, to), or from the last back to the first; false when a visit said so.
  bool visit(Position from, Position to, bool forward,
             value::FunctionRef<bool(const value::Item&)> visit) const;

  /// Adds an entry; false when its key is there already.
  [[nodiscard]] bool insert(const value::Item& item, const KeyReader& reader);
  /// Takes the entry with these sort bytes out; no item when there is none.
  [[nodiscard]] value::Item remove(std::string_view sort, const KeyReader& reader);
  /// Puts an item in the place of the one with the same key, which is returned.
  [[nodiscard]] value::Item exchange(value::Item item, const KeyReader& reader);
  /// Gives up all entries and memory.
  void clear() noexcept;

  /// Asks the processor to fetch what `find` reads first.
  void prefetch() const noexcept;
  [[nodiscard]] std::size_t memory_bytes() const noexcept;
  void verify(const KeyReader& reader) const;

 private:
  enum class Kind : std::uint8_t { leaf = 0, single = 1, directory = 2 };
  static constexpr std::uintptr_t kKindMask = 3;

  [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(word_ & kKindMask); }
  [[nodiscard]] void* pointer() const noexcept;
  [[nodiscard]] const void* single() const noexcept { return pointer(); }
  [[nodiscard]] Leaf* leaf() const noexcept { return static_cast<Leaf*>(pointer()); }
  [[nodiscard]] Directory* directory() const noexcept { return static_cast<Directory*>(pointer()); }
  [[nodiscard]] std::size_t leaf_count() const noexcept;
  [[nodiscard]] Leaf* leaf_at(std::size_t index) const noexcept;
  void set(Kind kind, const void* pointer) noexcept;
  /// Where the entry with these sort bytes stands, or, then false, would stand.
  bool locate(std::string_view sort, const KeyReader& reader, Position& at) const;
  void insert_at(Position at, const void* raw, const KeyReader& reader);
  void divide(std::size_t index, std::size_t entry, const void* raw, const KeyReader& reader);
  const void* remove_from_directory(Position at, const KeyReader& reader);
  /// Smaller forms for smaller collections.
  void simplify();

  std::uintptr_t word_ = 0;
};

}  // namespace ddbsim::table
