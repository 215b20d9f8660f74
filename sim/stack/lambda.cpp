#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "sim/stack/workshop.hpp"

// AWS::Lambda::Function, LayerVersion and EventSourceMapping.
namespace ddbsim::stack {

namespace {

/// "python3.12", "nodejs22.x", "provided.al2023": what can be run here.
bool is_run_here(std::string_view runtime) {
  return runtime.starts_with("python3.") || runtime.starts_with("nodejs") ||
         runtime.starts_with("provided");
}

bool is_remote(std::string_view uri) {
  return uri.starts_with("s3://") || uri.starts_with("http://") || uri.starts_with("https://");
}

/// What CDK writes beside what it bundles: {"aws:asset:path": "asset.1234"}.
std::string asset_path(const Properties& properties) {
  const Node* metadata = properties.resource().find("Metadata");
  const Node* path = metadata == nullptr ? nullptr : metadata->find("aws:asset:path");
  return path == nullptr ? "" : path->text;
}

/// The function's code, as a member of the fragment; false, and passed over, when it is elsewhere.
bool add_code(Workshop& workshop, Properties& properties, Json& function) {
  const auto code = properties.take("Code");
  const std::string asset = asset_path(properties);
  if (!asset.empty()) {
    function["code"] = local_path(workshop, asset);
  } else if (code && code->is_scalar() && !is_remote(code->text)) {
    function["code"] = local_path(workshop, code->text);
  } else if (code && code->find("ZipFile") != nullptr) {
    function["inline_code"] = code->find("ZipFile")->text;
  } else {
    properties.leave(
        "its code is not in a local folder: define the function in the scenario, or write the "
        "folder into the template");
    return false;
  }
  return true;
}

void add_layers(Workshop& workshop, Properties& properties, Json& function) {
  for (const std::string& arn : properties.texts("Layers")) {
    if (const auto layer = workshop.layers.find(arn); layer != workshop.layers.end()) {
      function["layers"].push_back(layer->second);
    } else {
      properties.pass_over(fmt::format("the layer {} is none of this template", arn));
    }
  }
}

void add_role_of(const Workshop& workshop, Properties& properties, Json& function) {
  const auto arn = properties.text("Role");
  if (!arn) {
    return;
  }
  const std::string name = last_part(*arn, '/');
  if (workshop.roles.contains(name)) {
    function["role"] = name;
  } else {
    properties.pass_over(
        fmt::format("the role {} is none of this template: the function may do everything", *arn));
  }
}

void add_vpc(Workshop& workshop, Properties& properties, Json& function) {
  const auto given =
      properties.shaped(object_shape("VpcConfig", {list_shape("SubnetIds", text_shape("")),
                                                   list_shape("SecurityGroupIds", text_shape("")),
                                                   boolean_shape("Ipv6AllowedForDualStack")}));
  if (!given || !given->is_object()) {
    return;
  }
  const Json none = Json::array();
  const Json subnets = given->value("SubnetIds", none);
  const Json groups = given->value("SecurityGroupIds", none);
  if (subnets.empty() && groups.empty()) {
    return;  // that is how a function leaves its VPC
  }
  function["vpc"] = {{"subnets", subnets}, {"security_groups", groups}};
  for (const Json& group : groups) {
    // The default group of a VPC of the template is there without being declared.
    const std::string name = group.is_string() ? group.get<std::string>() : "";
    if (name.ends_with("-default") && !workshop.security_groups.contains(name)) {
      workshop.security_groups[name] = Json::object();
    }
  }
}

void add_environment(Properties& properties, Json& function) {
  const auto given = properties.shaped(object_shape("Environment", {texts_shape("Variables")}));
  if (given && given->is_object() && given->contains("Variables")) {
    function["environment"] = (*given)["Variables"];
  }
}

void add_numbers(Properties& properties, Json& function) {
  if (const auto timeout = properties.integer("Timeout")) {
    function["timeout"] = fmt::format("{}s", *timeout);
  }
  if (const auto memory = properties.integer("MemorySize")) {
    function["memory"] = *memory;
  }
  if (const auto reserved = properties.integer("ReservedConcurrentExecutions")) {
    function["reserved_concurrency"] = *reserved;
  }
}

/// "arn:aws:lambda:us-east-1:1:function:NAME:live", "NAME:live" -> "NAME"
std::string function_name(std::string_view given) {
  if (const auto at = given.find(":function:"); at != std::string_view::npos) {
    given = given.substr(at + std::string_view(":function:").size());
  }
  return std::string(given.substr(0, given.find(':')));
}

/// The table whose stream it is; "" when this is another service's.
std::string table_of(std::string_view arn) {
  if (!arn.contains(":dynamodb:")) {
    return "";
  }
  const std::size_t at = arn.find(":table/");
  if (at == std::string_view::npos) {
    return "";
  }
  const std::string_view rest = arn.substr(at + 7);
  return std::string(rest.substr(0, rest.find('/')));
}

std::vector<Shape> mapping_options() {
  const Shape filter = object_shape("", {text_shape("Pattern")});
  const Shape on_failure = object_shape("OnFailure", {text_shape("Destination")});
  return {text_shape("StartingPosition"),
          integer_shape("BatchSize"),
          integer_shape("MaximumBatchingWindowInSeconds"),
          integer_shape("ParallelizationFactor"),
          boolean_shape("BisectBatchOnFunctionError"),
          integer_shape("MaximumRetryAttempts"),
          integer_shape("MaximumRecordAgeInSeconds"),
          list_shape("FunctionResponseTypes", text_shape("")),
          object_shape("FilterCriteria", {list_shape("Filters", filter)}),
          object_shape("DestinationConfig", {on_failure})};
}

}  // namespace

std::string last_part(std::string_view text, char separator) {
  const std::size_t at = text.rfind(separator);
  return std::string(at == std::string_view::npos ? text : text.substr(at + 1));
}

std::string local_path(const Workshop& workshop, const std::string& path) {
  std::string out = (std::filesystem::path(workshop.folder) / path).lexically_normal().string();
  if (out.size() > 1 && out.ends_with('/')) {
    out.pop_back();
  }
  return out;
}

void add_function(Workshop& workshop, Properties& properties) {
  Json function;
  const std::string runtime = properties.text("Runtime").value_or("");
  if (properties.text("PackageType") == "Image") {
    properties.leave("container images are not run");
    return;
  }
  if (!is_run_here(runtime)) {
    properties.leave(runtime.empty() ? "it has no Runtime"
                                     : fmt::format("the runtime {} is not run", runtime));
    return;
  }
  function["runtime"] = runtime;
  for (const std::string_view name : {"Code", "Role", "Handler"}) {
    properties.require(name);
  }
  function["handler"] = properties.text("Handler").value_or("");
  if (!add_code(workshop, properties, function)) {
    return;
  }
  add_numbers(properties, function);
  add_environment(properties, function);
  add_layers(workshop, properties, function);
  add_role_of(workshop, properties, function);
  add_vpc(workshop, properties, function);
  if (const auto description = properties.text("Description")) {
    function["description"] = *description;
  }
  properties.ignore({"FunctionName", "Tags", "Architectures", "LoggingConfig"});
  workshop.functions[properties.evaluator().physical_name(properties.resource())] =
      std::move(function);
}

void add_layer(Workshop& workshop, Properties& properties) {
  const auto content = properties.take("Content");
  const std::string asset = asset_path(properties);
  const std::string arn =
      properties.evaluator()
          .evaluate(call_node("Ref", text_node(properties.resource(), properties.logical_id())))
          .text;
  if (!asset.empty()) {
    workshop.layers[arn] = local_path(workshop, asset);
  } else if (content && content->is_scalar() && !is_remote(content->text)) {
    workshop.layers[arn] = local_path(workshop, content->text);
  } else {
    properties.leave("its content is not in a local folder");
  }
  properties.ignore(
      {"LayerName", "Description", "CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo"});
}

void add_mapping(Workshop& workshop, Properties& properties) {
  const std::string source = properties.text("EventSourceArn").value_or("");
  const std::string table = table_of(source);
  if (table.empty()) {
    properties.leave(
        fmt::format("only streams of tables trigger functions here, not \"{}\"", source));
    return;
  }
  const std::string function = function_name(properties.text("FunctionName").value_or(""));
  if (!workshop.functions.contains(function)) {
    properties.leave(fmt::format("its function {} is not run here", function));
    return;
  }
  if (!properties.boolean("Enabled").value_or(true)) {
    properties.leave("it is not enabled");
    return;
  }
  Json mapping;
  mapping["FunctionName"] = function;
  mapping["EventSourceArn"] = table;
  properties.copy(mapping, mapping_options());
  properties.ignore({"Tags"});
  workshop.mappings.push_back(std::move(mapping));
}

}  // namespace ddbsim::stack
