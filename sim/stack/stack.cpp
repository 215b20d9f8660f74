#include "sim/stack/stack.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "sim/stack/document.hpp"
#include "sim/stack/serverless.hpp"
#include "sim/stack/workshop.hpp"

namespace ddbsim::stack {

namespace {

constexpr std::size_t kResourcesMax = 500;  // CloudFormation's quota
constexpr std::string_view kServerless = "AWS::Serverless-2016-10-31";

/// What is added when: each needs what the steps before it have added.
enum class Step : std::uint8_t { bases, roles, functions, connections };
constexpr auto kSteps =
    std::to_array<Step>({Step::bases, Step::roles, Step::functions, Step::connections});

struct Part {
  std::string_view type;
  Step step;
  Adder add;
};
constexpr auto kParts = std::to_array<Part>({
    {"AWS::DynamoDB::Table", Step::bases, add_table},
    {"AWS::DynamoDB::GlobalTable", Step::bases, add_global_table},
    {"AWS::Lambda::LayerVersion", Step::bases, add_layer},
    {"AWS::Lambda::Function", Step::functions, add_function},
    {"AWS::Lambda::EventSourceMapping", Step::connections, add_mapping},
    {"AWS::IAM::ManagedPolicy", Step::bases, add_managed_policy},
    {"AWS::IAM::Role", Step::roles, add_role},
    {"AWS::IAM::Policy", Step::connections, attach_policy},
    {"AWS::IAM::ManagedPolicy", Step::connections, attach_managed_policy},
    {"AWS::IAM::RolePolicy", Step::connections, attach_role_policy},
    {"AWS::EC2::Subnet", Step::bases, add_subnet},
    {"AWS::EC2::RouteTable", Step::bases, add_route_table},
    {"AWS::EC2::InternetGateway", Step::bases, add_internet_gateway},
    {"AWS::EC2::SecurityGroup", Step::bases, add_security_group},
    {"AWS::EC2::VPCEndpoint", Step::connections, add_endpoint},
    {"AWS::EC2::Route", Step::connections, attach_route},
    {"AWS::EC2::SubnetRouteTableAssociation", Step::connections, attach_route_table},
    {"AWS::EC2::SecurityGroupEgress", Step::connections, attach_egress},
});

/// They matter as names in ARNs, or because others could not be without them.
constexpr auto kNamesOnly = std::to_array<std::string_view>(
    {"AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket", "AWS::Logs::LogGroup",
     "AWS::EC2::VPC", "AWS::EC2::NatGateway", "AWS::EC2::EIP", "AWS::EC2::VPCGatewayAttachment",
     "AWS::CDK::Metadata"});

bool is_known(std::string_view type) {
  return std::ranges::find(kParts, type, &Part::type) != kParts.end();
}

bool names_transform(const Node* transform, std::string_view name) {
  return transform != nullptr &&
         (transform->text == name ||
          std::ranges::any_of(transform->items, [name](const Node& n) { return n.text == name; }));
}

/// From the first template to the fragment.
class Builder {
 public:
  Builder(Node root, std::string path, const Parameters& parameters)
      : path_(std::move(path)), parameters_(parameters), root_(transformed(std::move(root))) {}

  void run() {
    Evaluator evaluator(root_, parameters_, findings_);
    evaluator.check_parameters();
    Workshop workshop{.evaluator = evaluator,
                      .findings = findings_,
                      .folder = std::filesystem::path(path_).parent_path().string()};
    std::vector<Properties> resources = there(evaluator);
    for (const Step step : kSteps) {
      for (const Part& part : kParts) {
        for (Properties& properties : resources) {
          if (part.step == step && part.type == properties.type() && !findings_.failed()) {
            part.add(workshop, properties);
          }
        }
      }
    }
    for (Properties& properties : resources) {
      if (!findings_.failed()) {
        stack_.names[properties.logical_id()] = evaluator.physical_name(properties.resource());
        finish(properties);
      }
    }
    assemble(std::move(workshop));
  }

  [[nodiscard]] const Findings& findings() const noexcept { return findings_; }
  [[nodiscard]] const Node& root() const noexcept { return root_; }
  Stack take() {
    // std::stable_sort takes memory in a way that is deprecated: places make the order whole.
    std::vector<PassedOver> found = findings_.take_passed_over();
    std::map<std::pair<std::size_t, std::size_t>, PassedOver*> in_order;
    for (PassedOver& each : found) {
      in_order[{place_of(each.logical_id), in_order.size()}] = &each;
    }
    for (const auto& [place, each] : in_order) {
      stack_.passed_over.push_back(std::move(*each));
    }
    return std::move(stack_);
  }

 private:
  Node transformed(Node root) {
    if (!root.is_map()) {
      findings_.error(root, "Template format error: a template is a map with a member Resources");
      return root;
    }
    const Node* resources = root.find("Resources");
    if (resources == nullptr || !resources->is_map() || resources->items.empty()) {
      findings_.error(resources == nullptr ? root : *resources,
                      "Template format error: At least one Resources member must be defined.");
      return root;
    }
    if (resources->items.size() > kResourcesMax) {
      findings_.error(*resources,
                      fmt::format("Template format error: Number of resources, {}, is greater "
                                  "than maximum allowed, {}",
                                  resources->items.size(), kResourcesMax));
    }
    tell_macros(root.find("Transform"));
    return names_transform(root.find("Transform"), kServerless)
               ? without_serverless(std::move(root), findings_)
               : root;
  }

  [[nodiscard]] std::size_t place_of(const std::string& logical_id) const {
    const auto& resources = root_.find("Resources")->items;
    const auto found = std::ranges::find(resources, logical_id, &Node::key);
    return static_cast<std::size_t>(found - resources.begin());
  }

