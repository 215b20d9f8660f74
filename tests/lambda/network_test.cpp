#include "sim/lambda/network.hpp"

#include <functional>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/damage.hpp"

namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;
using Kind = Way::Kind;

/// The course's network: a private subnet whose route table has a gateway endpoint; a subnet with
/// NAT; one with nothing.
Json network() {
  return Json::parse(R"({
    "subnets": {"private": {"route_table": "rtb-private", "vpc": "vpc-1"},
                "nat": {"route_table": "rtb-nat", "vpc": "vpc-1"},
                "lonely": {"route_table": "rtb-lonely", "vpc": "vpc-1"},
                "elsewhere": {"route_table": "rtb-lonely", "vpc": "vpc-2"}},
    "route_tables": {"rtb-private": {"nat": false}, "rtb-nat": {"nat": true}, "rtb-lonely": {}},
    "security_groups": {"open": {}, "closed": {"egress": []},
      "web": {"egress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                          "CidrIp": "0.0.0.0/0"}]},
      "mail": {"egress": [{"IpProtocol": "tcp", "FromPort": 25, "ToPort": 25,
                           "CidrIp": "0.0.0.0/0"}]},
      "prefix": {"egress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                             "DestinationPrefixListId": "pl-02cd2c6b"}]},
      "inside": {"egress": [{"IpProtocol": "-1", "CidrIp": "10.0.0.0/16"}]},
      "to-endpoint": {"egress": [{"IpProtocol": "-1",
                                  "DestinationSecurityGroupId": "from-web"}]},
      "from-web": {"ingress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                                "SourceSecurityGroupId": "web"}]}},
    "endpoints": {"gateway": {"service": "dynamodb", "type": "Gateway",
                              "route_tables": ["rtb-private"]}}})");
}

/// The same with an interface endpoint for a service beside the lonely subnet.
Json with_interface(const std::string& service, const std::string& more = "{}") {
  Json out = network();
  Json endpoint = {{"service", service}, {"type", "Interface"}, {"subnets", {"lonely"}}};
  endpoint.update(Json::parse(more));
  out["endpoints"]["interface"] = endpoint;
  return out;
}

Way way(const Json& json, const std::string& subnet, const std::string& group,
        const std::string& target = "dynamodb", const std::string& region = "us-east-1") {
  const Network read = network_from_json(json).value();
  const VpcConfig vpc{.subnets = {subnet}, .security_groups = {group}};
  return way_to(read, vpc, subnet, {.name = target, .region = region}, "us-east-1");
}

std::string refused(const std::function<void(Json&)>& damage) {
  Json json = network();
  damage(json);
  const auto read = network_from_json(json);
  return read ? "good" : read.error().pointer + ": " + read.error().message;
}

// ---- gateway endpoints

TEST(Network, ReachesDynamoDbThroughTheGatewayEndpointOfTheRouteTable) {
  const Way found = way(network(), "private", "open");
  EXPECT_EQ(found.kind, Kind::gateway_endpoint);
  EXPECT_EQ(found.endpoint, "gateway");
  EXPECT_EQ(found.policy, nullptr);
}

TEST(Network, EndsWhereTheRouteTableHasNoEndpoint) {
  const Way found = way(network(), "lonely", "open");
  EXPECT_EQ(found.kind, Kind::none);
  EXPECT_EQ(found.why, "the subnet lonely has no route to dynamodb");
}

TEST(Network, HasNoStreamsBehindAGatewayEndpoint) {
  EXPECT_EQ(way(network(), "private", "open", "streams.dynamodb").kind, Kind::none);
}

TEST(Network, HasNoOtherRegionBehindAGatewayEndpoint) {
  EXPECT_EQ(way(network(), "private", "open", "dynamodb", "eu-west-1").kind, Kind::none);
}

TEST(Network, PrefersTheEndpointToNat) {
  Json json = network();
  json["route_tables"]["rtb-private"]["nat"] = true;
  EXPECT_EQ(way(json, "private", "open").kind, Kind::gateway_endpoint);
}

TEST(Network, GivesThePolicyOfTheEndpoint) {
  Json json = network();
  json["endpoints"]["gateway"]["policy"] = Json::parse(R"({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:Query", "Resource": "*"}]})");
  const Way found = way(json, "private", "open");
  ASSERT_NE(found.policy, nullptr);
  EXPECT_EQ(found.policy->judge({.action = "dynamodb:PutItem", .resource = "*"}, {}).allowed,
            iam::Named::no);
}

