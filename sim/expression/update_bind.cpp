#include <algorithm>
#include <array>
#include <utility>

#include "sim/expression/messages.hpp"
#include "sim/expression/path.hpp"
#include "sim/expression/update_plan.hpp"

namespace ddbsim::expression {
namespace {

using Section = RawAction::Section;
using value::Type;

/// ADD and DELETE name types by words of their own.
std::string_view long_name_of(Type type) noexcept {
  static constexpr std::array<std::string_view, 10> kNames = {
      "STRING", "NUMBER", "BINARY",     "BOOLEAN",    "NULL",
      "MAP",    "LIST",   "STRING_SET", "NUMBER_SET", "BINARY_SET"};
  return kNames[static_cast<std::size_t>(type)];
}

bool is_set(Type type) noexcept { return type >= Type::SS; }

/// The type set is in what DynamoDB Local and reports of users of the real service show; dynalite
/// and Dynoxide end before it.
std::optional<Error> check_type(const RawAction& action, const BoundNode& operand) {
  const bool add = action.section == Section::add;
  if ((!add && action.section != Section::erase) || is_set(operand.literal.type()) ||
      (add && operand.literal.is(Type::N))) {
    return std::nullopt;
  }
  const std::string name = add ? "ADD" : "DELETE";
  return invalid(Kind::update,
                 "Incorrect operand type for operator or function; operator: " + name +
                     ", operand type: " + std::string(long_name_of(operand.literal.type())) +
                     ", typeSet: ALLOWED_FOR_" + name + "_OPERAND");
}

/// Binds in the service's order: all names, all values, paths against each other, then what each
/// action says. (DynamoDB Local goes through the actions from the last to the first, and finishes
/// with one before the next; the order here is dynalite's, where Dynoxide mostly agrees.)
class UpdateBinder {
 public:
  UpdateBinder(const Tree& tree, Placeholders& placeholders)
      : tree_(tree), binder_(tree, placeholders) {}

  Result<std::vector<BoundAction>> bind() {
    for (const auto step : {&UpdateBinder::bind_names, &UpdateBinder::check_values,
                            &UpdateBinder::check_paths, &UpdateBinder::bind_operands}) {
      if (auto error = (this->*step)()) {
        return std::unexpected(std::move(*error));
      }
    }
    return std::move(bound_);
  }

 private:
  using Problem = std::optional<Error>;

  /// Calls `visit(action, first, last)` with the nodes of each action that has an operand. They
  /// stand in the order of the actions.
  template <class Visit>
  Problem for_operands(Visit visit) {
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < tree_.actions.size(); ++i) {
      const std::uint32_t last = tree_.actions[i].operand;
      if (last != RawAction::kNoOperand) {
        if (Problem problem = visit(i, first, last)) {
          return problem;
        }
        first = last + 1;
      }
    }
    return std::nullopt;
  }

  Problem bind_names() {
    std::uint32_t first = 0;
    for (const RawAction& action : tree_.actions) {
      auto target = binder_.path(action.target);
      if (!target) {
        return std::move(target.error());
      }
      bound_.push_back({action.section, std::move(*target)});
      if (action.operand != RawAction::kNoOperand) {
        if (Problem problem = binder_.check_names(first, action.operand)) {
          return problem;
        }
        first = action.operand + 1;
      }
    }
    return std::nullopt;
  }

  Problem check_values() {
    return for_operands([&](std::size_t, std::uint32_t first, std::uint32_t last) {
      return binder_.check_values(first, last);
    });
  }

  Problem check_paths() {
    std::vector<const Path*> targets;
    targets.reserve(bound_.size());
    for (const BoundAction& action : bound_) {
      targets.push_back(&action.target);
    }
    auto problem = check_overlaps(targets);
    return problem ? Problem(invalid(Kind::update, std::move(*problem))) : std::nullopt;
  }

  Problem bind_operands() {
    return for_operands([&](std::size_t at, std::uint32_t first, std::uint32_t last) -> Problem {
      auto operand = binder_.term(first, last);
      if (!operand) {
        return std::move(operand.error());
      }
      bound_[at].operand = std::move(*operand);
      return check_type(tree_.actions[at], bound_[at].operand);
    });
  }

  const Tree& tree_;
  Binder binder_;
  std::vector<BoundAction> bound_;
};

/// Values in these actions are places from here on: no view stays behind.
void forget_values(BoundNode& node) {
  node.literal = {};
  for (BoundNode& operand : node.operands) {
    forget_values(operand);
  }
}

}  // namespace

Result<Update> bind_update(const std::shared_ptr<const Tree>& tree, Placeholders& placeholders) {
  if (auto plan = tree->bound_before.find(placeholders)) {
    return make_update(std::move(plan), placeholders.values());
  }
  Placeholders own(placeholders.names(), placeholders.values());  // to see what this one uses
  auto actions = UpdateBinder(*tree, own).bind();
  if (!actions) {
    return std::unexpected(std::move(actions.error()));
  }
  for (BoundAction& action : *actions) {
    forget_values(action.operand);
  }
  auto plan = make_plan({.actions = std::move(*actions)});
  tree->bound_before.remember(own, plan);
  placeholders.use(own.used());
  return make_update(std::move(plan), placeholders.values());
}

std::shared_ptr<const Update::Plan> make_plan(Update::Plan plan) {
  for (const BoundAction& action : plan.actions) {
    add_name(plan.written, action.target.front().name);
    const bool writes = action.section == Section::set || action.section == Section::add;
    ++(writes ? plan.writing : plan.clearing);
  }
  return std::make_shared<const Update::Plan>(std::move(plan));
}

Update make_update(std::shared_ptr<const Update::Plan> plan, value::Item values) {
  Update update;
  update.plan_ = std::move(plan);
  update.values_ = std::move(values);
  return update;
}

bool leads_into(const Update& update, std::string_view attribute) {
  return std::ranges::any_of(update.plan_->actions, [&](const BoundAction& action) {
    return leads_into(action.target, attribute) || leads_into(action.operand, attribute);
  });
}

const std::vector<std::string>& Update::written() const noexcept { return plan_->written; }
std::size_t Update::writing_actions() const noexcept { return plan_->writing; }
std::size_t Update::clearing_actions() const noexcept { return plan_->clearing; }

std::vector<Path> Update::touched() const {
  std::vector<Path> paths;
  paths.reserve(plan_->actions.size());
  for (const BoundAction& action : plan_->actions) {
    paths.push_back(action.target);
  }
  return paths;
}

}  // namespace ddbsim::expression
