#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "sim/stack/evaluator.hpp"
#include "sim/stack/findings.hpp"
#include "sim/stack/node.hpp"
#include "sim/stack/properties.hpp"

namespace ddbsim::stack {

/// The parts of a fragment while resources add to them.
struct Workshop {
  Evaluator& evaluator;
  Findings& findings;
  std::string folder;  ///< of the template; "" for the one in which the program runs

  Json tables = Json::array();
  Json functions = Json::object();
  Json mappings = Json::array();
  Json roles = Json::object();
  Json subnets = Json::object();
  Json route_tables = Json::object();
  Json security_groups = Json::object();
  Json endpoints = Json::object();
  Json time_to_live = Json::object();

  std::map<std::string, std::string> layers;             ///< ARN -> folder
  std::map<std::string, Json> documents;                 ///< ARN of a managed policy -> document
  std::map<std::string, std::string> document_names;     ///< ARN of a managed policy -> its name
  std::set<std::string, std::less<>> internet_gateways;  ///< logical ids
};

/// Adds one resource.
using Adder = void (*)(Workshop& workshop, Properties& properties);

// tables.cpp
void add_table(Workshop& workshop, Properties& properties);
void add_global_table(Workshop& workshop, Properties& properties);
// lambda.cpp
void add_function(Workshop& workshop, Properties& properties);
void add_layer(Workshop& workshop, Properties& properties);
void add_mapping(Workshop& workshop, Properties& properties);
// roles.cpp
void add_managed_policy(Workshop& workshop, Properties& properties);
void add_role(Workshop& workshop, Properties& properties);
void attach_policy(Workshop& workshop, Properties& properties);
void attach_managed_policy(Workshop& workshop, Properties& properties);
void attach_role_policy(Workshop& workshop, Properties& properties);
// network.cpp
void add_subnet(Workshop& workshop, Properties& properties);
void add_route_table(Workshop& workshop, Properties& properties);
void add_security_group(Workshop& workshop, Properties& properties);
void add_endpoint(Workshop& workshop, Properties& properties);
void add_internet_gateway(Workshop& workshop, Properties& properties);
void attach_route(Workshop& workshop, Properties& properties);
void attach_route_table(Workshop& workshop, Properties& properties);
void attach_egress(Workshop& workshop, Properties& properties);

/// What stands last in an ARN or path: "arn:aws:iam::1:role/a/NAME" -> "NAME".
[[nodiscard]] std::string last_part(std::string_view text, char separator);
/// A path of the template, from where the program runs.
[[nodiscard]] std::string local_path(const Workshop& workshop, const std::string& path);

}  // namespace ddbsim::stack
