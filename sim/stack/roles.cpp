#include <fmt/format.h>

#include "sim/stack/workshop.hpp"

// AWS::IAM::Role, and the policies that are written beside it.
namespace ddbsim::stack {

namespace {

std::string own_arn(Properties& properties, std::string_view pattern) {
  return properties.evaluator().filled(pattern, properties.resource());
}

/// A policy of the role, under its name.
void add_document(Json& role, const std::string& name, Json document) {
  role["policies"][name] = std::move(document);
}

/// The document of a managed policy of the template, else the policy's ARN or name.
void add_managed(const Workshop& workshop, Json& role, const std::string& arn) {
  if (const auto own = workshop.documents.find(arn); own != workshop.documents.end()) {
    add_document(role, workshop.document_names.at(arn), own->second);
  } else {
    role["managed_policies"].push_back(arn);
  }
}

/// The document goes to each of the property Roles.
void attach(Workshop& workshop, Properties& properties, const std::string& name,
            const Json& document) {
  for (const std::string& role : properties.texts("Roles")) {
    if (workshop.roles.contains(role)) {
      add_document(workshop.roles[role], name, document);
    } else {
      properties.pass_over(fmt::format("its role {} is none of this template", role));
    }
  }
}

Json document_of(Properties& properties) {
  const auto document = properties.take("PolicyDocument");
  if (document && !document->is_map()) {
    properties.error(*document, "Value of property PolicyDocument must be an object");
  }
  return document ? to_json(*document) : Json::object();
}

constexpr std::string_view kManagedPolicyArn = "arn:{partition}:iam::{account}:policy{path}{name}";

}  // namespace

void add_managed_policy(Workshop& workshop, Properties& properties) {
  properties.require("PolicyDocument");
  const std::string arn = own_arn(properties, kManagedPolicyArn);
  workshop.documents[arn] = document_of(properties);
  workshop.document_names[arn] = properties.evaluator().physical_name(properties.resource());
}

void attach_managed_policy(Workshop& workshop, Properties& properties) {
  const std::string arn = own_arn(properties, kManagedPolicyArn);
  attach(workshop, properties, workshop.document_names[arn], workshop.documents[arn]);
  properties.ignore({"ManagedPolicyName", "PolicyDocument", "Path", "Description"});
}

void add_role(Workshop& workshop, Properties& properties) {
  Json role = Json::object();
  if (const auto policies = properties.shaped(list_shape(
          "Policies", object_shape("", {text_shape("PolicyName"), any_shape("PolicyDocument")})))) {
    for (const Json& policy : *policies) {
      if (policy.is_object() && policy.contains("PolicyDocument") &&
          policy.value("PolicyName", Json()).is_string()) {
        add_document(role, policy["PolicyName"], policy["PolicyDocument"]);
      } else if (const Node* at = properties.raw("Policies")) {
        properties.error(*at, "each of Policies has a PolicyName and a PolicyDocument");
      }
    }
  }
  for (const std::string& arn : properties.texts("ManagedPolicyArns")) {
    add_managed(workshop, role, arn);
  }
  if (const auto boundary = properties.text("PermissionsBoundary")) {
    if (const auto own = workshop.documents.find(*boundary); own != workshop.documents.end()) {
      role["permissions_boundary"] = own->second;
    } else {
      properties.pass_over(
          fmt::format("the permissions boundary {} is none of this template", *boundary));
    }
  }
  properties.ignore({"RoleName", "Path", "AssumeRolePolicyDocument", "Description", "Tags",
                     "MaxSessionDuration"});
  workshop.roles[properties.evaluator().physical_name(properties.resource())] = std::move(role);
}

void attach_policy(Workshop& workshop, Properties& properties) {
  properties.require("PolicyDocument");
  const std::string name = properties.text("PolicyName").value_or(properties.logical_id());
  attach(workshop, properties, name, document_of(properties));
}

void attach_role_policy(Workshop& workshop, Properties& properties) {
  const std::string name = properties.text("PolicyName").value_or(properties.logical_id());
  const std::string role = properties.text("RoleName").value_or("");
  Json document = document_of(properties);
  if (workshop.roles.contains(role)) {
    add_document(workshop.roles[role], name, std::move(document));
  } else {
    properties.pass_over(fmt::format("its role {} is none of this template", role));
  }
}

}  // namespace ddbsim::stack
