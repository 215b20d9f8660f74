#include "sim/service/key_counts.hpp"

#include <algorithm>
#include <iterator>

#include "sim/capacity/units.hpp"
#include "sim/service/control_state.hpp"
#include "sim/service/item_checks.hpp"

namespace ddbsim::service {

namespace {

constexpr std::string_view kPartitionKeys = "PKC";
constexpr std::string_view kWholeKeys = "SKC";

void add(ControlState& control, const CountedKey& key, double units) {
  const double* const before = control.key_units.find(key);
  control.key_units.set(key, (before == nullptr ? 0 : *before) + units);
}

/// Is this table or index counted?
bool counts(const Account& account, const std::string& table, const std::string& index) {
  const auto& insights = account.control().settings(table).insights;
  const auto at = insights.find(index);
  return at != insights.end() && at->second.enabled && !at->second.throttled_only;
}

void count(Account& account, const table::Table& table, const table::Index* index,
           const value::Item& entry, double units) {
  const std::string& name = table.definition().name;
  const std::string index_name = index == nullptr ? std::string() : index->definition().name;
  if (!counts(account, name, index_name)) {
    return;
  }
  const table::KeySchema& key = index == nullptr ? table.definition().key : index->definition().key;
  ControlState& control = account.control();
  add(control,
      {name, index_name, kPartitionKeys, table::key_text({.hash = key.hash, .range = {}}, entry)},
      units);
  if (!key.range.empty()) {
    add(control, {name, index_name, kWholeKeys, table::key_text(key, entry)}, units);
  }
}

}  // namespace

void count_read(Account& account, const table::Table& table, const table::Index* index,
                const value::Item& entry, double units) {
  count(account, table, index, entry, units);
}

void count_write(Account& account, const table::Table& table, const value::Item& before,
                 const value::Item& after, bool transactional) {
  constexpr double kOfAWrite = 3;
  count(account, table, nullptr, after ? after : before,
        kOfAWrite * capacity::table_write_units(before, after, transactional));
  for (const auto& index : table.indexes()) {
    const value::Item old_entry =
        before ? index->entry_of(before, account.builder()) : value::Item{};
    const value::Item new_entry = after ? index->entry_of(after, account.builder()) : value::Item{};
    if (old_entry && new_entry && index->entries().compare(old_entry, new_entry) == 0) {
      count(account, table, index.get(), new_entry,
            kOfAWrite * capacity::index_write_units(old_entry, new_entry, /*same_key=*/true));
      continue;
    }
    if (old_entry) {
      count(account, table, index.get(), old_entry,
            kOfAWrite * capacity::index_write_units(old_entry, {}, /*same_key=*/false));
    }
    if (new_entry) {
      count(account, table, index.get(), new_entry,
            kOfAWrite * capacity::index_write_units({}, new_entry, /*same_key=*/false));
    }
  }
}

std::vector<KeyRule> key_rules(const table::KeySchema& key, bool throttled_only) {
  const std::vector<KeyRule> all = {{.name = kPartitionKeys},
                                    {.name = kWholeKeys, .whole_key = true},
                                    {.name = "PKT", .throttled = true},
                                    {.name = "SKT", .whole_key = true, .throttled = true}};
  std::vector<KeyRule> rules;
  std::ranges::copy_if(all, std::back_inserter(rules), [&](const KeyRule& rule) {
    return (rule.throttled || !throttled_only) && (!rule.whole_key || !key.range.empty());
  });
  return rules;
}

std::vector<std::pair<std::string, double>> top_keys(const Account& account, std::string_view table,
                                                     std::string_view index, const KeyRule& rule,
                                                     std::size_t count) {
  std::vector<std::pair<std::string, double>> keys;
  const auto& all = account.control().key_units.entries();
  for (auto at = all.lower_bound(CountedKey{std::string(table), std::string(index), rule.name, {}});
       at != all.end() && at->first.table == table && at->first.index == index &&
       at->first.rule == rule.name;
       ++at) {
    keys.emplace_back(at->first.key, at->second);
  }
  count = std::min(keys.size(), count);
  std::ranges::partial_sort(keys, keys.begin() + static_cast<std::ptrdiff_t>(count),
                            [](const auto& a, const auto& b) {
                              return a.second != b.second ? a.second > b.second : a.first < b.first;
                            });
  keys.resize(count);
  return keys;
}

}  // namespace ddbsim::service
