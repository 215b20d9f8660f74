#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/stack/findings.hpp"
#include "sim/stack/node.hpp"
#include "sim/stack/stack.hpp"

namespace ddbsim::stack {

/// Runs a template's functions, when a value is asked for: what nobody asks for may be anything.
/// Mistakes go to the findings, and the value is null then. Messages are CloudFormation's own where
/// it has some.
class Evaluator {
 public:
  /// All must outlive it. `root` is the template, a map.
  Evaluator(const Node& root, const Parameters& parameters, Findings& findings);

  /// Without functions: references have their values, AWS::NoValue is gone from maps and lists.
  [[nodiscard]] Node evaluate(const Node& node);
  /// As a text; "" with an error when it is a list or map. `what` names it: "property TableName".
  [[nodiscard]] std::string text(const Node& node, std::string_view what);

  [[nodiscard]] bool holds(const std::string& condition, const Node& where);
  /// The resource is there: its Condition holds.
  [[nodiscard]] bool exists(const Node& resource);
  [[nodiscard]] std::string physical_name(const Node& resource);
  /// A pattern of an identity, filled for this resource.
  [[nodiscard]] std::string filled(std::string_view pattern, const Node& resource);

  /// Checks the given parameters against the template's.
  void check_parameters();

 private:
  struct Nesting;
  using Function = Node (Evaluator::*)(const Node& argument);
  struct Entry;

  Node call(const Node& node);
  Node ref(const Node& argument);
  Node get_att(const Node& argument);
  Node sub(const Node& argument);
  Node join(const Node& argument);
  Node select(const Node& argument);
  Node split(const Node& argument);
  Node find_in_map(const Node& argument);
  Node if_else(const Node& argument);
  Node truth(const Node& call);
  Node base64(const Node& argument);
  Node get_azs(const Node& argument);
  Node import_value(const Node& argument);
  Node length(const Node& argument);
  Node to_json_string(const Node& argument);
  Node cidr(const Node& argument);
  Node transform(const Node& argument);

  // References.
  Node value_of(const std::string& name, const Node& where);
  std::optional<Node> pseudo_parameter(const std::string& name, const Node& where) const;
  /// The property as a text; "" when the resource has not got it.
  std::string property_of(const Node& resource, std::string_view name);
  /// What stands for {NAME} in a pattern.
  std::string placeholder(std::string_view name, const Node& resource);
  Node parameter(const Node& definition, const Node& where);
  Node attribute(const std::string& id, const std::string& name, const Node& where);
  std::string substituted(const Node& text, const std::map<std::string, std::string>& variables);

  // Conditions.
  bool boolean(const Node& node);
  bool all_or_any(const Node& arguments, bool all);
  bool equals(const Node& arguments);

  [[nodiscard]] const Node* resource(std::string_view id) const;
  [[nodiscard]] std::string partition() const;
  [[nodiscard]] std::string suffix() const;
  Node error(const Node& at, std::string message);
  /// Counts what was made; an error when it is more than any template needs.
  Node spent(Node node);

  const Node& root_;
  const Parameters& parameters_;
  Findings& findings_;
  std::map<std::string, bool> conditions_;
  std::map<std::string, std::string> names_;
  std::vector<std::string> underway_;  ///< names and conditions that are being evaluated
  std::size_t depth_ = 0;
  std::size_t characters_ = 0;
  bool in_condition_ = false;
};

}  // namespace ddbsim::stack
