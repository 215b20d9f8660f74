#include "sim/server/lambda_mappings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ddbsim::server {

using Json = nlohmann::ordered_json;
using lambda::ApiError;

namespace {

/// EventSourceMappingConfiguration.
Json configuration_of(const world::MappingReport& report, const world::World& world) {
  const service::Parameters& account = world.account().parameters();
  const nlohmann::json options = lambda::mapping_to_json(report.definition);
  Json out{{"UUID", report.uuid},
           {"EventSourceMappingArn", fmt::format("arn:aws:lambda:{}:{}:event-source-mapping:{}",
                                                 account.region, account.account_id, report.uuid)}};
  for (const auto& [name, value] : options.items()) {
    if (name != "FunctionName" && name != "Enabled") {
      out[name] = value;
    }
  }
  out["FunctionArn"] = world.function_arn(report.definition.function_name);
  out["LastModified"] =
      static_cast<double>(report.last_modified.time_since_epoch().count()) / 1000.0;
  out["LastProcessingResult"] = report.last_processing_result;
  out["State"] = report.state;
  out["StateTransitionReason"] = report.state_transition_reason;
  return out;
}

/// What changes a mapping answers with the state that it goes through, however short that is.
LambdaResult changing(const LambdaCall& call, const std::string& name, std::string_view state) {
  Json out = configuration_of(call.world().mapping(name).value(), call.world());
  out["State"] = state;
  out["StateTransitionReason"] = "User action";
  return LambdaAnswer{.status = 202, .body = std::move(out)};
}

std::expected<world::MappingReport, ApiError> existing_mapping(const LambdaCall& call) {
  for (world::MappingReport& report : call.world().mappings()) {
    if (report.uuid == call.path.front()) {
      return std::move(report);
    }
  }
  return lambda_error("ResourceNotFoundException", "The resource you requested does not exist.");
}

std::optional<ApiError> check_ranges(const nlohmann::json& body) {
  struct Range {
    const char* member;
    std::int64_t low;
    std::int64_t high;
  };
  static constexpr auto kRanges = std::to_array<Range>({{"BatchSize", 1, 10'000},
                                                        {"MaximumBatchingWindowInSeconds", 0, 300},
                                                        {"ParallelizationFactor", 1, 10},
                                                        {"MaximumRecordAgeInSeconds", -1, 604'800},
                                                        {"MaximumRetryAttempts", -1, 10'000},
                                                        {"TumblingWindowInSeconds", 0, 900}});
  Violations violations;
  for (const Range& range : kRanges) {
    violations.check_range(body, range.member, range.low, range.high);
  }
  return violations.error();
}

/// "InvalidParameterValueException: Stream not found: ..." or a sentence of ours.
ApiError error_of(const std::string& text) {
  const std::size_t colon = text.find(": ");
  if (colon != std::string::npos && text.substr(0, colon).ends_with("Exception")) {
    return {text.substr(0, colon), text.substr(colon + 2)};
  }
  return {"InvalidParameterValueException", text};
}

ApiError error_of(const lambda::MappingError& error) {
  return {"InvalidParameterValueException",
          error.pointer.empty() ? error.message
                                : fmt::format("{}: {}", error.pointer.substr(1), error.message)};
}

/// FunctionName of a body, in any form, becomes a plain name. A function that is not there is no
/// parameter, rather than no resource.
std::optional<ApiError> resolve_function(const LambdaCall& call, nlohmann::json& body) {
  const auto name = function_name(call, text_of(body, "FunctionName"));
  if (!name && name.error().type == "ValidationException") {
    return name.error();
  }
  if (!name || !call.world().has_function(*name)) {
    return ApiError{"InvalidParameterValueException", "Function does not exist"};
  }
  body["FunctionName"] = *name;
  return std::nullopt;
}

std::optional<ApiError> already_there(const world::World& world,
                                      const lambda::MappingDefinition& wanted) {
  for (const world::MappingReport& report : world.mappings()) {
    if (report.definition.function_name == wanted.function_name &&
        report.definition.event_source_arn == wanted.event_source_arn) {
      return ApiError{
          "ResourceConflictException",
          fmt::format("The event source arn (\" {} \") and function (\" {} \") provided mapping "
                      "already exists. Please update or delete the existing mapping with UUID {}",
                      wanted.event_source_arn, wanted.function_name, report.uuid)};
    }
  }
  return std::nullopt;
}

std::optional<ApiError> check_required(const nlohmann::json& body) {
  Violations violations;
  if (member_of(body, "FunctionName") == nullptr) {
    violations.add("null", "functionName", "Member must not be null");
  }
  if (auto error = violations.error()) {
    return error;
  }
  if (member_of(body, "EventSourceArn") == nullptr) {
    return ApiError{"InvalidParameterValueException", "Unrecognized event source."};
  }
  if (member_of(body, "StartingPosition") == nullptr) {
    violations.add("null", "startingPosition", "Member must not be null.");
  }
  return violations.error();
}

}  // namespace

LambdaResult create_mapping(const LambdaCall& call) {
  nlohmann::json body = call.body;
  for (const auto& check : {check_required, check_ranges}) {
    if (auto wrong = check(body)) {
      return std::unexpected(std::move(*wrong));
    }
  }
  if (auto wrong = resolve_function(call, body)) {
    return std::unexpected(std::move(*wrong));
  }
  auto definition = lambda::mapping_from_json(body);
  if (!definition) {
    return std::unexpected(error_of(definition.error()));
  }
  if (auto wrong = already_there(call.world(), *definition)) {
    return std::unexpected(std::move(*wrong));
  }
  const std::string name =
      fmt::format("{} #{}", definition->function_name, call.functions().next_mapping_number());
  definition->name = name;
  if (const auto added = call.world().add_mapping(std::move(*definition)); !added) {
    return std::unexpected(error_of(added.error()));
  }
  return changing(call, name, "Creating");
}

LambdaResult get_mapping(const LambdaCall& call) {
  const auto report = existing_mapping(call);
  if (!report) {
    return std::unexpected(report.error());
  }
  return LambdaAnswer{.body = configuration_of(*report, call.world())};
}

LambdaResult list_mappings(const LambdaCall& call) {
  auto reports = call.world().mappings();
  if (const auto function = call.parameter("FunctionName")) {
    const auto name = function_name(call, *function);
    if (!name && name.error().type == "ValidationException") {
      return std::unexpected(name.error());
    }
    std::erase_if(reports, [&](const world::MappingReport& report) {
      return !name || report.definition.function_name != *name;
    });
  }
  if (const auto source = call.parameter("EventSourceArn")) {
    std::erase_if(reports, [&](const world::MappingReport& report) {
      return report.definition.event_source_arn != *source;
    });
  }
  constexpr std::size_t kPageMost = 100;  // documented
  const auto page = page_of(call, reports.size(), kPageMost);
  if (!page) {
    return std::unexpected(page.error());
  }
  Json out{{"EventSourceMappings", Json::array()}};
  for (std::size_t i = page->begin; i < page->end; ++i) {
    out["EventSourceMappings"].push_back(configuration_of(reports[i], call.world()));
  }
  if (page->next) {
    out["NextMarker"] = *page->next;
  }
  return LambdaAnswer{.body = std::move(out)};
}

LambdaResult update_mapping(const LambdaCall& call) {
  const auto report = existing_mapping(call);
  if (!report) {
    return std::unexpected(report.error());
  }
  nlohmann::json changes = call.body;
  if (auto wrong = check_ranges(changes)) {
    return std::unexpected(std::move(*wrong));
  }
  changes.erase("UUID");
  if (member_of(changes, "FunctionName") != nullptr) {
    if (auto wrong = resolve_function(call, changes)) {
      return std::unexpected(std::move(*wrong));
    }
  }
  if (const auto done = call.world().update_mapping(report->name, changes); !done) {
    return std::unexpected(error_of(done.error()));
  }
  const bool now_enabled = call.world().mapping(report->name)->definition.enabled;
  const bool was_enabled = report->definition.enabled;
  return changing(call, report->name,
                  now_enabled == was_enabled ? "Updating"
                  : now_enabled              ? "Enabling"
                                             : "Disabling");
}

LambdaResult delete_mapping(const LambdaCall& call) {
  const auto report = existing_mapping(call);
  if (!report) {
    return std::unexpected(report.error());
  }
  auto answer = changing(call, report->name, "Deleting");
  call.world().remove_mapping(report->name);
  return answer;
}

}  // namespace ddbsim::server
