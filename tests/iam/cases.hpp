#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace ddbsim::iam::test {

/// tests/iam/cases.json: "policies" of the identity, perhaps "boundary", "endpoint" and
/// "resource_policy", of the session "session" of the role "writer" or of the "user"; an "action"
/// on a "resource" with a "context"; the "verdict" ("allowed", "refused"), and how the refusal
/// ends.
[[nodiscard]] const nlohmann::json& cases();

/// "allowed", or the text of the refusal.
[[nodiscard]] std::string verdict_of(const nlohmann::json& one);

}  // namespace ddbsim::iam::test
