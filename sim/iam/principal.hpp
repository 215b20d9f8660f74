#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/iam/role.hpp"

// Who calls, and whether IAM lets them.
namespace ddbsim::iam {

/// Somebody with an identity in one account: a user, or the session of a role.
struct Principal {
  Caller caller;
  std::string user_name = {};                    ///< of a user: `aws:username`
  std::string user_id = {};                      ///< "AIDA...", or "AROA...:session": `aws:userid`
  std::map<std::string, std::string> tags = {};  ///< `aws:PrincipalTag/...`
  std::shared_ptr<const Grants> grants;          ///< never null

  /// The session of a function has the function's name (documented).
  [[nodiscard]] static Principal role_session(const Role& role, std::string_view account,
                                              std::string_view session);
  [[nodiscard]] static Principal user(std::string_view name, std::string_view account,
                                      std::shared_ptr<const Grants> grants);

  /// The global condition keys that are about the caller.
  [[nodiscard]] Context context() const;
};

/// Which kind of policy refused a request.
enum class Refuser : std::uint8_t { identity, resource, boundary, endpoint };
struct Refusal {
  Refuser by = Refuser::identity;
  bool explicitly = false;  ///< a Deny; else nothing allows it
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// Policies that do not belong to the caller. Null: there is none.
struct Around {
  const Policy* resource = nullptr;
  const Policy* endpoint = nullptr;  ///< of the VPC endpoint that the request went through
};

/// The verdict, as IAM comes to it within an account ("Policy evaluation logic"): a Deny of any
/// policy wins; the endpoint's policy must allow it; then the resource's policy alone is enough
/// when it names the caller (or the role, within the boundary), else identity and boundary must
/// both allow it. A resource of another account needs its policy and the identity's. Nothing:
/// allowed.
///
/// When several kinds of policies refuse, AWS names one and does not say which: here a Deny before
/// what is not allowed, and then endpoint, resource, identity, boundary.
[[nodiscard]] std::optional<Refusal> judge(const Principal& principal, const Request& request,
                                           const Around& around = {});

/// "User: arn:aws:sts::123456789012:assumed-role/ROLE/SESSION is not authorized to perform:
/// dynamodb:Query on resource: ... because no identity-based policy allows the dynamodb:Query
/// action": IAM User Guide, "Troubleshoot access denied error messages".
[[nodiscard]] std::string text_of(const Refusal& refusal, const Principal& principal,
                                  const Request& request);

}  // namespace ddbsim::iam
