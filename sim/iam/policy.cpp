#include "sim/iam/policy.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "sim/iam/policy_reader.hpp"

namespace ddbsim::iam {

namespace {

/// Is the text among the patterns, or, `negated`, not among them?
bool selects(const std::vector<Pattern>& patterns, bool negated, const std::string& text,
             const Context& context, Pattern::Case letters) {
  const bool found = std::ranges::any_of(
      patterns, [&](const Pattern& pattern) { return pattern.matches(text, context, letters); });
  return found != negated;
}

}  // namespace

std::expected<Policy, PolicyError> Policy::parse(const nlohmann::json& document, Kind kind) {
  return Reader(kind).read(document);
}

bool Policy::Statement::covers(const Request& request) const {
  return selects(actions, not_action, request.action, request.context, Pattern::Case::ignored) &&
         selects(resources, not_resource, request.resource, request.context,
                 Pattern::Case::counts) &&
         std::ranges::all_of(conditions, [&](const Condition& condition) {
           return condition.holds(request.context);
         });
}

Named Policy::Statement::names(const Caller& caller) const {
  if (!principal) {
    return Named::caller;
  }
  const Named named = principal->names(caller);
  if (!not_principal) {
    return named;
  }
  return named == Named::no ? Named::caller : Named::no;
}

Policy::Verdict Policy::judge(const Request& request, const Caller& caller) const {
  Verdict verdict;
  for (const Statement& statement : statements_) {
    const Named named = statement.names(caller);
    if (named == Named::no || !statement.covers(request)) {
      continue;
    }
    if (statement.allow) {
      verdict.allowed = std::max(verdict.allowed, named);
    } else {
      verdict.denied = true;
    }
  }
  return verdict;
}

}  // namespace ddbsim::iam
