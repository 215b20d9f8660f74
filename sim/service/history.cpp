#include "sim/service/history.hpp"

#include <algorithm>
#include <unordered_map>

#include "sim/service/control_state.hpp"

namespace ddbsim::service {

namespace {

struct ItemHash {
  std::size_t operator()(const value::Item& item) const { return item.hash(); }
};
/// Where something about the item with a key is. Only looked up, never walked over.
using Places = std::unordered_map<value::Item, std::size_t, ItemHash>;

const History* history_of(const Account& account, const table::Table& table) {
  return account.control().histories.find(table.definition().name);
}

/// First position whose change is at `instant` or later. Positions are in order of time.
table::ChangeLog::Position first_from(const table::ChangeLog& log, choice::Instant instant) {
  auto low = log.begin();
  auto high = log.end();
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (log.at(middle).at < instant) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

value::Item key_in(const table::Table& table, const table::Change& change) {
  return table::key_of(table.definition().key, change.after ? change.after : change.before);
}

}  // namespace

std::optional<RestorableRange> restorable_range(const Account& account, const table::Table& table) {
  const History* const history = history_of(account, table);
  if (history == nullptr) {
    return std::nullopt;
  }
  const choice::Instant oldest = account.now() - std::chrono::days{history->days};
  return RestorableRange{.earliest = std::max(history->since, oldest), .latest = account.now()};
}

void keep_history(Account& account, table::Table& table, int days) {
  const History* const before = history_of(account, table);
  History history = before != nullptr
                        ? *before
                        : History{.since = account.now(), .reader = table.log().add_reader()};
  history.days = days;
  account.control().histories.set(table.definition().name, history);
}

void drop_history(Account& account, table::Table& table) {
  if (const History* const history = history_of(account, table)) {
    table.log().remove_reader(history->reader);
    account.control().histories.erase(table.definition().name);
  }
}

void trim_histories(Account& account) {
  for (const auto& [name, history] : account.control().histories.entries()) {
    table::ChangeLog& log = account.find_table(name)->log();
    const choice::Instant oldest = account.now() - std::chrono::days{history.days};
    log.advance(history.reader, first_from(log, oldest));
  }
}

std::vector<value::Item> items_now(const table::Table& table) {
  std::vector<value::Item> items;
  items.reserve(table.items().count());
  table.items().scan({}, [&](const value::Item& item) {
    items.push_back(item);
    return true;
  });
  return items;
}

std::vector<value::Item> items_at(const table::Table& table, choice::Instant at) {
  const table::ChangeLog& log = table.log();
  Places changed;
  std::vector<value::Item> items;  // as they were before their first change since then
  for (auto i = first_from(log, at + choice::Duration{1}); i < log.end(); ++i) {
    const table::Change& change = log.at(i);
    if (changed.try_emplace(key_in(table, change), 0).second && change.before) {
      items.push_back(change.before);
    }
  }
  table.items().scan({}, [&](const value::Item& item) {
    if (changed.empty() || !changed.contains(table::key_of(table.definition().key, item))) {
      items.push_back(item);
    }
    return true;
  });
  return items;
}

std::vector<table::Change> net_changes(const table::Table& table, choice::Instant from,
                                       choice::Instant to) {
  const table::ChangeLog& log = table.log();
  Places places;
  std::vector<table::Change> changes;
  const auto end = first_from(log, to);
  for (auto i = first_from(log, from); i < end; ++i) {
    const table::Change& change = log.at(i);
    const auto [place, is_new] = places.try_emplace(key_in(table, change), changes.size());
    if (is_new) {
      changes.push_back(change);
    } else {
      table::Change& net = changes[place->second];
      net.after = change.after;
      net.at = change.at;
      net.commit = change.commit;
      net.cause = change.cause;
    }
  }
  std::erase_if(changes, [](const table::Change& net) { return net.before == net.after; });
  return changes;
}

}  // namespace ddbsim::service
