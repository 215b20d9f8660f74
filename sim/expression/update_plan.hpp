#pragma once

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
};

}  // namespace ddbsim::expression
