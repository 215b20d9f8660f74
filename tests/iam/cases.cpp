#include "tests/iam/cases.hpp"

#include <fstream>

#include "sim/iam/principal.hpp"

namespace ddbsim::iam::test {

namespace {

constexpr const char* kAccount = "123456789012";

Policy policy(const nlohmann::json& document, Policy::Kind kind) {
  auto parsed = Policy::parse(document, kind);
  if (!parsed) {
    throw std::runtime_error(parsed.error().pointer + ": " + parsed.error().message);
  }
  return *parsed;
}

std::optional<Policy> policy_if_any(const nlohmann::json& one, const char* member,
                                    Policy::Kind kind) {
  return one.contains(member) ? std::optional(policy(one[member], kind)) : std::nullopt;
}

Principal principal_of(const nlohmann::json& one) {
  Grants grants;
  for (const auto& document : one["policies"]) {
    grants.policies.push_back(policy(document, Policy::Kind::identity));
  }
  grants.boundary = policy_if_any(one, "boundary", Policy::Kind::identity);
  auto shared = std::make_shared<const Grants>(std::move(grants));
  return one.contains("user")
             ? Principal::user(one["user"].get<std::string>(), kAccount, shared)
             : Principal::role_session(Role{"writer", shared}, kAccount, "session");
}

Context context_of(const nlohmann::json& one) {
  Context out;
  const auto context = one.value("context", nlohmann::json::object());
  for (const auto& [key, values] : context.items()) {
    if (values.is_array()) {
      out.set(key, values.get<Context::Values>());
    } else {
      out.set(key, values.get<std::string>());
    }
  }
  return out;
}

}  // namespace

const nlohmann::json& cases() {
  static const nlohmann::json kCases = [] {
    std::ifstream file("tests/iam/cases.json");
    return nlohmann::json::parse(file);
  }();
  return kCases;
}

std::string verdict_of(const nlohmann::json& one) {
  const Principal principal = principal_of(one);
  const Request request{.action = one["action"].get<std::string>(),
                        .resource = one["resource"].get<std::string>(),
                        .context = context_of(one)};
  const auto resource = policy_if_any(one, "resource_policy", Policy::Kind::resource);
  const auto endpoint = policy_if_any(one, "endpoint", Policy::Kind::endpoint);
  const auto refusal = judge(
      principal, request,
      {.resource = resource ? &*resource : nullptr, .endpoint = endpoint ? &*endpoint : nullptr});
  return refusal ? text_of(*refusal, principal, request) : "allowed";
}

}  // namespace ddbsim::iam::test
