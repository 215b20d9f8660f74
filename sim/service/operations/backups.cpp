#include "sim/service/operations/backups.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/history.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/operations/describe.hpp"
#include "sim/service/operations/restore.hpp"
#include "sim/service/operations/table_texts.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/times.hpp"
#include "sim/service/transitions.hpp"

// Backups on demand, in memory.
namespace ddbsim::service {

namespace {

using BackupRef = std::shared_ptr<const Backup>;

ServiceError backup_not_found(std::string_view arn) {
  return {.type = ErrorType::backup_not_found, .message = fmt::format("Backup not found: {}", arn)};
}

std::string free_arn(const Account& account, const std::string& table) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    std::string arn = new_arn(account, table, "backup", attempt);
    if (account.control().backups.find(arn) == nullptr) {
      return arn;
    }
  }
}

SourceTableDetails source_of(const TableDescription& table, const table::TableDefinition& of) {
  SourceTableDetails source{.table_name = table.table_name,
                            .table_id = table.table_id,
                            .table_arn = table.table_arn,
                            .table_size_bytes = table.table_size_bytes,
                            .key_schema = table.key_schema,
                            .table_creation_date_time = table.creation_date_time,
                            .on_demand_throughput = table.on_demand_throughput,
                            .item_count = table.item_count,
                            .billing_mode = std::string(text_of(of.billing))};
  source.provisioned_throughput =
      ProvisionedThroughput{.read_capacity_units = of.throughput.read_units,
                            .write_capacity_units = of.throughput.write_units};
  return source;
}

SourceTableFeatureDetails features_of(const TableDescription& table,
                                      const table::TableDefinition& of) {
  SourceTableFeatureDetails features{.stream_description = table.stream_specification,
                                     .sse_description = table.sse_description};
  if (table.local_secondary_indexes) {
    auto& out = features.local_secondary_indexes.emplace();
    for (const LocalSecondaryIndexDescription& index : *table.local_secondary_indexes) {
      out.push_back({.index_name = index.index_name,
                     .key_schema = index.key_schema,
                     .projection = index.projection});
    }
  }
  if (table.global_secondary_indexes) {
    auto& out = features.global_secondary_indexes.emplace();
    for (const GlobalSecondaryIndexDescription& index : *table.global_secondary_indexes) {
      const ThroughputDescription& units = *index.provisioned_throughput;
      out.push_back({.index_name = index.index_name,
                     .key_schema = index.key_schema,
                     .projection = index.projection,
                     .provisioned_throughput = ProvisionedThroughput{units.read_capacity_units,
                                                                     units.write_capacity_units},
                     .on_demand_throughput = index.on_demand_throughput});
    }
  }
  TimeToLiveDescription ttl{.time_to_live_status =
                                of.ttl_attribute.empty() ? "DISABLED" : "ENABLED"};
  if (!of.ttl_attribute.empty()) {
    ttl.attribute_name = of.ttl_attribute;
  }
  features.time_to_live_description = ttl;
  return features;
}

/// Keeps a backup of the table as it is, and returns its details.
BackupDetails back_up(Account& account, const table::Table& table, const std::string& name,
                      bool system) {
  constexpr std::chrono::days kSystemBackups{35};
  const table::TableDefinition& definition = table.definition();
  const TableDescription described = describe(account, table);
  BackupDetails details{.backup_arn = free_arn(account, definition.name),
                        .backup_name = name,
                        .backup_size_bytes = described.table_size_bytes,
                        .backup_status = "AVAILABLE",
                        .backup_type = system ? "SYSTEM" : "USER",
                        .backup_creation_date_time = epoch_seconds(account.now())};
  Backup backup{.definition = definition, .items = items_now(table), .created = account.now()};
  if (system) {
    backup.expires = account.now() + kSystemBackups;
    details.backup_expiry_date_time = epoch_seconds(*backup.expires);
  }
  backup.description = {.backup_details = details,
                        .source_table_details = source_of(described, definition),
                        .source_table_feature_details = features_of(described, definition)};
  account.control().backups.set(*details.backup_arn,
                                std::make_shared<const Backup>(std::move(backup)));
  return details;
}

/// The backup of that ARN; null when there is none.
BackupRef find_backup(const Account& account, const std::string& arn) {
  const BackupRef* const found = account.control().backups.find(arn);
  return found == nullptr ? nullptr : *found;
}

}  // namespace

void back_up_deleted(Account& account, const table::Table& table) {
  if (restorable_range(account, table)) {
    back_up(account, table, table.definition().name + "$DeletedTableBackup", /*system=*/true);
  }
}

