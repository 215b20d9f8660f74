#include "tests/iam/cases.hpp"

#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/iam/condition.hpp"

namespace ddbsim::iam::test {
namespace {

using Json = nlohmann::json;

std::string expected_of(const Json& one) {
  if (one["verdict"] == "allowed") {
    return "allowed";
  }
  const std::string who = one.contains("user")
                              ? "arn:aws:iam::123456789012:user/andrew"
                              : "arn:aws:sts::123456789012:assumed-role/writer/session";
  return fmt::format("User: {} is not authorized to perform: {} on resource: {} {}", who,
                     one["action"].get<std::string>(), one["resource"].get<std::string>(),
                     one["reason"].get<std::string>());
}

TEST(Cases, HaveTheVerdictsOfTheDocumentation) {
  for (const Json& one : cases()) {
    EXPECT_EQ(verdict_of(one), expected_of(one)) << one["name"];
  }
}

TEST(Cases, AreManyAndEachHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const Json& one : cases()) {
    names.insert(one["name"].get<std::string>());
  }
  EXPECT_GE(names.size(), 150U);
  EXPECT_EQ(names.size(), cases().size());
}

/// Names of members anywhere in the policies of a case: elements, operators, condition keys.
void collect_names(const Json& json, std::set<std::string>& out) {
  for (const auto& [name, value] : json.items()) {
    if (json.is_object()) {
      out.insert(name);
    }
    if (value.is_structured()) {
      collect_names(value, out);
    }
  }
}

std::set<std::string> names_in_cases(std::string_view verdict) {
  std::set<std::string> out;
  for (const Json& one : cases()) {
    if (one["verdict"] == verdict) {
      collect_names(one["policies"], out);
    }
  }
  return out;
}

TEST(Cases, ShowEveryOperatorInBothVerdicts) {
  for (const char* verdict : {"allowed", "refused"}) {
    const auto names = names_in_cases(verdict);
    for (const std::string_view name : condition_operators()) {
      EXPECT_TRUE(names.contains(std::string(name))) << name << " " << verdict;
    }
    for (const char* name :
         {"NotAction", "NotResource", "StringEqualsIfExists", "BoolIfExists",
          "ForAllValues:StringEquals", "ForAllValues:StringLike", "ForAllValues:StringNotEquals",
          "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals", "dynamodb:LeadingKeys",
          "dynamodb:Attributes", "dynamodb:Select", "dynamodb:ReturnValues",
          "dynamodb:EnclosingOperation", "dynamodb:FullTableScan"}) {
      EXPECT_TRUE(names.contains(name)) << name << " " << verdict;
    }
  }
}

}  // namespace
}  // namespace ddbsim::iam::test
