#include "sim/lambda/function_settings.hpp"

#include <fmt/format.h>

#include "sim/iam/principal.hpp"

namespace ddbsim::lambda {
namespace {

bool may(const FunctionSettings& settings, const std::string& function, const std::string& account,
         const std::string& action, const std::string& resource) {
  if (!settings.role) {
    return true;
  }
  const auto principal = iam::Principal::role_session(*settings.role, account, function);
  return !iam::judge(principal, {.action = action, .resource = resource});
}

}  // namespace

std::optional<ApiError> refusal_of_function(const FunctionSettings& settings,
                                            const std::string& function, const std::string& region,
                                            const std::string& account) {
  if (!settings.vpc) {
    return std::nullopt;
  }
  const std::string interface =
      fmt::format("arn:aws:ec2:{}:{}:network-interface/*", region, account);
  for (const auto& [action, resource] : {std::pair("CreateNetworkInterface", interface),
                                         std::pair("DescribeNetworkInterfaces", std::string("*")),
                                         std::pair("DeleteNetworkInterface", interface)}) {
    if (!may(settings, function, account, std::string("ec2:") + action, resource)) {
      return ApiError{
          "InvalidParameterValueException",
          fmt::format("The provided execution role does not have permissions to call {} on EC2",
                      action)};
    }
  }
  return std::nullopt;
}

std::optional<ApiError> refusal_of_stream(const FunctionSettings& settings,
                                          const std::string& function,
                                          const std::string& stream_arn,
                                          const std::string& account) {
  for (const auto& [action, resource] :
       {std::pair("GetRecords", stream_arn), std::pair("GetShardIterator", stream_arn),
        std::pair("DescribeStream", stream_arn), std::pair("ListStreams", std::string("*"))}) {
    // ListStreams is granted on "*" or, as many policies have it, on the stream.
    const std::string name = std::string("dynamodb:") + action;
    if (!may(settings, function, account, name, resource) &&
        !may(settings, function, account, name, stream_arn)) {
      return ApiError{
          "InvalidParameterValueException",
          fmt::format("Cannot access stream {}. Please ensure the role can perform the GetRecords, "
                      "GetShardIterator, DescribeStream, and ListStreams Actions on your stream in "
                      "IAM.",
                      stream_arn)};
    }
  }
  return std::nullopt;
}

}  // namespace ddbsim::lambda
