#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/iam/ip_range.hpp"
#include "sim/iam/policy.hpp"

// Which way a call of a function goes, if any. A model of names, not of addresses: subnets, route
// tables, security groups and endpoints have no CIDRs of their own.
//
// Event source mappings need none of it: the Lambda service polls streams itself (documented), with
// the function's role, and from no VPC.
namespace ddbsim::lambda {

/// Where a function runs. In a VPC it never has a public address: its way to the internet is a NAT
/// gateway, also from a public subnet (documented).
struct VpcConfig {
  std::vector<std::string> subnets;          ///< at least one
  std::vector<std::string> security_groups;  ///< at least one; a packet needs one that lets it pass

  /// The subnet of a function's container: Lambda spreads them, how is not published; assumed: in
  /// turn, the first container in the first subnet. A subnet without a way is one that hangs now
  /// and then.
  [[nodiscard]] const std::string& subnet_of_container(std::size_t container) const {
    return subnets[container % subnets.size()];
  }
};

/// A rule of a security group. As EC2 and CloudFormation have it; what it leaves out it does not
/// restrict.
struct SecurityRule {
  std::string protocol = "-1";  ///< "-1": all; "tcp"
  std::uint16_t from_port = 0;
  std::uint16_t to_port = 65535;
  /// The other end: one of these.
  std::optional<iam::IpRange> addresses = {};
  std::string security_group = {};
  std::string prefix_list = {};
};
struct SecurityGroup {
  std::optional<std::vector<SecurityRule>> egress = {};  ///< absent: everything (AWS's default)
  std::vector<SecurityRule> ingress = {};                ///< matter for those of endpoints only
};

struct Subnet {
  std::string route_table;  ///< empty: one with the local route only
  std::string vpc;
};
struct RouteTable {
  bool nat = false;  ///< 0.0.0.0/0 goes to a NAT gateway
};

struct VpcEndpoint {
  std::string service;                         ///< "dynamodb", "dynamodb-streams"
  std::string region;                          ///< empty: the network's
  bool gateway = true;                         ///< else an interface endpoint
  std::vector<std::string> route_tables = {};  ///< of a gateway endpoint
  std::vector<std::string> subnets = {};       ///< of an interface endpoint
  /// Of an interface endpoint; none: assumed to let everything in.
  std::vector<std::string> security_groups = {};
  std::shared_ptr<const iam::Policy> policy = {};  ///< null: full access
};

/// A scenario's "network". References between its parts are good.
struct Network {
  std::map<std::string, Subnet, std::less<>> subnets;
  std::map<std::string, RouteTable, std::less<>> route_tables;
  std::map<std::string, SecurityGroup, std::less<>> security_groups;
  std::map<std::string, VpcEndpoint, std::less<>> endpoints;
};

struct NetworkError {
  std::string pointer;  ///< JSON pointer below what was given
  std::string message;
};
[[nodiscard]] std::expected<Network, NetworkError> network_from_json(const nlohmann::json& json);
/// A function's "vpc": {"subnets": [...], "security_groups": [...]}, all of them in the network.
[[nodiscard]] std::expected<VpcConfig, NetworkError> vpc_from_json(const nlohmann::json& json,
                                                                   const Network& network);

/// What a function calls.
struct Target {
  std::string name;    ///< "dynamodb", "streams.dynamodb", or a host in the internet
  std::string region;  ///< of a service
  std::uint16_t port = 443;
};

struct Way {
  enum class Kind : std::uint8_t {
    none,  ///< packets get lost: the call hangs until the function's timeout
    open,  ///< the function is in no VPC
    gateway_endpoint,
    interface_endpoint,
    nat,
  };
  Kind kind = Kind::none;
  std::string endpoint = {};                       ///< name of the endpoint
  std::shared_ptr<const iam::Policy> policy = {};  ///< of the endpoint; null: full access
  std::string why = {};                            ///< of `none`, for reports: where it ends
};

/// From a subnet; `region` is the network's. The route decides first, then the security groups have
/// to let the call out, and an interface endpoint's to let it in:
///   1. a gateway endpoint for DynamoDB in the subnet's route table (more specific than NAT);
///      gateway endpoints know no streams (documented)
///   2. an interface endpoint for the service in the subnet's VPC; assumed: clients use a name that
///      leads to it
///   3. NAT, if the route table has it
/// Assumed of rules by address: those of services and hosts are in 0.0.0.0/0 only, those of
/// interface endpoints in private ranges, too. Prefix lists are those of DynamoDB.
[[nodiscard]] Way way_to(const Network& network, const VpcConfig& vpc, std::string_view subnet,
                         const Target& target, std::string_view region);

}  // namespace ddbsim::lambda
