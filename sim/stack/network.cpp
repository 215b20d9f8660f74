#include <fmt/format.h>

#include "sim/stack/workshop.hpp"

// The parts of AWS::EC2 that decide whether a function in a VPC reaches DynamoDB.
namespace ddbsim::stack {

namespace {

std::vector<Shape> rule() {
  return {text_shape("IpProtocol"),
          integer_shape("FromPort"),
          integer_shape("ToPort"),
          text_shape("CidrIp"),
          text_shape("CidrIpv6"),
          text_shape("DestinationPrefixListId"),
          text_shape("DestinationSecurityGroupId"),
          text_shape("Description")};
}

/// Each VPC has a route table that its subnets use when they are associated with none.
std::string main_table(const std::string& vpc) { return fmt::format("{}-main", vpc); }

}  // namespace

void add_subnet(Workshop& workshop, Properties& properties) {
  properties.require("VpcId");
  const std::string vpc = properties.text("VpcId").value_or("");
  const std::string table = main_table(vpc);
  if (!workshop.route_tables.contains(table)) {
    workshop.route_tables[table] = {{"nat", false}};
  }
  workshop.subnets[properties.logical_id()] = {{"route_table", table}, {"vpc", vpc}};
  properties.ignore({"CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch", "Tags",
                     "AvailabilityZoneId", "Ipv6CidrBlock", "AssignIpv6AddressOnCreation"});
}

void add_route_table(Workshop& workshop, Properties& properties) {
  workshop.route_tables[properties.logical_id()] = {{"nat", false}};
  properties.ignore({"VpcId", "Tags"});
}

void add_internet_gateway(Workshop& workshop, Properties& properties) {
  workshop.internet_gateways.insert(properties.logical_id());
  properties.ignore({"Tags"});
}

void add_security_group(Workshop& workshop, Properties& properties) {
  Json group = Json::object();
  if (auto egress =
          properties.shaped(list_shape("SecurityGroupEgress", object_shape("", rule())))) {
    group["egress"] = std::move(*egress);
  }
  properties.ignore({"GroupName", "GroupDescription", "VpcId", "Tags", "SecurityGroupIngress"});
  workshop.security_groups[properties.logical_id()] = std::move(group);
}

void add_endpoint(Workshop& workshop, Properties& properties) {
  properties.require("ServiceName");
  const std::string type = properties.text("VpcEndpointType").value_or("Gateway");
  Json endpoint;
  endpoint["service"] = last_part(properties.text("ServiceName").value_or(""), '.');
  endpoint["type"] = type;
  const bool gateway = type == "Gateway";
  if (gateway) {
    endpoint["route_tables"] = properties.texts("RouteTableIds");
  } else {
    endpoint["subnets"] = properties.texts("SubnetIds");
    endpoint["security_groups"] = properties.texts("SecurityGroupIds");
  }
  if (const auto policy = properties.take("PolicyDocument")) {
    // A document may stand in a string: CDK and older templates do.
    const Json parsed =
        policy->is_scalar() ? Json::parse(policy->text, nullptr, false) : to_json(*policy);
    if (parsed.is_object()) {
      endpoint["policy"] = parsed;
    } else {
      properties.error(*policy, "Value of property PolicyDocument must be an object");
    }
  }
  properties.ignore({"VpcId", "Tags", "RouteTableIds", "SubnetIds", "SecurityGroupIds"});
  workshop.endpoints[properties.logical_id()] = std::move(endpoint);
}

void attach_route(Workshop& workshop, Properties& properties) {
  const std::string table = properties.text("RouteTableId").value_or("");
  const bool everywhere = properties.text("DestinationCidrBlock") == "0.0.0.0/0";
  const bool nat = properties.raw("NatGatewayId") != nullptr;
  if (!workshop.route_tables.contains(table)) {
    properties.pass_over(fmt::format("its route table {} is none of this template", table));
  } else if (everywhere && nat && properties.text("NatGatewayId")) {
    workshop.route_tables[table]["nat"] = true;
  } else if (const auto gateway = properties.text("GatewayId");
             gateway && workshop.internet_gateways.contains(*gateway)) {
    properties.pass_over(
        "a function in a VPC has no public address: an internet gateway takes it nowhere");
  } else {
    properties.pass_over("only a route from everywhere to a NAT gateway is simulated");
  }
  properties.ignore({"GatewayId", "InstanceId", "TransitGatewayId", "VpcPeeringConnectionId",
                     "NetworkInterfaceId", "EgressOnlyInternetGatewayId",
                     "DestinationIpv6CidrBlock"});
}

void attach_route_table(Workshop& workshop, Properties& properties) {
  const std::string table = properties.text("RouteTableId").value_or("");
  const std::string subnet = properties.text("SubnetId").value_or("");
  if (workshop.subnets.contains(subnet)) {
    workshop.subnets[subnet]["route_table"] = table;
  } else {
    properties.pass_over(fmt::format("its subnet {} is none of this template", subnet));
  }
}

void attach_egress(Workshop& workshop, Properties& properties) {
  const std::string group = properties.text("GroupId").value_or("");
  Json egress = Json::object();
  properties.copy(egress, rule());
  if (workshop.security_groups.contains(group)) {
    workshop.security_groups[group]["egress"].push_back(std::move(egress));
  } else {
    properties.pass_over(fmt::format("its security group {} is none of this template", group));
  }
}

}  // namespace ddbsim::stack
