#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/iam/principal.hpp"
#include "sim/service/account.hpp"

// What calls of the API are to IAM: actions on resources, with condition keys. Source: Service
// Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB", and the
// developer guide's chapters on fine-grained access, PartiQL, transactions and tags.
namespace ddbsim::service {

/// Who sends a request, and by which way. Views of what outlives the call.
struct Origin {
  const iam::Principal* principal = nullptr;     ///< null: may do everything
  const iam::Policy* endpoint_policy = nullptr;  ///< null: it came through no VPC endpoint
  std::string vpc_endpoint = {};                 ///< its id: `aws:SourceVpce`
};

/// Everything that a call does, in the order of the request; each must be allowed. Nothing for what
/// names no table, or is no statement: its operation refuses that itself.
[[nodiscard]] std::vector<iam::Request> access_of(Account& account, RequestRef request);

/// AccessDeniedException for the first thing that the caller may not do. Policies on tables and
/// streams (PutResourcePolicy) take part; those of other accounts are not known, and allow nothing.
/// All of a call is judged before any of it happens: also of BatchExecuteStatement, where the
/// service reports each statement on its own.
[[nodiscard]] std::optional<ServiceError> authorize(Account& account, RequestRef request,
                                                    const Origin& origin);

/// An account's client that asks IAM first.
class AuthorizedClient final : public Client {
 public:
  AuthorizedClient(Account& account, Origin origin, CallContext context = {})
      : account_(account), origin_(std::move(origin)), context_(context) {}
  Result<Response> send(RequestRef request) override;

 private:
  Account& account_;
  Origin origin_;
  CallContext context_;
};

}  // namespace ddbsim::service
