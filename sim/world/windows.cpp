// Tumbling windows: which window a record belongs to, when it ends, and the state that is handed on
// inside it.

#include "sim/value/ensure.hpp"
#include "sim/world/poller.hpp"

namespace ddbsim::world {

/// Windows are aligned to their length, by the time at which a record arrived (documented), which
/// is rounded to the second.
OpenWindow Poller::window_at(choice::Instant arrival) const {
  const choice::Duration length = definition_.tumbling_window;
  const choice::Instant begin{arrival.time_since_epoch() / length * length};
  return {.begin = begin, .end = begin + length, .state = nullptr};
}

/// The open window, as the function sees it.
lambda::Window Poller::event_window(std::size_t lane, const Batch& batch) const {
  const auto& window = lanes_[lane]->get().window;
  value::ensure(window.has_value(), "a delivery of a tumbling mapping belongs to a window");
  return {.begin = window->begin,
          .end = window->end,
          .state = window->state ? *window->state : nlohmann::json::object(),
          .shard_id = shard_of(lane).id(),
          .is_final = batch.ends_window(),
          .is_terminated_early = window->is_terminated_early};
}

/// When an open window ends: at the first poll after its time.
std::optional<choice::Instant> Poller::window_due(std::size_t lane) const {
  const auto& window = lanes_[lane]->get().window;
  return window ? std::optional(next_poll(window->end)) : std::nullopt;
}

/// The window of the batch that is delivered next.
void Poller::begin_window(Lane& next, std::size_t lane) const {
  const Batch& batch = next.queue.front();
  if (has_windows() && !next.window && !batch.ends_window()) {
    next.window = window_at(shard_of(lane).at(batch.positions.front()).at);
  }
}

/// All records of the window are done and its time is over: the final invocation, without records
/// (assumed: one of its own, whatever came before).
void Poller::end_window(std::size_t lane) {
  Lane next = lanes_[lane]->get();
  next.queue.push_back(Batch{.positions = {}, .not_before = world_.now()});
  lanes_[lane]->set(std::move(next));
  deliver(lane);
}

/// A state that is too large ends the window early (documented): the final invocation is next, with
/// that state. Assumed: what is left of the window's records begins it anew, with an empty state;
/// and a function that returns no state hands on an empty one.
void Poller::take_state(Lane& next, const lambda::Done& done) const {
  if (!next.window) {
    return;
  }
  next.window->state =
      done.state.is_null() ? nullptr : std::make_shared<const nlohmann::json>(done.state);
  const auto size =
      done.state.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).size();
  if (!done.state.is_null() && size > world_.settings_.polling.window_state_bytes_max) {
    next.window->is_terminated_early = true;
    next.queue.insert(next.queue.begin(), Batch{.positions = {}, .not_before = world_.now()});
  }
}

}  // namespace ddbsim::world
