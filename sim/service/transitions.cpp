#include "sim/service/transitions.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"

namespace ddbsim::service {

namespace {

const Transition* transition_of(const Account& account, std::string_view table) {
  return account.control().transitions.find(table);
}

}  // namespace

void begin_transition(Account& account, const std::string& table, TableState state,
                      std::vector<std::string> indexes) {
  const choice::Duration length = account.parameters().table_transition;
  if (length.count() != 0) {
    account.control().transitions.set(
        table, {.state = state, .until = account.now() + length, .indexes = std::move(indexes)});
  }
}

void finish_transitions(Account& account, choice::Instant by) {
  std::vector<std::pair<std::string, TableState>> over;
  for (const auto& [table, transition] : account.control().transitions.entries()) {
    if (transition.until <= by) {
      over.emplace_back(table, transition.state);
    }
  }
  for (const auto& [table, state] : over) {
    account.control().transitions.erase(table);
    if (state == TableState::deleting) {
      account.remove_table(table);
    }
  }
}

TableState state_of(const Account& account, std::string_view table) {
  const Transition* const transition = transition_of(account, table);
  return transition == nullptr ? TableState::active : transition->state;
}

std::string_view text_of(TableState state) noexcept {
  switch (state) {
    case TableState::creating:
      return "CREATING";
    case TableState::updating:
      return "UPDATING";
    case TableState::deleting:
      return "DELETING";
    case TableState::active:
      break;
  }
  return "ACTIVE";
}

bool is_backfilling(const Account& account, std::string_view table, std::string_view index) {
  const Transition* const transition = transition_of(account, table);
  return transition != nullptr && transition->state == TableState::updating &&
         std::ranges::find(transition->indexes, index) != transition->indexes.end();
}

Refusal check_settled(const Account& account, const std::string& table) {
  const TableState state = state_of(account, table);
  if (state == TableState::active) {
    return {};
  }
  const std::string_view doing = state == TableState::creating   ? "created"
                                 : state == TableState::updating ? "updated"
                                                                 : "deleted";
  return fail(ErrorType::resource_in_use,
              fmt::format("Attempt to change a resource which is still in use: Table is being {}: "
                          "{}",
                          doing, table))
      .error();
}

}  // namespace ddbsim::service
