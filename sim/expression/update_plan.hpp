#pragma once

#include <memory>
#include <vector>

#include "sim/expression/bound.hpp"
#include "sim/expression/messages.hpp"

namespace ddbsim::expression {

struct BoundAction {
  RawAction::Section section;
  Path target;
  BoundNode operand = {};  ///< not for REMOVE
};

struct Update::Plan {
  value::Item values;  ///< that the literals of the actions are views into
  std::vector<BoundAction> actions = {};
  const char* type_mismatch = kWrongOperand;  ///< what ADD and DELETE say of it
  std::shared_ptr<const void> kept = {};      ///< of a statement: that the literals are views into
};

/// An update of actions that are known to be good, of which none overlaps with another.
[[nodiscard]] Update make_update(Update::Plan plan);

}  // namespace ddbsim::expression
