// What CreateFunction, UpdateFunctionConfiguration and UpdateFunctionCode say of a function.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/server/lambda_functions.hpp"
#include "sim/server/signature.hpp"
#include "sim/server/zip.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::server {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using lambda::ApiError;
using Problem = std::optional<ApiError>;

namespace {

using Type = Json::value_t;
constexpr auto kTypes = std::to_array<MemberType>({{"FunctionName", Type::string},
                                                   {"Runtime", Type::string},
                                                   {"Role", Type::string},
                                                   {"Handler", Type::string},
                                                   {"Description", Type::string},
                                                   {"Timeout", Type::number_integer},
                                                   {"MemorySize", Type::number_integer},
                                                   {"Environment", Type::object},
                                                   {"VpcConfig", Type::object},
                                                   {"Layers", Type::array},
                                                   {"Tags", Type::object},
                                                   {"Code", Type::object},
                                                   {"PackageType", Type::string},
                                                   {"Architectures", Type::array}});
constexpr auto kCodeTypes = std::to_array<MemberType>({{"ZipFile", Type::string},
                                                       {"S3Bucket", Type::string},
                                                       {"S3Key", Type::string},
                                                       {"ImageUri", Type::string},
                                                       {"Architectures", Type::array}});

/// Names that functions can't give to variables (documented).
constexpr auto kReserved = std::to_array<std::string_view>(
    {"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
     "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
     "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
     "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
     "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "_HANDLER"});

bool is_role_arn(std::string_view arn) {
  return arn.starts_with("arn:aws") && arn.find(":iam::") != std::string_view::npos &&
         arn.find(":role/") != std::string_view::npos && !arn.ends_with('/');
}

Problem check_values(const Json& body, bool creates) {
  Violations violations;
  constexpr std::int64_t kTimeoutMax = 900;
  constexpr std::int64_t kMemoryMin = 128;
  constexpr std::int64_t kMemoryMax = 10'240;
  constexpr std::size_t kDescriptionMax = 256;
  violations.check_range(body, "Timeout", 1, kTimeoutMax);
  violations.check_range(body, "MemorySize", kMemoryMin, kMemoryMax);
  const std::string role = text_of(body, "Role");
  if (member_of(body, "Role") == nullptr) {
    if (creates) {
      violations.add("null", "role", "Member must not be null");
    }
  } else if (!is_role_arn(role)) {
    violations.add(fmt::format("'{}'", role), "role",
                   "Member must satisfy regular expression pattern: "
                   R"(arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)");
  }
  if (const std::string handler = text_of(body, "Handler");
      handler.find_first_of(" \t\n") != std::string::npos) {
    violations.add(fmt::format("'{}'", handler), "handler",
                   R"(Member must satisfy regular expression pattern: [^\s]+)");
  }
  if (text_of(body, "Description").size() > kDescriptionMax) {
    violations.add(fmt::format("'{}'", text_of(body, "Description")), "description",
                   "Member must have length less than or equal to 256");
  }
  if (creates && member_of(body, "Code") == nullptr) {
    violations.add("null", "code", "Member must not be null");
  }
  return violations.error();
}

/// Runtimes of Lambda that nothing here runs are no runtimes.
Problem check_runtime(const std::string& runtime) {
  if (lambda::process::kind_of_runtime(runtime)) {
    return std::nullopt;
  }
  return ApiError{"InvalidParameterValueException",
                  fmt::format("Value {} at 'runtime' failed to satisfy constraint: Member must "
                              "satisfy enum value set: [nodejs18.x, nodejs20.x, nodejs22.x, "
                              "nodejs24.x, provided.al2, provided.al2023, python3.9, python3.10, "
                              "python3.11, python3.12, python3.13, python3.14] or be a valid ARN",
                              runtime)};
}

Problem read_environment(const Json& environment, FunctionRecord& record) {
  const Json* const variables = member_of(environment, "Variables");
  std::map<std::string, std::string> read;
  std::string reserved;
  if (variables != nullptr && variables->is_object()) {
    for (const auto& [name, value] : variables->items()) {
      if (!value.is_string()) {
        return ApiError{"SerializationException", "NUMBER_VALUE can not be converted to a String"};
      }
      if (std::ranges::find(kReserved, name) != kReserved.end()) {
        reserved += (reserved.empty() ? "" : ", ") + name;
      }
      read[name] = value.get<std::string>();
    }
  }
  if (!reserved.empty()) {
    return ApiError{
        "InvalidParameterValueException",
        fmt::format("Lambda was unable to configure your environment variables because "
                    "the environment variables you have provided contains reserved keys "
                    "that are currently not supported for modification. Reserved keys "
                    "used in this request: {}",
                    reserved)};
  }
  record.process.environment = std::move(read);
  return std::nullopt;
}

std::vector<std::string> texts_of(const Json& json, const char* name) {
  std::vector<std::string> texts;
  const Json* const list = member_of(json, name);
  if (list != nullptr && list->is_array()) {
    for (const Json& each : *list) {
      texts.push_back(each.is_string() ? each.get<std::string>() : each.dump());
    }
  }
  return texts;
}

Problem read_vpc(const Json& vpc, const lambda::Network& network, FunctionRecord& record) {
  const auto subnets = texts_of(vpc, "SubnetIds");
  const auto groups = texts_of(vpc, "SecurityGroupIds");
  if (subnets.empty() && groups.empty()) {
    record.settings.vpc.reset();
    return std::nullopt;
  }
  if (subnets.empty() || groups.empty()) {
    return ApiError{"InvalidParameterValueException",
                    "SubnetIds and SecurityIds must coexist or be both empty list."};
  }
  for (const std::string& subnet : subnets) {
    if (!network.subnets.contains(subnet)) {
      return ApiError{"InvalidParameterValueException",
                      fmt::format("Error occurred while DescribeSubnets. EC2 Error Code: "
                                  "InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID '{}' "
                                  "does not exist",
                                  subnet)};
    }
  }
  for (const std::string& group : groups) {
    if (!network.security_groups.contains(group)) {
      return ApiError{"InvalidParameterValueException",
                      fmt::format("Error occurred while DescribeSecurityGroups. EC2 Error Code: "
                                  "InvalidGroup.NotFound. EC2 Error Message: The security group "
                                  "'{}' does not exist",
                                  group)};
    }
  }
  record.settings.vpc = lambda::VpcConfig{subnets, groups};
  return std::nullopt;
}

/// Layers are folders of this machine.
Problem read_layers(const Json& body, FunctionRecord& record) {
  record.process.layers.clear();
  for (const std::string& layer : texts_of(body, "Layers")) {
    std::error_code error;
    if (!fs::is_directory(layer, error)) {
      return ApiError{"InvalidParameterValueException",
                      fmt::format("Layer version {} does not exist.", layer)};
    }
    record.process.layers.emplace_back(layer);
  }
  return std::nullopt;
}

Problem read_texts(const LambdaCall& call, FunctionRecord& record) {
  const Json& body = call.body;
  record.process.runtime = text_of(body, "Runtime", record.process.runtime);
  record.process.handler = text_of(body, "Handler", record.process.handler);
  record.description = text_of(body, "Description", record.description);
  if (text_of(body, "PackageType", "Zip") != "Zip") {
    return ApiError{"InvalidParameterValueException", "ddbsim runs no images: PackageType is Zip"};
  }
  if (record.process.runtime.empty() || record.process.handler.empty()) {
    return ApiError{"InvalidParameterValueException",
                    "Runtime and Handler are mandatory parameters for functions created with "
                    "deployment packages."};
  }
  if (!record.native) {
    if (auto wrong = check_runtime(record.process.runtime)) {
      return wrong;
    }
  }
  if (member_of(body, "Role") != nullptr) {
    record.role_arn = text_of(body, "Role");
    record.settings.role = call.functions().role_of(record.role_arn);
  }
  return std::nullopt;
}

ApiError cannot_unzip() {
  return {"InvalidParameterValueException",
          "Could not unzip uploaded file. Please check your file, then try to upload again."};
}

Problem read_zip_file(const LambdaCall& call, std::string_view bytes, FunctionRecord& record) {
  const auto entries = read_zip(bytes);
  if (!entries) {
    return entries.error() == ZipError::broken
               ? cannot_unzip()
               : ApiError{
                     "InvalidParameterValueException",
                     fmt::format("Unzipped size must be smaller than {} bytes", kUnpackedBytesMax)};
  }
  if (entries->empty()) {
    return ApiError{"InvalidParameterValueException", "Uploaded file must be a non-empty zip"};
  }
  record.process.code = call.functions().new_code_folder();
  try {
    write_entries(*entries, record.process.code);
  } catch (const std::runtime_error&) {  // one entry is a file and another's folder
    return cannot_unzip();
  }
  record.code_size = bytes.size();
  record.code_sha256 = sha256_base64(bytes);
  return std::nullopt;
}

Problem read_folder(const std::string& key, FunctionRecord& record) {
  std::error_code error;
  if (!fs::exists(key, error)) {
    return ApiError{"InvalidParameterValueException",
                    "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: "
                    "The specified key does not exist."};
  }
  record.process.code = key;
  measure_code(record.process.code, record);
  return std::nullopt;
}

}  // namespace

Problem read_settings(const LambdaCall& call, FunctionRecord& record) {
  const bool creates = call.path.empty();
  if (auto wrong = check_types(call.body, kTypes)) {
    return wrong;
  }
  if (auto wrong = check_values(call.body, creates)) {
    return wrong;
  }
  if (auto wrong = read_texts(call, record)) {
    return wrong;
  }
  if (const Json* const timeout = member_of(call.body, "Timeout")) {
    record.settings.timeout = std::chrono::seconds(timeout->get<std::int64_t>());
  }
  if (const Json* const memory = member_of(call.body, "MemorySize")) {
    record.process.memory_mb = memory->get<std::uint32_t>();
  }
  if (member_of(call.body, "Architectures") != nullptr) {
    record.architectures = texts_of(call.body, "Architectures");
  }
  if (const Json* const environment = member_of(call.body, "Environment")) {
    if (auto wrong = read_environment(*environment, record)) {
      return wrong;
    }
  }
  if (const Json* const vpc = member_of(call.body, "VpcConfig")) {
    if (auto wrong = read_vpc(*vpc, call.world().network(), record)) {
      return wrong;
    }
  }
  return member_of(call.body, "Layers") == nullptr ? std::nullopt : read_layers(call.body, record);
}

Problem read_code(const LambdaCall& call, const Json& code, FunctionRecord& record) {
  if (auto wrong = check_types(code, kCodeTypes)) {
    return wrong;
  }
  if (member_of(code, "ZipFile") != nullptr) {
    const auto bytes = value::from_base64(text_of(code, "ZipFile"));
    return bytes ? read_zip_file(call, *bytes, record) : cannot_unzip();
  }
  const std::string bucket = text_of(code, "S3Bucket");
  if (bucket == "hot-reload" || bucket == "local") {
    return read_folder(text_of(code, "S3Key"), record);
  }
  if (!bucket.empty()) {
    return ApiError{
        "InvalidParameterValueException",
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: "
        "The specified bucket does not exist"};
  }
  return ApiError{"InvalidParameterValueException", "Please provide a source for function code."};
}

}  // namespace ddbsim::server
