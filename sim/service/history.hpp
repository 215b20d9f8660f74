#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/service/account.hpp"

// Point-in-time recovery: a reader of a table's change log that keeps what is younger than the
// recovery period. The items at a time are today's, with the changes since then undone.
namespace ddbsim::service {

/// What can be gone back to.
struct RestorableRange {
  choice::Instant earliest{};
  choice::Instant latest{};
};
/// Nothing while recovery is off. AWS's latest time is "typically five minutes before the current
/// time"; here it is the current one.
[[nodiscard]] std::optional<RestorableRange> restorable_range(const Account& account,
                                                              const table::Table& table);

/// Turns recovery on, for changes from now on, or changes its period (1..35 days); or off.
void keep_history(Account& account, table::Table& table, int days);
void drop_history(Account& account, table::Table& table);
/// Drops changes that no table's period reaches any more.
void trim_histories(Account& account);

/// The items right after all changes up to and including `at`, which is in the restorable range.
[[nodiscard]] std::vector<value::Item> items_at(const table::Table& table, choice::Instant at);
/// All items, now.
[[nodiscard]] std::vector<value::Item> items_now(const table::Table& table);
/// Of each item that changed from `from` on and before `to`: its first old image and its last new
/// one, in order of first change. Items that are as they were are left out.
[[nodiscard]] std::vector<table::Change> net_changes(const table::Table& table,
                                                     choice::Instant from, choice::Instant to);

}  // namespace ddbsim::service
