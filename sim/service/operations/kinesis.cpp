#include <algorithm>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"

// Kinesis destinations of tables: kept, and nothing is sent there. Texts as other emulators have
// captured them from the service (LocalStack's tests), as far as known from there.
namespace ddbsim::service {

namespace {

using Destinations = std::vector<KinesisDestination>;

/// Documented: of one table, at a time.
constexpr std::ptrdiff_t kMaxActive = 2;
constexpr std::string_view kDefaultPrecision = "MILLISECOND";

/// "arn:aws:kinesis:us-east-1:000000000000:stream/name". That there is such a stream is believed.
Refusal check_stream_arn(const std::string& arn) {
  const bool kinesis = arn.starts_with("arn:aws") && arn.find(":kinesis:") != std::string::npos &&
                       arn.find(":stream/") != std::string::npos;
  return kinesis ? Refusal()
                 : invalid("User does not have a permission to use kinesis stream").error();
}

const KinesisDestination* destination_of(const Destinations& all, const std::string& stream) {
  const auto at = std::ranges::find(all, stream, &KinesisDestination::stream_arn);
  return at == all.end() ? nullptr : &*at;
}

/// Puts a destination in its place, or behind the others.
void keep(Account& account, const std::string& table, KinesisDestination destination) {
  account.control().change_settings(table, [&](TableSettings& settings) {
    const auto at = std::ranges::find(settings.kinesis, destination.stream_arn,
                                      &KinesisDestination::stream_arn);
    if (at == settings.kinesis.end()) {
      settings.kinesis.push_back(std::move(destination));
    } else {
      *at = std::move(destination);
    }
  });
}

/// What all requests with a stream begin with: the name of the table.
template <class Request>
Result<std::string> checked_table(const Account& account, const Request& request) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = find_named_table(account, *request.table_name, action_name<Request>());
  if (!table) {
    return std::unexpected(table.error());
  }
  if (Refusal refusal = check_stream_arn(*request.stream_arn)) {
    return std::unexpected(std::move(*refusal));
  }
  return (*table)->definition().name;
}

}  // namespace

Result<EnableKinesisStreamingDestinationResponse> execute(
    Account& account, const EnableKinesisStreamingDestinationRequest& request,
    const CallContext& /*context*/) {
  const auto table = checked_table(account, request);
  if (!table) {
    return std::unexpected(table.error());
  }
  const Destinations& all = account.control().settings(*table).kinesis;
  const KinesisDestination* const before = destination_of(all, *request.stream_arn);
  if (before != nullptr && before->active) {
    return invalid(
        "Table is not in a valid state to enable Kinesis Streaming Destination: "
        "KinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE "
        "operation.");
  }
  if (std::ranges::count_if(all, &KinesisDestination::active) >= kMaxActive) {
    return fail(ErrorType::limit_exceeded,
                fmt::format("Subscriber limit exceeded: There is a limit of {} active Kinesis "
                            "streaming destinations per table",
                            kMaxActive));
  }
  const auto& asked = request.enable_kinesis_streaming_configuration;
  const std::string precision =
      asked
          ? asked->approximate_creation_date_time_precision.value_or(std::string(kDefaultPrecision))
          : std::string(kDefaultPrecision);
  keep(account, *table,
       {.stream_arn = *request.stream_arn, .active = true, .precision = precision});
  return EnableKinesisStreamingDestinationResponse{.table_name = *table,
                                                   .stream_arn = request.stream_arn,
                                                   .destination_status = "ENABLING",
                                                   .enable_kinesis_streaming_configuration = asked};
}

Result<DisableKinesisStreamingDestinationResponse> execute(
    Account& account, const DisableKinesisStreamingDestinationRequest& request,
    const CallContext& /*context*/) {
  const auto table = checked_table(account, request);
  if (!table) {
    return std::unexpected(table.error());
  }
  const KinesisDestination* const before =
      destination_of(account.control().settings(*table).kinesis, *request.stream_arn);
  if (before == nullptr || !before->active) {
    return invalid(
        "Table is not in a valid state to disable Kinesis Streaming Destination: "
        "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
  }
  keep(account, *table,
       {.stream_arn = before->stream_arn, .active = false, .precision = before->precision});
  return DisableKinesisStreamingDestinationResponse{
      .table_name = *table, .stream_arn = request.stream_arn, .destination_status = "DISABLING"};
}

Result<UpdateKinesisStreamingDestinationResponse> execute(
    Account& account, const UpdateKinesisStreamingDestinationRequest& request,
    const CallContext& /*context*/) {
  const auto table = checked_table(account, request);
  if (!table) {
    return std::unexpected(table.error());
  }
  const auto& asked = request.update_kinesis_streaming_configuration;
  if (!asked || !asked->approximate_creation_date_time_precision) {
    return invalid(
        "Streaming destination cannot be updated with given parameters: "
        "UpdateKinesisStreamingConfiguration cannot be null or contain only null values");
  }
  const KinesisDestination* const before =
      destination_of(account.control().settings(*table).kinesis, *request.stream_arn);
  if (before == nullptr || !before->active) {
    return invalid(
        fmt::format("Table is not in a valid state to enable Kinesis Streaming Destination: No "
                    "streaming destination with streamArn: {} found for table with tableName: {}",
                    *request.stream_arn, *table));
  }
  const std::string& precision = *asked->approximate_creation_date_time_precision;
  if (before->precision == precision) {
    return invalid(
        fmt::format("Invalid Request: Precision is already set to the desired value of "
                    "{} for tableId: {}, kdsArn: {}",
                    precision, account.find_table(*table)->definition().id, *request.stream_arn));
  }
  keep(account, *table, {.stream_arn = before->stream_arn, .active = true, .precision = precision});
  return UpdateKinesisStreamingDestinationResponse{.table_name = *table,
                                                   .stream_arn = request.stream_arn,
                                                   .destination_status = "UPDATING",
                                                   .update_kinesis_streaming_configuration = asked};
}

Result<DescribeKinesisStreamingDestinationResponse> execute(
    Account& account, const DescribeKinesisStreamingDestinationRequest& request,
    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table =
      find_named_table(account, *request.table_name, "DescribeKinesisStreamingDestination");
  if (!table) {
    return std::unexpected(table.error());
  }
  const std::string& name = (*table)->definition().name;
  DescribeKinesisStreamingDestinationResponse response{.table_name = name};
  auto& shown = response.kinesis_data_stream_destinations.emplace();
  for (const KinesisDestination& destination : account.control().settings(name).kinesis) {
    shown.push_back({.stream_arn = destination.stream_arn,
                     .destination_status = destination.active ? "ACTIVE" : "DISABLED",
                     .approximate_creation_date_time_precision = destination.precision});
  }
  return response;
}

}  // namespace ddbsim::service
