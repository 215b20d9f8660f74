#include "sim/stack/serverless.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/stack/policy_templates.hpp"

namespace ddbsim::stack {

namespace {

Node managed_arn(const Node& where, std::string_view name) {
  return call_node("Fn::Sub",
                   text_node(where, fmt::format("arn:${{AWS::Partition}}:iam::aws:policy/"
                                                "service-role/{}",
                                                name)));
}

Node attribute_of(const Node& where, std::string id, std::string attribute) {
  return call_node("Fn::GetAtt", list_node(where, {text_node(where, std::move(id)),
                                                   text_node(where, std::move(attribute))}));
}

/// A resource in the place of `source`: with its condition, and what else it says of itself.
Node resource_node(const Node& source, std::string id, std::string type,
                   std::vector<Node> properties) {
  std::vector<Node> members{keyed("Type", text_node(source, std::move(type)))};
  for (const Node& member : source.items) {
    if (member.key != "Type" && member.key != "Properties") {
      members.push_back(member);
    }
  }
  members.push_back(keyed("Properties", map_node(source, std::move(properties))));
  return keyed(std::move(id), map_node(source, std::move(members)));
}

/// Takes the member out of a list of them.
const Node* find_in(const std::vector<Node>& members, std::string_view name) {
  const auto found = std::ranges::find(members, name, &Node::key);
  return found == members.end() ? nullptr : &*found;
}

/// One serverless function on its way to the resources that it stands for.
class FunctionExpansion {
 public:
  FunctionExpansion(const Node& resource, const Node& properties, Findings& findings)
      : resource_(resource), properties_(properties), findings_(findings) {}

  std::vector<Node> run() {
    if (!given("Role")) {
      begin_role();
    }
    std::vector<Node> events = mappings();
    std::vector<Node> out{function()};
    if (!given("Role")) {
      out.push_back(role());
    }
    std::ranges::move(events, std::back_inserter(out));
    return out;
  }

 private:
  [[nodiscard]] const Node* given(std::string_view name) const { return properties_.find(name); }
  [[nodiscard]] std::string role_id() const { return resource_.key + "Role"; }
  void pass_over(std::string reason) {
    findings_.pass_over(resource_.key, "AWS::Serverless::Function", std::move(reason));
  }

  Node function() {
    constexpr auto kElsewhere = std::to_array<std::string_view>(
        {"CodeUri", "InlineCode", "Policies", "Events", "PermissionsBoundary", "RolePath",
         "AssumeRolePolicyDocument"});
    std::vector<Node> properties;
    if (const Node* code = given("InlineCode")) {
      properties.push_back(keyed("Code", map_node(*code, {keyed("ZipFile", *code)})));
    } else if (const Node* uri = given("CodeUri")) {
      properties.push_back(keyed("Code", *uri));
    }
    for (const Node& property : properties_.items) {
      if (std::ranges::find(kElsewhere, property.key) == kElsewhere.end()) {
        properties.push_back(property);
      }
    }
    if (!given("Role")) {
      properties.push_back(keyed("Role", attribute_of(resource_, role_id(), "Arn")));
    }
    return resource_node(resource_, resource_.key, "AWS::Lambda::Function", std::move(properties));
  }

  // The role that SAM generates.

  void begin_role() {
    managed_.push_back(managed_arn(resource_, "AWSLambdaBasicExecutionRole"));
    if (given("VpcConfig") != nullptr) {
      managed_.push_back(managed_arn(resource_, "AWSLambdaVPCAccessExecutionRole"));
    }
    if (const Node* policies = given("Policies")) {
      const std::vector<Node> list =
          policies->is_list() ? policies->items : std::vector<Node>{*policies};
      for (std::size_t index = 0; index < list.size(); ++index) {
        auto [inline_policy, managed] = policy(list[index], index);
        if (inline_policy) {
          policies_.push_back(std::move(*inline_policy));
        }
        if (managed) {
          managed_.push_back(std::move(*managed));
        }
      }
    }
  }

  struct Policy {
    std::optional<Node> document;  ///< with its name
    std::optional<Node> managed;
  };

  Node named(const Node& document, std::size_t index) const {
    const std::string name = fmt::format("{}Policy{}", role_id(), index);
    return map_node(document, {keyed("PolicyName", text_node(document, name)),
                               keyed("PolicyDocument", document)});
  }

