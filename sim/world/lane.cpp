#include "sim/world/lane.hpp"

#include <fmt/format.h>

#include "sim/value/hash.hpp"

namespace ddbsim::world {
namespace {

std::uint64_t hash_of(const OpenWindow& window) {
  const auto begin = static_cast<std::uint64_t>(window.begin.time_since_epoch().count());
  const std::uint64_t hash = value::mix(begin, window.is_terminated_early ? 2 : 1);
  return window.state ? value::hash_bytes(window.state->dump(), hash) : hash;
}

}  // namespace

std::uint64_t LaneHash::operator()(const Lane& lane) const noexcept {
  if (lane.cursor == 0 && lane.queue.empty() && !lane.running && !lane.window) {
    return 0;
  }
  std::uint64_t hash = value::mix(1, lane.cursor);
  for (const Batch& batch : lane.queue) {
    hash = value::mix(hash, (std::uint64_t{batch.attempts} << 32U) | batch.retries);
    hash = value::mix(hash, batch.throttles);
    for (const std::uint64_t position : batch.positions) {
      hash = value::mix(hash, position);
    }
  }
  if (lane.window) {
    hash = value::mix(hash, hash_of(*lane.window));
  }
  return lane.running ? value::mix(hash, lane.running->node) : hash;
}

lambda::Failed timed_out(const lambda::InvocationContext& context) {
  const std::chrono::duration<double> seconds = context.deadline - context.started;
  return {"Sandbox.Timedout",
          fmt::format("RequestId: {} Error: Task timed out after {:.2f} seconds",
                      context.request_id, seconds.count())};
}

}  // namespace ddbsim::world
