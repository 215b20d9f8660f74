#include "sim/state/journal.hpp"

#include <cassert>

namespace ddbsim::state {

Journal::Mark Journal::mark() {
  ++marks_;
  return order_.size();
}

void Journal::undo_to(Mark mark) {
  assert(marks_ != 0 && mark <= order_.size());
  while (order_.size() > mark) {
    Undoable* part = order_.back();
    order_.pop_back();
    part->undo_newest();
  }
}

void Journal::release(Mark mark) {
  assert(marks_ != 0 && mark <= order_.size());
  static_cast<void>(mark);
  if (--marks_ != 0) {
    return;
  }
  for (Undoable* part : order_) {
    part->forget();
  }
  order_.clear();
  kept_.clear();
}

}  // namespace ddbsim::state
