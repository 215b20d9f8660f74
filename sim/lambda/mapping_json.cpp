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
  const auto value = json.get<std::int64_t>();
  if (value < low || value > high) {
    return problem("", fmt::format("expected a number from {} to {}, found {}", low, high, value));
  }
  out = value;
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

Problem read_starting_position(const Json& json, MappingDefinition& out) {
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

Problem read_filter(const Json& json, std::vector<FilterPattern>& out) {
  if (!json.is_object() || json.size() != 1 || !json.contains("Pattern") ||
      !json["Pattern"].is_string()) {
    return problem("", "expected {\"Pattern\": \"the pattern's JSON in a string\"}");
  }
  const Json pattern = Json::parse(json["Pattern"].get<std::string>(), nullptr, false);
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
  if (!json.is_object() || json.size() != 1 || !json.contains("Filters") ||
      !json["Filters"].is_array()) {
    return problem("", "expected {\"Filters\": [...]}");
  }
  const Json& filters = json["Filters"];
  for (std::size_t i = 0; i < filters.size(); ++i) {
    if (auto wrong = read_filter(filters[i], out.filters)) {
      wrong->pointer = fmt::format("/Filters/{}{}", i, wrong->pointer);
      return wrong;
    }
  }
  return std::nullopt;
}

Problem read_destination(const Json& json, MappingDefinition& out) {
  const Json::json_pointer at("/OnFailure/Destination");
  if (!json.is_object() || json.size() != 1 || !json.contains(at) || !json[at].is_string()) {
    return problem("", "expected {\"OnFailure\": {\"Destination\": \"ARN of a queue or topic\"}}");
  }
  out.on_failure_destination = json[at].get<std::string>();
  return std::nullopt;
}

Problem read_enabled(const Json& json) {
  return json == true
             ? std::nullopt
             : problem("", "a mapping of a scenario is always enabled: leave this member out");
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
     [](const Json& j, MappingDefinition& m) {
       m.bisect_on_error = j == true;
       return j.is_boolean() ? std::nullopt
                             : problem("", "expected true or false, found " + j.dump());
     }},
    {"MaximumRetryAttempts", read_max_retries},
    {"MaximumRecordAgeInSeconds", read_max_age},
    {"FunctionResponseTypes", read_response_types},
    {"FilterCriteria", read_filters},
    {"DestinationConfig", read_destination},
    {"Enabled", [](const Json& j, MappingDefinition&) { return read_enabled(j); }},
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
      return std::unexpected(MappingError{
          "/" + name, fmt::format("unknown member \"{}\" of an event source mapping", name)});
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
  return mapping;
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
