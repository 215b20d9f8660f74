#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/iam/reading.hpp"
#include "sim/lambda/network.hpp"

namespace ddbsim::lambda {

namespace {

using Json = nlohmann::json;
using iam::below;
using Problem = std::optional<NetworkError>;

Problem problem(std::string pointer, std::string message) {
  return NetworkError{std::move(pointer), std::move(message)};
}

/// The same problem of what stands below `pointer`.
Problem beneath(std::string_view pointer, Problem found) {
  if (found) {
    found->pointer.insert(0, pointer);
  }
  return found;
}

/// Reads each member by its name; another one is an error.
using Reader = std::function<Problem(const Json&)>;
using Readers = std::map<std::string_view, Reader>;
Problem read_members(const Json& json, const Readers& readers) {
  if (!json.is_object()) {
    return problem("", "expected an object");
  }
  for (const auto& [member, value] : json.items()) {
    const auto reader = readers.find(member);
    if (reader == readers.end()) {
      return problem(below("", member), "unknown member");
    }
    if (Problem found = reader->second(value)) {
      return beneath(below("", member), std::move(found));
    }
  }
  return std::nullopt;
}

Reader text_to(std::string& out) {
  return [&out](const Json& json) {
    out = json.is_string() ? json.get<std::string>() : "";
    return json.is_string() ? std::nullopt : problem("", "expected a string");
  };
}
Reader boolean_to(bool& out) {
  return [&out](const Json& json) {
    out = json.is_boolean() && json.get<bool>();
    return json.is_boolean() ? std::nullopt : problem("", "expected true or false");
  };
}
Reader texts_to(std::vector<std::string>& out) {
  return [&out](const Json& json) -> Problem {
    if (!json.is_array() || json.empty()) {
      return problem("", "expected a list of at least one name");
    }
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!json[i].is_string()) {
        return problem(fmt::format("/{}", i), "expected a string");
      }
      out.push_back(json[i].get<std::string>());
    }
    return std::nullopt;
  };
}
Reader port_to(std::uint16_t& out) {
  return [&out](const Json& json) -> Problem {
    constexpr std::int64_t kMost = 65535;
    const std::int64_t port = json.is_number_integer() ? json.get<std::int64_t>() : -2;
    if (port < -1 || port > kMost) {  // -1: all, with protocols that have no ports
      return problem("", "expected a port from 0 to 65535");
    }
    out = static_cast<std::uint16_t>(std::max<std::int64_t>(port, 0));
    return std::nullopt;
  };
}
/// All entries of a map of names, each by `read(json, entry)`.
template <class T, class Read>
Reader entries_to(std::map<std::string, T, std::less<>>& out, Read read) {
  return [&out, read](const Json& json) -> Problem {
    if (!json.is_object()) {
      return problem("", "expected an object: names and what they are");
    }
    for (const auto& [name, value] : json.items()) {
      if (Problem found = read(value, out[name])) {
        return beneath(below("", name), std::move(found));
      }
    }
    return std::nullopt;
  };
}

Problem read_protocol(const Json& json, std::string& out) {
  const std::string text = json.is_number_integer() ? json.dump()
                           : json.is_string()       ? json.get<std::string>()
                                                    : "";
  if (text.empty()) {
    return problem("", "expected a protocol like \"tcp\" or \"-1\"");
  }
  out = text == "6" ? "tcp" : text;
  return std::nullopt;
}

Problem read_rule(const Json& json, SecurityRule& out) {
  std::string ignored;
  const auto protocol = [&](const Json& value) { return read_protocol(value, out.protocol); };
  const auto addresses = [&](const Json& value) -> Problem {
    out.addresses =
        value.is_string() ? iam::IpRange::parse(value.get<std::string>()) : std::nullopt;
    return out.addresses ? std::nullopt : problem("", "expected a range like \"10.0.0.0/16\"");
  };
  const auto group = text_to(out.security_group);
  const auto prefixes = text_to(out.prefix_list);
  return read_members(json, {{"IpProtocol", protocol},
                             {"FromPort", port_to(out.from_port)},
                             {"ToPort", port_to(out.to_port)},
                             {"CidrIp", addresses},
                             {"CidrIpv6", addresses},
                             {"DestinationSecurityGroupId", group},
                             {"SourceSecurityGroupId", group},
                             {"DestinationPrefixListId", prefixes},
                             {"SourcePrefixListId", prefixes},
                             {"Description", text_to(ignored)}});
}

Reader rules_to(std::vector<SecurityRule>& out) {
  return [&out](const Json& json) -> Problem {
    if (!json.is_array()) {
      return problem("", "expected a list of rules");
    }
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (Problem found = read_rule(json[i], out.emplace_back())) {
        return beneath(fmt::format("/{}", i), std::move(found));
      }
    }
    return std::nullopt;
  };
}

Problem read_group(const Json& json, SecurityGroup& out) {
  const auto egress = [&](const Json& rules) { return rules_to(out.egress.emplace())(rules); };
  return read_members(json, {{"egress", egress}, {"ingress", rules_to(out.ingress)}});
}

