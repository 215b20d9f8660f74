#include "sim/state/journal.hpp"

#include "sim/value/ensure.hpp"

namespace ddbsim::state {

Journal::Mark Journal::mark() {
  ++marks_;
  return order_.size();
}

void Journal::undo_to(Mark mark) {
  value::ensure(marks_ != 0 && mark <= order_.size(), "marks are undone and released newest first");
  while (order_.size() > mark) {
    Undoable* part = order_.back();
    order_.pop_back();
    part->undo_newest();
  }
}

void Journal::release(Mark mark) {
  value::ensure(marks_ != 0 && mark <= order_.size(), "marks are undone and released newest first");
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
