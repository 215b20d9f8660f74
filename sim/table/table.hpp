#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.hpp"
#include "sim/table/change_log.hpp"
#include "sim/table/definition.hpp"
#include "sim/table/key_space.hpp"

namespace ddbsim::table {

/// How far behind a read may be, and who decides. With `window` zero (the default, and
/// ConsistentRead always) a read sees the newest version of everything.
///
/// Assumption, the service promises nothing here: of each table item exactly one of its versions
/// inside the window is shown by a read (one request, one page), old or new, never both and never
/// neither; each item on its own.
struct ReadView {
  choice::Instant now{};
  choice::Duration window{0};
  choice::Choices* choices = nullptr;  ///< null: always the newest
  choice::Point
      point{};  ///< actor, subject, attempt, call of the read; question and detail are set here
};

/// An index of a table: entries by index key, each the table's own item (projection ALL) or a
/// projected one.
class Index {
 public:
  Index(state::Journal& journal, std::uint64_t slot, IndexDefinition definition,
        const KeySchema& table_key);

  [[nodiscard]] const IndexDefinition& definition() const noexcept { return definition_.get(); }
  /// Name, key and projection stay what they are.
  void set_definition(IndexDefinition definition) { definition_.set(std::move(definition)); }
  [[nodiscard]] const KeySpace& entries() const noexcept { return entries_; }
  [[nodiscard]] KeySpace& entries() noexcept { return entries_; }

  /// Has `item` an entry here? Not when it is no item, lacks a key attribute (a sparse index), or
  /// has one of another type.
  [[nodiscard]] bool holds(const value::Item& item) const;
  /// The entry that `item` has in this index; no item when it has none.
  [[nodiscard]] value::Item entry_of(const value::Item& item, value::ItemBuilder& builder) const;
  /// Adds the entries of all those items, unrecorded: for an index that nobody sees yet.
  void fill(const KeySpace& items, value::ItemBuilder& builder);
  /// Do both have the same entry, or none?
  [[nodiscard]] bool same_entry(const value::Item& a, const value::Item& b) const;

 private:
  state::Cell<IndexDefinition, state::NotHashed> definition_;
  std::vector<std::string>
      projected_;  ///< sorted names of what an entry holds; unused with projection ALL
  KeySpace entries_;
};

/// A table's state: items, indexes, change log. No request, no limits, no decisions.
class Table {
 public:
  /// `id` distinguishes tables (also a later one of the same name) in the state hash.
  Table(state::Journal& journal, value::Layouts& layouts, std::uint64_t id,
        TableDefinition definition);

  [[nodiscard]] const TableDefinition& definition() const noexcept { return definition_.get(); }
  /// Everything but keys and the list of indexes (their names, keys and projections) may differ
  /// from before.
  void set_definition(TableDefinition definition);

  [[nodiscard]] const KeySpace& items() const noexcept { return items_; }
  /// Null when there is none of that name.
  [[nodiscard]] const Index* index(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<std::shared_ptr<Index>>& indexes() const noexcept {
    return indexes_.get();
  }
  /// Adds an index, also to the definition, and fills it from the items there are (items whose
  /// attributes have other types than the index's key are left out, as the service's backfill
  /// does).
  void add_index(IndexDefinition definition);
  void remove_index(std::string_view name);

  [[nodiscard]] value::Item get(const value::Item& key) const { return items_.get(key); }
  /// The same for an eventually consistent read: one of the versions in the window.
  [[nodiscard]] value::Item get(const value::Item& key, const ReadView& view) const;

  /// Commits one change: items, indexes, change log. `change.before` must be what is there now;
  /// no image at all is no change.
  void commit(Change change);

  /// Query or scan of the table (`index` null) or of an index, through a view. `visit` gets the
  /// entry (an index's: as projected); false stops.
  void query(const Index* index, std::string_view partition, const Range& range, bool forward,
             const ReadView& view, const KeySpace::Visit& visit) const;
  void scan(const Index* index, const KeySpace::ScanPart& part, const ReadView& view,
            const KeySpace::Visit& visit) const;

  [[nodiscard]] ChangeLog& log() noexcept { return log_; }
  [[nodiscard]] const ChangeLog& log() const noexcept { return log_; }
  /// How long versions are kept for lagging reads; 0 keeps none. A read looks back no further than
  /// this, whatever its view says; commits drop what is older.
  void keep_versions_for(choice::Duration window);
  /// Drops versions that no read can see any more: changes before `instant`.
  void forget_versions_before(choice::Instant instant);

  /// Key spaces verify; every index equals the projection of the items. Throws std::logic_error.
  void verify() const;

 private:
  struct Versions {
    choice::Duration window{0};
    std::optional<ChangeLog::ReaderId> reader;  ///< there is one while the window is not zero
  };
  /// First change that a read through `view` may go back behind; the log's end if there is none.
  [[nodiscard]] ChangeLog::Position first_visible(const ReadView& view) const;

  state::Journal& journal_;
  std::uint64_t id_;
  state::Cell<TableDefinition, state::NotHashed> definition_;
  KeySpace items_;
  state::Cell<std::vector<std::shared_ptr<Index>>, state::NotHashed> indexes_;
  ChangeLog log_;
  state::Cell<Versions, state::NotHashed> versions_;
  mutable value::ItemBuilder builder_;  ///< of projected entries; keeps its buffers
};

}  // namespace ddbsim::table
