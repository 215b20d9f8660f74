#include <algorithm>
#include <utility>

#include "sim/expression/messages.hpp"
#include "sim/expression/partiql_binder.hpp"
#include "sim/expression/partiql_lexer.hpp"
#include "sim/expression/partiql_values.hpp"
#include "sim/expression/path.hpp"
#include "sim/expression/update_plan.hpp"

namespace ddbsim::expression {

using partiql::RawStatement;
using partiql::Term;

namespace {

/// Literals are views into values that stay with the tree.
struct Kept {
  std::shared_ptr<const void> literals;
  BoundNode node;
};

/// Or an ARN, which is for the operation to take apart.
bool is_table_name(std::string_view name) {
  if (name.starts_with("arn:")) {
    return true;
  }
  return name.size() >= 3 && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

/// The name that a selected path has in the result: "b[1]" of a.b[1].
std::string result_name(const Path& path) {
  std::size_t last = path.size() - 1;
  while (path[last].index != PathStep::kNoIndex) {
    --last;
  }
  return text_of(Path(path.begin() + static_cast<std::ptrdiff_t>(last), path.end()));
}

std::string_view operation_name(const RawStatement& tree) {
  switch (tree.kind) {
    case RawStatement::Kind::create_table:
      return "CreateTable";
    case RawStatement::Kind::drop_table:
      return "DropTable";
    case RawStatement::Kind::exec:
      return "Exec";
    case RawStatement::Kind::insert_values:
      return "InsertOp";
    case RawStatement::Kind::term:
      break;
    default:
      return {};
  }
  switch (tree.where->kind) {
    case Term::Kind::call:
    case Term::Kind::operation:
    case Term::Kind::is:
      return {};
    case Term::Kind::path:
      return tree.where->steps.size() == 1 ? "VariableReference" : "Path";
    case Term::Kind::structure:
      return "Struct";
    case Term::Kind::list:
    case Term::Kind::bag:
      return "Seq";
    case Term::Kind::parameter:
      return "Parameter";
    default:
      return "Literal";
  }
}

}  // namespace

/// Binds one statement. Order of checks, as far as DynamoDB Local shows it: number of parameters,
/// where it reads, what it selects, WHERE, SET and REMOVE, what stands behind.
class StatementBinder {
 public:
  StatementBinder(const RawStatement& tree, const Parameters& parameters)
      : tree_(tree), parameters_(parameters), terms_(tree.text, parameters) {}

  Result<Statement> bind() {
    out_.kind = tree_.kind;
    for (const auto step : {&StatementBinder::check_parameters, &StatementBinder::bind_source,
                            &StatementBinder::bind_projection, &StatementBinder::bind_where,
                            &StatementBinder::bind_update, &StatementBinder::bind_order,
                            &StatementBinder::check_clauses, &StatementBinder::bind_returning}) {
      if (Problem problem = (this->*step)()) {
        return std::unexpected(Error{std::move(*problem)});
      }
    }
    return std::move(out_);
  }

  /// A condition of a node whose literals `literals` holds.
  static Condition condition(BoundNode node, std::shared_ptr<const void> literals) {
    const auto kept = std::make_shared<const Kept>(Kept{std::move(literals), std::move(node)});
    Condition condition;
    condition.root_ = std::shared_ptr<const Condition::Node>(kept, &kept->node);
    collect_attributes(kept->node, condition.attributes_);
    return condition;
  }

 private:
  using Problem = std::optional<std::string>;

  [[nodiscard]] bool reads() const {
    return tree_.kind == RawStatement::Kind::select || tree_.kind == RawStatement::Kind::exists;
  }

  /// More parameters than the statement has are no mistake (DynamoDB Local).
  Problem check_parameters() {
    return parameters_.size() < tree_.parameters
               ? Problem("Number of parameters in request and statement don't match.")
               : std::nullopt;
  }

