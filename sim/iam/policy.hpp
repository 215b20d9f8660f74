#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/iam/condition.hpp"
#include "sim/iam/context.hpp"
#include "sim/iam/pattern.hpp"
#include "sim/iam/policy_error.hpp"
#include "sim/iam/principal_element.hpp"

namespace ddbsim::iam {

/// A policy document, as written for AWS. Immutable.
class Policy {
 public:
  /// What it is attached to. Policies of resources and endpoints say whom they speak of
  /// (Principal), those of identities must not.
  enum class Kind : std::uint8_t { identity, resource, endpoint };

  /// Strict: unknown members, wrong types, texts that are no ARN, action or condition are errors,
  /// in IAM's words where it has some.
  [[nodiscard]] static std::expected<Policy, PolicyError> parse(const nlohmann::json& document,
                                                                Kind kind = Kind::identity);

  /// What the statements that apply to a request say.
  struct Verdict {
    bool denied = false;
    Named allowed = Named::no;  ///< the closest grant; `caller` of a policy of an identity
  };
  [[nodiscard]] Verdict judge(const Request& request, const Caller& caller) const;

 private:
  struct Statement {
    bool allow = false;
    bool not_action = false;
    bool not_resource = false;
    bool not_principal = false;
    std::vector<Pattern> actions = {};
    std::vector<Pattern> resources = {};
    std::optional<PrincipalElement> principal = {};  ///< absent: of whoever the policy belongs to
    std::vector<Condition> conditions = {};

    [[nodiscard]] bool covers(const Request& request) const;
    [[nodiscard]] Named names(const Caller& caller) const;
  };
  class Reader;

  std::vector<Statement> statements_;
};

}  // namespace ddbsim::iam
