#pragma once

#include <vector>

#include "sim/table/table.hpp"
#include "sim/value/function_ref.hpp"

// For the table room only: reads that may show older versions of items.
namespace ddbsim::table {

/// What one read shows of items that changed inside its lag window. Asks, for each item of which
/// the read could show different things, which version it is; then corrects the walk over the
/// newest versions.
class LaggingRead {
 public:
  using Covers = value::FunctionRef<bool(const value::Item& item)>;
  using Order = value::FunctionRef<int(const value::Item& a, const value::Item& b)>;

  /// `from`: the first change that the read may go back behind. `covers`: would the read show an
  /// entry with the key of this item, which has one?
  LaggingRead(const Table& table, const Index* index, const ReadView& view,
              ChangeLog::Position from, Covers covers);

  /// All items are shown in their newest version.
  [[nodiscard]] bool is_current() const noexcept { return corrections_.empty(); }
  /// For the read of one item that is not current: what it shows.
  [[nodiscard]] const value::Item& only() const noexcept { return corrections_.front().shown; }
  /// `walk(visit)` visits the newest versions in the read's order; `visit` gets what the read
  /// shows.
  void correct(Order order, value::FunctionRef<void(const KeySpace::Visit&)> walk,
               const KeySpace::Visit& visit);

 private:
  /// What an item shows to this read in turn, oldest first: no item where it shows nothing.
  struct Chain {
    value::Item key;
    std::vector<value::Item> versions;
  };
  /// Where an entry with `key` stands, or would stand, the read shows this.
  struct Correction {
    value::Item key;
    value::Item shown;
  };

  [[nodiscard]] std::vector<Chain> chains(ChangeLog::Position from, Covers covers) const;
  void add_version(Chain& chain, const value::Item& image, Covers covers) const;
  [[nodiscard]] const value::Item& choose(const Chain& chain, const ReadView& view) const;
  void correct_entry(const value::Item& newest, const value::Item& shown);

  const Table& table_;
  const Index* index_;
  std::vector<Correction> corrections_;
};

}  // namespace ddbsim::table