Result<CreateBackupResponse> execute(Account& account, const CreateBackupRequest& request,
                                     const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_source_table(account, *request.table_name, "CreateBackup");
  if (!table) {
    return std::unexpected(table.error());
  }
  if (const Refusal busy = check_settled(account, (*table)->definition().name)) {
    return fail(ErrorType::table_in_use, busy->message);
  }
  CreateBackupResponse response{
      .backup_details = back_up(account, **table, *request.backup_name, /*system=*/false)};
  response.backup_details->backup_status = "CREATING";  // AVAILABLE by the next request
  return response;
}

Result<DescribeBackupResponse> execute(Account& account, const DescribeBackupRequest& request,
                                       const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const BackupRef backup = find_backup(account, *request.backup_arn);
  if (backup == nullptr) {
    return std::unexpected(backup_not_found(*request.backup_arn));
  }
  return DescribeBackupResponse{.backup_description = backup->description};
}

Result<DeleteBackupResponse> execute(Account& account, const DeleteBackupRequest& request,
                                     const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const BackupRef backup = find_backup(account, *request.backup_arn);
  if (backup == nullptr) {
    return std::unexpected(backup_not_found(*request.backup_arn));
  }
  account.control().backups.erase(*request.backup_arn);
  DeleteBackupResponse response{.backup_description = backup->description};
  response.backup_description->backup_details->backup_status = "DELETED";
  return response;
}

namespace {

BackupSummary summary_of(const Backup& backup) {
  const BackupDetails& details = *backup.description.backup_details;
  const SourceTableDetails& source = *backup.description.source_table_details;
  return {.table_name = source.table_name,
          .table_id = source.table_id,
          .table_arn = source.table_arn,
          .backup_arn = details.backup_arn,
          .backup_name = details.backup_name,
          .backup_creation_date_time = details.backup_creation_date_time,
          .backup_expiry_date_time = details.backup_expiry_date_time,
          .backup_status = details.backup_status,
          .backup_type = details.backup_type,
          .backup_size_bytes = details.backup_size_bytes};
}

/// The lower bound is inclusive, the upper one exclusive (API reference). Without a type: USER.
bool is_asked_for(const BackupSummary& backup, const ListBackupsRequest& request,
                  std::string_view table) {
  const double created = *backup.backup_creation_date_time;
  const std::string type = request.backup_type.value_or("USER");
  return (table.empty() || *backup.table_name == table) &&
         (type == "ALL" || type == *backup.backup_type) &&
         created >= request.time_range_lower_bound.value_or(created) &&
         (!request.time_range_upper_bound || created < *request.time_range_upper_bound);
}

}  // namespace

/// In order of ARN: by table, then by time. A table that is not there has the backups that it had.
Result<ListBackupsResponse> execute(Account& account, const ListBackupsRequest& request,
                                    const CallContext& /*context*/) {
  constexpr std::int64_t kOfAPage = 100;  // the most that a request may ask for
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = named_table_or_none(account, request.table_name, "ListBackups");
  if (!table) {
    return std::unexpected(table.error());
  }
  const auto limit = static_cast<std::size_t>(request.limit.value_or(kOfAPage));
  const auto& all = account.control().backups.entries();
  auto next = request.exclusive_start_backup_arn
                  ? all.upper_bound(*request.exclusive_start_backup_arn)
                  : all.begin();
  ListBackupsResponse response{.backup_summaries = std::vector<BackupSummary>()};
  for (; next != all.end(); ++next) {
    BackupSummary summary = summary_of(*next->second);
    if (!is_asked_for(summary, request, *table)) {
      continue;
    }
    if (response.backup_summaries->size() == limit) {
      response.last_evaluated_backup_arn = response.backup_summaries->back().backup_arn;
      break;
    }
    response.backup_summaries->push_back(std::move(summary));
  }
  return response;
}

Result<RestoreTableFromBackupResponse> execute(Account& account,
                                               const RestoreTableFromBackupRequest& request,
                                               const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const BackupRef backup = find_backup(account, *request.backup_arn);
  if (backup == nullptr) {
    return std::unexpected(backup_not_found(*request.backup_arn));
  }
  auto restored = restore(
      account, request,
      {.target = *request.target_table_name,
       .definition = backup->definition,
       .items = backup->items,
       .summary = {.source_backup_arn = request.backup_arn,
                   .source_table_arn = backup->description.source_table_details->table_arn}});
  if (!restored) {
    return std::unexpected(std::move(restored.error()));
  }
  return RestoreTableFromBackupResponse{.table_description = std::move(*restored)};
}

}  // namespace ddbsim::service
