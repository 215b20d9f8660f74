#pragma once

#include <cstddef>
#include <memory>
#include <string>
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
  std::vector<BoundAction> actions = {};
  const char* type_mismatch = kWrongOperand;  ///< what ADD and DELETE say of it
  std::shared_ptr<const void> kept = {};      ///< of a statement: that the literals are views into
  // Filled in by `make_plan`.
  std::vector<std::string> written = {};
  std::size_t writing = 0;
  std::size_t clearing = 0;
};

/// Of actions that are known to be good, of which none overlaps with another.
[[nodiscard]] std::shared_ptr<const Update::Plan> make_plan(Update::Plan plan);
/// `values`: that the plan's literals are places in, or views into.
[[nodiscard]] Update make_update(std::shared_ptr<const Update::Plan> plan, value::Item values);

}  // namespace ddbsim::expression
