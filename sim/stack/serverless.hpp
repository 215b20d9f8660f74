#pragma once

#include "sim/stack/findings.hpp"
#include "sim/stack/node.hpp"

namespace ddbsim::stack {

/// What `Transform: AWS::Serverless-2016-10-31` makes of a template: Globals go into the resources,
/// each serverless resource becomes those that it stands for. Names of roles, policies and mappings
/// are SAM's; layers and versions go without the hash that SAM appends.
[[nodiscard]] Node without_serverless(Node root, Findings& findings);

/// Global properties under those of a resource: maps are merged, lists appended, all else replaced.
[[nodiscard]] Node merged(const Node& global, const Node& local);

}  // namespace ddbsim::stack
