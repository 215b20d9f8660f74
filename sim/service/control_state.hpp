#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/service/model_backups.hpp"
#include "sim/service/model_global_tables.hpp"
#include "sim/service/model_transfers.hpp"
#include "sim/state/journal.hpp"
#include "sim/table/change_log.hpp"
#include "sim/table/definition.hpp"
#include "sim/value/hash.hpp"

// What the control plane keeps beside tables, items and streams.
namespace ddbsim::service {

struct ResourcePolicy {
  std::string document;  ///< JSON, as it was given
  std::string revision;  ///< a number, as text
};

/// A Kinesis stream that changes go to.
struct KinesisDestination {
  std::string stream_arn;
  bool active = false;
  std::string precision;  ///< MILLISECOND, MICROSECOND
};

/// Contributor Insights of a table or an index, as it was set last.
struct InsightsSetting {
  bool enabled = false;
  bool throttled_only = false;  ///< mode THROTTLED_KEYS
  choice::Instant changed{};
};
/// Point-in-time recovery, while it is on: see history.hpp.
struct History {
  int days = 0;
  choice::Instant since{};
  table::ChangeLog::ReaderId reader = 0;
};
/// A backup; items are immutable and shared with the table.
struct Backup {
  BackupDescription description;
  table::TableDefinition definition;
  std::vector<value::Item> items;
  choice::Instant created{};
  std::optional<choice::Instant> expires;  ///< of a system backup
};
/// A table's part in a global table of version 2019.11.21: what is kept of the other regions, where
/// nothing is.
struct Replicas {
  std::vector<ReplicaDescription> others;  ///< in order of creation
  Text consistency;                        ///< EVENTUAL, STRONG; absent while there are none
  Text witness;                            ///< region of the witness of a strong group
  Text settings_mode;                      ///< GlobalTableSettingsReplicationMode
  std::vector<ReplicaAutoScalingDescription> scaling;  ///< by region, also this one; what was set
};
/// A global table of version 2017.11.29.
struct LegacyGlobalTable {
  choice::Instant created{};
  std::vector<ReplicaSettingsDescription> replicas;  ///< in order of region
};
enum class TableState : std::uint8_t;
/// A table that is not ACTIVE yet, or again: see transitions.hpp.
struct Transition {
  TableState state;
  choice::Instant until{};
  std::vector<std::string> indexes;  ///< being created
};
/// Requests are answered by it. Not by how long it still takes: time is no content.
struct TransitionHash {
  std::uint64_t operator()(const std::string& table, const Transition& transition) const noexcept {
    return value::hash_bytes(table, static_cast<std::uint64_t>(transition.state)) | 1U;
  }
};
/// An export or an import, done, and what its request was known by.
template <class Description>
struct Transfer {
  std::shared_ptr<const Description> description;
  Text token;                 ///< of the client
  std::uint64_t content = 0;  ///< hash of the request
  choice::Instant started{};
};
/// A key that is counted: of a table (empty index) or an index, by one rule.
struct CountedKey {
  std::string table;
  std::string index;
  std::string_view rule;  ///< of static storage
  std::string key;
  friend auto operator<=>(const CountedKey&, const CountedKey&) = default;
};

/// Settings of one table that change nothing about its items. They go with the table.
struct TableSettings {
  std::map<std::string, std::string> tags;
  std::vector<KinesisDestination> kinesis;          ///< also those that are disabled
  std::map<std::string, InsightsSetting> insights;  ///< by index; the table itself: empty
  std::optional<RestoreSummary> restored;
  Replicas replicas;
};

/// All but transitions is kept out of the state hash: like the definitions of tables, these are
/// settings that decide nothing about items, streams or functions. All of it can be undone.
class ControlState {
 public:
  explicit ControlState(state::Journal& journal);

  [[nodiscard]] const TableSettings& settings(std::string_view table) const;
  using AllSettings = std::map<std::string, TableSettings, std::less<>>;
  [[nodiscard]] const AllSettings& all_settings() const noexcept { return settings_.entries(); }
  /// `change(settings)` of that table, which is there.
  template <class Change>
  void change_settings(const std::string& table, Change change) {
    TableSettings changed = settings(table);
    change(changed);
    settings_.set(table, std::move(changed));
  }
  /// Does any table or index count accesses to its keys?
  [[nodiscard]] bool counts_any_keys() const;
  /// System backups are kept for 35 days.
  void drop_expired_backups(choice::Instant now);
  void forget_counts(const std::string& table, const std::string& index);
  /// Drops all that belongs to a table that goes.
  void forget_table(const std::string& name, const std::string& arn);

  /// By the ARN of a table or a stream.
  state::Map<std::string, ResourcePolicy, state::NotHashed> policies;
  /// By table name; empty unless transitions take time.
  state::Map<std::string, Transition, TransitionHash> transitions;
  /// By table name, where recovery is on.
  state::Map<std::string, History, state::NotHashed> histories;
  /// By name; a table of that name belongs to it. Nobody can delete one (nor in the service).
  state::Map<std::string, LegacyGlobalTable, state::NotHashed> global_tables;
  /// By ARN.
  state::Map<std::string, Transfer<ExportDescription>, state::NotHashed> exports;
  state::Map<std::string, Transfer<ImportTableDescription>, state::NotHashed> imports;
  /// By ARN. Backups outlive their tables.
  state::Map<std::string, std::shared_ptr<const Backup>, state::NotHashed> backups;
  /// What keys were charged; see key_counts.hpp.
  state::Map<CountedKey, double, state::NotHashed> key_units;

 private:
  state::Map<std::string, TableSettings, state::NotHashed> settings_;  ///< by table name
};

}  // namespace ddbsim::service
