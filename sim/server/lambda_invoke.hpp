#pragma once

#include "sim/server/lambda_call.hpp"

namespace ddbsim::server {

/// Invoke. RequestResponse is answered when the function has ended, and holds nobody else up; on a
/// virtual clock time moves until then. Event is answered at once, and not tried again when it
/// fails.
[[nodiscard]] LambdaResult invoke_function(const LambdaCall& call);

}  // namespace ddbsim::server
