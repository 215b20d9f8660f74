#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;
using Problem = std::optional<MappingError>;

Problem problem(std::string pointer, std::string message) {
  return MappingError{std::move(pointer), std::move(message)};
}

/// A whole number inside [low, high]; `out` is unchanged otherwise.
Problem read_integer(const Json& json, std::int64_t low, std::int64_t high, std::int64_t& out) {
  if (!json.is_number_integer()) {
    return problem("", fmt::format("expected a whole number, found {}", json.dump()));
  }
  const bool huge =
      json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(high);
  if (huge || json.get<std::int64_t>() < low || json.get<std::int64_t>() > high) {
    return problem(
        "", fmt::format("expected a number from {} to {}, found {}", low, high, json.dump()));
  }
  out = json.get<std::int64_t>();
  return std::nullopt;
}

Problem read_text(const Json& json, std::string& out) {
  if (!json.is_string()) {
    return problem("", fmt::format("expected a string, found {}", json.dump()));
  }
  out = json.get<std::string>();
  return std::nullopt;
}

template <class T>
Problem read_unsigned(const Json& json, std::int64_t low, std::int64_t high, T& out) {
  std::int64_t value = 0;
  if (auto wrong = read_integer(json, low, high, value)) {
    return wrong;
  }
  out = static_cast<T>(value);
  return std::nullopt;
}

Problem read_seconds(const Json& json, std::int64_t low, std::int64_t high, choice::Duration& out) {
  std::int64_t value = 0;
  if (auto wrong = read_integer(json, low, high, value)) {
    return wrong;
  }
  out = std::chrono::seconds(value);
  return std::nullopt;
}

Problem read_flag(const Json& json, bool& out) {
  if (!json.is_boolean()) {
    return problem("", fmt::format("expected true or false, found {}", json.dump()));
  }
  out = json.get<bool>();
  return std::nullopt;
}

Problem read_starting_position(const Json& json, MappingDefinition& out) {
  if (json == "AT_TIMESTAMP") {
    return problem(
        "", "a DynamoDB stream has no AT_TIMESTAMP: expected \"TRIM_HORIZON\" or \"LATEST\"");
  }
  if (json != "TRIM_HORIZON" && json != "LATEST") {
    return problem("",
                   fmt::format("expected \"TRIM_HORIZON\" or \"LATEST\", found {}", json.dump()));
  }
  out.starting_position =
      json == "LATEST" ? StartingPosition::latest : StartingPosition::trim_horizon;
  return std::nullopt;
}

Problem read_max_retries(const Json& json, MappingDefinition& out) {
  std::int64_t value = 0;
  if (auto wrong = read_integer(json, -1, 10'000, value)) {
    return wrong;
  }
  out.max_retries = value < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(value));
  return std::nullopt;
}

Problem read_max_age(const Json& json, MappingDefinition& out) {
  std::int64_t value = 0;
  if (auto wrong = read_integer(json, -1, 604'800, value)) {
    return wrong;
  }
  if (value >= 0 && value < 60) {
    return problem("", fmt::format("expected -1 or a number from 60 to 604800, found {}", value));
  }
  out.max_record_age =
      value < 0 ? std::nullopt : std::optional<choice::Duration>(std::chrono::seconds(value));
  return std::nullopt;
}

Problem read_response_types(const Json& json, MappingDefinition& out) {
  if (!json.is_array() || json.size() > 1 ||
      (json.size() == 1 && json[0] != "ReportBatchItemFailures")) {
    return problem("",
                   fmt::format("expected [\"ReportBatchItemFailures\"], found {}", json.dump()));
  }
  out.report_batch_item_failures = !json.empty();
  return std::nullopt;
}

constexpr std::size_t kFiltersMax = 5;           // Lambda's quota
constexpr std::size_t kPatternLengthMax = 4096;  // documented

Problem read_filter(const Json& json, std::vector<FilterPattern>& out) {
  if (!json.is_object() || json.size() != 1 || !json.contains("Pattern") ||
      !json["Pattern"].is_string()) {
    return problem("", "expected {\"Pattern\": \"the pattern's JSON in a string\"}");
  }
  const auto text = json["Pattern"].get<std::string>();
  if (text.size() > kPatternLengthMax) {
    return problem("/Pattern", fmt::format("a pattern has at most {} characters, this one has {}",
                                           kPatternLengthMax, text.size()));
  }
  const Json pattern = Json::parse(text, nullptr, false);
  if (pattern.is_discarded()) {
    return problem("/Pattern", "the pattern is not valid JSON");
  }
  auto parsed = FilterPattern::parse(pattern);
  if (!parsed) {
    return problem("/Pattern", parsed.error());
  }
  out.push_back(std::move(*parsed));
  return std::nullopt;
}

Problem read_filters(const Json& json, MappingDefinition& out) {
  out.filters.clear();
  if (json.is_object() && json.empty()) {
    return std::nullopt;
  }
  if (!json.is_object() || json.size() != 1 || !json.contains("Filters") ||
      !json["Filters"].is_array()) {
    return problem("", "expected {\"Filters\": [...]}");
  }
  const Json& filters = json["Filters"];
  if (filters.size() > kFiltersMax) {
    return problem("/Filters", fmt::format("a mapping has at most {} filters, this one has {}",
                                           kFiltersMax, filters.size()));
  }
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (auto wrong = read_filter(filters[i], out.filters)) {
      wrong->pointer = fmt::format("/Filters/{}{}", i, wrong->pointer);
      return wrong;
    }
  }
  return std::nullopt;
}