  Policy policy(const Node& entry, std::size_t index) {
    if (function_of(entry) == "Fn::If" && entry.items.front().items.size() == 3) {
      return either(entry.items.front(), index);
    }
    if (entry.is_scalar() || is_ref_to(entry, "AWS::NoValue") || !function_of(entry).empty()) {
      return {std::nullopt, entry};
    }
    if (entry.find("Statement") != nullptr) {
      return {named(entry, index), std::nullopt};
    }
    if (entry.is_map() && entry.items.size() == 1) {
      const Node& parameters = entry.items.front();
      if (const auto document = policy_from_template(parameters.key, parameters)) {
        return {named(*document, index), std::nullopt};
      }
      pass_over(fmt::format("the policy template {} is not known: its permissions are missing",
                            parameters.key));
      return {};
    }
    findings_.error(entry,
                    "each of Policies is the name or ARN of a managed policy, a policy "
                    "document or a policy template of SAM");
    return {};
  }

  /// {"Fn::If": [condition, one, other]}, each where it belongs.
  Policy either(const Node& arguments, std::size_t index) {
    const Node nothing = call_node("Ref", text_node(arguments, "AWS::NoValue"));
    const Policy one = policy(arguments.items[1], index);
    const Policy other = policy(arguments.items[2], index);
    const auto chosen = [&](const std::optional<Node>& left, const std::optional<Node>& right) {
      return left || right
                 ? std::optional(call_node(
                       "Fn::If", list_node(arguments, {arguments.items[0], left.value_or(nothing),
                                                       right.value_or(nothing)})))
                 : std::nullopt;
    };
    return {chosen(one.document, other.document), chosen(one.managed, other.managed)};
  }

  Node role() {
    const Node service = text_node(resource_, "lambda.amazonaws.com");
    std::vector<Node> properties{
        keyed("ManagedPolicyArns", list_node(resource_, std::move(managed_)))};
    if (!policies_.empty()) {
      properties.push_back(keyed("Policies", list_node(resource_, std::move(policies_))));
    }
    if (const Node* boundary = given("PermissionsBoundary")) {
      properties.push_back(*boundary);
    }
    if (const Node* path = given("RolePath")) {
      properties.push_back(keyed("Path", *path));
    }
    return resource_node(resource_, role_id(), "AWS::IAM::Role", std::move(properties));
  }

  // Events.

  std::vector<Node> mappings() {
    std::vector<Node> out;
    const Node* events = given("Events");
    for (const Node& event : events == nullptr ? std::vector<Node>{} : events->items) {
      const Node* type = event.find("Type");
      const Node* properties = event.find("Properties");
      if (type == nullptr || type->text != "DynamoDB") {
        pass_over(fmt::format("event {} of type {} is not simulated", event.key,
                              type == nullptr ? "none" : type->text));
      } else if (properties == nullptr || properties->find("Stream") == nullptr) {
        findings_.error(event, fmt::format("Resource with id [{}] is invalid. Event with id [{}] "
                                           "is invalid. Missing required property 'Stream'.",
                                           resource_.key, event.key));
      } else {
        out.push_back(mapping(event.key, *properties));
      }
    }
    if (!out.empty()) {
      managed_.push_back(managed_arn(resource_, "AWSLambdaDynamoDBExecutionRole"));
    }
    return out;
  }

  Node mapping(const std::string& event, const Node& properties) {
    const std::string id = resource_.key + event;
    std::vector<Node> members{
        keyed("FunctionName", call_node("Ref", text_node(properties, resource_.key)))};
    for (const Node& property : properties.items) {
      if (property.key == "Stream") {
        members.push_back(keyed("EventSourceArn", property));
      } else if (property.key == "DestinationConfig") {
        members.push_back(destination(id, property));
      } else {
        members.push_back(property);
      }
    }
    return resource_node(resource_, id, "AWS::Lambda::EventSourceMapping", std::move(members));
  }

  /// Without the Type that SAM has besides; the generated role may send there.
  Node destination(const std::string& id, const Node& config) {
    const Node* on_failure = config.find("OnFailure");
    const Node* target = on_failure == nullptr ? nullptr : on_failure->find("Destination");
    if (target == nullptr) {
      return config;
    }
    const Node* type = on_failure->find("Type");
    const std::string_view service = type == nullptr ? "" : std::string_view(type->text);
    if (service == "SQS" || service == "SNS") {
      const std::string action = service == "SQS" ? "sqs:SendMessage" : "sns:publish";
      const Node statement = map_node(
          *target, {keyed("Action", list_node(*target, {text_node(*target, action)})),
                    keyed("Effect", text_node(*target, "Allow")), keyed("Resource", *target)});
      const Node document =
          map_node(*target, {keyed("Statement", list_node(*target, {statement}))});
      policies_.push_back(map_node(
          *target, {keyed("PolicyName", text_node(*target, fmt::format("{}{}Policy", id, service))),
                    keyed("PolicyDocument", document)}));
    }
    return map_node(config, {keyed("OnFailure", map_node(*on_failure, {*target}))});
  }

