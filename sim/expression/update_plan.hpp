#pragma once

#include <memory>
#include <vector>

#include "sim/expression/bound.hpp"

namespace ddbsim::expression {

struct BoundAction {
  RawAction::Section section;
  Path target;
  BoundNode operand = {};  ///< not for REMOVE
};

struct Update::Plan {
  value::Item values;  ///< that the literals of the actions are views into
  std::vector<BoundAction> actions = {};
  std::shared_ptr<const void> kept = {};  ///< of a statement: that the literals are views into
};

}  // namespace ddbsim::expression
