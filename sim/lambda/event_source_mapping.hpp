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

/// One pattern of FilterCriteria, as the service's event filtering takes it: exact values, prefix
/// and suffix (also in any case), numeric, exists (of leaves), anything-but (values, prefix,
/// suffix, in any case), equals-ignore-case, null, empty string, `$or`. Matched against the
/// record's JSON form; where the record has a list, any of its elements may match. EventBridge's
/// `wildcard` and `cidr` are refused: Lambda's documentation does not name them.
class FilterPattern {
 public:
  /// The error says what is wrong with the pattern, in our words.
  [[nodiscard]] static std::expected<FilterPattern, std::string> parse(
      const nlohmann::json& pattern);
  [[nodiscard]] bool matches(const nlohmann::json& record) const;
  [[nodiscard]] const nlohmann::json& json() const noexcept { return *pattern_; }

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
  choice::Duration tumbling_window{0};  ///< 0: none; else state is handed on inside each window
  std::vector<FilterPattern>
      filters;  ///< a record that matches none counts as done; empty: all match
  std::string on_failure_destination;  ///< ARN of a queue, topic or bucket; empty: discarded
  bool enabled = true;                 ///< false: it is there, but does not poll
};

/// Reads what `aws lambda create-event-source-mapping --cli-input-json` takes. Unknown members,
/// wrong types, values outside of their ranges, options that exclude each other, and members that
/// mean nothing for a DynamoDB stream (Topics, Queues, ...) are errors; `pointer` says where. Tags,
/// KMSKeyArn and MetricsConfig change nothing here: they are checked and passed over.
struct MappingError {
  std::string pointer;
  std::string message;
};
[[nodiscard]] std::expected<MappingDefinition, MappingError> mapping_from_json(
    const nlohmann::json& json);

/// Every option, defaults too, by the names of the API: `mapping_from_json` reads it back.
[[nodiscard]] nlohmann::json mapping_to_json(const MappingDefinition& mapping);

/// What UpdateEventSourceMapping makes of a mapping: the members of `changes` replace those of
/// before. The stream and the starting position stay what they are; naming them is an error.
[[nodiscard]] std::expected<MappingDefinition, MappingError> updated_mapping(
    const MappingDefinition& mapping, const nlohmann::json& changes);

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
  /// Documented: of the event's JSON, as the function receives it. A record that is larger by
  /// itself is delivered alone.
  std::size_t payload_bytes_max = std::size_t{6} << 20U;
  std::size_t window_state_bytes_max = std::size_t{1} << 20U;  ///< documented: of a tumbling window
  /// How long creating, enabling, or updating a mapping takes. The service takes up to a minute.
  choice::Duration mapping_transition{0};
};

}  // namespace ddbsim::lambda
