#include "sim/iam/role.hpp"

#include <algorithm>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "sim/iam/managed.hpp"
#include "sim/iam/reading.hpp"

namespace ddbsim::iam {

namespace {

using Json = nlohmann::json;

Read<Policy> read_managed(const Json& json) {
  auto name = read_text(json);
  if (!name) {
    return std::unexpected(std::move(name.error()));
  }
  auto policy = managed_policy(*name);
  if (!policy) {
    return wrong("", fmt::format("Policy {} does not exist or is not attachable: known here are {}",
                                 *name, fmt::join(managed_policy_names(), ", ")));
  }
  return std::move(*policy);
}

std::optional<PolicyError> read_inline(const Json& json, std::vector<Policy>& out) {
  if (!json.is_object()) {
    return PolicyError{"/policies", "expected an object: names and their policy documents"};
  }
  for (const auto& [name, document] : json.items()) {
    auto policy = Policy::parse(document);
    if (!policy) {
      policy.error().pointer.insert(0, below("/policies", name));
      return std::move(policy.error());
    }
    out.push_back(std::move(*policy));
  }
  return std::nullopt;
}

std::optional<PolicyError> read_list(const Json& json, std::vector<Policy>& out) {
  if (!json.is_array()) {
    return PolicyError{"/managed_policies", "expected a list of names or ARNs"};
  }
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto policy = read_managed(json[i]);
    if (!policy) {
      policy.error().pointer = fmt::format("/managed_policies/{}", i);
      return std::move(policy.error());
    }
    out.push_back(std::move(*policy));
  }
  return std::nullopt;
}

std::optional<PolicyError> read_boundary(const Json& json, std::optional<Policy>& out) {
  auto policy = json.is_string() ? read_managed(json) : Policy::parse(json);
  if (!policy) {
    policy.error().pointer.insert(0, "/permissions_boundary");
    return std::move(policy.error());
  }
  out = std::move(*policy);
  return std::nullopt;
}

}  // namespace

std::expected<Grants, PolicyError> grants_from_json(const Json& json,
                                                    const std::vector<std::string_view>& also) {
  if (!json.is_object()) {
    return wrong("", "expected an object");
  }
  Grants out;
  for (const auto& [member, value] : json.items()) {
    std::optional<PolicyError> problem;
    if (member == "policies") {
      problem = read_inline(value, out.policies);
    } else if (member == "managed_policies") {
      problem = read_list(value, out.policies);
    } else if (member == "permissions_boundary") {
      problem = read_boundary(value, out.boundary);
    } else if (std::ranges::find(also, member) == also.end()) {
      problem = PolicyError{below("", member), "unknown member"};
    }
    if (problem) {
      return std::unexpected(std::move(*problem));
    }
  }
  return out;
}

std::expected<Role, PolicyError> role_from_json(std::string name, const Json& json) {
  auto grants = grants_from_json(json);
  if (!grants) {
    return std::unexpected(std::move(grants.error()));
  }
  return Role{std::move(name), std::make_shared<const Grants>(std::move(*grants))};
}

}  // namespace ddbsim::iam
