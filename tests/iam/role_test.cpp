#include "sim/iam/role.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/iam/managed.hpp"
#include "sim/iam/principal.hpp"

namespace ddbsim::iam {
namespace {

using Json = nlohmann::json;

constexpr const char* kTable = "arn:aws:dynamodb:us-east-1:123456789012:table/cruddur-messages";

std::string refused(const std::string& json) {
  const auto role = role_from_json("writer", Json::parse(json));
  return role ? "good" : role.error().pointer + ": " + role.error().message;
}

bool may(const std::string& role, const std::string& action, const std::string& resource = kTable) {
  const auto read = role_from_json("writer", Json::parse(role));
  return !judge(Principal::role_session(read.value(), "123456789012", "f"),
                {.action = action, .resource = resource});
}

TEST(Role, OfTheCourseMayWriteAndReadItsStream) {
  const std::string role = R"({
    "policies": {"cruddur-message-stream-policy": {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"],
       "Resource": ["arn:aws:dynamodb:us-east-1:123456789012:table/cruddur-messages",
         "arn:aws:dynamodb:us-east-1:123456789012:table/cruddur-messages/index/*"]}]}},
    "managed_policies": ["AWSLambdaInvocation-DynamoDB"]})";
  EXPECT_TRUE(may(role, "dynamodb:PutItem"));
  EXPECT_FALSE(may(role, "dynamodb:UpdateItem"));
  EXPECT_TRUE(may(role, "dynamodb:GetRecords", std::string(kTable) + "/stream/2026"));
  EXPECT_FALSE(may(role, "logs:PutLogEvents", "*"));
}

TEST(Role, WithoutPoliciesMayDoNothing) { EXPECT_FALSE(may("{}", "dynamodb:Query")); }

TEST(Role, StaysWithinABoundaryThatAwsManages) {
  const std::string role = R"({"managed_policies": ["AdministratorAccess"],
    "permissions_boundary": "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"})";
  EXPECT_TRUE(may(role, "dynamodb:Query"));
  EXPECT_FALSE(may(role, "dynamodb:PutItem"));
}

TEST(Role, IsToldWhatIsWrongAndWhere) {
  EXPECT_EQ(refused("[]"), ": expected an object");
  EXPECT_EQ(refused(R"({"policy": {}})"), "/policy: unknown member");
  EXPECT_EQ(refused(R"({"policies": {"a/b": {"Statement": {}}}})"),
            R"(/policies/a~1b/Statement: expected an "Effect" of "Allow" or "Deny")");
  EXPECT_EQ(refused(R"({"policies": []})"),
            "/policies: expected an object: names and their policy documents");
  EXPECT_TRUE(refused(R"({"managed_policies": ["PowerUserAccess", "Power"]})")
                  .starts_with("/managed_policies/1: Policy Power does not exist"));
  EXPECT_TRUE(refused(R"({"permissions_boundary": {"Version": "2013"}})")
                  .starts_with("/permissions_boundary/Version: "));
}

TEST(ManagedPolicies, AreWellFormed) {
  EXPECT_EQ(managed_policy_names().size(), 16U);
  for (const std::string_view name : managed_policy_names()) {
    EXPECT_TRUE(managed_policy(name)) << name;
  }
}

TEST(ManagedPolicies, AreKnownByTheirArnsWithTheirPaths) {
  EXPECT_TRUE(
      managed_policy("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"));
  EXPECT_FALSE(managed_policy("arn:aws:iam::aws:policy/AWSLambdaVPCAccessExecutionRole"));
  EXPECT_TRUE(managed_policy("arn:aws:iam::aws:policy/AWSLambdaInvocation-DynamoDB"));
  EXPECT_FALSE(managed_policy("AmazonVPC"));
}

TEST(ManagedPolicies, AllowWhatTheirNamesSay) {
  const auto allows = [](const std::string& name, const std::string& action) {
    return may(R"({"managed_policies": [")" + name + R"("]})", action);
  };
  EXPECT_TRUE(allows("AWSLambdaInvocation-DynamoDB", "dynamodb:GetShardIterator"));
  EXPECT_FALSE(allows("AWSLambdaInvocation-DynamoDB", "dynamodb:Query"));
  EXPECT_TRUE(allows("AWSLambdaDynamoDBExecutionRole", "logs:PutLogEvents"));
  EXPECT_FALSE(allows("AWSLambdaBasicExecutionRole", "dynamodb:GetRecords"));
  EXPECT_TRUE(allows("AWSLambdaVPCAccessExecutionRole", "ec2:CreateNetworkInterface"));
  EXPECT_TRUE(allows("AmazonDynamoDBFullAccess", "dynamodb:DeleteTable"));
  EXPECT_TRUE(allows("AmazonDynamoDBFullAccess_v2", "dynamodb:DeleteTable"));
  EXPECT_FALSE(allows("AmazonDynamoDBFullAccess_v2", "lambda:InvokeFunction"));
  EXPECT_TRUE(allows("AmazonDynamoDBReadOnlyAccess", "dynamodb:PartiQLSelect"));
  EXPECT_FALSE(allows("AmazonDynamoDBReadOnlyAccess", "dynamodb:GetRecords"));
  EXPECT_TRUE(allows("PowerUserAccess", "dynamodb:CreateTable"));
  EXPECT_FALSE(allows("PowerUserAccess", "iam:CreateRole"));
  EXPECT_TRUE(allows("ReadOnlyAccess", "dynamodb:GetRecords"));
  EXPECT_FALSE(allows("ReadOnlyAccess", "dynamodb:PutItem"));
}

TEST(Principal, OfAFunctionIsTheSessionOfItsRole) {
  const auto session = Principal::role_session(*role_from_json("r", Json::object()), "123456789012",
                                               "cruddur-messaging-stream");
  EXPECT_EQ(session.caller.arn,
            "arn:aws:sts::123456789012:assumed-role/r/cruddur-messaging-stream");
  const Context context = session.context();
  EXPECT_EQ(*context.find("aws:principalarn"), Context::Values{"arn:aws:iam::123456789012:role/r"});
  EXPECT_EQ(context.find("aws:username"), nullptr);
  ASSERT_NE(context.find("aws:userid"), nullptr);
  EXPECT_TRUE(context.find("aws:userid")->front().ends_with(":cruddur-messaging-stream"));
  EXPECT_EQ(context.find("aws:userid")->front().find(':'), 21U);
}

TEST(Principal, OfAUserHasItsName) {
  const auto user = Principal::user("andrew", "123456789012", std::make_shared<const Grants>());
  EXPECT_EQ(*user.context().find("aws:username"), Context::Values{"andrew"});
  EXPECT_EQ(*user.context().find("aws:PrincipalArn"),
            Context::Values{"arn:aws:iam::123456789012:user/andrew"});
}

}  // namespace
}  // namespace ddbsim::iam
