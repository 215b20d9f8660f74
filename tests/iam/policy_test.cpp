#include "sim/iam/policy.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/iam/cases.hpp"
#include "tests/support/damage.hpp"

namespace ddbsim::iam {
namespace {

using Json = nlohmann::json;

/// "pointer: message" of a policy that is none.
std::string refused(const std::string& text, Policy::Kind kind = Policy::Kind::identity) {
  const auto policy = Policy::parse(Json::parse(text), kind);
  return policy ? "good" : policy.error().pointer + ": " + policy.error().message;
}

std::string refused_statement(const std::string& members) {
  return refused(R"({"Version": "2012-10-17", "Statement": [{)" + members + "}]}");
}

constexpr const char* kAllow = R"("Effect": "Allow", "Action": "*", "Resource": "*")";

TEST(Policy, IsAnObjectWithStatements) {
  EXPECT_EQ(refused("[]"),
            ": expected a policy document: an object with \"Version\" and \"Statement\"");
  EXPECT_EQ(refused(R"({"Version": "2012-10-17"})"),
            ": Syntax errors in policy: there is no \"Statement\".");
  EXPECT_EQ(refused(R"({"Version": "2012-10-17", "Statement": []})"),
            "/Statement: expected at least one");
}

TEST(Policy, HasAVersionOfTwo) {
  EXPECT_EQ(refused(R"({"Version": "2012-10-18", "Statement": []})"),
            "/Version: The policy must contain a valid version string.");
}

TEST(Policy, HasNoOtherMembers) {
  EXPECT_EQ(refused(R"({"Statements": []})"), "/Statements: unknown member of a policy");
  EXPECT_EQ(refused_statement(R"("Effects": "Allow")"),
            "/Statement/0/Effects: unknown member of a statement");
}

TEST(Policy, AllowsOrDenies) {
  EXPECT_EQ(refused_statement(R"("Effect": "allow", "Action": "*", "Resource": "*")"),
            R"(/Statement/0/Effect: expected an "Effect" of "Allow" or "Deny")");
}

TEST(Policy, NamesActionsByService) {
  EXPECT_EQ(refused_statement(R"("Effect": "Allow", "Action": ["Query"], "Resource": "*")"),
            "/Statement/0/Action/0: Actions/Conditions must be prefaced by a vendor, e.g., iam, "
            "sdb, ec2, etc.");
  EXPECT_EQ(refused_statement(R"("Effect": "Allow", "Resource": "*")"),
            "/Statement/0: Policy statement must contain actions.");
  EXPECT_EQ(
      refused_statement(R"("Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*")"),
      "/Statement/0: \"Action\" and \"NotAction\" exclude each other");
}

TEST(Policy, NamesResourcesByArn) {
  EXPECT_EQ(refused_statement(R"("Effect": "Allow", "Action": "*", "Resource": "messages")"),
            "/Statement/0/Resource: Resource messages must be in ARN format or \"*\".");
  EXPECT_EQ(refused_statement(
                R"("Effect": "Allow", "Action": "*", "Resource": "arn:aws:dynamodb:table/a")"),
            "/Statement/0/Resource: Resource arn:aws:dynamodb:table/a must be in ARN format or "
            "\"*\".");
  EXPECT_EQ(refused_statement(
                R"("Effect": "Allow", "Action": "*", "Resource": "arn:asw:dynamodb:::table/a")"),
            "/Statement/0/Resource: Partition \"asw\" is not valid for resource "
            "\"arn:asw:dynamodb:::table/a\".");
  EXPECT_EQ(refused_statement(R"("Effect": "Allow", "Action": "*")"),
            "/Statement/0: Policy statement must contain resources.");
}

TEST(Policy, OfAnIdentityNamesNoPrincipal) {
  EXPECT_EQ(refused_statement(std::string(kAllow) + R"(, "Principal": "*")"),
            "/Statement/0/Principal: Policy document should not specify a principal.");
}

TEST(Policy, OfAResourceOrAnEndpointNamesPrincipals) {
  const std::string without = std::string(R"({"Statement": {)") + kAllow + "}}";
  const std::string bad =
      std::string(R"({"Statement": {)") + kAllow + R"(, "Principal": {"AWS": ["andrew"]}}})";
  for (const auto kind : {Policy::Kind::resource, Policy::Kind::endpoint}) {
    EXPECT_EQ(refused(without, kind), "/Statement: Missing required field Principal");
    EXPECT_EQ(refused(bad, kind),
              "/Statement/Principal/AWS/0: Invalid principal in policy: \"AWS\":\"andrew\"");
  }
}

TEST(Policy, TellsItsStatementsApart) {
  const std::string one = std::string(R"({"Sid": "a", )") + kAllow + "}";
  EXPECT_EQ(refused(R"({"Statement": [)" + one + ", " + one + "]}"),
            "/Statement/1/Sid: Statement IDs (SID) in a single policy must be unique.");
  EXPECT_EQ(refused_statement(R"("Sid": "a b")"),
            "/Statement/0/Sid: Statement IDs (SID) must be alpha-numeric. Check that your input "
            "satisfies the regular expression [A-Za-z0-9]*");
}

TEST(Policy, HasConditionsThatAreKnown) {
  const auto with = [](const std::string& condition) {
    return refused_statement(std::string(kAllow) + R"(, "Condition": )" + condition);
  };
  EXPECT_EQ(with(R"({"StringsEqual": {"aws:username": "a"}})"),
            "/Statement/0/Condition/StringsEqual/aws:username: Invalid Condition type : "
            "StringsEqual");
  EXPECT_EQ(with(R"({"NullIfExists": {"aws:username": "true"}})"),
            "/Statement/0/Condition/NullIfExists/aws:username: Invalid Condition type : "
            "NullIfExists");
  EXPECT_EQ(with(R"({"NumericEquals": {"aws:PrincipalTag/a": ["1", "x"]}})"),
            "/Statement/0/Condition/NumericEquals/aws:PrincipalTag~1a/1: expected a number, found "
            "\"x\"");
  EXPECT_EQ(with(R"({"IpAddress": {"aws:SourceIp": "203.0.113.0/33"}})"),
            "/Statement/0/Condition/IpAddress/aws:SourceIp: expected an IP address or range like "
            "\"203.0.113.0/24\", found \"203.0.113.0/33\"");
  EXPECT_EQ(with(R"({"StringEquals": {"username": "a"}})"),
            "/Statement/0/Condition/StringEquals/username: Actions/Conditions must be prefaced by "
            "a vendor, e.g., iam, sdb, ec2, etc.");
  EXPECT_EQ(with(R"({"StringEquals": {"aws:username": []}})"),
            "/Statement/0/Condition/StringEquals/aws:username: expected at least one value");
}

TEST(Policy, HasVariablesThatAreWellFormed) {
  const auto with = [](const std::string& resource) {
    return refused_statement(R"("Effect": "Allow", "Action": "*", "Resource": ")" + resource + '"');
  };
  EXPECT_EQ(with("arn:aws:dynamodb:::table/${aws:username"),
            "/Statement/0/Resource: \"${aws:username\" has no closing brace");
  EXPECT_EQ(with("arn:aws:dynamodb:::table/${}"),
            "/Statement/0/Resource: \"${}\" is no policy variable");
  EXPECT_EQ(with("arn:aws:dynamodb:::table/${aws:username, none}"),
            "/Statement/0/Resource: the default value of \"${aws:username, none}\" needs single "
            "quotes");
}

TEST(Policy, ThatIsBrokenIsToldWhere) {
  std::mt19937 random(7);  // NOLINT(cert-msc*): the same cases each time
  std::size_t broken = 0;
  for (int i = 0; i < 20'000; ++i) {
    Json one = test::cases()[random() % test::cases().size()];
    const bool endpoint = one.contains("endpoint");
    Json document = endpoint                  ? one["endpoint"]
                    : one["policies"].empty() ? Json::object()
                                              : one["policies"][0];
    ddbsim::testing::damage(document, random);
    const auto kind = endpoint ? Policy::Kind::endpoint : Policy::Kind::identity;
    const auto policy = Policy::parse(document, kind);
    if (!policy) {
      ++broken;
      ASSERT_TRUE(document.contains(Json::json_pointer(policy.error().pointer)))
          << document << " " << policy.error().pointer;
      ASSERT_FALSE(policy.error().message.empty());
    }
  }
  EXPECT_GT(broken, 5000U);
}

}  // namespace
}  // namespace ddbsim::iam
