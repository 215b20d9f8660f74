#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/iam/policy.hpp"
#include "sim/iam/reading.hpp"

namespace ddbsim::iam {

/// Reads one document.
class Policy::Reader {
 public:
  explicit Reader(Kind kind) : kind_(kind) {}

  [[nodiscard]] Read<Policy> read(const nlohmann::json& document);

 private:
  using Json = nlohmann::json;
  using Problem = std::optional<PolicyError>;

  [[nodiscard]] Problem read_version(const Json& version);
  [[nodiscard]] Read<Statement> read_statement(const Json& json);
  [[nodiscard]] Problem check_members(const Json& json) const;
  [[nodiscard]] Problem check_sid(const Json& json);
  /// The member or its contrary, "Action" or "NotAction".
  template <class ReadOne>
  [[nodiscard]] Problem read_patterns(const Json& json, const std::string& name, bool& negated,
                                      std::vector<Pattern>& out, ReadOne read_one) const;
  [[nodiscard]] static Read<Pattern> read_action(const Json& json);
  [[nodiscard]] Read<Pattern> read_resource(const Json& json) const;
  [[nodiscard]] Problem read_principal(const Json& json, Statement& out) const;
  [[nodiscard]] Problem read_conditions(const Json& json, std::vector<Condition>& out) const;

  Kind kind_;
  bool variables_ = false;  ///< version 2012-10-17 has them
  std::set<std::string> sids_;
};

}  // namespace ddbsim::iam
