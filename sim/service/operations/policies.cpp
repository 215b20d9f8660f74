#include "sim/service/operations/policies.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/iam/policy.hpp"
#include "sim/service/control_state.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/operations/shard_iterator.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = std::size_t{20} * 1024;  ///< documented
/// The revision that a request expects where there is no policy yet (documented).
constexpr std::string_view kNoPolicy = "NO_POLICY";

bool is_policy(const Json& document) {
  return iam::Policy::parse(document, iam::Policy::Kind::resource).has_value();
}

/// Tables and streams of this account have policies.
Refusal check_resource(const Account& account, const std::string& arn, std::string_view action) {
  const std::optional<Arn> parts = parse_arn(arn);
  const bool stream = parts && parts->kind == "stream";
  if (!parts || !(parts->kind.empty() || stream)) {
    return invalid_arn(arn);
  }
  if (stream) {
    const auto found = locate_stream(account, arn);
    return found ? Refusal() : Refusal(found.error());
  }
  const auto table = find_named_table(account, arn, action);
  return table ? Refusal() : Refusal(table.error());
}

ServiceError policy_not_found(const std::string& arn) {
  return {.type = ErrorType::policy_not_found,
          .message =
              fmt::format("Resource-based policy not found for the provided ResourceArn: {}", arn)};
}

/// Is the policy the one that the request means to change?
Refusal check_revision(const ResourcePolicy* policy, const Text& expected, const std::string& arn) {
  if (!expected) {
    return {};
  }
  const bool met = policy == nullptr ? *expected == kNoPolicy : *expected == policy->revision;
  return met ? Refusal() : policy_not_found(arn);
}

}  // namespace

Refusal check_policy(const std::string& document) {
  if (document.size() > kMaxBytes) {  // the service's words are not published; nor the next
    return invalid_parameters("The size of the resource policy exceeds the limit of 20 KB").error();
  }
  return is_policy(Json::parse(document, nullptr, false))
             ? Refusal()
             : invalid_parameters("The resource policy document is malformed").error();
}

/// The service numbers revisions by the time, in milliseconds.
std::string set_policy(Account& account, const std::string& arn, const std::string& document) {
  auto& policies = account.control().policies;
  const ResourcePolicy* const before = policies.find(arn);
  if (before != nullptr && before->document == document) {
    return before->revision;
  }
  std::int64_t number = account.now().time_since_epoch().count();
  if (before != nullptr) {
    number = std::max<std::int64_t>(number, std::stoll(before->revision) + 1);
  }
  policies.set(arn, {.document = document, .revision = std::to_string(number)});
  return std::to_string(number);
}

Result<PutResourcePolicyResponse> execute(Account& account, const PutResourcePolicyRequest& request,
                                          const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const std::string& arn = *request.resource_arn;
  if (Refusal refusal = check_resource(account, arn, "PutResourcePolicy")
                            .or_else([&] { return check_policy(*request.policy); })
                            .or_else([&] {
                              return check_revision(account.control().policies.find(arn),
                                                    request.expected_revision_id, arn);
                            })) {
    return std::unexpected(std::move(*refusal));
  }
  return PutResourcePolicyResponse{.revision_id = set_policy(account, arn, *request.policy)};
}

Result<GetResourcePolicyResponse> execute(Account& account, const GetResourcePolicyRequest& request,
                                          const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const std::string& arn = *request.resource_arn;
  if (Refusal refusal = check_resource(account, arn, "GetResourcePolicy")) {
    return std::unexpected(std::move(*refusal));
  }
  const ResourcePolicy* const policy = account.control().policies.find(arn);
  if (policy == nullptr) {
    return std::unexpected(policy_not_found(arn));
  }
  return GetResourcePolicyResponse{.policy = policy->document, .revision_id = policy->revision};
}

/// Without a policy it changes nothing, and says so unless a revision was expected (documented).
Result<DeleteResourcePolicyResponse> execute(Account& account,
                                             const DeleteResourcePolicyRequest& request,
                                             const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const std::string& arn = *request.resource_arn;
  auto& policies = account.control().policies;
  if (Refusal refusal = check_resource(account, arn, "DeleteResourcePolicy")) {
    return std::unexpected(std::move(*refusal));
  }
  const ResourcePolicy* const policy = policies.find(arn);
  if (Refusal refusal = policy == nullptr && request.expected_revision_id
                            ? Refusal(policy_not_found(arn))
                            : check_revision(policy, request.expected_revision_id, arn)) {
    return std::unexpected(std::move(*refusal));
  }
  DeleteResourcePolicyResponse response;
  if (policy != nullptr) {
    response.revision_id = policy->revision;
    policies.erase(arn);
  }
  return response;
}

}  // namespace ddbsim::service
