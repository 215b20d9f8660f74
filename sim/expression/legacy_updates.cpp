#include <utility>

#include "sim/expression/legacy.hpp"
#include "sim/expression/legacy_literals.hpp"
#include "sim/expression/messages.hpp"
#include "sim/expression/update_plan.hpp"

namespace ddbsim::expression::legacy {
namespace {

using Section = RawAction::Section;
using value::Type;

bool is_set(Type type) noexcept { return type >= Type::SS; }

/// That ADD appends to a list is in no documentation; all three oracles do it.
bool can_add(Type type) noexcept { return is_set(type) || type == Type::N || type == Type::L; }

Section section_of(const Change& change) {
  switch (change.action) {
    case Action::put:
      return Section::set;
    case Action::add:
      return Section::add;
    case Action::erase:
      break;
  }
  return change.value == nullptr ? Section::remove : Section::erase;
}

std::optional<Error> invalid_parameter(std::string message) {
  return Error{"One or more parameter values were invalid: " + std::move(message)};
}

}  // namespace

std::optional<Error> check(const Change& change) {
  if (change.value == nullptr) {
    return change.action == Action::erase
               ? std::nullopt
               : invalid_parameter(
                     "Only DELETE action is allowed when no attribute value is specified");
  }
  // dynalite's and Dynoxide's names of types; DynamoDB Local's are those of UpdateExpression,
  // STRING and so on.
  const Type type = change.value->type();
  if (change.action == Action::add && !can_add(type)) {
    return invalid_parameter("ADD action is not supported for the type " +
                             std::string(value::name_of(type)));
  }
  if (change.action == Action::erase && !is_set(type)) {
    return invalid_parameter("DELETE action with value is not supported for the type " +
                             std::string(value::name_of(type)));
  }
  return std::nullopt;
}

Update update_of(std::span<const Change> changes) {
  Literals literals;
  for (const Change& change : changes) {
    if (change.value != nullptr) {
      literals.add(*change.value);
    }
  }
  literals.pack();
  std::vector<BoundAction> actions;
  for (const Change& change : changes) {
    BoundAction action{.section = section_of(change), .target = {{std::string(change.attribute)}}};
    if (change.value != nullptr) {
      action.operand = {.op = Op::literal, .literal = literals.next()};
    }
    actions.push_back(std::move(action));
  }
  return make_update(make_plan({.actions = std::move(actions), .type_mismatch = kTypeMismatch}),
                     literals.packed());
}

}  // namespace ddbsim::expression::legacy
