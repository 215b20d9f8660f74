#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/choice/clock.hpp"
#include "sim/service/model.hpp"

namespace ddbsim::lambda {

/// One pattern of FilterCriteria, as the service's event filtering takes it: exact values, prefix,
/// suffix, numeric, exists, anything-but, equals-ignore-case, null, empty string, `$or`. Matched
/// against the record's JSON form.
class FilterPattern {
 public:
  /// The error says what is wrong with the pattern, in our words.
  [[nodiscard]] static std::expected<FilterPattern, std::string> parse(
      const nlohmann::json& pattern);
  [[nodiscard]] bool matches(const nlohmann::json& record) const;

 private:
  std::shared_ptr<const nlohmann::json> pattern_;
};

enum class StartingPosition : std::uint8_t { trim_horizon, latest };

/// An event source mapping of a DynamoDB stream: options, ranges and defaults are those of
/// facts 1.6.
struct MappingDefinition {
  std::string name;  ///< ours: names choices and reports; default "FUNCTION<-TABLE"
  std::string function_name;
  std::string event_source_arn;
  StartingPosition starting_position = StartingPosition::trim_horizon;
  std::uint32_t batch_size = 100;
  choice::Duration batching_window{0};
  std::uint32_t parallelization_factor = 1;
  bool bisect_on_error = false;
  std::optional<std::uint32_t> max_retries;        ///< absent: -1, for ever
  std::optional<choice::Duration> max_record_age;  ///< absent: -1, as long as the stream keeps them
  bool report_batch_item_failures = false;
  std::vector<FilterPattern>
      filters;  ///< a record that matches none counts as done; empty: all match
  std::string on_failure_destination;  ///< ARN of a queue or topic; empty: discarded
};

/// Reads what `aws lambda create-event-source-mapping --cli-input-json` takes. Unknown members,
/// wrong types and values outside of their ranges are errors; `pointer` says where.
struct MappingError {
  std::string pointer;
  std::string message;
};
[[nodiscard]] std::expected<MappingDefinition, MappingError> mapping_from_json(
    const nlohmann::json& json);

/// A stream record as the JSON that a function receives and that filters look at: as GetRecords has
/// it, with `eventSourceARN`. The same bytes for the same record.
[[nodiscard]] nlohmann::json record_to_json(const service::StreamRecord& record,
                                            const std::string& event_source_arn);

/// What AWS leaves unpublished about polling. Named, with documented defaults.
struct PollParameters {
  choice::Duration poll_interval{250};   ///< documented base rate: 4 polls a second and shard
  choice::Duration retry_backoff{1000};  ///< assumed: before the first retry; doubles with each
  choice::Duration retry_backoff_max{60'000};  ///< assumed
  choice::Duration call_duration{1};  ///< assumed: virtual time from a handler's call to its answer
  std::size_t payload_bytes_max = std::size_t{6} << 20U;  ///< documented
};

}  // namespace ddbsim::lambda
