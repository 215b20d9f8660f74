#include "sim/lambda/network.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ddbsim::lambda {

namespace {

constexpr std::string_view kDynamoDb = "dynamodb";
constexpr std::string_view kStreams = "dynamodb-streams";

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// "dynamodb" or "dynamodb-streams"; empty for a host.
std::string_view service_of(const Target& target) {
  if (target.name == kDynamoDb) {
    return kDynamoDb;
  }
  return target.name == "streams.dynamodb" ? kStreams : std::string_view();
}

bool is_everywhere(const iam::IpRange& range) {
  static const iam::IpRange kAll = *iam::IpRange::parse("0.0.0.0/0");
  return range.covers(kAll);
}

bool is_private(const iam::IpRange& range) {
  static const std::array<iam::IpRange, 4> kPrivate = {
      *iam::IpRange::parse("10.0.0.0/8"), *iam::IpRange::parse("172.16.0.0/12"),
      *iam::IpRange::parse("192.168.0.0/16"), *iam::IpRange::parse("100.64.0.0/10")};
  return std::ranges::any_of(kPrivate,
                             [&](const iam::IpRange& each) { return each.covers(range); });
}

bool lets_port(const SecurityRule& rule, std::uint16_t port) {
  return rule.protocol == "-1" ||
         (rule.protocol == "tcp" && rule.from_port <= port && port <= rule.to_port);
}

/// May something in these groups send to the other end, as `to(rule)` knows it?
template <class To>
bool lets_out(const Network& network, const std::vector<std::string>& groups, std::uint16_t port,
              To to) {
  return std::ranges::any_of(groups, [&](const std::string& name) {
    const auto& egress = network.security_groups.find(name)->second.egress;
    return !egress || std::ranges::any_of(*egress, [&](const SecurityRule& rule) {
      return lets_port(rule, port) && to(rule);
    });
  });
}

bool lets_in(const Network& network, const VpcEndpoint& endpoint, const VpcConfig& vpc,
             std::uint16_t port) {
  return endpoint.security_groups.empty() ||
         std::ranges::any_of(endpoint.security_groups, [&](const std::string& name) {
           const auto& ingress = network.security_groups.find(name)->second.ingress;
           return std::ranges::any_of(ingress, [&](const SecurityRule& rule) {
             const bool by_address =
                 rule.addresses && (is_everywhere(*rule.addresses) || is_private(*rule.addresses));
             return lets_port(rule, port) &&
                    (by_address || contains(vpc.security_groups, rule.security_group));
           });
         });
}

bool serves(const VpcEndpoint& endpoint, const Target& target, std::string_view region) {
  const std::string_view own = endpoint.region.empty() ? region : std::string_view(endpoint.region);
  return endpoint.service == service_of(target) && target.region == own;
}

bool is_in_vpc(const Network& network, const VpcEndpoint& endpoint, std::string_view vpc) {
  return std::ranges::any_of(endpoint.subnets, [&](const std::string& name) {
    return network.subnets.find(name)->second.vpc == vpc;
  });
}

Way nowhere(std::string why) { return {.kind = Way::Kind::none, .why = std::move(why)}; }

std::string no_egress(const VpcConfig& vpc, const Target& target, std::string_view to) {
  return fmt::format("no egress rule of {} lets TCP {} out to {}",
                     fmt::join(vpc.security_groups, ", "), target.port, to);
}

Way through_gateway(const Network& network, const VpcConfig& vpc, const Target& target,
                    const std::string& name, const VpcEndpoint& endpoint) {
  const bool out = lets_out(network, vpc.security_groups, target.port, [](const auto& rule) {
    return !rule.prefix_list.empty() || (rule.addresses && is_everywhere(*rule.addresses));
  });
  if (!out) {
    return nowhere(no_egress(vpc, target, "the prefix list of DynamoDB, or to 0.0.0.0/0"));
  }
  return {.kind = Way::Kind::gateway_endpoint, .endpoint = name, .policy = endpoint.policy};
}

Way through_interface(const Network& network, const VpcConfig& vpc, const Target& target,
                      const std::string& name, const VpcEndpoint& endpoint) {
  const bool out = lets_out(network, vpc.security_groups, target.port, [&](const auto& rule) {
    const bool by_address =
        rule.addresses && (is_everywhere(*rule.addresses) || is_private(*rule.addresses));
    return by_address || contains(endpoint.security_groups, rule.security_group);
  });
  if (!out) {
    return nowhere(no_egress(vpc, target, "the endpoint " + name));
  }
  if (!lets_in(network, endpoint, vpc, target.port)) {
    return nowhere(fmt::format("no ingress rule of {} lets TCP {} into the endpoint {}",
                               fmt::join(endpoint.security_groups, ", "), target.port, name));
  }
  return {.kind = Way::Kind::interface_endpoint, .endpoint = name, .policy = endpoint.policy};
}

}  // namespace

Way way_to(const Network& network, const VpcConfig& vpc, std::string_view subnet,
           const Target& target, std::string_view region) {
  const Subnet& from = network.subnets.find(subnet)->second;
  for (const auto& [name, endpoint] : network.endpoints) {
    if (endpoint.gateway && serves(endpoint, target, region) && !from.route_table.empty() &&
        contains(endpoint.route_tables, from.route_table)) {
      return through_gateway(network, vpc, target, name, endpoint);
    }
  }
  for (const auto& [name, endpoint] : network.endpoints) {
    if (!endpoint.gateway && serves(endpoint, target, region) &&
        is_in_vpc(network, endpoint, from.vpc)) {
      return through_interface(network, vpc, target, name, endpoint);
    }
  }
  const auto table = network.route_tables.find(from.route_table);
  if (table == network.route_tables.end() || !table->second.nat) {
    return nowhere(fmt::format("the subnet {} has no route to {}", subnet, target.name));
  }
  const bool out = lets_out(network, vpc.security_groups, target.port, [](const auto& rule) {
    return rule.addresses && is_everywhere(*rule.addresses);
  });
  return out ? Way{.kind = Way::Kind::nat} : nowhere(no_egress(vpc, target, "0.0.0.0/0"));
}

}  // namespace ddbsim::lambda
