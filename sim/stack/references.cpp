#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/stack/evaluator.hpp"
#include "sim/stack/identity.hpp"
#include "sim/wire/suggest.hpp"

// Ref, Fn::GetAtt, Fn::Sub, and the names that they give.
namespace ddbsim::stack {

namespace {

constexpr std::string_view kCustomResources = "Custom::";

std::vector<std::string_view> names_of(const Node* section) {
  std::vector<std::string_view> names;
  if (section != nullptr) {
    for (const Node& item : section->items) {
      names.emplace_back(item.key);
    }
  }
  return names;
}

std::string type_of(const Node& resource) {
  const Node* type = resource.find("Type");
  return type == nullptr ? "" : type->text;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return text;
}

/// "a, b ,c" -> a list of trimmed texts.
Node comma_list(const Node& where, std::string_view text) {
  std::vector<Node> items;
  while (true) {
    const std::size_t end = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, end);
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    item = item.substr(0, item.find_last_not_of(' ') + 1);
    items.push_back(text_node(where, std::string(item)));
    if (end == text.size()) {
      return list_node(where, std::move(items));
    }
    text.remove_prefix(end + 1);
  }
}

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<") ||
         type.contains("Value<List<") || type.contains("Value<CommaDelimitedList>");
}

}  // namespace

const Node* Evaluator::resource(std::string_view id) const {
  const Node* resources = root_.find("Resources");
  return resources == nullptr ? nullptr : resources->find(id);
}

