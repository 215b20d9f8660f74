#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/account.hpp"
#include "sim/service/item_checks.hpp"

// States of tables and indexes over time, where `Parameters::table_transition` is not zero. State,
// items and settings change at once; what takes time is that others see them: while a table is
// CREATING or DELETING its data can't be reached, while it is UPDATING it can't be changed again.
namespace ddbsim::service {

enum class TableState : std::uint8_t { active, creating, updating, deleting };

/// Begins a transition that ends `table_transition` from now; no effect when that is zero.
/// `indexes`: those that are created.
void begin_transition(Account& account, const std::string& table, TableState state,
                      std::vector<std::string> indexes = {});
/// Ends those that are over by then: tables that were DELETING go.
void finish_transitions(Account& account, choice::Instant by);

[[nodiscard]] TableState state_of(const Account& account, std::string_view table);
/// "CREATING", "ACTIVE", ...
[[nodiscard]] std::string_view text_of(TableState state) noexcept;
/// Is the index being created in a table that was there before?
[[nodiscard]] bool is_backfilling(const Account& account, std::string_view table,
                                  std::string_view index);

/// Can requests on data reach the table?
[[nodiscard]] inline bool is_reachable(const Account& account, std::string_view table) {
  if (account.parameters().table_transition.count() == 0) {
    return true;
  }
  const TableState state = state_of(account, table);
  return state == TableState::active || state == TableState::updating;
}
/// "Attempt to change a resource which is still in use: Table is being created: messages" of a
/// table that is not ACTIVE.
[[nodiscard]] Refusal check_settled(const Account& account, const std::string& table);

}  // namespace ddbsim::service
