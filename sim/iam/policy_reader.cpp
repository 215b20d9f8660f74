#include "sim/iam/policy_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ddbsim::iam {

namespace {

using Json = nlohmann::json;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// "dynamodb" of "dynamodb:Query".
bool has_vendor(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon != 0 &&
         std::ranges::all_of(text.substr(0, colon),
                             [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

constexpr std::string_view kNoVendor =
    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

/// An ARN has six parts; fewer when the last ends with a `*`, which reaches further.
bool is_arn(std::string_view text) {
  constexpr std::ptrdiff_t kColons = 5;
  return text.starts_with("arn:") &&
         (std::ranges::count(text, ':') >= kColons || text.ends_with('*'));
}

bool is_partition(std::string_view partition) {
  constexpr std::array<std::string_view, 6> kKnown = {"aws",     "aws-cn",    "aws-us-gov",
                                                      "aws-iso", "aws-iso-b", "aws-eusc"};
  return partition.find_first_of("*?$") != std::string_view::npos ||
         std::ranges::find(kKnown, partition) != kKnown.end();
}

}  // namespace

Policy::Reader::Problem Policy::Reader::read_version(const Json& version) {
  if (version != "2012-10-17" && version != "2008-10-17") {
    return PolicyError{"/Version", "The policy must contain a valid version string."};
  }
  variables_ = version == "2012-10-17";
  return std::nullopt;
}

Read<Policy> Policy::Reader::read(const Json& document) {
  if (!document.is_object()) {
    return wrong("", "expected a policy document: an object with \"Version\" and \"Statement\"");
  }
  for (const auto& [name, value] : document.items()) {
    if (name != "Version" && name != "Id" && name != "Statement") {
      return wrong(below("", name), "unknown member of a policy");
    }
  }
  if (document.contains("Version")) {
    if (Problem problem = read_version(document["Version"])) {
      return std::unexpected(std::move(*problem));
    }
  }
  if (document.contains("Id") && !document["Id"].is_string()) {
    return wrong("/Id", "expected a string");
  }
  if (!document.contains("Statement")) {
    return wrong("", "Syntax errors in policy: there is no \"Statement\".");
  }
  auto statements = read_each<Statement>(document["Statement"], "/Statement",
                                         [&](const Json& json) { return read_statement(json); });
  if (!statements) {
    return std::unexpected(std::move(statements.error()));
  }
  Policy out;
  out.statements_ = std::move(*statements);
  return out;
}

Policy::Reader::Problem Policy::Reader::check_members(const Json& json) const {
  constexpr std::array<std::string_view, 9> kMembers = {"Sid",       "Effect",       "Action",
                                                        "NotAction", "Resource",     "NotResource",
                                                        "Principal", "NotPrincipal", "Condition"};
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(kMembers, name) == kMembers.end()) {
      return PolicyError{below("", name), "unknown member of a statement"};
    }
    if (kind_ == Kind::identity && name.ends_with("Principal")) {
      return PolicyError{below("", name), "Policy document should not specify a principal."};
    }
  }
  return std::nullopt;
}

/// Policies of identities are stricter about Sids than those of resources.
Policy::Reader::Problem Policy::Reader::check_sid(const Json& json) {
  if (!json.contains("Sid")) {
    return std::nullopt;
  }
  const Json& sid = json["Sid"];
  if (!sid.is_string()) {
    return PolicyError{"/Sid", "expected a string"};
  }
  const auto text = sid.get<std::string>();
  if (kind_ == Kind::identity && !std::ranges::all_of(text, is_alphanumeric)) {
    return PolicyError{"/Sid",
                       "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies "
                       "the regular expression [A-Za-z0-9]*"};
  }
  if (!text.empty() && !sids_.insert(text).second) {
    return PolicyError{"/Sid", "Statement IDs (SID) in a single policy must be unique."};
  }
  return std::nullopt;
}

Read<Policy::Statement> Policy::Reader::read_statement(const Json& json) {
  if (!json.is_object()) {
    return wrong("", "expected a statement: an object with \"Effect\", \"Action\", \"Resource\"");
  }
  Statement out;
  const auto check_effect = [&]() -> Problem {
    const bool known =
        json.contains("Effect") && (json["Effect"] == "Allow" || json["Effect"] == "Deny");
    out.allow = known && json["Effect"] == "Allow";
    return known ? std::nullopt
                 : Problem(PolicyError{json.contains("Effect") ? "/Effect" : "",
                                       R"(expected an "Effect" of "Allow" or "Deny")"});
  };
  Problem problem =
      check_members(json)
          .or_else([&] { return check_sid(json); })
          .or_else(check_effect)
          .or_else([&] { return read_principal(json, out); })
          .or_else([&] {
            return read_patterns(json, "Action", out.not_action, out.actions, read_action);
          })
          .or_else([&] {
            return read_patterns(json, "Resource", out.not_resource, out.resources,
                                 [&](const Json& one) { return read_resource(one); });
          })
          .or_else([&] { return read_conditions(json, out.conditions); });
  if (problem) {
    return std::unexpected(std::move(*problem));
  }
  return out;
}

template <class ReadOne>
Policy::Reader::Problem Policy::Reader::read_patterns(const Json& json, const std::string& name,
                                                      bool& negated, std::vector<Pattern>& out,
                                                      ReadOne read_one) const {
  const std::string contrary = "Not" + name;
  negated = json.contains(contrary);
  if (negated == json.contains(name)) {
    return PolicyError{"", negated
                               ? fmt::format("\"{}\" and \"{}\" exclude each other", name, contrary)
                               : fmt::format("Policy statement must contain {}s.",
                                             name == "Action" ? "action" : "resource")};
  }
  const std::string& member = negated ? contrary : name;
  auto patterns = read_each<Pattern>(json[member], "/" + member, read_one);
  if (!patterns) {
    return std::move(patterns.error());
  }
  out = std::move(*patterns);
  return std::nullopt;
}

/// Actions have no variables.
Read<Pattern> Policy::Reader::read_action(const Json& json) {
  auto text = read_text(json);
  if (!text) {
    return std::unexpected(std::move(text.error()));
  }
  if (*text != "*" && !has_vendor(*text)) {
    return wrong("", std::string(kNoVendor));
  }
  return *Pattern::parse(*text, Pattern::Form::text, false);
}

Read<Pattern> Policy::Reader::read_resource(const Json& json) const {
  auto text = read_text(json);
  if (!text) {
    return std::unexpected(std::move(text.error()));
  }
  const bool all = *text == "*";
  if (!all && !is_arn(*text)) {
    return wrong("", fmt::format("Resource {} must be in ARN format or \"*\".", *text));
  }
  const std::string_view after =
      std::string_view(*text).substr(std::min<std::size_t>(4, text->size()));
  if (const std::string_view partition = after.substr(0, after.find(':'));
      !all && !is_partition(partition)) {
    return wrong(
        "", fmt::format(R"(Partition "{}" is not valid for resource "{}".)", partition, *text));
  }
  auto pattern =
      Pattern::parse(*text, all ? Pattern::Form::text : Pattern::Form::resource, variables_);
  if (!pattern) {
    return wrong("", std::move(pattern.error()));
  }
  return std::move(*pattern);
}

Policy::Reader::Problem Policy::Reader::read_principal(const Json& json, Statement& out) const {
  if (kind_ == Kind::identity) {
    return std::nullopt;
  }
  out.not_principal = json.contains("NotPrincipal");
  if (out.not_principal == json.contains("Principal")) {
    return PolicyError{"", "Missing required field Principal"};
  }
  const std::string member = out.not_principal ? "NotPrincipal" : "Principal";
  auto principal = PrincipalElement::parse(json[member]);
  if (!principal) {
    principal.error().pointer.insert(0, "/" + member);
    return std::move(principal.error());
  }
  out.principal = std::move(*principal);
  return std::nullopt;
}

Policy::Reader::Problem Policy::Reader::read_conditions(const Json& json,
                                                        std::vector<Condition>& out) const {
  if (!json.contains("Condition")) {
    return std::nullopt;
  }
  if (!json["Condition"].is_object()) {
    return PolicyError{"/Condition", "expected an object: operators and their keys"};
  }
  for (const auto& [operation, keys] : json["Condition"].items()) {
    const std::string pointer = below("/Condition", operation);
    if (!keys.is_object()) {
      return PolicyError{pointer, "expected an object: keys and their values"};
    }
    for (const auto& [key, values] : keys.items()) {
      if (!has_vendor(key)) {
        return PolicyError{below(pointer, key), std::string(kNoVendor)};
      }
      auto condition = Condition::parse(operation, key, values, variables_);
      if (!condition) {
        PolicyError error = std::move(condition.error());
        error.pointer.insert(0, below(pointer, key));
        return error;
      }
      out.push_back(std::move(*condition));
    }
  }
  return std::nullopt;
}

}  // namespace ddbsim::iam
