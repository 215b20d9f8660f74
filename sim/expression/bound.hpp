#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/expression/functions.hpp"
#include "sim/expression/tree.hpp"

namespace ddbsim::expression {

/// A node with names and values in place: of conditions, and of what an update assigns.
struct Condition::Node {
  Op op = Op::path;
  Function function = Function::none;  ///< of a call
  Path path = {};                      ///< of a path
  value::ValueView literal = {};       ///< of a literal
  std::vector<Node> operands = {};
  /// Of a literal that one request after the other fills in: its place among their values.
  std::uint32_t value_at = kNoValue;
  static constexpr std::uint32_t kNoValue = static_cast<std::uint32_t>(-1);

  [[nodiscard]] value::ValueView literal_of(const value::Item& values) const noexcept {
    return value_at == kNoValue ? literal : values.value(value_at);
  }
};
using BoundNode = Condition::Node;

/// A condition of nodes that are known to be good; their literals are views into `values`.
[[nodiscard]] Condition make_condition(value::Item values, BoundNode root);
/// A projection of paths of which none overlaps with another.
[[nodiscard]] Projection make_projection(std::vector<Path> paths);

/// Adds a name that is not there yet.
void add_name(std::vector<std::string>& names, const std::string& name);
/// The top-level attributes that a condition reads, each once, in order of the text.
void collect_attributes(const BoundNode& node, std::vector<std::string>& names);

/// Is there a path to a part of this attribute?
[[nodiscard]] bool leads_into(const Path& path, std::string_view attribute) noexcept;
[[nodiscard]] bool leads_into(const BoundNode& node, std::string_view attribute);

/// "begins_with", "<": what messages call the operator or function of a node.
[[nodiscard]] std::string_view operator_of(const BoundNode& node) noexcept;

/// What can be said of an operator and its operands before any item is there: their count, paths
/// where paths are needed, types of literals, an upper bound below its lower one. The text of the
/// mistake.
[[nodiscard]] std::optional<std::string> check_operands(const BoundNode& node);

/// Names and values of one expression, resolved with the request's placeholders.
class Binder {
 public:
  Binder(const Tree& tree, Placeholders& placeholders) : tree_(tree), placeholders_(placeholders) {}

  [[nodiscard]] Result<Path> path(const RawPath& raw) const;
  /// What `path` would refuse.
  [[nodiscard]] std::optional<Error> check_path(const RawPath& raw) const;

  /// Nodes `first` to `root`, whose operands are among them, as one term; each is checked as soon
  /// as its operands are. In the order of the text, without recursion.
  [[nodiscard]] Result<BoundNode> term(std::uint32_t first, std::uint32_t root);

  /// Undefined names, or undefined values, in nodes `first` to `last`.
  [[nodiscard]] std::optional<Error> check_names(std::uint32_t first, std::uint32_t last) const;
  [[nodiscard]] std::optional<Error> check_values(std::uint32_t first, std::uint32_t last) const;

 private:
  [[nodiscard]] Result<BoundNode> leaf(const Node& node) const;
  [[nodiscard]] std::optional<Error> check(const BoundNode& node);

  const Tree& tree_;
  Placeholders& placeholders_;
  std::size_t operators_ = 0;
};

}  // namespace ddbsim::expression
