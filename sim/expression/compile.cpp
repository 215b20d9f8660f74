#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <string>
#include <utility>

#include "sim/expression/functions.hpp"
#include "sim/expression/limits.hpp"
#include "sim/expression/messages.hpp"
#include "sim/expression/parser.hpp"
#include "sim/expression/reserved.hpp"
#include "sim/expression/tree.hpp"

namespace ddbsim::expression {
namespace {

using Section = RawAction::Section;
using Problem = std::optional<std::string>;

std::string_view name_of(Section section) noexcept {
  static constexpr std::array<std::string_view, 4> kNames = {"SET", "REMOVE", "ADD", "DELETE"};
  return kNames[static_cast<std::size_t>(section)];
}

Problem check_path(const RawPath& path) {
  for (const RawStep& step : path) {
    if (step.index != RawStep::kNoIndex) {
      if (step.index > kMaxListIndex) {
        return "List index is not within the allowable range; index: [" + std::string(step.text) +
               "]";
      }
    } else if (is_reserved(step.text)) {
      return "Attribute name is a reserved keyword; reserved keyword: " + std::string(step.text);
    }
  }
  return std::nullopt;
}

/// Names of attributes and functions, in the order in which they are written.
class NameCheck {
 public:
  explicit NameCheck(const Tree& tree) : tree_(tree) {}

  [[nodiscard]] Problem check_all() const {
    switch (tree_.kind) {
      case Kind::projection:
        return check_paths();
      case Kind::update:
        return check_actions();
      default:
        return check_term(tree_.root, true);
    }
  }

 private:
  struct Visit {
    std::uint32_t node;
    bool as_condition;
  };

  [[nodiscard]] Problem check_paths() const {
    for (const RawPath& path : tree_.paths) {
      if (Problem problem = check_path(path)) {
        return problem;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Problem check_actions() const {
    for (const RawAction& action : tree_.actions) {
      if (Problem problem = check_path(action.target)) {
        return problem;
      }
      if (action.operand != RawAction::kNoOperand) {
        if (Problem problem = check_term(action.operand, false)) {
          return problem;
        }
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Problem check_term(std::uint32_t root, bool as_condition) const {
    std::vector<Visit> visits = {{root, as_condition}};
    while (!visits.empty()) {
      const Visit visit = visits.back();
      visits.pop_back();
      const Node& node = tree_.nodes[visit.node];
      if (Problem problem = check_node(node, visit.as_condition)) {
        return problem;
      }
      const bool connects = node.op == Op::either || node.op == Op::both || node.op == Op::negation;
      for (const std::uint32_t operand : std::views::reverse(node.operands)) {
        visits.push_back({operand, connects});
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Problem check_node(const Node& node, bool as_condition) const {
    if (node.op == Op::path) {
      return check_path(node.path);
    }
    if (node.op != Op::call) {
      return std::nullopt;
    }
    const Function function = function_named(node.text);
    const bool update = tree_.kind == Kind::update;
    // DynamoDB Local has texts of its own for functions of the other language ("The function is not
    // allowed in an update expression"); Dynoxide and dynalite agree on this one.
    if (function == Function::none || belongs_to_update(function) != update) {
      return "Invalid function name; function: " + std::string(node.text);
    }
    if (!update && (function == Function::size) == as_condition) {
      return "The function is not allowed to be used this way in an expression; function: " +
             std::string(node.text);
    }
    return std::nullopt;
  }

  const Tree& tree_;
};

Problem check_sections(const Tree& tree) {
  for (auto section = tree.sections.begin(); section != tree.sections.end(); ++section) {
    if (std::find(tree.sections.begin(), section, *section) != section) {
      return "The \"" + std::string(name_of(*section)) +
             "\" section can only be used once in an update expression;";
    }
  }
  return std::nullopt;
}

Problem check(const Tree& tree) {
  if (tree.redundant_parentheses) {
    return "The expression has redundant parentheses;";
  }
  if (Problem problem = NameCheck(tree).check_all()) {
    return problem;
  }
  return check_sections(tree);
}

}  // namespace

std::string_view parameter_name(Kind kind) noexcept {
  switch (kind) {
    case Kind::condition:
      return "ConditionExpression";
    case Kind::filter:
      return "FilterExpression";
    case Kind::key_condition:
      return "KeyConditionExpression";
    case Kind::projection:
      return "ProjectionExpression";
    case Kind::update:
      return "UpdateExpression";
    case Kind::statement:
      break;
  }
  return {};
}

std::string_view symbol_of(Op op) noexcept {
  static constexpr std::array<std::string_view, 16> kSymbols = {
      "", "", "OR", "AND", "NOT", "=", "<>", "<", "<=", ">", ">=", "BETWEEN", "IN", "", "+", "-"};
  return kSymbols[static_cast<std::size_t>(op)];
}

Result<std::shared_ptr<const Tree>> compile(Kind kind, std::string_view text) {
  if (text.empty()) {
    return refuse(kind, "The expression can not be empty;");
  }
  if (text.size() > kMaxExpressionBytes) {
    return refuse(kind, "Expression size has exceeded the maximum allowed size; expression size: " +
                            std::to_string(text.size()));
  }
  auto tree = std::make_shared<Tree>(Tree{kind, std::string(text)});
  std::string syntax;
  if (!parse(*tree, syntax)) {
    return refuse(kind, std::move(syntax));
  }
  if (Problem problem = check(*tree)) {
    return refuse(kind, std::move(*problem));
  }
  return tree;
}

}  // namespace ddbsim::expression