// ---- NAT

TEST(Network, ReachesEverythingThroughNat) {
  EXPECT_EQ(way(network(), "nat", "open").kind, Kind::nat);
  EXPECT_EQ(way(network(), "nat", "open", "streams.dynamodb").kind, Kind::nat);
  EXPECT_EQ(way(network(), "nat", "open", "example.com", "").kind, Kind::nat);
  EXPECT_EQ(way(network(), "private", "open", "example.com", "").kind, Kind::none);
}

// ---- interface endpoints

TEST(Network, ReachesAnInterfaceEndpointOfItsVpc) {
  EXPECT_EQ(way(with_interface("dynamodb"), "lonely", "open").kind, Kind::interface_endpoint);
  EXPECT_EQ(way(with_interface("dynamodb"), "elsewhere", "open").kind, Kind::none);
  EXPECT_EQ(way(with_interface("dynamodb-streams"), "lonely", "open", "streams.dynamodb").kind,
            Kind::interface_endpoint);
  EXPECT_EQ(way(with_interface("com.amazonaws.us-east-1.dynamodb"), "lonely", "open").kind,
            Kind::interface_endpoint);
  EXPECT_EQ(way(with_interface("com.amazonaws.eu-west-1.dynamodb"), "lonely", "open").kind,
            Kind::none);
}

TEST(Network, IsLetIntoAnInterfaceEndpointByItsGroup) {
  const Json json = with_interface("dynamodb", R"({"security_groups": ["from-web"]})");
  EXPECT_EQ(way(json, "lonely", "web").kind, Kind::interface_endpoint);
  const Way found = way(json, "lonely", "open");
  EXPECT_EQ(found.kind, Kind::none);
  EXPECT_EQ(found.why, "no ingress rule of from-web lets TCP 443 into the endpoint interface");
}

TEST(Network, LetsOutToAnInterfaceEndpointByItsGroupOrByPrivateAddresses) {
  const Json json = with_interface("dynamodb");
  EXPECT_EQ(way(json, "lonely", "inside").kind, Kind::interface_endpoint);
  EXPECT_EQ(way(json, "lonely", "prefix").kind, Kind::none);
  Json grouped = with_interface("dynamodb", R"({"security_groups": ["from-web"]})");
  grouped["security_groups"]["from-web"]["ingress"][0] = {{"IpProtocol", "-1"},
                                                          {"CidrIp", "10.0.0.0/8"}};
  EXPECT_EQ(way(grouped, "lonely", "to-endpoint").kind, Kind::interface_endpoint);
}

// ---- security groups

TEST(Network, LetsOutWhatAnEgressRuleNames) {
  EXPECT_EQ(way(network(), "private", "web").kind, Kind::gateway_endpoint);
  EXPECT_EQ(way(network(), "private", "prefix").kind, Kind::gateway_endpoint);
  EXPECT_EQ(way(network(), "nat", "web").kind, Kind::nat);
  for (const char* group : {"closed", "mail", "inside"}) {
    EXPECT_EQ(way(network(), "private", group).kind, Kind::none) << group;
    EXPECT_EQ(way(network(), "nat", group).kind, Kind::none) << group;
  }
  EXPECT_EQ(way(network(), "nat", "prefix").kind, Kind::none);
  EXPECT_EQ(way(network(), "nat", "closed").why,
            "no egress rule of closed lets TCP 443 out to 0.0.0.0/0");
}

