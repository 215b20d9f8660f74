#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/state/journal.hpp"
#include "sim/table/definition.hpp"
#include "sim/value/function_ref.hpp"

namespace ddbsim::table {

/// A place between the sort keys of one item collection, told by a tuple of key bytes
/// (`ValueView::bytes`) that may be shorter than the collection's sort tuple.
struct Bound {
  enum class Side : std::uint8_t {
    before,  ///< before the first entry whose leading components are >= the tuple
    after,   ///< after the last entry whose leading components are <= the tuple
  };
  std::vector<std::string_view>
      tuple;  ///< empty: the begin (before) or end (after) of the collection
  Side side = Side::before;
  bool last_is_prefix =
      false;  ///< the last component is compared only as far as it goes: begins_with
};
struct Range {
  Bound from{{}, Bound::Side::before, false};
  Bound to{{}, Bound::Side::after, false};
};

/// The items of a table, or the entries of one of its indexes, by key: item collections found by
/// partition key, each sorted by sort key (for an index: index sort key, then the table's key).
/// Holds counted references to items and nothing of them; 16 bytes an entry.
///
/// Structure (measured in the engine notes): collections stand in one open-addressing table ordered
/// by the hash of their partition key (linear probing that keeps hash order, so that lookup and
/// Scan share it and no request sorts); a collection is one sorted array of { 8 bytes of sort key
/// after the collection's common prefix, item } up to 128 entries, beyond that a vector of such
/// blocks.
///
/// All changes go through `replace` and are journaled. Content of a table's own key space is part
/// of the state hash; an index's is derived, hence not.
class KeySpace final : public state::Undoable {
 public:
  /// `tie_break`: the table's key for an index, empty for the table itself. `hashed`: part of the
  /// state hash.
  KeySpace(state::Journal& journal, std::uint64_t slot, KeySchema key, KeySchema tie_break,
           bool hashed);
  ~KeySpace() override;

  /// The key that entries are found by.
  [[nodiscard]] const KeySchema& key() const noexcept { return key_; }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  /// Sum of `Item::size_bytes` of all entries.
  [[nodiscard]] std::uint64_t size_bytes() const noexcept { return size_bytes_; }

  /// Table only: the item with this key (an item that holds at least the key attributes), or no
  /// item.
  [[nodiscard]] value::Item get(const value::Item& key) const;
  /// The same from the key's parts (`ValueView::bytes`); `sort` is ignored without a sort key.
  [[nodiscard]] value::Item get(std::string_view partition, std::string_view sort) const;

  /// Removes the entry with the key of `before` (must be there; no item: nothing) and adds `after`
  /// (its key must not be there; no item: nothing). Where both have the same key the entry is
  /// replaced in place. Throws std::logic_error when what must hold does not.
  void replace(const value::Item& before, const value::Item& after);
  /// Adds an entry without a record in the journal: for filling a key space that is not yet part of
  /// the state.
  void load(const value::Item& item) { add(item); }

  /// Called for one entry after the other; false stops. Must not change the key space.
  using Visit = value::FunctionRef<bool(const value::Item& item)>;

  /// Entries of one collection inside `range`, ascending or descending. `partition`:
  /// `partition_bytes` of the hash attributes' values.
  void query(std::string_view partition, const Range& range, bool forward,
             const Visit& visit) const;

  /// Entries of all collections, in order of partition hash and then key; the part of the hash
  /// space [segment/total, (segment+1)/total); after the entry with the keys in `start_after`
  /// (which need not exist).
  struct ScanPart {
    std::uint32_t segment = 0;
    std::uint32_t total = 1;
    const value::Item* start_after = nullptr;  ///< null: from the segment's begin
  };
  void scan(const ScanPart& part, const Visit& visit) const;
  /// Is that key inside that segment? For checking an exclusive start key.
  [[nodiscard]] bool in_segment(const value::Item& key, std::uint32_t segment,
                                std::uint32_t total) const;

  /// Sum of sizes in one collection (item collection metrics); 0 when there is none.
  [[nodiscard]] std::uint64_t collection_bytes(std::string_view partition) const;

  /// Key bytes of a partition: the one hash attribute's bytes, or for several each with its length
  /// before it.
  [[nodiscard]] std::string partition_bytes(const value::Item& item) const;
  /// The same from the hash attributes' values (`ValueView::bytes`), in the order of the schema.
  [[nodiscard]] static std::string partition_bytes(std::span<const std::string_view> values);
  /// Hash of those: the place in the key space, which also says which partition (and shard) it
  /// belongs to.
  [[nodiscard]] static std::uint64_t partition_hash(std::string_view partition) noexcept;
  /// All components of the entry's sort tuple (sort key, then tie break), as views into `item`.
  [[nodiscard]] std::vector<std::string_view> sort_tuple(const value::Item& item) const;
  /// Order of two entries of one collection: <0, 0, >0.
  [[nodiscard]] int compare(const value::Item& a, const value::Item& b) const;
  /// Order of two entries in a scan: by partition hash, partition, then `compare`.
  [[nodiscard]] int compare_in_scan(const value::Item& a, const value::Item& b) const;
  /// Would this query, or this scan, visit an entry with the key of `item` if there were one?
  [[nodiscard]] bool covers(std::string_view partition, const Range& range,
                            const value::Item& item) const;
  [[nodiscard]] bool covers(const ScanPart& part, const value::Item& item) const;

  /// Bytes of memory of the structure itself, without the items.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;
  /// Every invariant: order, heads, prefixes, counts, sums, hash order, probe distances. Throws
  /// std::logic_error.
  void verify() const;

 private:
  struct Structure;
  void undo_newest() override;
  void forget() noexcept override { old_.clear(); }
  /// `replace` without the journal's record; returns what was removed.
  value::Item apply(const value::Item& before, const value::Item& after);
  void add(const value::Item& item);
  [[nodiscard]] value::Item take_out(const value::Item& key);
  /// An entry goes into or out of the state hash.
  void toggle(const value::Item& item);

  state::Journal& journal_;
  std::uint64_t slot_;
  KeySchema key_;
  KeySchema tie_break_;
  bool hashed_;
  std::size_t count_ = 0;
  std::uint64_t size_bytes_ = 0;
  std::vector<std::pair<value::Item, value::Item>> old_;
  std::unique_ptr<Structure> structure_;
};

}  // namespace ddbsim::table
