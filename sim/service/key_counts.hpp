#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/service/account.hpp"

// The accesses to keys that Contributor Insights counts. What a key is charged: 3 x its write units
// + its read units ("CloudWatch Contributor Insights for DynamoDB: How it works"). Only tables and
// indexes where it is on are counted; callers ask `Account::counts_keys` first, so that it costs
// one branch where it is off.
namespace ddbsim::service {

/// One read of an item, or of an entry of `index`. Of a page, the item's share in its units, by
/// bytes, not rounded (AWS does not say how it shares them out).
void count_read(Account& account, const table::Table& table, const table::Index* index,
                const value::Item& entry, double units);
/// One committed write, on the table and on all indexes that it reaches. Writes that found no item
/// and left none are not seen.
void count_write(Account& account, const table::Table& table, const value::Item& before,
                 const value::Item& after, bool transactional);

/// The four rules of a table or index: most accessed and most throttled keys, by partition key and
/// by whole key. Nothing is throttled here by itself, so that the latter stay empty.
struct KeyRule {
  std::string_view name;  ///< PKC, PKT, SKC, SKT
  bool whole_key = false;
  bool throttled = false;
};
/// Those that a table or index has: without sort key, only those of the partition key.
[[nodiscard]] std::vector<KeyRule> key_rules(const table::KeySchema& key, bool throttled_only);

/// The keys of a rule with the most, first; equal ones in order of key. `index` is empty for the
/// table itself.
[[nodiscard]] std::vector<std::pair<std::string, double>> top_keys(const Account& account,
                                                                   std::string_view table,
                                                                   std::string_view index,
                                                                   const KeyRule& rule,
                                                                   std::size_t count);

}  // namespace ddbsim::service
