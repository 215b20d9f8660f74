#include <algorithm>
#include <utility>

#include "sim/expression/bound.hpp"
#include "sim/expression/limits.hpp"
#include "sim/expression/messages.hpp"

namespace ddbsim::expression {
namespace {

std::string undefined_name(std::string_view placeholder) {
  return "An expression attribute name used in the document path is not defined; attribute name: " +
         std::string(placeholder);
}

std::string undefined_value(std::string_view placeholder) {
  return "An expression attribute value used in expression is not defined; attribute value: " +
         std::string(placeholder);
}

/// Literals are views into the request's values: those stay with the tree.
struct Rooted {
  value::Item values;
  BoundNode node;
};

}  // namespace

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) {
    names.push_back(name);
  }
}

void collect_attributes(const BoundNode& node, std::vector<std::string>& names) {
  if (node.op == Op::path) {
    add_name(names, node.path.front().name);
  }
  for (const BoundNode& operand : node.operands) {
    collect_attributes(operand, names);
  }
}

bool leads_into(const Path& path, std::string_view attribute) noexcept {
  return path.size() > 1 && path.front().name == attribute;
}

bool leads_into(const BoundNode& node, std::string_view attribute) {
  return (node.op == Op::path && leads_into(node.path, attribute)) ||
         std::ranges::any_of(node.operands,
                             [&](const BoundNode& part) { return leads_into(part, attribute); });
}

bool leads_into(const Condition& condition, std::string_view attribute) {
  return condition.root() != nullptr && leads_into(*condition.root(), attribute);
}

bool leads_into(const Projection& projection, std::string_view attribute) {
  return std::ranges::any_of(projection.paths(),
                             [&](const Path& path) { return leads_into(path, attribute); });
}

std::string not_a_scalar(std::string_view kind, std::string_view attribute) {
  std::string text =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
      "allowed: ";
  return text.append(kind).append(": ").append(attribute);
}

std::optional<Error> Binder::check_path(const RawPath& raw) const {
  for (const RawStep& step : raw) {
    if (step.index == RawStep::kNoIndex && step.text[0] == '#' &&
        placeholders_.name(step.text) == nullptr) {
      return invalid(tree_.kind, undefined_name(step.text));
    }
  }
  if (raw.size() > kMaxPathDepth) {
    return invalid(tree_.kind, "The document path has too many nesting levels; nesting levels: " +
                                   std::to_string(raw.size()));
  }
  return std::nullopt;
}

Result<Path> Binder::path(const RawPath& raw) const {
  if (auto error = check_path(raw)) {
    return std::unexpected(std::move(*error));
  }
  Path path;
  path.reserve(raw.size());
  for (const RawStep& step : raw) {
    if (step.index != RawStep::kNoIndex) {
      path.push_back({{}, step.index});
    } else if (step.text[0] != '#') {
      path.push_back({std::string(step.text)});
    } else {
      path.push_back({*placeholders_.name(step.text)});
    }
  }
  return path;
}

Result<BoundNode> Binder::leaf(const Node& node) const {
  if (node.op == Op::path) {
    auto bound = path(node.path);
    if (!bound) {
      return std::unexpected(std::move(bound.error()));
    }
    return BoundNode{.op = Op::path, .path = std::move(*bound)};
  }
  const std::size_t index = placeholders_.value_index(node.text);
  if (index == placeholders_.values().count()) {
    return refuse(tree_.kind, undefined_value(node.text));
  }
  return BoundNode{.op = Op::literal,
                   .literal = placeholders_.values().value(index),
                   .value_at = static_cast<std::uint32_t>(index)};
}

std::optional<Error> Binder::check(const BoundNode& node) {
  if (auto problem = check_operands(node)) {
    return invalid(tree_.kind, std::move(*problem));
  }
  if (++operators_ > kMaxOperators) {
    return invalid(tree_.kind, "The expression contains too many operators; operator count: " +
                                   std::to_string(operators_));
  }
  return std::nullopt;
}

Result<BoundNode> Binder::term(std::uint32_t first, std::uint32_t root) {
  std::vector<BoundNode> bound;
  bound.reserve(root - first + 1);
  for (std::uint32_t i = first; i <= root; ++i) {
    const Node& node = tree_.nodes[i];
    if (node.op == Op::path || node.op == Op::literal) {
      auto made = leaf(node);
      if (!made) {
        return made;
      }
      bound.push_back(std::move(*made));
      continue;
    }
    BoundNode made{.op = node.op, .function = function_named(node.text)};
    made.operands.reserve(node.operands.size());
    for (const std::uint32_t operand : node.operands) {
      made.operands.push_back(std::move(bound[operand - first]));
    }
    if (auto error = check(made)) {
      return std::unexpected(std::move(*error));
    }
    bound.push_back(std::move(made));
  }
  return std::move(bound.back());
}

std::optional<Error> Binder::check_names(std::uint32_t first, std::uint32_t last) const {
  for (std::uint32_t i = first; i <= last; ++i) {
    if (tree_.nodes[i].op == Op::path) {
      if (auto error = check_path(tree_.nodes[i].path)) {
        return error;
      }
    }
  }
  return std::nullopt;
}

std::optional<Error> Binder::check_values(std::uint32_t first, std::uint32_t last) const {
  for (std::uint32_t i = first; i <= last; ++i) {
    const Node& node = tree_.nodes[i];
    if (node.op == Op::literal && !placeholders_.value(node.text)) {
      return invalid(tree_.kind, undefined_value(node.text));
    }
  }
  return std::nullopt;
}

Result<Condition> bind_condition(Kind kind, const std::shared_ptr<const Tree>& tree,
                                 Placeholders& placeholders) {
  static_cast<void>(kind);  // the tree knows
  auto node = Binder(*tree, placeholders).term(0, tree->root);
  if (!node) {
    return std::unexpected(std::move(node.error()));
  }
  return make_condition(placeholders.values(), std::move(*node));
}

Condition make_condition(value::Item values, BoundNode root) {
  const auto rooted = std::make_shared<const Rooted>(Rooted{std::move(values), std::move(root)});
  Condition condition;
  condition.root_ = std::shared_ptr<const Condition::Node>(rooted, &rooted->node);
  collect_attributes(rooted->node, condition.attributes_);
  return condition;
}

}  // namespace ddbsim::expression