  Problem bind_source() {
    if (tree_.from.size() != 1) {
      return "Only select from a single table or index is supported.";
    }
    const partiql::From& from = tree_.from.front();
    if (from.alias || tree_.projection_alias) {
      return "Aliasing is not supported";
    }
    if (from.source.kind != Term::Kind::path) {
      return "Unexpected from source";
    }
    const std::size_t steps = from.source.steps.size();
    if (tree_.kind == RawStatement::Kind::insert && steps > 1) {
      return "FROM clause may only contain a single table name in data manipulation statements";
    }
    if (steps > 2) {
      return "A path may contain at most 2 components in the FROM clause";
    }
    if (steps == 2 && !reads()) {
      return "This operation is not supported on an index";
    }
    for (const partiql::Step& step : from.source.steps) {
      if (step.kind != partiql::Step::Kind::name) {
        return "Unexpected from source";
      }
    }
    out_.table = from.source.steps.front().text;
    if (steps == 2) {
      out_.index = from.source.steps.back().text;
    }
    return is_table_name(out_.table)
               ? std::nullopt
               : Problem(
                     "Table name should be within the length [3, 255] and only contain 'a-z', "
                     "'A-Z', '0-9', '-', '_', '.'.");
  }

  Problem bind_projection() {
    if (!reads()) {
      return std::nullopt;
    }
    if (tree_.distinct) {
      return "Unsupported token in expression: DISTINCT";
    }
    if (tree_.value_form) {
      return "Select projection doesn't support value or pivot keywords";
    }
    if (tree_.hierarchy) {
      return "Changing item's hierarchy while reading isn't supported";
    }
    if (tree_.star) {
      return std::nullopt;
    }
    Projection projection;
    for (const Term& term : tree_.projection) {
      if (Problem problem = add_selected(term, projection)) {
        return problem;
      }
    }
    std::vector<const Path*> paths;
    paths.reserve(projection.paths_.size());
    for (const Path& path : projection.paths_) {
      paths.push_back(&path);
    }
    out_.projection = std::move(projection);
    return check_overlaps(paths);
  }

  Problem add_selected(const Term& term, Projection& projection) const {
    if (term.kind != Term::Kind::path) {
      return "Unexpected path component" + terms_.position(term.place);
    }
    auto path = terms_.path(term);
    if (!path) {
      return std::move(path.error().message);
    }
    std::string name = result_name(*path);
    if (std::ranges::find(projection.names_, name) != projection.names_.end()) {
      return "Duplicate identifiers in select clause: " + name;
    }
    projection.names_.push_back(std::move(name));
    projection.paths_.push_back(std::move(*path));
    return std::nullopt;
  }

  Problem bind_where() {
    if (!tree_.where) {
      return std::nullopt;
    }
    if (tree_.kind == RawStatement::Kind::insert) {
      return bind_item();
    }
    auto node = terms_.condition(
        *tree_.where, "WHERE clause must contain an expression that resolves to a boolean");
    if (!node) {
      return std::move(node.error().message);
    }
    out_.where = condition(std::move(*node), terms_.literals());
    return std::nullopt;
  }

  Problem bind_item() {
    const Term& value = *tree_.where;
    if (value.kind != Term::Kind::structure) {
      return "Unsupported format in item expression. Please use struct format {...} to express "
             "item "
             "values for insert statement." +
             terms_.position(value.place);
    }
    auto map = partiql::item_of(value, parameters_, tree_.text);
    if (!map) {
      return std::move(map.error().message);
    }
    out_.item = value::Item(*map);
    return std::nullopt;
  }

  // ---- SET and REMOVE

  Problem bind_update() {
    if (tree_.assignments.empty()) {
      return std::nullopt;
    }
    std::vector<BoundAction> actions;
    for (const partiql::Assignment& assignment : tree_.assignments) {
      auto target = terms_.path(assignment.target);
      if (!target) {
        return std::move(target.error().message);
      }
      BoundAction action{.section = RawAction::Section::remove, .target = std::move(*target)};
      if (!assignment.remove) {
        if (Problem problem = bind_value(assignment.value, action)) {
          return problem;
        }
      }
      actions.push_back(std::move(action));
    }
    std::vector<const Path*> targets;
    targets.reserve(actions.size());
    for (const BoundAction& action : actions) {
      targets.push_back(&action.target);
    }
    if (Problem problem = check_overlaps(targets)) {
      return problem;
    }
    out_.update = update_of(std::move(actions));
    return std::nullopt;
  }

