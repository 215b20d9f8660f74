#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/history.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/operations/restore.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/times.hpp"

// Point-in-time recovery.
namespace ddbsim::service {

namespace {

constexpr int kDays = 35;  ///< documented: the recovery period, unless told otherwise

ContinuousBackupsDescription describe_backups(const Account& account, const table::Table& table) {
  PointInTimeRecoveryDescription recovery{.point_in_time_recovery_status = "DISABLED"};
  if (const auto range = restorable_range(account, table)) {
    recovery = {
        .point_in_time_recovery_status = "ENABLED",
        .recovery_period_in_days = account.control().histories.find(table.definition().name)->days,
        .earliest_restorable_date_time = epoch_seconds(range->earliest),
        .latest_restorable_date_time = epoch_seconds(range->latest)};
  }
  // Continuous backups are on for every table, recovery or not.
  return {.continuous_backups_status = "ENABLED",
          .point_in_time_recovery_description = std::move(recovery)};
}

}  // namespace

Result<DescribeContinuousBackupsResponse> execute(Account& account,
                                                  const DescribeContinuousBackupsRequest& request,
                                                  const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_source_table(account, *request.table_name, "DescribeContinuousBackups");
  if (!table) {
    return std::unexpected(table.error());
  }
  return DescribeContinuousBackupsResponse{.continuous_backups_description =
                                               describe_backups(account, **table)};
}

Result<UpdateContinuousBackupsResponse> execute(Account& account,
                                                const UpdateContinuousBackupsRequest& request,
                                                const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_source_table(account, *request.table_name, "UpdateContinuousBackups");
  if (!table) {
    return std::unexpected(table.error());
  }
  const PointInTimeRecoverySpecification& wanted = *request.point_in_time_recovery_specification;
  if (*wanted.point_in_time_recovery_enabled) {
    keep_history(account, **table,
                 static_cast<int>(wanted.recovery_period_in_days.value_or(kDays)));
  } else {
    drop_history(account, **table);
  }
  return UpdateContinuousBackupsResponse{.continuous_backups_description =
                                             describe_backups(account, **table)};
}

namespace {

/// Exactly one of the two ways to say which table, and one of the two to say when. The service's
/// words for the second are not published.
Refusal check_choices(const RestoreTableToPointInTimeRequest& request) {
  if (request.source_table_name.has_value() == request.source_table_arn.has_value()) {
    return invalid("Exactly one of SourceTableName or SourceTableArn must be provided").error();
  }
  if (request.restore_date_time.has_value() == request.use_latest_restorable_time.value_or(false)) {
    return invalid("Exactly one of RestoreDateTime or UseLatestRestorableTime must be provided")
        .error();
  }
  return {};
}

Result<choice::Instant> time_of(const RestoreTableToPointInTimeRequest& request,
                                const RestorableRange& range) {
  if (!request.restore_date_time) {
    return range.latest;
  }
  const choice::Instant at = instant_of(*request.restore_date_time);
  if (at < range.earliest || at > range.latest) {
    return fail(ErrorType::invalid_restore_time,
                "An invalid restore time was specified. RestoreDateTime must be between "
                "EarliestRestorableDateTime and LatestRestorableDateTime.");
  }
  return at;
}

}  // namespace

Result<RestoreTableToPointInTimeResponse> execute(Account& account,
                                                  const RestoreTableToPointInTimeRequest& request,
                                                  const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request).or_else([&] { return check_choices(request); })) {
    return std::unexpected(std::move(*refusal));
  }
  const std::string& source =
      request.source_table_arn ? *request.source_table_arn : *request.source_table_name;
  const auto table = find_source_table(account, source, "RestoreTableToPointInTime");
  if (!table) {
    return std::unexpected(table.error());
  }
  const auto range = restorable_range(account, **table);
  if (!range) {
    return fail(ErrorType::point_in_time_recovery_unavailable,
                fmt::format("Point in time recovery is not enabled for table '{}'",
                            (*table)->definition().name));
  }
  const auto at = time_of(request, *range);
  if (!at) {
    return std::unexpected(at.error());
  }
  auto restored =
      restore(account, request,
              {.target = *request.target_table_name,
               .definition = (*table)->definition(),
               .items = items_at(**table, *at),
               .summary = {.source_table_arn = account.table_arn((*table)->definition().name)}});
  if (!restored) {
    return std::unexpected(std::move(restored.error()));
  }
  return RestoreTableToPointInTimeResponse{.table_description = std::move(*restored)};
}

}  // namespace ddbsim::service
