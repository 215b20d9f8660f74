#include "sim/server/users.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "sim/server/endpoint.hpp"

namespace ddbsim::server {
namespace {

std::string refused(const std::string& text) {
  try {
    return read_users(text, "keys.json").empty() ? "nobody" : "good";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(Users, AreThoseWithPolicies) {
  EXPECT_EQ(refused(R"({"A": "secret"})"), "nobody");
  EXPECT_EQ(refused(R"({"A": {"secret": "s", "user": "andrew"}})"), "nobody");
  EXPECT_EQ(refused("[default]\naws_access_key_id = A\naws_secret_access_key = s\n"), "nobody");
  EXPECT_EQ(refused(R"({"A": {"secret": "s", "policies": {}}})"), "good");
}

TEST(Users, HaveTheNameOfTheirKeyWithoutAnother) {
  const Users users = read_users(R"({"A": {"secret": "s", "policies": {}},
    "B": {"secret": "s", "user": "bayko", "managed_policies": ["AdministratorAccess"]}})",
                                 "keys.json");
  EXPECT_EQ(users.at("A").name, "A");
  EXPECT_EQ(users.at("B").name, "bayko");
}

TEST(Users, AreToldWhatIsWrongAndWhere) {
  EXPECT_EQ(refused(R"({"A": {"secret": "s", "policy": {}}})"),
            "keys.json: /A/policy: unknown member");
  EXPECT_EQ(refused(R"({"A": {"secret": "s", "policies": {"p": {"Version": "2013"}}}})"),
            "keys.json: /A/policies/p/Version: The policy must contain a valid version string.");
  EXPECT_EQ(refused(R"({"A": {"secret": "s", "user": 1}})"), "keys.json: /A/user: expected a name");
}

/// An endpoint that asks for no signatures, to tell policies apart from them.
class BoundTest : public testing::Test {
 protected:
  std::string call(std::string_view key, std::string_view operation, std::string_view body) {
    const std::string target = "DynamoDB_20120810." + std::string(operation);
    const std::string signature = "AWS4-HMAC-SHA256 Credential=" + std::string(key) +
                                  "/20261122/us-east-1/dynamodb/aws4_request, "
                                  "SignedHeaders=host;x-amz-date, Signature=00";
    const std::vector<wire::HttpHeader> headers = {{"Content-Type", "application/x-amz-json-1.0"},
                                                   {"X-Amz-Target", target},
                                                   {"X-Amz-Date", "20261122T000000Z"},
                                                   {"Authorization", signature}};
    wire::HttpResponse response;
    endpoint_.handle({.method = "POST", .target = "/", .headers = headers, .body = body}, response);
    return std::to_string(response.status) + " " + response.body;
  }

  Host host_{HostOptions{.wall_clock = false}};
  Endpoint endpoint_{host_,
                     {.users = read_users(R"({"READER": {"secret": "s", "user": "andrew",
                        "managed_policies": ["AmazonDynamoDBReadOnlyAccess"]}})",
                                          "keys.json")}};
};

TEST_F(BoundTest, MayDoWhatPoliciesAllow) {
  EXPECT_EQ(call("READER", "ListTables", "{}"), R"(200 {"TableNames":[]})");
}

TEST_F(BoundTest, IsRefusedInTheServicesForm) {
  EXPECT_EQ(call("READER", "DeleteTable", R"({"TableName": "messages"})"),
            R"(400 {"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: )"
            "arn:aws:iam::000000000000:user/andrew is not authorized to perform: "
            "dynamodb:DeleteTable on resource: "
            "arn:aws:dynamodb:us-east-1:000000000000:table/messages because no identity-based "
            R"(policy allows the dynamodb:DeleteTable action"})");
}

TEST_F(BoundTest, DoesNotBindOtherKeys) {
  EXPECT_TRUE(call("WRITER", "DeleteTable", R"({"TableName": "messages"})")
                  .find("ResourceNotFoundException") != std::string::npos);
}

TEST_F(BoundTest, IsToldOfBrokenJsonBeforeWhatItMayNotDo) {
  EXPECT_TRUE(call("READER", "DeleteTable", "{").find("SerializationException") !=
              std::string::npos);
}

}  // namespace
}  // namespace ddbsim::server
