#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/iam/operand.hpp"
#include "sim/iam/policy_error.hpp"

namespace ddbsim::iam {

/// One key of a policy's Condition under one operator: `"ForAllValues:StringEquals":
/// {"dynamodb:LeadingKeys": ["a", "b"]}`. Semantics: IAM User Guide, "IAM JSON policy elements:
/// Condition operators" and "Set operators for multivalued context keys".
///
/// A request that has several values of a key where the operator has no `ForAllValues:` or
/// `ForAnyValue:` is not documented; here one value that matches is enough, and a negated operator
/// wants none that does.
class Condition {
 public:
  /// Names of operators, as documented; their case does not count. `values`: a string, boolean or
  /// number, or a list of them. The error's pointer is below `values`, and empty for a bad
  /// operator.
  [[nodiscard]] static std::expected<Condition, PolicyError> parse(std::string_view operation,
                                                                   std::string key,
                                                                   const nlohmann::json& values,
                                                                   bool variables);
  [[nodiscard]] bool holds(const Context& context) const;

 private:
  enum class Quantifier : std::uint8_t { none, all, any };
  struct Operation {
    Quantifier quantifier = Quantifier::none;
    Comparison comparison = {};
    bool if_exists = false;
  };
  [[nodiscard]] static std::expected<Operation, PolicyError> operation_named(
      std::string_view written);
  [[nodiscard]] bool holds_without() const noexcept;
  [[nodiscard]] bool accepts(std::string_view value, const Context& context) const;

  Operation operation_;
  std::string key_;
  std::vector<Operand> operands_;
};

/// All names of operators without their prefixes and suffix, for whoever lists or tests them.
[[nodiscard]] std::vector<std::string_view> condition_operators();

}  // namespace ddbsim::iam
