#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/iam/policy.hpp"

namespace ddbsim::iam {

/// What an identity (a role or a user) may do: its inline and managed policies together, within its
/// permissions boundary.
struct Grants {
  std::vector<Policy> policies;
  std::optional<Policy> boundary;
};

/// Reads the members "policies" (name -> document), "managed_policies" (names or ARNs) and
/// "permissions_boundary" (a document, or the name or ARN of a managed policy). Any other member
/// but those in `also` is an error.
[[nodiscard]] std::expected<Grants, PolicyError> grants_from_json(
    const nlohmann::json& json, const std::vector<std::string_view>& also = {});

/// Immutable; its grants are shared by all who act in it.
struct Role {
  std::string name;
  std::shared_ptr<const Grants> grants;
};

/// One entry of a scenario's "roles".
[[nodiscard]] std::expected<Role, PolicyError> role_from_json(std::string name,
                                                              const nlohmann::json& json);

}  // namespace ddbsim::iam
