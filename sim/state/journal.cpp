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
    if (part != nullptr) {
      part->undo_newest();
    }
  }
}

void Journal::release(Mark mark) {
  value::ensure(marks_ != 0 && mark <= order_.size(), "marks are undone and released newest first");
  if (--marks_ != 0) {
    return;
  }
  // By index: what one part forgets may have owned another, which then is gone from the order.
  for (std::size_t i = 0; i < order_.size(); ++i) {  // NOLINT(modernize-loop-convert)
    if (order_[i] != nullptr) {
      order_[i]->forget();
    }
  }
  order_.clear();
}

void Journal::gone(const Undoable& part) noexcept {
  for (Undoable*& recorded : order_) {
    if (recorded == &part) {
      recorded = nullptr;
    }
  }
}

}  // namespace ddbsim::state