TEST(Network, NeedsOneOfItsSecurityGroupsToLetItOut) {
  const Network read = network_from_json(network()).value();
  const VpcConfig vpc{.subnets = {"private"}, .security_groups = {"closed", "web"}};
  EXPECT_EQ(
      way_to(read, vpc, "private", {.name = "dynamodb", .region = "us-east-1"}, "us-east-1").kind,
      Kind::gateway_endpoint);
}

TEST(VpcConfig, SpreadsContainersOverItsSubnetsInTurn) {
  const VpcConfig vpc{.subnets = {"a", "b"}, .security_groups = {"open"}};
  EXPECT_EQ(vpc.subnet_of_container(0), "a");
  EXPECT_EQ(vpc.subnet_of_container(1), "b");
  EXPECT_EQ(vpc.subnet_of_container(2), "a");
}

// ---- what is wrong with a network

TEST(NetworkJson, IsToldWhatIsWrongAndWhere) {
  EXPECT_EQ(refused([](Json& json) { json["subnet"] = Json::object(); }),
            "/subnet: unknown member");
  EXPECT_EQ(refused([](Json& json) { json["subnets"]["private"]["route_table"] = "rtb"; }),
            "/subnets/private/route_table: \"rtb\" is not in the network");
  EXPECT_EQ(refused([](Json& json) { json["route_tables"]["rtb-nat"]["nat"] = "yes"; }),
            "/route_tables/rtb-nat/nat: expected true or false");
  EXPECT_EQ(
      refused([](Json& json) { json["security_groups"]["web"]["egress"][0]["CidrIp"] = "x"; }),
      "/security_groups/web/egress/0/CidrIp: expected a range like \"10.0.0.0/16\"");
  EXPECT_EQ(refused([](Json& json) { json["endpoints"]["gateway"]["service"] = "sqs"; }),
            "/endpoints/gateway/service: there are Gateway endpoints for dynamodb and s3 only");
  EXPECT_EQ(refused([](Json& json) { json["endpoints"]["gateway"]["route_tables"] = {"rtb"}; }),
            "/endpoints/gateway/route_tables/0: \"rtb\" is not in the network");
  EXPECT_EQ(refused([](Json& json) { json["endpoints"]["gateway"]["policy"] = "open"; }),
            "/endpoints/gateway/policy: expected a policy document: an object with \"Version\" and "
            "\"Statement\"");
  EXPECT_EQ(refused([](Json& json) { json = 1; }), ": expected an object");
}

TEST(NetworkJson, KnowsTheSubnetsAndGroupsOfAFunction) {
  const Network read = network_from_json(network()).value();
  const auto told = [&](const char* text) {
    const auto vpc = vpc_from_json(Json::parse(text), read);
    return vpc ? "good" : vpc.error().pointer + ": " + vpc.error().message;
  };
  EXPECT_EQ(told(R"({"subnets": ["private"], "security_groups": ["web"]})"), "good");
  EXPECT_EQ(told(R"({"subnets": ["subnet"], "security_groups": ["web"]})"),
            "/subnets/0: \"subnet\" is not in the network");
  EXPECT_EQ(told(R"({"subnets": ["private"]})"), ": expected \"subnets\" and \"security_groups\"");
}

TEST(NetworkJson, ThatIsBrokenIsToldWhere) {
  std::mt19937 random(7);  // NOLINT(cert-msc*): the same cases each time
  std::size_t broken = 0;
  for (int i = 0; i < 5000; ++i) {
    Json json = with_interface("dynamodb", R"({"security_groups": ["from-web"]})");
    ddbsim::testing::damage(json, random);
    const auto read = network_from_json(json);
    if (!read) {
      ++broken;
      ASSERT_TRUE(json.contains(Json::json_pointer(read.error().pointer)))
          << json << " " << read.error().pointer;
    }
  }
  EXPECT_GT(broken, 1000U);
}

}  // namespace
}  // namespace ddbsim::lambda