/// "dynamodb", or the whole name "com.amazonaws.us-east-1.dynamodb".
Problem read_service(const Json& json, VpcEndpoint& out) {
  constexpr std::string_view kBefore = "com.amazonaws.";
  std::string text = json.is_string() ? json.get<std::string>() : "";
  if (text.starts_with(kBefore)) {
    const std::size_t dot = text.find('.', kBefore.size());
    out.region = text.substr(kBefore.size(), dot - kBefore.size());
    text = dot == std::string::npos ? "" : text.substr(dot + 1);
  }
  if (text.empty()) {
    return problem("",
                   R"(expected a service like "dynamodb" or "com.amazonaws.us-east-1.dynamodb")");
  }
  out.service = text;
  return std::nullopt;
}

Problem read_policy(const Json& json, VpcEndpoint& out) {
  auto policy = iam::Policy::parse(json, iam::Policy::Kind::endpoint);
  if (!policy) {
    return problem(policy.error().pointer, policy.error().message);
  }
  out.policy = std::make_shared<const iam::Policy>(std::move(*policy));
  return std::nullopt;
}

Problem check_endpoint(const VpcEndpoint& endpoint) {
  if (endpoint.service.empty()) {
    return problem("", "expected a \"service\"");
  }
  if (!endpoint.gateway) {
    return endpoint.subnets.empty() ? problem("", "an Interface endpoint has \"subnets\"")
                                    : std::nullopt;
  }
  if (!endpoint.subnets.empty() || !endpoint.security_groups.empty()) {
    return problem("", "a Gateway endpoint has \"route_tables\", no subnets or security groups");
  }
  const bool known = endpoint.service == "dynamodb" || endpoint.service == "s3";
  return known ? std::nullopt
               : problem("/service", "there are Gateway endpoints for dynamodb and s3 only");
}

Problem read_endpoint(const Json& json, VpcEndpoint& out) {
  const auto type = [&](const Json& value) {
    out.gateway = value != "Interface";
    return value == "Gateway" || value == "Interface"
               ? std::nullopt
               : problem("", R"(expected "Gateway" or "Interface")");
  };
  const auto service = [&](const Json& value) { return read_service(value, out); };
  const auto policy = [&](const Json& value) { return read_policy(value, out); };
  return read_members(json, {{"service", service},
                             {"type", type},
                             {"route_tables", texts_to(out.route_tables)},
                             {"subnets", texts_to(out.subnets)},
                             {"security_groups", texts_to(out.security_groups)},
                             {"policy", policy}})
      .or_else([&] { return check_endpoint(out); });
}

/// Each name must be one of `known`.
template <class Map>
Problem check_names(const std::string& pointer, const std::vector<std::string>& names,
                    const Map& known) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!known.contains(names[i])) {
      return problem(fmt::format("{}/{}", pointer, i),
                     fmt::format("\"{}\" is not in the network", names[i]));
    }
  }
  return std::nullopt;
}

Problem check_references(const Network& network) {
  for (const auto& [name, subnet] : network.subnets) {
    if (!subnet.route_table.empty() && !network.route_tables.contains(subnet.route_table)) {
      return problem(below("/subnets", name) + "/route_table",
                     fmt::format("\"{}\" is not in the network", subnet.route_table));
    }
  }
  for (const auto& [name, endpoint] : network.endpoints) {
    const std::string at = below("/endpoints", name);
    if (Problem found =
            check_names(at + "/route_tables", endpoint.route_tables, network.route_tables)
                .or_else(
                    [&] { return check_names(at + "/subnets", endpoint.subnets, network.subnets); })
                .or_else([&] {
                  return check_names(at + "/security_groups", endpoint.security_groups,
                                     network.security_groups);
                })) {
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

std::expected<Network, NetworkError> network_from_json(const Json& json) {
  const auto subnet = [](const Json& value, Subnet& out) {
    return read_members(value,
                        {{"route_table", text_to(out.route_table)}, {"vpc", text_to(out.vpc)}});
  };
  const auto table = [](const Json& value, RouteTable& out) {
    return read_members(value, {{"nat", boolean_to(out.nat)}});
  };
  Network out;
  Problem found =
      read_members(json, {{"subnets", entries_to(out.subnets, subnet)},
                          {"route_tables", entries_to(out.route_tables, table)},
                          {"security_groups", entries_to(out.security_groups, read_group)},
                          {"endpoints", entries_to(out.endpoints, read_endpoint)}})
          .or_else([&] { return check_references(out); });
  if (found) {
    return std::unexpected(std::move(*found));
  }
  return out;
}

std::expected<VpcConfig, NetworkError> vpc_from_json(const Json& json, const Network& network) {
  VpcConfig out;
  Problem found =
      read_members(json, {{"subnets", texts_to(out.subnets)},
                          {"security_groups", texts_to(out.security_groups)}})
          .or_else([&] { return check_names("/subnets", out.subnets, network.subnets); })
          .or_else([&] {
            return check_names("/security_groups", out.security_groups, network.security_groups);
          });
  if (!found && (out.subnets.empty() || out.security_groups.empty())) {
    found = problem("", "expected \"subnets\" and \"security_groups\"");
  }
  if (found) {
    return std::unexpected(std::move(*found));
  }
  return out;
}

}  // namespace ddbsim::lambda
