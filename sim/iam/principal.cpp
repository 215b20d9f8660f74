#include "sim/iam/principal.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/hash.hpp"

namespace ddbsim::iam {

namespace {

/// "AROA" and 17 characters, the same for the same name.
std::string unique_id(std::string_view prefix, std::string_view name) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  constexpr std::size_t kLength = 17;
  constexpr std::size_t kDigitsOfAWord = 12;
  std::string out(prefix);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    bits = i % kDigitsOfAWord == 0 ? value::hash_bytes(name, i) : bits >> 5U;
    out += kDigits[bits & 31U];
  }
  return out;
}

/// The account in an ARN; empty in "*" and where the ARN has none.
std::string_view account_of(std::string_view arn) {
  constexpr int kBefore = 4;
  for (int i = 0; i < kBefore; ++i) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) {
      return {};
    }
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

Policy::Verdict together(const std::vector<Policy>& policies, const Request& request,
                         const Caller& caller) {
  Policy::Verdict out;
  for (const Policy& policy : policies) {
    const Policy::Verdict one = policy.judge(request, caller);
    out.denied = out.denied || one.denied;
    out.allowed = std::max(out.allowed, one.allowed);
  }
  return out;
}

struct Verdicts {
  std::optional<Policy::Verdict> endpoint;
  std::optional<Policy::Verdict> resource;
  std::optional<Policy::Verdict> boundary;
  Policy::Verdict identity;
};

std::optional<Refusal> denied(const Verdicts& verdicts) {
  if (verdicts.endpoint && verdicts.endpoint->denied) {
    return Refusal{Refuser::endpoint, true};
  }
  if (verdicts.resource && verdicts.resource->denied) {
    return Refusal{Refuser::resource, true};
  }
  if (verdicts.identity.denied) {
    return Refusal{Refuser::identity, true};
  }
  return verdicts.boundary && verdicts.boundary->denied
             ? std::optional(Refusal{Refuser::boundary, true})
             : std::nullopt;
}

std::optional<Refusal> not_allowed(const Verdicts& verdicts, bool own_account) {
  if (verdicts.endpoint && verdicts.endpoint->allowed == Named::no) {
    return Refusal{Refuser::endpoint};
  }
  const Named by_resource = verdicts.resource ? verdicts.resource->allowed : Named::no;
  if (!own_account && by_resource == Named::no) {
    return Refusal{Refuser::resource};
  }
  if (own_account && by_resource == Named::caller) {
    return std::nullopt;
  }
  const bool by_role = own_account && by_resource == Named::role;
  if (!by_role && verdicts.identity.allowed == Named::no) {
    return Refusal{Refuser::identity};
  }
  return verdicts.boundary && verdicts.boundary->allowed == Named::no
             ? std::optional(Refusal{Refuser::boundary})
             : std::nullopt;
}

/// "a VPC endpoint policy": of a refusal.
std::string_view name_of(Refuser refuser) {
  switch (refuser) {
    case Refuser::identity:
      return "identity-based policy";
    case Refuser::resource:
      return "resource-based policy";
    case Refuser::boundary:
      return "permissions boundary";
    case Refuser::endpoint:
      return "VPC endpoint policy";
  }
  return {};
}

}  // namespace

Principal Principal::role_session(const Role& role, std::string_view account,
                                  std::string_view session) {
  const std::string role_arn = fmt::format("arn:aws:iam::{}:role/{}", account, role.name);
  return {.caller = {.account = std::string(account),
                     .arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account, role.name,
                                        session),
                     .principal_arn = role_arn},
          .user_id = fmt::format("{}:{}", unique_id("AROA", role_arn), session),
          .grants = role.grants};
}

Principal Principal::user(std::string_view name, std::string_view account,
                          std::shared_ptr<const Grants> grants) {
  const std::string arn = fmt::format("arn:aws:iam::{}:user/{}", account, name);
  return {.caller = {.account = std::string(account), .arn = arn, .principal_arn = arn},
          .user_name = std::string(name),
          .user_id = unique_id("AIDA", arn),
          .grants = std::move(grants)};
}

Context Principal::context() const {
  Context out;
  out.set("aws:PrincipalArn", caller.principal_arn);
  out.set("aws:PrincipalAccount", caller.account);
  out.set("aws:PrincipalType", caller.is_session() ? "AssumedRole" : "User");
  out.set("aws:PrincipalIsAWSService", "false");
  out.set("aws:userid", user_id);
  if (!user_name.empty()) {
    out.set("aws:username", user_name);
  }
  for (const auto& [tag, value] : tags) {
    out.set("aws:PrincipalTag/" + tag, value);
  }
  return out;
}

std::optional<Refusal> judge(const Principal& principal, const Request& request,
                             const Around& around) {
  const auto verdict = [&](const Policy* policy) {
    return policy == nullptr ? std::nullopt
                             : std::optional(policy->judge(request, principal.caller));
  };
  const Grants& grants = *principal.grants;
  const Verdicts verdicts{.endpoint = verdict(around.endpoint),
                          .resource = verdict(around.resource),
                          .boundary = verdict(grants.boundary ? &*grants.boundary : nullptr),
                          .identity = together(grants.policies, request, principal.caller)};
  const std::string_view owner = account_of(request.resource);
  const bool own = owner.empty() || owner == principal.caller.account;
  return denied(verdicts).or_else([&] { return not_allowed(verdicts, own); });
}

std::string text_of(const Refusal& refusal, const Principal& principal, const Request& request) {
  const std::string said = fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                       principal.caller.arn, request.action, request.resource);
  const std::string_view policy = name_of(refusal.by);
  return refusal.explicitly
             ? fmt::format("{} with an explicit deny in {} {}", said,
                           refusal.by == Refuser::identity ? "an" : "a", policy)
             : fmt::format("{} because no {} allows the {} action", said, policy, request.action);
}

}  // namespace ddbsim::iam
