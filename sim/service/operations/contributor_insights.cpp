#include <algorithm>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/key_counts.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/times.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {

namespace {

constexpr std::string_view kAllKeys = "ACCESSED_AND_THROTTLED_KEYS";
constexpr std::string_view kThrottledKeys = "THROTTLED_KEYS";

/// A table, or one of its global indexes.
struct Target {
  table::Table* table = nullptr;
  const table::IndexDefinition* index = nullptr;  ///< null: the table itself

  [[nodiscard]] const std::string& table_name() const { return table->definition().name; }
  [[nodiscard]] std::string index_name() const { return index == nullptr ? "" : index->name; }
  [[nodiscard]] Text shown_index() const {
    return index == nullptr ? std::nullopt : Text(index->name);
  }
  [[nodiscard]] const table::KeySchema& key() const {
    return index == nullptr ? table->definition().key : index->key;
  }
};

template <class Request>
Result<Target> target_of(const Account& account, const Request& request) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, action_name<Request>());
  if (!table) {
    return std::unexpected(table.error());
  }
  Target target{.table = *table};
  if (request.index_name) {
    target.index = (*table)->definition().index(*request.index_name);
    if (target.index == nullptr || target.index->local) {
      return fail(
          ErrorType::resource_not_found,
          fmt::format("Requested resource not found: Index: {} not found", *request.index_name));
    }
  }
  return target;
}

/// Null where it was never turned on.
const InsightsSetting* setting_of(const Account& account, const Target& target) {
  const auto& insights = account.control().settings(target.table_name()).insights;
  const auto at = insights.find(target.index_name());
  return at == insights.end() ? nullptr : &at->second;
}

std::string status_of(const InsightsSetting* setting) {
  return setting != nullptr && setting->enabled ? "ENABLED" : "DISABLED";
}
Text mode_of(const InsightsSetting* setting) {
  if (setting == nullptr || !setting->enabled) {
    return std::nullopt;
  }
  return std::string(setting->throttled_only ? kThrottledKeys : kAllKeys);
}

/// "DynamoDBContributorInsights-PKC-messages-1576629651520", of an index with its name between.
std::vector<std::string> rule_names(const Target& target, const InsightsSetting& setting) {
  std::vector<std::string> names;
  for (const KeyRule& rule : key_rules(target.key(), setting.throttled_only)) {
    names.push_back(fmt::format("DynamoDBContributorInsights-{}-{}{}{}-{}", rule.name,
                                target.table_name(), target.index == nullptr ? "" : "-",
                                target.index_name(), setting.changed.time_since_epoch().count()));
  }
  return names;
}

/// Turning off forgets the counts; turning on begins anew.
void set(Account& account, const Target& target, const InsightsSetting& setting) {
  account.control().change_settings(target.table_name(), [&](TableSettings& settings) {
    settings.insights.insert_or_assign(target.index_name(), setting);
  });
  account.control().forget_counts(target.table_name(), target.index_name());
  account.set_counts_keys(account.control().counts_any_keys());
}

}  // namespace

Result<UpdateContributorInsightsResponse> execute(Account& account,
                                                  const UpdateContributorInsightsRequest& request,
                                                  const CallContext& /*context*/) {
  const auto target = target_of(account, request);
  if (!target) {
    return std::unexpected(target.error());
  }
  const bool enable = request.contributor_insights_action == "ENABLE";
  const InsightsSetting* const before = setting_of(account, *target);
  InsightsSetting setting{.enabled = enable, .changed = account.now()};
  setting.throttled_only = request.contributor_insights_mode
                               ? is(request.contributor_insights_mode, kThrottledKeys)
                               : before != nullptr && before->throttled_only;
  if (before == nullptr || before->enabled != enable ||
      before->throttled_only != setting.throttled_only) {
    set(account, *target, setting);
  }
  return UpdateContributorInsightsResponse{
      .table_name = target->table_name(),
      .index_name = target->shown_index(),
      .contributor_insights_status = enable ? "ENABLING" : "DISABLING",
      .contributor_insights_mode = enable ? mode_of(&setting) : std::nullopt};
}

Result<DescribeContributorInsightsResponse> execute(
    Account& account, const DescribeContributorInsightsRequest& request,
    const CallContext& /*context*/) {
  const auto target = target_of(account, request);
  if (!target) {
    return std::unexpected(target.error());
  }
  const InsightsSetting* const setting = setting_of(account, *target);
  DescribeContributorInsightsResponse response{.table_name = target->table_name(),
                                               .index_name = target->shown_index(),
                                               .contributor_insights_status = status_of(setting),
                                               .contributor_insights_mode = mode_of(setting)};
  if (setting != nullptr) {
    response.last_update_date_time = epoch_seconds(setting->changed);
    if (setting->enabled) {
      response.contributor_insights_rule_list = rule_names(*target, *setting);
    }
  }
  return response;
}

namespace {

/// A table and its global indexes.
void add_summaries(const Account& account, table::Table& table,
                   std::vector<ContributorInsightsSummary>& out) {
  const auto add = [&](const table::IndexDefinition* index) {
    const Target target{.table = &table, .index = index};
    const InsightsSetting* const setting = setting_of(account, target);
    out.push_back({.table_name = target.table_name(),
                   .index_name = target.shown_index(),
                   .contributor_insights_status = status_of(setting),
                   .contributor_insights_mode = mode_of(setting)});
  };
  add(nullptr);
  for (const table::IndexDefinition& index : table.definition().indexes) {
    if (!index.local) {
      add(&index);
    }
  }
}

/// What stands behind a summary in the order of the list; tokens are made of it.
std::string place_of(const ContributorInsightsSummary& summary) {
  return *summary.table_name + "/" + summary.index_name.value_or(std::string());
}

Result<std::vector<ContributorInsightsSummary>> summaries(
    const Account& account, const ListContributorInsightsRequest& request) {
  std::vector<ContributorInsightsSummary> all;
  if (!request.table_name) {
    for (const auto& [name, table] : account.tables()) {
      add_summaries(account, *table, all);
    }
    return all;
  }
  const auto table = find_named_table(account, *request.table_name, "ListContributorInsights");
  if (!table) {
    return std::unexpected(table.error());
  }
  add_summaries(account, **table, all);
  return all;
}

}  // namespace

/// In order of table, each with its indexes in order of creation. The token is the place of the
/// last one before.
Result<ListContributorInsightsResponse> execute(Account& account,
                                                const ListContributorInsightsRequest& request,
                                                const CallContext& /*context*/) {
  constexpr std::int64_t kOfAPage = 100;  // the most that a request may ask for
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto all = summaries(account, request);
  if (!all) {
    return std::unexpected(all.error());
  }
  auto next = all->begin();
  if (request.next_token) {
    const auto place = value::from_base64(*request.next_token);
    const auto last = place ? std::ranges::find(*all, *place, place_of) : all->end();
    if (last == all->end()) {
      return invalid("Invalid NextToken");  // unpublished
    }
    next = last + 1;
  }
  const auto limit = std::max<std::int64_t>(1, request.max_results.value_or(kOfAPage));
  const auto end = next + std::min<std::ptrdiff_t>(limit, all->end() - next);
  ListContributorInsightsResponse response{.contributor_insights_summaries =
                                               std::vector<ContributorInsightsSummary>(next, end)};
  if (end != all->end()) {
    response.next_token = value::to_base64(place_of(*(end - 1)));
  }
  return response;
}

}  // namespace ddbsim::service