std::string Evaluator::partition() const {
  if (parameters_.region.starts_with("cn-")) {
    return "aws-cn";
  }
  return parameters_.region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::string Evaluator::suffix() const {
  return parameters_.region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

bool Evaluator::exists(const Node& resource) {
  const Node* condition = resource.find("Condition");
  return condition == nullptr || !condition->is_scalar() || holds(condition->text, *condition);
}

std::string Evaluator::physical_name(const Node& resource) {
  if (const auto known = names_.find(resource.key); known != names_.end()) {
    return known->second;
  }
  const std::string type = type_of(resource);
  const Identity* identity = identity_of(type);
  const Node* properties = resource.find("Properties");
  const Node* given = identity == nullptr || identity->name_property.empty() || !properties
                          ? nullptr
                          : properties->find(identity->name_property);
  std::string name = type == "AWS::S3::Bucket" ? lower(resource.key) : resource.key;
  if (given != nullptr) {
    if (std::ranges::find(underway_, resource.key) != underway_.end()) {
      error(*given,
            fmt::format("Circular dependency between resources: [{}]", fmt::join(underway_, ", ")));
      return name;
    }
    underway_.push_back(resource.key);
    const Node value = evaluate(*given);
    underway_.pop_back();
    if (value.is_scalar() && !value.text.empty()) {
      name = value.text;
    } else if (!value.is_absent() && !findings_.failed()) {
      static_cast<void>(text(value, fmt::format("property {}", identity->name_property)));
    }
  }
  names_[resource.key] = name;
  return name;
}

std::string Evaluator::property_of(const Node& resource, std::string_view name) {
  const Node* properties = resource.find("Properties");
  const Node* found = properties == nullptr ? nullptr : properties->find(name);
  return found == nullptr ? "" : text(*found, fmt::format("property {}", name));
}

std::string Evaluator::placeholder(std::string_view name, const Node& resource) {
  if (name == "name") {
    return physical_name(resource);
  }
  if (name == "path") {
    const std::string path = property_of(resource, "Path");
    return path.empty() ? "/" : path;
  }
  return name == "id"          ? resource.key
         : name == "partition" ? partition()
         : name == "region"    ? parameters_.region
         : name == "account"   ? parameters_.account_id
                               : suffix();
}

std::string Evaluator::filled(std::string_view pattern, const Node& resource) {
  if (pattern.starts_with('=')) {
    return property_of(resource, pattern.substr(1));
  }
  std::string out;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{')) {
    const std::size_t close = pattern.find('}');
    out += pattern.substr(0, open);
    out += placeholder(pattern.substr(open + 1, close - open - 1), resource);
    pattern.remove_prefix(close + 1);
  }
  return out += pattern;
}

// ---- Ref ----------------------------------------------------------------------------------------

std::optional<Node> Evaluator::pseudo_parameter(const std::string& name, const Node& where) const {
  if (!name.starts_with("AWS::")) {
    return std::nullopt;
  }
  const std::string_view rest = std::string_view(name).substr(5);
  const auto& given = parameters_;
  if (rest == "NoValue") {
    return make_node(where, Node::Kind::absent);
  }
  if (rest == "NotificationARNs") {
    return list_node(where, {});
  }
  if (rest == "StackId") {
    return text_node(where,
                     fmt::format("arn:{}:cloudformation:{}:{}:stack/{}/"
                                 "00000000-0000-0000-0000-000000000000",
                                 partition(), given.region, given.account_id, given.stack_name));
  }
  const std::string value = rest == "Region"      ? given.region
                            : rest == "AccountId" ? given.account_id
                            : rest == "Partition" ? partition()
                            : rest == "StackName" ? given.stack_name
                            : rest == "URLSuffix" ? suffix()
                                                  : "";
  return value.empty() ? std::nullopt : std::optional(text_node(where, value));
}

Node Evaluator::parameter(const Node& definition, const Node& where) {
  const Node* type = definition.find("Type");
  const std::string_view type_name = type == nullptr ? "String" : std::string_view(type->text);
  const auto given = parameters_.values.find(definition.key);
  std::string value;
  if (given != parameters_.values.end()) {
    value = given->second;
  } else if (const Node* fallback = definition.find("Default"); fallback == nullptr) {
    return error(definition, fmt::format("Parameters: [{0}] must have values: --parameter "
                                         "{0}=VALUE",
                                         definition.key));
  } else if (type_name.starts_with("AWS::SSM::Parameter::Value<")) {
    return error(definition,
                 fmt::format("the value of {0} is kept in the parameter store of an account, which "
                             "is not simulated: give it with --parameter {0}=VALUE",
                             definition.key));
  } else if (fallback->is_scalar()) {
    value = fallback->text;
  } else if (!fallback->is_null()) {
    return error(*fallback, "Template format error: Every Default member must be a string.");
  }
  if (is_list_type(type_name)) {
    return comma_list(where, value);
  }
  Node node = text_node(where, value);
  node.kind = type_name == "Number" && is_json_number(value) ? Node::Kind::number : node.kind;
  return node;
}

Node Evaluator::value_of(const std::string& name, const Node& where) {
  if (auto pseudo = pseudo_parameter(name, where)) {
    return std::move(*pseudo);
  }
  const Node* parameters = root_.find("Parameters");
  if (const Node* definition = parameters == nullptr ? nullptr : parameters->find(name)) {
    return parameter(*definition, where);
  }
  const Node* found = resource(name);
  if (in_condition_) {
    return error(where, fmt::format("Template format error: Unresolved dependencies [{}]. Cannot "
                                    "reference resources in the Conditions block of the template",
                                    name));
  }
  if (found == nullptr || !exists(*found)) {
    auto known = names_of(root_.find("Resources"));
    std::ranges::copy(names_of(parameters), std::back_inserter(known));
    return error(where,
                 fmt::format("Template format error: Unresolved resource dependencies [{}] in the "
                             "Resources block of the template{}",
                             name,
                             found == nullptr ? wire::did_you_mean(name, known)
                                              : ": the condition of that resource does not hold"));
  }
  const Identity* identity = identity_of(type_of(*found));
  return text_node(where, filled(identity == nullptr ? "{name}" : identity->ref, *found));
}

Node Evaluator::ref(const Node& argument) {
  if (argument.kind != Node::Kind::text) {
    return error(argument,
                 "Template format error: every Ref object must have a single String "
                 "value.");
  }
  return value_of(argument.text, argument);
}

// ---- Fn::GetAtt ---------------------------------------------------------------------------------

Node Evaluator::attribute(const std::string& id, const std::string& name, const Node& where) {
  const Node* found = resource(id);
  if (found == nullptr || in_condition_ || !exists(*found)) {
    return error(where, fmt::format("Template error: instance of Fn::GetAtt references undefined "
                                    "resource {}{}",
                                    id, wire::did_you_mean(id, names_of(root_.find("Resources")))));
  }
  const std::string type = type_of(*found);
  const Identity* identity = identity_of(type);
  if (identity == nullptr || type.starts_with(kCustomResources)) {
    const std::string value = fmt::format("{}.{}", id, name);
    findings_.pass_over(id, type,
                        fmt::format("attribute {} is not known: it reads \"{}\"", name, value));
    return text_node(where, value);
  }
  const auto attribute = std::ranges::find(identity->attributes, name, &Attribute::name);
  if (attribute == identity->attributes.end()) {
    std::vector<std::string_view> known;
    for (const Attribute& each : identity->attributes) {
      known.push_back(each.name);
    }
    return error(where, fmt::format("Template error: resource {} does not support attribute type "
                                    "{} in Fn::GetAtt; known here: {}",
                                    id, name, fmt::join(known, ", ")));
  }
  return text_node(where, filled(attribute->pattern, *found));
}

Node Evaluator::get_att(const Node& argument) {
  constexpr std::string_view kShape =
      "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource "
      "name and the resource attribute";
  if (argument.kind == Node::Kind::text) {
    const std::size_t dot = argument.text.find('.');
    if (dot == std::string::npos || dot == 0 || dot + 1 == argument.text.size()) {
      return error(argument, std::string(kShape));
    }
    return attribute(argument.text.substr(0, dot), argument.text.substr(dot + 1), argument);
  }
  if (!argument.is_list() || argument.items.size() < 2 || !argument.items[0].is_scalar()) {
    return error(argument, std::string(kShape));
  }
  std::string name = text(argument.items[1], "Fn::GetAtt");
  // `!GetAtt [Nested, Outputs, Name]`: the attribute has dots in it.
  for (std::size_t i = 2; i < argument.items.size(); ++i) {
    name += "." + text(argument.items[i], "Fn::GetAtt");
  }
  return findings_.failed() ? make_node(argument, Node::Kind::null)
                            : attribute(argument.items[0].text, name, argument);
}

// ---- Fn::Sub ------------------------------------------------------------------------------------

std::string Evaluator::substituted(const Node& text,
                                   const std::map<std::string, std::string>& variables) {
  std::string out;
  std::string_view rest = text.text;
  while (!findings_.failed()) {
    const std::size_t open = rest.find("${");
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) {
      out += rest;
      break;
    }
    out += rest.substr(0, open);
    const std::string name(rest.substr(open + 2, close - open - 2));
    rest.remove_prefix(close + 1);
    if (name.starts_with('!')) {
      out += "${" + name.substr(1) + "}";
      continue;
    }
    if (const auto variable = variables.find(name); variable != variables.end()) {
      out += variable->second;
    } else {
      const std::size_t dot = name.find('.');
      const Node value = dot == std::string::npos
                             ? value_of(name, text)
                             : attribute(name.substr(0, dot), name.substr(dot + 1), text);
      out += value.text;
      if (!value.is_scalar() && !findings_.failed()) {
        error(text, fmt::format("Template error: Fn::Sub puts texts in places; {} is {}", name,
                                describe(value)));
      }
    }
    if (spent(text_node(text, name)).is_null() || out.size() > 1'000'000) {
      error(text, "Fn::Sub makes a text of more than 1000000 characters");
    }
  }
  return out;
}

Node Evaluator::sub(const Node& argument) {
  constexpr std::string_view kShape =
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. "
      "Specify a string as first argument, and an optional second argument to specify a mapping of "
      "values to replace in the string";
  if (argument.is_scalar()) {
    return text_node(argument, substituted(argument, {}));
  }
  if (!argument.is_list() || argument.items.size() != 2 || !argument.items[0].is_scalar() ||
      !argument.items[1].is_map()) {
    return error(argument, std::string(kShape));
  }
  std::map<std::string, std::string> variables;
  for (const Node& variable : argument.items[1].items) {
    variables[variable.key] = text(variable, fmt::format("{} in Fn::Sub", variable.key));
  }
  return text_node(argument, substituted(argument.items[0], variables));
}

}  // namespace ddbsim::stack