  const Node& resource_;
  const Node& properties_;
  Findings& findings_;
  std::vector<Node> managed_;
  std::vector<Node> policies_;
};

Node simple_table(const Node& resource, const Node& properties) {
  const Node* key = properties.find("PrimaryKey");
  const Node* name = key == nullptr ? nullptr : key->find("Name");
  const Node* type = key == nullptr ? nullptr : key->find("Type");
  const Node name_node = name == nullptr ? text_node(resource, "id") : *name;
  const std::string type_text = type == nullptr          ? "S"
                                : type->text == "Number" ? "N"
                                : type->text == "Binary" ? "B"
                                                         : "S";
  const auto pair = [&](std::string member, std::string value) {
    return list_node(
        resource,
        {map_node(resource, {keyed("AttributeName", name_node),
                             keyed(std::move(member), text_node(resource, std::move(value)))})});
  };
  std::vector<Node> made{keyed("AttributeDefinitions", pair("AttributeType", type_text)),
                         keyed("KeySchema", pair("KeyType", "HASH"))};
  if (properties.find("ProvisionedThroughput") == nullptr) {
    made.push_back(keyed("BillingMode", text_node(resource, "PAY_PER_REQUEST")));
  }
  for (const Node& property : properties.items) {
    if (property.key == "Tags" && property.is_map()) {
      std::vector<Node> tags;
      tags.reserve(property.items.size());
      for (const Node& tag : property.items) {
        tags.push_back(map_node(tag, {keyed("Key", text_node(tag, tag.key)), keyed("Value", tag)}));
      }
      made.push_back(keyed("Tags", list_node(property, std::move(tags))));
    } else if (property.key != "PrimaryKey") {
      made.push_back(property);
    }
  }
  return resource_node(resource, resource.key, "AWS::DynamoDB::Table", std::move(made));
}

Node layer(const Node& resource, const Node& properties) {
  std::vector<Node> made;
  for (const Node& property : properties.items) {
    const bool content = property.key == "ContentUri";
    if (property.key != "RetentionPolicy") {
      made.push_back(content ? keyed("Content", property) : property);
    }
  }
  return resource_node(resource, resource.key, "AWS::Lambda::LayerVersion", std::move(made));
}

std::vector<Node> expanded(const Node& resource, const Node* globals, Findings& findings) {
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  const Node* type = resource.find("Type");
  if (type == nullptr || !type->text.starts_with(kPrefix)) {
    return {resource};
  }
  const std::string_view kind = std::string_view(type->text).substr(kPrefix.size());
  const Node* local = resource.find("Properties");
  const Node own =
      local != nullptr && local->is_map() ? *local : make_node(resource, Node::Kind::map);
  const Node* global = globals == nullptr ? nullptr : globals->find(kind);
  const Node properties = global != nullptr && global->is_map() ? merged(*global, own) : own;
  if (kind == "Function") {
    return FunctionExpansion(resource, properties, findings).run();
  }
  if (kind == "SimpleTable") {
    return {simple_table(resource, properties)};
  }
  if (kind == "LayerVersion") {
    return {layer(resource, properties)};
  }
  return {resource};
}

}  // namespace

Node merged(const Node& global, const Node& local) {
  if (!function_of(global).empty() || !function_of(local).empty() || global.kind != local.kind) {
    return local;
  }
  if (local.is_list()) {
    Node out = global;
    out.key = local.key;
    std::ranges::copy(local.items, std::back_inserter(out.items));
    return out;
  }
  if (!local.is_map()) {
    return local;
  }
  Node out = make_node(local, Node::Kind::map);
  for (const Node& item : global.items) {
    const Node* over = local.find(item.key);
    out.items.push_back(over == nullptr ? item : merged(item, *over));
  }
  for (const Node& item : local.items) {
    if (find_in(global.items, item.key) == nullptr) {
      out.items.push_back(item);
    }
  }
  return out;
}

Node without_serverless(Node root, Findings& findings) {
  const Node* globals = root.find("Globals");
  const auto resources = std::ranges::find(root.items, "Resources", &Node::key);
  if (resources == root.items.end()) {
    return root;
  }
  std::vector<Node> made;
  for (const Node& resource : resources->items) {
    std::ranges::move(expanded(resource, globals, findings), std::back_inserter(made));
  }
  resources->items = std::move(made);
  return root;
}

}  // namespace ddbsim::stack
