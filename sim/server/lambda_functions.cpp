#include "sim/server/lambda_functions.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace ddbsim::server {

using Json = nlohmann::ordered_json;
using lambda::ApiError;

namespace {

/// "2026-01-01T00:00:00.000+0000"
std::string modified_text(choice::Instant instant) {
  std::string text = choice::text_of(instant);
  text.pop_back();
  return text + "+0000";
}

void add_vpc(const FunctionRecord& record, const world::World& world, Json& out) {
  if (!record.settings.vpc) {
    return;
  }
  const lambda::VpcConfig& vpc = *record.settings.vpc;
  const auto& subnets = world.network().subnets;
  const auto subnet = vpc.subnets.empty() ? subnets.end() : subnets.find(vpc.subnets.front());
  out["VpcConfig"] = {{"SubnetIds", vpc.subnets},
                      {"SecurityGroupIds", vpc.security_groups},
                      {"VpcId", subnet == subnets.end() ? "" : subnet->second.vpc}};
}

/// The record changes hands whole: a refusal leaves the function as it was.
LambdaResult put(const LambdaCall& call, FunctionRecord record, unsigned status) {
  const std::string name = record.process.name;
  if (auto done = call.functions().put(call.world(), std::move(record)); !done) {
    return std::unexpected(done.error());
  }
  return LambdaAnswer{.status = status,
                      .body = configuration_of(*call.functions().find(name), call.world())};
}

/// RevisionId of a request: the caller's idea of what is there.
std::optional<ApiError> stale(const LambdaCall& call, const FunctionRecord& record) {
  const std::string revision = text_of(call.body, "RevisionId");
  if (revision.empty() || revision == record.revision_id) {
    return std::nullopt;
  }
  return ApiError{"PreconditionFailedException",
                  "The Revision Id provided does not match the latest Revision Id. Call the "
                  "GetFunction/GetAlias API to retrieve the latest Revision Id"};
}

/// Tags of a request replace those of the same names.
void take_tags(const LambdaCall& call, FunctionRecord& record) {
  const auto* const tags = member_of(call.body, "Tags");
  if (tags == nullptr || !tags->is_object()) {
    return;
  }
  for (const auto& [key, value] : tags->items()) {
    record.tags[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
}

/// A copy of the function that the path names, when the caller knows its revision.
std::expected<FunctionRecord, ApiError> record_to_change(const LambdaCall& call) {
  const auto found = existing_function(call, call.path.front());
  if (!found) {
    return std::unexpected(found.error());
  }
  if (auto wrong = stale(call, **found)) {
    return std::unexpected(std::move(*wrong));
  }
  return **found;
}

std::expected<FunctionRecord*, ApiError> edited(const LambdaCall& call) {
  const auto record = existing_function(call, call.path.front());
  if (!record) {
    return std::unexpected(record.error());
  }
  return call.functions().edit((*record)->process.name);
}

}  // namespace

Json configuration_of(const FunctionRecord& record, const world::World& world) {
  const auto& process = record.process;
  Json out{{"FunctionName", process.name},
           {"FunctionArn", world.function_arn(process.name)},
           {"Runtime", process.runtime},
           {"Role", record.role_arn},
           {"Handler", process.handler},
           {"CodeSize", record.code_size},
           {"Description", record.description},
           {"Timeout", std::chrono::ceil<std::chrono::seconds>(record.settings.timeout).count()},
           {"MemorySize", process.memory_mb},
           {"LastModified", modified_text(record.last_modified)},
           {"CodeSha256", record.code_sha256},
           {"Version", "$LATEST"}};
  add_vpc(record, world, out);
  if (!process.environment.empty()) {
    out["Environment"] = {{"Variables", process.environment}};
  }
  out["TracingConfig"] = {{"Mode", "PassThrough"}};
  out["RevisionId"] = record.revision_id;
  for (const auto& layer : process.layers) {
    out["Layers"].push_back({{"Arn", layer.string()}, {"CodeSize", 0}});
  }
  out["State"] = "Active";
  out["LastUpdateStatus"] = "Successful";
  out["PackageType"] = "Zip";
  out["Architectures"] = record.architectures;
  out["EphemeralStorage"] = {{"Size", 512}};
  out["SnapStart"] = {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}};
  out["LoggingConfig"] = {{"LogFormat", "Text"}, {"LogGroup", "/aws/lambda/" + process.name}};
  return out;
}

LambdaResult create_function(const LambdaCall& call) {
  const auto name = function_name(call, text_of(call.body, "FunctionName"));
  if (!name) {
    return std::unexpected(name.error());
  }
  FunctionRecord record;
  record.process.name = *name;
  if (auto wrong = read_settings(call, record)) {
    return std::unexpected(std::move(*wrong));
  }
  if (call.functions().find(*name) != nullptr) {
    return lambda_error("ResourceConflictException", "Function already exist: " + *name);
  }
  const auto* const code = member_of(call.body, "Code");
  if (auto wrong = read_code(call, code == nullptr ? nlohmann::json::object() : *code, record)) {
    return std::unexpected(std::move(*wrong));
  }
  take_tags(call, record);
  return put(call, std::move(record), 201);
}

LambdaResult update_function_code(const LambdaCall& call) {
  auto found = record_to_change(call);
  if (!found) {
    return std::unexpected(std::move(found.error()));
  }
  FunctionRecord& record = *found;
  record.native = nullptr;
  record.process.inline_code.clear();
  if (auto wrong = read_code(call, call.body, record)) {
    return std::unexpected(std::move(*wrong));
  }
  const auto* const dry = member_of(call.body, "DryRun");
  if (dry != nullptr && *dry == true) {
    return LambdaAnswer{.body = configuration_of(record, call.world())};
  }
  return put(call, std::move(record), 200);
}

LambdaResult update_function_configuration(const LambdaCall& call) {
  auto found = record_to_change(call);
  if (!found) {
    return std::unexpected(std::move(found.error()));
  }
  FunctionRecord& record = *found;
  if (auto wrong = read_settings(call, record)) {
    return std::unexpected(std::move(*wrong));
  }
  return put(call, std::move(record), 200);
}

LambdaResult get_function(const LambdaCall& call) {
  const auto found = existing_function(call, call.path.front());
  if (!found) {
    return std::unexpected(found.error());
  }
  const FunctionRecord& record = **found;
  Json out{
      {"Configuration", configuration_of(record, call.world())},
      {"Code", {{"RepositoryType", "S3"}, {"Location", "file://" + record.process.code.string()}}}};
  if (!record.tags.empty()) {
    out["Tags"] = record.tags;
  }
  if (record.reserved_concurrency) {
    out["Concurrency"] = {{"ReservedConcurrentExecutions", *record.reserved_concurrency}};
  }
  return LambdaAnswer{.body = std::move(out)};
}

LambdaResult get_function_configuration(const LambdaCall& call) {
  const auto found = existing_function(call, call.path.front());
  if (!found) {
    return std::unexpected(found.error());
  }
  return LambdaAnswer{.body = configuration_of(**found, call.world())};
}

LambdaResult list_functions(const LambdaCall& call) {
  constexpr std::size_t kPageMost = 50;  // documented
  const auto& all = call.functions().all();
  const auto page = page_of(call, all.size(), kPageMost);
  if (!page) {
    return std::unexpected(page.error());
  }
  Json out{{"Functions", Json::array()}};
  auto record = std::next(all.begin(), static_cast<std::ptrdiff_t>(page->begin));
  for (std::size_t i = page->begin; i < page->end; ++i, ++record) {
    out["Functions"].push_back(configuration_of(record->second, call.world()));
  }
  if (page->next) {
    out["NextMarker"] = *page->next;
  }
  return LambdaAnswer{.body = std::move(out)};
}

LambdaResult delete_function(const LambdaCall& call) {
  const auto found = existing_function(call, call.path.front());
  if (!found) {
    return std::unexpected(found.error());
  }
  const std::string name = (*found)->process.name;
  call.functions().remove(call.world(), name);
  return LambdaAnswer{.status = 204};
}

LambdaResult put_concurrency(const LambdaCall& call) {
  const auto record = edited(call);
  if (!record) {
    return std::unexpected(record.error());
  }
  const auto* const wanted = member_of(call.body, "ReservedConcurrentExecutions");
  constexpr std::int64_t kAccountLimit = 1000;  // Lambda's default quota
  constexpr std::int64_t kUnreserved = 100;     // of these, so many stay unreserved (documented)
  Violations violations;
  if (wanted == nullptr || !wanted->is_number_integer()) {
    violations.add("null", "reservedConcurrentExecutions", "Member must not be null");
  }
  violations.check_range(call.body, "ReservedConcurrentExecutions", 0,
                         std::numeric_limits<std::int32_t>::max());
  if (auto error = violations.error()) {
    return std::unexpected(std::move(*error));
  }
  const auto reserved = wanted->get<std::int64_t>();
  if (reserved > kAccountLimit - kUnreserved) {
    return invalid_parameter(
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [100].");
  }
  (*record)->reserved_concurrency = static_cast<std::uint32_t>(reserved);
  call.world().reserve_concurrency((*record)->process.name, (*record)->reserved_concurrency);
  return LambdaAnswer{.body = Json{{"ReservedConcurrentExecutions", reserved}}};
}

LambdaResult get_concurrency(const LambdaCall& call) {
  const auto found = existing_function(call, call.path.front());
  if (!found) {
    return std::unexpected(found.error());
  }
  Json out = Json::object();
  if (const auto& reserved = (*found)->reserved_concurrency) {
    out["ReservedConcurrentExecutions"] = *reserved;
  }
  return LambdaAnswer{.body = std::move(out)};
}

LambdaResult delete_concurrency(const LambdaCall& call) {
  const auto record = edited(call);
  if (!record) {
    return std::unexpected(record.error());
  }
  (*record)->reserved_concurrency.reset();
  call.world().reserve_concurrency((*record)->process.name, std::nullopt);
  return LambdaAnswer{.status = 204};
}

LambdaResult tag_resource(const LambdaCall& call) {
  const auto record = edited(call);
  if (!record) {
    return std::unexpected(record.error());
  }
  take_tags(call, **record);
  return LambdaAnswer{.status = 204};
}

LambdaResult untag_resource(const LambdaCall& call) {
  const auto record = edited(call);
  if (!record) {
    return std::unexpected(record.error());
  }
  for (const QueryParameter& parameter : call.query) {
    if (parameter.name == "tagKeys") {
      (*record)->tags.erase(percent_decoded(parameter.value));
    }
  }
  return LambdaAnswer{.status = 204};
}

LambdaResult list_tags(const LambdaCall& call) {
  const auto record = edited(call);
  if (!record) {
    return std::unexpected(record.error());
  }
  return LambdaAnswer{.body = Json{{"Tags", (*record)->tags}}};
}

}  // namespace ddbsim::server