  void tell_macros(const Node* transform) {
    if (transform == nullptr) {
      return;
    }
    const std::vector<Node> list =
        transform->is_list() ? transform->items : std::vector<Node>{*transform};
    for (const Node& macro : list) {
      if (macro.text != kServerless && macro.text != "AWS::LanguageExtensions") {
        findings_.pass_over("", "Transform",
                            fmt::format("{} is run by CloudFormation only", describe(macro)));
      }
    }
  }

  std::vector<Properties> there(Evaluator& evaluator) {
    std::vector<Properties> out;
    const Node* resources = root_.find("Resources");
    if (resources == nullptr || findings_.failed()) {
      return out;
    }
    for (const Node& resource : resources->items) {
      const Node* type = resource.find("Type");
      if (resource.key.starts_with("Fn::")) {
        findings_.pass_over(resource.key, "", "loops are run by CloudFormation only");
        continue;
      }
      if (type == nullptr || type->kind != Node::Kind::text) {
        findings_.error(resource,
                        fmt::format("Template format error: [/Resources/{}] Every Resources "
                                    "object must contain a Type member.",
                                    resource.key));
        break;
      }
      const Node* properties = resource.find("Properties");
      if (properties != nullptr && !properties->is_map()) {
        findings_.error(*properties,
                        properties->is_null()
                            ? fmt::format("Template format error: [/Resources/{}/Properties] "
                                          "'null' values are not allowed in templates",
                                          resource.key)
                            : "Template format error: Properties is a map");
      }
      if (evaluator.exists(resource)) {
        out.emplace_back(resource, evaluator, findings_);
      }
    }
    return out;
  }

  void finish(Properties& properties) {
    if (is_known(properties.type())) {
      properties.finish();
    } else if (properties.type().starts_with("AWS::Serverless::") &&
               !names_transform(root_.find("Transform"), kServerless)) {
      findings_.error(properties.resource(),
                      fmt::format("Template format error: Unrecognized resource types: [{}]: the "
                                  "template needs \"Transform: {}\"",
                                  properties.type(), kServerless));
    } else if (std::ranges::find(kNamesOnly, properties.type()) == kNamesOnly.end()) {
      properties.pass_over("is not simulated");
    }
  }

  void assemble(Workshop workshop) {
    Json& out = stack_.fragment;
    out["kind"] = "fragment";
    const auto add = [](Json& to, std::string_view name, Json& part) {
      if (!part.empty()) {
        to[std::string(name)] = std::move(part);
      }
    };
    add(out, "tables", workshop.tables);
    add(out, "time_to_live", workshop.time_to_live);
    add(out, "functions", workshop.functions);
    add(out, "roles", workshop.roles);
    forget_unused_tables(workshop);
    Json network = Json::object();
    add(network, "subnets", workshop.subnets);
    add(network, "route_tables", workshop.route_tables);
    add(network, "security_groups", workshop.security_groups);
    add(network, "endpoints", workshop.endpoints);
    add(out, "network", network);
    add(out, "mappings", workshop.mappings);
  }

  /// Main route tables of which every subnet has gone to another.
  static void forget_unused_tables(Workshop& workshop) {
    std::vector<std::string> unused;
    for (const auto& [name, table] : workshop.route_tables.items()) {
      const bool used = std::ranges::any_of(
          workshop.subnets, [&name](const Json& subnet) { return subnet["route_table"] == name; });
      if (!used && name.ends_with("-main")) {
        unused.push_back(name);
      }
    }
    for (const std::string& name : unused) {
      workshop.route_tables.erase(name);
    }
  }

  std::string path_;
  const Parameters& parameters_;
  Findings findings_;
  Node root_;
  Stack stack_;
};

/// "Resources/MessagesTable/Properties": where the value with this number stands; of those that a
/// transform has moved, nothing.
std::optional<std::string> path_to(const Node& node, std::uint32_t id) {
  if (node.id == id) {
    return "";
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node& item = node.items[i];
    if (auto below = path_to(item, id)) {
      const std::string step = node.is_list() ? std::to_string(i) : item.key;
      return below->empty() ? step : fmt::format("{}/{}", step, *below);
    }
  }
  return std::nullopt;
}

/// Characters (code points) before a byte of a line.
std::size_t characters_before(std::string_view text, std::size_t line, std::size_t column) {
  for (std::size_t i = 0; i < line; ++i) {
    const std::size_t end = text.find('\n');
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return static_cast<std::size_t>(std::ranges::count_if(text.substr(0, column), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

StackError error_at(std::string_view text, std::size_t line, std::size_t column, std::string path,
                    std::string message) {
  return {line + 1, characters_before(text, line, column) + 1, std::move(path), std::move(message)};
}

}  // namespace

std::string text_of(const PassedOver& passed_over) {
  const std::string type = passed_over.type.empty() ? "" : fmt::format("({})", passed_over.type);
  return fmt::format("{}{}{}: {}", passed_over.logical_id,
                     passed_over.logical_id.empty() || type.empty() ? "" : " ", type,
                     passed_over.reason);
}

std::expected<Stack, StackError> read_template(std::string_view text, const std::string& path,
                                               const Parameters& parameters) {
  auto document = read_document(text);
  if (!document) {
    auto& error = document.error();
    return std::unexpected(error_at(text, error.line, error.column, "", std::move(error.message)));
  }
  const Node original = *document;
  Builder builder(std::move(*document), path, parameters);
  builder.run();
  if (const auto& error = builder.findings().first_error()) {
    return std::unexpected(error_at(text, error->at.line, error->at.column,
                                    path_to(original, error->at.id).value_or(""), error->message));
  }
  return builder.take();
}

}  // namespace ddbsim::stack
