#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/history.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/object_store.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/operations/export_files.hpp"
#include "sim/service/operations/transfers.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/times.hpp"

namespace ddbsim::service {

namespace {

using ExportRequest = ExportTableToPointInTimeRequest;

Refusal wrong_time(std::string message) {  // the service's words are not published
  return fail(ErrorType::invalid_export_time, std::move(message)).error();
}

/// Documented: from 15 minutes to 24 hours, inside the recovery period.
Refusal check_window(const ExportRequest& request, const RestorableRange& range) {
  constexpr double kLeast = 15 * 60;
  constexpr double kMost = 24 * 3600;
  const auto& wanted = request.incremental_export_specification;
  if (!wanted || !wanted->export_from_time || !wanted->export_to_time) {
    return invalid_parameters(
               "An incremental export needs an IncrementalExportSpecification with ExportFromTime "
               "and ExportToTime")
        .error();
  }
  const double from = *wanted->export_from_time;
  const double to = *wanted->export_to_time;
  if (to - from < kLeast || to - from > kMost) {
    return wrong_time("The export period must be between 15 minutes and 24 hours");
  }
  return from < epoch_seconds(range.earliest) || to > epoch_seconds(range.latest)
             ? wrong_time("The export period is outside of the point-in-time recovery window")
             : Refusal();
}

Refusal check_time(const ExportRequest& request, const RestorableRange& range) {
  if (is(request.export_type, "INCREMENTAL_EXPORT")) {
    return check_window(request, range);
  }
  const double at = request.export_time.value_or(epoch_seconds(range.latest));
  return at < epoch_seconds(range.earliest) || at > epoch_seconds(range.latest)
             ? wrong_time("The export time is outside of the point-in-time recovery window")
             : Refusal();
}

Refusal check(const Account& account, const ExportRequest& request, const table::Table& table) {
  const auto range = restorable_range(account, table);
  if (!range) {
    return fail(ErrorType::point_in_time_recovery_unavailable,
                fmt::format("Point in time recovery is not enabled for table '{}'",
                            table.definition().name))
        .error();
  }
  if (Refusal refusal = check_time(request, *range)) {
    return refusal;
  }
  if (is(request.export_format, "ION")) {
    return invalid("ddbsim does not write Amazon Ion: use ExportFormat DYNAMODB_JSON").error();
  }
  return check_store(account);
}

ExportDescription describe_request(const Account& account, const ExportRequest& request,
                                   const table::Table& table) {
  const bool incremental = is(request.export_type, "INCREMENTAL_EXPORT");
  ExportDescription out{.export_arn = new_transfer_arn(account, table.definition().name, "export"),
                        .export_status = "IN_PROGRESS",
                        .start_time = epoch_seconds(account.now()),
                        .table_arn = account.table_arn(table.definition().name),
                        .table_id = table.definition().id,
                        .client_token = request.client_token,
                        .s3_bucket = request.s3_bucket,
                        .s3_bucket_owner = request.s3_bucket_owner,
                        .s3_prefix = request.s3_prefix,
                        .s3_sse_algorithm = request.s3_sse_algorithm,
                        .s3_sse_kms_key_id = request.s3_sse_kms_key_id,
                        .export_format = request.export_format.value_or("DYNAMODB_JSON"),
                        .export_type = incremental ? "INCREMENTAL_EXPORT" : "FULL_EXPORT"};
  if (incremental) {
    out.incremental_export_specification = request.incremental_export_specification;
  } else {
    out.export_time = request.export_time.value_or(epoch_seconds(account.now()));
  }
  return out;
}

/// Done at once; whoever asks next sees it COMPLETED, or FAILED.
void run(Account& account, const table::Table& table, ExportDescription& description) {
  description.end_time = epoch_seconds(account.now());
  if (!account.objects()->has_bucket(*description.s3_bucket)) {
    description.export_status = "FAILED";
    description.failure_code = "S3NoSuchBucket";
    description.failure_message = "The specified bucket does not exist";
    return;
  }
  const auto written = write_export(account, table, description);
  description.export_status = written ? "COMPLETED" : "FAILED";
  if (!written) {
    description.failure_code = "UNKNOWN";
    description.failure_message = written.error();
  }
}

}  // namespace

Result<ExportTableToPointInTimeResponse> execute(Account& account, const ExportRequest& request,
                                                 const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  if (!parse_arn(*request.table_arn)) {
    return std::unexpected(invalid_arn(*request.table_arn));
  }
  const auto table = find_source_table(account, *request.table_arn, "ExportTableToPointInTime");
  if (!table) {
    return std::unexpected(table.error());
  }
  auto& exports = account.control().exports;
  const std::uint64_t content = content_of(request);
  for (const auto& [arn, known] : exports.entries()) {
    if (is_same_token(account, request.client_token, known)) {
      if (known.content != content) {
        return fail(ErrorType::export_conflict,
                    "There was a conflict when writing to the specified S3 bucket: the client "
                    "token was used with other parameters");
      }
      return ExportTableToPointInTimeResponse{.export_description = *known.description};
    }
  }
  if (Refusal refusal = check(account, request, **table)) {
    return std::unexpected(std::move(*refusal));
  }
  ExportDescription description = describe_request(account, request, **table);
  ExportTableToPointInTimeResponse response{.export_description = description};
  run(account, **table, description);
  exports.set(*description.export_arn,
              {.description = std::make_shared<const ExportDescription>(description),
               .token = request.client_token,
               .content = content,
               .started = account.now()});
  return response;
}

Result<DescribeExportResponse> execute(Account& account, const DescribeExportRequest& request,
                                       const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto* const found = account.control().exports.find(*request.export_arn);
  if (found == nullptr) {
    return fail(ErrorType::export_not_found,
                fmt::format("Export not found: {}", *request.export_arn));
  }
  return DescribeExportResponse{.export_description = *found->description};
}

/// In order of ARN: by table, then by time.
Result<ListExportsResponse> execute(Account& account, const ListExportsRequest& request,
                                    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  ListExportsResponse response{.export_summaries = std::vector<ExportSummary>()};
  const auto next =
      list_transfers(account.control().exports.entries(), request.table_arn, request.next_token,
                     request.max_results, [&](const ExportDescription& one) {
                       response.export_summaries->push_back({.export_arn = one.export_arn,
                                                             .export_status = one.export_status,
                                                             .export_type = one.export_type});
                     });
  if (!next) {
    return std::unexpected(next.error());
  }
  response.next_token = *next;
  return response;
}

}  // namespace ddbsim::service
