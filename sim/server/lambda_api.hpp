#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/server/hosted.hpp"
#include "sim/wire/http.hpp"

// Lambda's REST API: functions, invocations and event source mappings, beside DynamoDB on the same
// port.
namespace ddbsim::server {

[[nodiscard]] bool is_lambda(const wire::HttpRequest& request) noexcept;

/// Action and resource as IAM has them: "lambda:InvokeFunction", the function's ARN or "*". Absent:
/// there is no such operation.
struct LambdaAccess {
  std::string action;
  std::string resource;
};
[[nodiscard]] std::optional<LambdaAccess> lambda_access_of(const wire::HttpRequest& request,
                                                           const world::World& world);

/// `content` is the body without its coding.
void answer_lambda(const wire::HttpRequest& request, std::string_view content, Host& host,
                   Host::Hosted& hosted, wire::HttpResponse& response);

}  // namespace ddbsim::server
