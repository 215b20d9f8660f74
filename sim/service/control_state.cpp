#include "sim/service/control_state.hpp"

#include <algorithm>

namespace ddbsim::service {

namespace {

/// Apart from the slots of the account's own parts.
constexpr std::uint64_t kSlot = 1024;

}  // namespace

ControlState::ControlState(state::Journal& journal)
    : policies(journal, kSlot),
      transitions(journal, kSlot + 1),
      histories(journal, kSlot + 2),
      global_tables(journal, kSlot + 3),
      exports(journal, kSlot + 4),
      imports(journal, kSlot + 5),
      backups(journal, kSlot + 6),
      key_units(journal, kSlot + 7),
      settings_(journal, kSlot + 8) {}

const TableSettings& ControlState::settings(std::string_view table) const {
  static const TableSettings kNone;
  const TableSettings* const found = settings_.find(table);
  return found == nullptr ? kNone : *found;
}

bool ControlState::counts_any_keys() const {
  return std::ranges::any_of(settings_.entries(), [](const auto& entry) {
    return std::ranges::any_of(entry.second.insights, [](const auto& setting) {
      return setting.second.enabled && !setting.second.throttled_only;
    });
  });
}

void ControlState::drop_expired_backups(choice::Instant now) {
  std::vector<std::string> expired;
  for (const auto& [arn, backup] : backups.entries()) {
    if (backup->expires && *backup->expires <= now) {
      expired.push_back(arn);
    }
  }
  for (const std::string& arn : expired) {
    backups.erase(arn);
  }
}

void ControlState::forget_counts(const std::string& table, const std::string& index) {
  const CountedKey first{table, index, {}, {}};
  for (auto at = key_units.entries().lower_bound(first);
       at != key_units.entries().end() && at->first.table == table && at->first.index == index;
       at = key_units.entries().lower_bound(first)) {
    key_units.erase(CountedKey(at->first));
  }
}

void ControlState::forget_table(const std::string& name, const std::string& arn) {
  for (const auto& [index, setting] : settings(name).insights) {
    forget_counts(name, index);
  }
  settings_.erase(name);
  transitions.erase(name);
  histories.erase(name);
  policies.erase(arn);
}

}  // namespace ddbsim::service