  Problem bind_value(const Term& value, BoundAction& action) {
    action.section = RawAction::Section::set;
    if (value.kind == Term::Kind::call) {
      if (partiql::equals_ignoring_case(value.text, "set_add")) {
        action.section = RawAction::Section::add;
        return bind_set(value, "SET_ADD", action);
      }
      if (partiql::equals_ignoring_case(value.text, "set_delete")) {
        action.section = RawAction::Section::erase;
        return bind_set(value, "SET_DELETE", action);
      }
    }
    auto operand = terms_.assigned(value);
    if (!operand) {
      return std::move(operand.error().message);
    }
    action.operand = std::move(*operand);
    return std::nullopt;
  }

  /// `SET a = set_add(a, <<..>>)` is ADD, set_delete is DELETE.
  Problem bind_set(const Term& call, const std::string& name, BoundAction& action) {
    if (call.operands.size() != 2) {
      return name + " must have exactly two arguments" + terms_.position(call.place);
    }
    const Term& first = call.operands[0];
    const auto path = first.kind == Term::Kind::path ? terms_.path(first) : Result<Path>(Path());
    if (!path || !same_path(*path, action.target)) {
      return "The first argument to " + name + " must equal the assignment value";
    }
    const Term& second = call.operands[1];
    const bool fixed = second.kind == Term::Kind::parameter || partiql::is_literal(second);
    auto operand = fixed ? terms_.literal(second) : Result<BoundNode>(BoundNode());
    if (!operand) {
      return std::move(operand.error().message);
    }
    if (!operand->literal || operand->literal.type() < value::Type::SS) {
      return "The second argument to " + name + " must be a value with type SET" +
             terms_.position(first.place);
    }
    action.operand = std::move(*operand);
    return std::nullopt;
  }

  Update update_of(std::vector<BoundAction> actions) const {
    return make_update(make_plan({.actions = std::move(actions), .kept = terms_.literals()}), {});
  }

  // ---- what stands behind

  Problem bind_order() {
    for (const partiql::Order& order : tree_.order) {
      const Term& key = order.key;
      if (key.kind != Term::Kind::path || key.steps.size() != 1) {
        return "Argument to ORDER BY must be of type VariableReference. Type: " +
               (key.kind == Term::Kind::path ? "PATH" : key.text);
      }
      out_.order.push_back({key.steps.front().text, order.descending});
    }
    return std::nullopt;
  }

  Problem check_clauses() {
    if (tree_.unsupported.empty()) {
      return std::nullopt;
    }
    const RawStatement::Clause& clause = tree_.unsupported.front();
    return "Unsupported clause: " + std::string(clause.name) +
           (clause.place ? terms_.position(*clause.place) : "");
  }

  Problem bind_returning() {
    if (!tree_.returning) {
      return std::nullopt;
    }
    if (tree_.kind == RawStatement::Kind::insert) {
      return "RETURNING is not supported in INSERT";
    }
    if (tree_.returning->size() > 1) {
      return "Invalid syntax with multiple returning elements in RETURNING clause";
    }
    const partiql::Returned& returned = tree_.returning->front();
    if (!returned.star) {
      return "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause";
    }
    if (tree_.kind == RawStatement::Kind::remove && !(returned.all && returned.old)) {
      return std::string("Invalid returning clause: RETURNING ") +
             (returned.all ? "ALL" : "MODIFIED") + (returned.old ? " OLD" : " NEW") +
             " *. Only RETURNING ALL OLD * is allowed in DELETE statements.";
    }
    out_.returning = returned;
    return std::nullopt;
  }

  const RawStatement& tree_;
  const Parameters& parameters_;
  partiql::TermBinder terms_;
  Statement out_;
};

std::optional<Error> check_operation(const RawStatement& tree) {
  const std::string_view name = operation_name(tree);
  return name.empty() ? std::nullopt
                      : std::optional(Error{"Unsupported operation: " + std::string(name)});
}

Result<Statement> bind_statement(const RawStatement& tree, const Parameters& parameters) {
  return StatementBinder(tree, parameters).bind();
}

namespace partiql {

Condition condition_of(BoundNode node, const Condition& source) {
  return StatementBinder::condition(std::move(node), source.root());
}

}  // namespace partiql

}  // namespace ddbsim::expression