bool is_destination(std::string_view arn) {
  // arn:PARTITION:SERVICE:REGION:ACCOUNT:NAME; a bucket has neither region nor account.
  std::vector<std::string_view> parts;
  for (std::size_t colon = arn.find(':'); parts.size() < 5 && colon != std::string_view::npos;
       colon = arn.find(':')) {
    parts.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  if (parts.size() != 5 || parts[0] != "arn" || arn.empty()) {
    return false;
  }
  const bool placed = !parts[3].empty() && !parts[4].empty();
  return parts[2] == "s3" || ((parts[2] == "sqs" || parts[2] == "sns") && placed);
}

/// {} and {"OnFailure": {}}: none.
Problem read_destination(const Json& json, MappingDefinition& out) {
  const std::string expected =
      "expected {\"OnFailure\": {\"Destination\": \"ARN of a queue, topic or bucket\"}}";
  out.on_failure_destination.clear();
  if (!json.is_object()) {
    return problem("", expected);
  }
  if (json.contains("OnSuccess")) {
    return problem("/OnSuccess", "an event source mapping has no destination for successes");
  }
  if (json.empty() || json == Json{{"OnFailure", Json::object()}}) {
    return std::nullopt;
  }
  const Json::json_pointer at("/OnFailure/Destination");
  if (json.size() != 1 || !json.contains(at) || json["OnFailure"].size() != 1 ||
      !json[at].is_string()) {
    return problem("", expected);
  }
  auto arn = json[at].get<std::string>();
  if (!is_destination(arn)) {
    return problem(at.to_string(),
                   fmt::format("expected the ARN of an SQS queue, an SNS topic or an S3 bucket, "
                               "found {}",
                               json[at].dump()));
  }
  out.on_failure_destination = std::move(arn);
  return std::nullopt;
}

/// Members that change nothing here.
Problem pass_over_tags(const Json& json, MappingDefinition& /*out*/) {
  const bool texts = json.is_object() && std::ranges::all_of(json, &Json::is_string);
  return texts ? std::nullopt : problem("", "expected an object of strings");
}
Problem pass_over_text(const Json& json, MappingDefinition& /*out*/) {
  std::string text;
  return read_text(json, text);
}
Problem pass_over_metrics(const Json& json, MappingDefinition& /*out*/) {
  const bool metrics = json.is_object() && json.size() == 1 && json.contains("Metrics") &&
                       json["Metrics"].is_array();
  return metrics ? std::nullopt : problem("", "expected {\"Metrics\": [\"EventCount\"]}");
}

/// Members of CreateEventSourceMapping that belong to other event sources.
constexpr auto kForeignMembers = std::to_array<std::string_view>(
    {"AmazonManagedKafkaEventSourceConfig", "DocumentDBEventSourceConfig", "LoggingConfig",
     "ProvisionedPollerConfig", "Queues", "ScalingConfig", "SelfManagedEventSource",
     "SelfManagedKafkaEventSourceConfig", "SourceAccessConfigurations", "StartingPositionTimestamp",
     "Topics"});

std::string unknown_member(const std::string& name) {
  return std::ranges::find(kForeignMembers, name) == kForeignMembers.end()
             ? fmt::format("unknown member \"{}\" of an event source mapping", name)
             : fmt::format("\"{}\" is for other event sources than DynamoDB streams", name);
}

struct Option {
  std::string_view name;
  Problem (*read)(const Json&, MappingDefinition&);
};
const auto kOptions = std::to_array<Option>({
    {"FunctionName",
     [](const Json& j, MappingDefinition& m) { return read_text(j, m.function_name); }},
    {"EventSourceArn",
     [](const Json& j, MappingDefinition& m) { return read_text(j, m.event_source_arn); }},
    {"StartingPosition", read_starting_position},
    {"BatchSize",
     [](const Json& j, MappingDefinition& m) { return read_unsigned(j, 1, 10'000, m.batch_size); }},
    {"MaximumBatchingWindowInSeconds",
     [](const Json& j, MappingDefinition& m) {
       return read_seconds(j, 0, 300, m.batching_window);
     }},
    {"ParallelizationFactor",
     [](const Json& j, MappingDefinition& m) {
       return read_unsigned(j, 1, 10, m.parallelization_factor);
     }},
    {"BisectBatchOnFunctionError",
     [](const Json& j, MappingDefinition& m) { return read_flag(j, m.bisect_on_error); }},
    {"MaximumRetryAttempts", read_max_retries},
    {"MaximumRecordAgeInSeconds", read_max_age},
    {"FunctionResponseTypes", read_response_types},
    {"FilterCriteria", read_filters},
    {"DestinationConfig", read_destination},
    {"TumblingWindowInSeconds",
     [](const Json& j, MappingDefinition& m) {
       return read_seconds(j, 0, 900, m.tumbling_window);
     }},
    {"Enabled", [](const Json& j, MappingDefinition& m) { return read_flag(j, m.enabled); }},
    {"Tags", pass_over_tags},
    {"KMSKeyArn", pass_over_text},
    {"MetricsConfig", pass_over_metrics},
});

}  // namespace

std::expected<MappingDefinition, MappingError> mapping_from_json(const nlohmann::json& json) {
  if (!json.is_object()) {
    return std::unexpected(
        MappingError{"", "expected an object: the input of CreateEventSourceMapping"});
  }
  MappingDefinition mapping;
  for (const auto& [name, member] : json.items()) {
    const auto option = std::ranges::find(kOptions, name, &Option::name);
    if (option == std::end(kOptions)) {
      return std::unexpected(MappingError{"/" + name, unknown_member(name)});
    }
    if (auto wrong = option->read(member, mapping)) {
      wrong->pointer = "/" + name + wrong->pointer;
      return std::unexpected(std::move(*wrong));
    }
  }
  for (const std::string_view required : {"FunctionName", "EventSourceArn", "StartingPosition"}) {
    if (!json.contains(required)) {
      return std::unexpected(
          MappingError{"", fmt::format("an event source mapping needs \"{}\"", required)});
    }
  }
  if (mapping.tumbling_window.count() != 0 && mapping.parallelization_factor != 1) {
    return std::unexpected(MappingError{
        "/ParallelizationFactor",
        "a tumbling window keeps one state for each shard: ParallelizationFactor must be 1"});
  }
  return mapping;
}

nlohmann::json mapping_to_json(const MappingDefinition& mapping) {
  const auto seconds = [](choice::Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  };
  Json json{{"FunctionName", mapping.function_name},
            {"EventSourceArn", mapping.event_source_arn},
            {"StartingPosition",
             mapping.starting_position == StartingPosition::latest ? "LATEST" : "TRIM_HORIZON"},
            {"BatchSize", mapping.batch_size},
            {"MaximumBatchingWindowInSeconds", seconds(mapping.batching_window)},
            {"ParallelizationFactor", mapping.parallelization_factor},
            {"BisectBatchOnFunctionError", mapping.bisect_on_error},
            {"MaximumRetryAttempts", -1},
            {"MaximumRecordAgeInSeconds",
             mapping.max_record_age ? seconds(*mapping.max_record_age) : std::int64_t{-1}},
            {"TumblingWindowInSeconds", seconds(mapping.tumbling_window)},
            {"FunctionResponseTypes", Json::array()},
            {"DestinationConfig", {{"OnFailure", Json::object()}}},
            {"Enabled", mapping.enabled}};
  if (mapping.max_retries) {
    json["MaximumRetryAttempts"] = *mapping.max_retries;
  }
  if (mapping.report_batch_item_failures) {
    json["FunctionResponseTypes"].push_back("ReportBatchItemFailures");
  }
  if (!mapping.on_failure_destination.empty()) {
    json["DestinationConfig"]["OnFailure"]["Destination"] = mapping.on_failure_destination;
  }
  for (const FilterPattern& filter : mapping.filters) {
    json["FilterCriteria"]["Filters"].push_back({{"Pattern", filter.json().dump()}});
  }
  return json;
}

std::expected<MappingDefinition, MappingError> updated_mapping(const MappingDefinition& mapping,
                                                               const nlohmann::json& changes) {
  if (!changes.is_object()) {
    return std::unexpected(
        MappingError{"", "expected an object: the input of UpdateEventSourceMapping"});
  }
  for (const char* fixed : {"EventSourceArn", "StartingPosition"}) {
    if (changes.contains(fixed)) {
      return std::unexpected(MappingError{
          std::string("/") + fixed, fmt::format("\"{}\" of a mapping can't be changed", fixed)});
    }
  }
  Json json = mapping_to_json(mapping);
  json.update(changes);
  auto updated = mapping_from_json(json);
  if (updated) {
    updated->name = mapping.name;
  }
  return updated;
}

nlohmann::json record_to_json(const service::StreamRecord& record,
                              const std::string& event_source_arn) {
  Json json = wire::to_json(record);
  json["eventSourceARN"] = event_source_arn;
  // The one place where an event differs from GetRecords: the members of the identity are spelt
  // small.
  if (const auto identity = json.find("userIdentity"); identity != json.end()) {
    *identity = {{"principalId", (*identity)["PrincipalId"]}, {"type", (*identity)["Type"]}};
  }
  return json;
}

}  // namespace ddbsim::lambda
