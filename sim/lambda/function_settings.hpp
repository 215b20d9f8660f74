#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "sim/choice/clock.hpp"
#include "sim/iam/role.hpp"
#include "sim/lambda/network.hpp"

// How a function stands in its account, whatever runs it.
namespace ddbsim::lambda {

/// Lambda's own default.
inline constexpr choice::Duration kDefaultTimeout = std::chrono::seconds(3);

struct FunctionSettings {
  choice::Duration timeout = kDefaultTimeout;  ///< an invocation that takes longer fails
  std::optional<iam::Role> role = {};          ///< absent: it may do everything
  std::optional<VpcConfig> vpc = {};           ///< absent: it is in no VPC
};

/// A refusal of Lambda's API: "InvalidParameterValueException" and its text.
struct ApiError {
  std::string type;
  std::string message;
};

/// Why Lambda does not create such a function: its role may not make the network interfaces that a
/// function in a VPC needs ("Giving Lambda functions access to resources in an Amazon VPC").
[[nodiscard]] std::optional<ApiError> refusal_of_function(const FunctionSettings& settings,
                                                          const std::string& function,
                                                          const std::string& region,
                                                          const std::string& account);

/// Why Lambda does not create a mapping of that stream: the function's role may not read it.
[[nodiscard]] std::optional<ApiError> refusal_of_stream(const FunctionSettings& settings,
                                                        const std::string& function,
                                                        const std::string& stream_arn,
                                                        const std::string& account);

}  // namespace ddbsim::lambda
