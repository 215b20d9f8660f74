#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/iam/policy_error.hpp"

namespace ddbsim::iam {

/// Who sends a request, as Principal elements and condition keys see it.
struct Caller {
  std::string account;
  std::string arn;  ///< a user's, or that of a role's session: what refusals call the caller
  std::string principal_arn;  ///< a user's, or the role's: `aws:PrincipalArn`

  [[nodiscard]] bool is_session() const noexcept { return arn != principal_arn; }
};

/// How closely a Principal element names a caller; what a grant is worth depends on it.
enum class Named : std::uint8_t {
  no,
  account,  ///< the account, which then has to let the caller by policies of its own
  role,     ///< the role of a session, which keeps the role's boundary
  caller,   ///< the caller itself: nothing more is needed
};

/// Principal of a policy on a resource or an endpoint.
class PrincipalElement {
 public:
  /// "*", or {"AWS": ..., "Service": ..., "Federated": ..., "CanonicalUser": ...}.
  [[nodiscard]] static std::expected<PrincipalElement, PolicyError> parse(
      const nlohmann::json& json);
  [[nodiscard]] Named names(const Caller& caller) const;

 private:
  [[nodiscard]] static std::expected<std::string, PolicyError> aws_principal(
      const nlohmann::json& json);

  std::vector<std::string> aws_;  ///< "*", accounts of 12 digits, ARNs. No other kind calls here.
};

}  // namespace ddbsim::iam
