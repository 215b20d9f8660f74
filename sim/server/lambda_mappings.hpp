#pragma once

#include "sim/server/lambda_call.hpp"

// Event source mappings.
namespace ddbsim::server {

[[nodiscard]] LambdaResult create_mapping(const LambdaCall& call);
[[nodiscard]] LambdaResult get_mapping(const LambdaCall& call);
[[nodiscard]] LambdaResult list_mappings(const LambdaCall& call);
[[nodiscard]] LambdaResult update_mapping(const LambdaCall& call);
[[nodiscard]] LambdaResult delete_mapping(const LambdaCall& call);

}  // namespace ddbsim::server
