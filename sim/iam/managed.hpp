#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/iam/policy.hpp"

namespace ddbsim::iam {

/// A policy that AWS manages, by its name or its ARN ("arn:aws:iam::aws:policy/service-role/
/// AWSLambdaVPCAccessExecutionRole", where the path counts). Nothing when it is not known here.
///
/// Documents as AWS publishes them in its "Managed Policy Reference". Left out of the largest ones
/// is what speaks of services that no simulated call reaches: see managed.cpp.
[[nodiscard]] std::optional<Policy> managed_policy(std::string_view name_or_arn);

[[nodiscard]] std::vector<std::string_view> managed_policy_names();

}  // namespace ddbsim::iam
