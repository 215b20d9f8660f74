#pragma once

#include <optional>
#include <string_view>

#include "sim/stack/node.hpp"

namespace ddbsim::stack {

/// The policy document that {"DynamoDBCrudPolicy": {"TableName": ...}} stands for in the Policies
/// of a serverless function (the names, actions and resources of SAM's policy templates). Nothing
/// for a template that is not known here.
[[nodiscard]] std::optional<Node> policy_from_template(std::string_view name,
                                                       const Node& parameters);

}  // namespace ddbsim::stack
