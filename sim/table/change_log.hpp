#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/state/journal.hpp"
#include "sim/value/item.hpp"

namespace ddbsim::table {

/// Who caused a change.
enum class Cause : std::uint8_t { client, time_to_live };

/// One committed change of one item. The story of a table: streams, lag windows, time travel and
/// reports read it.
struct Change {
  std::uint64_t commit = 0;  ///< account-wide number; a transaction is one commit
  choice::Instant at{};
  value::Item before;  ///< no item: there was none
  value::Item after;   ///< no item: deleted
  Cause cause = Cause::client;
};

/// Content for the state hash: images and cause; commit numbers and times are coordinates, not
/// content.
struct ChangeHash {
  std::uint64_t operator()(std::uint64_t position, const Change& change) const noexcept;
};

/// The changes of one table, oldest first. Every reader holds a low-water mark; what is below all
/// marks is dropped, and with no reader nothing is kept at all.
class ChangeLog {
 public:
  using Position = std::uint64_t;
  using ReaderId = std::size_t;

  ChangeLog(state::Journal& journal, std::uint64_t slot)
      : log_(journal, slot), marks_(journal, slot, {}) {}

  /// A new reader begins at the end of the log.
  [[nodiscard]] ReaderId add_reader();
  void remove_reader(ReaderId reader);
  [[nodiscard]] Position mark(ReaderId reader) const { return marks_.get()[reader]; }
  /// Moves a mark forward (never back) and drops what nobody can still ask for.
  void advance(ReaderId reader, Position to);

  /// Without a reader there is nothing to keep.
  void append(Change change);
  [[nodiscard]] Position begin() const noexcept { return log_.begin(); }
  [[nodiscard]] Position end() const noexcept { return log_.end(); }
  [[nodiscard]] const Change& at(Position position) const { return log_.at(position); }

 private:
  static constexpr Position kRemoved = ~Position{0};
  void set_mark(ReaderId reader, Position to);
  void trim();

  state::Log<Change, state::NotHashed> log_;
  state::Cell<std::vector<Position>, state::NotHashed> marks_;  ///< kRemoved: free
};

}  // namespace ddbsim::table
