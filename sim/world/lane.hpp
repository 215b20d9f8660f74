#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/lambda/handler.hpp"

// What an event source mapping keeps of a shard, as state: values only.
namespace ddbsim::world {

/// Records that are delivered together: positions in their shard, ascending.
struct Batch {
  std::vector<std::uint64_t> positions;  ///< none: the final invocation of a tumbling window
  std::uint32_t attempts = 0;            ///< deliveries so far
  std::uint32_t retries = 0;  ///< of those, the ones that count against MaximumRetryAttempts
  std::uint32_t throttles =
      0;  ///< times in a row that the function had no room: no delivery at all
  choice::Instant not_before{};

  [[nodiscard]] bool ends_window() const noexcept { return positions.empty(); }
};

/// A delivery that is under way: the answers that the function has had, and what it waits for.
struct Invocation {
  /// Which one began it: whatever replaces the function meanwhile.
  std::shared_ptr<const lambda::Handler> handler;
  std::shared_ptr<const lambda::Event> event;
  lambda::InvocationContext context;
  std::vector<lambda::Answer> answers;
  lambda::Waiting waiting;
  std::string subject;  ///< name of the first record: coordinates of the choices asked on the way
  std::uint32_t attempt = 1;
  choice::Instant due{};   ///< when the next answer comes, or the time-out strikes
  std::uint64_t node = 0;  ///< hash of the answers so far: all that the function's state depends on
  std::uint64_t trace_line = 0;  ///< of its `invoke`
  std::string hung = {};         ///< the last call that no answer comes to, and why
};

/// A tumbling window that has begun: records that arrived in [begin, end), and what the function
/// handed on so far.
struct OpenWindow {
  choice::Instant begin{};
  choice::Instant end{};
  std::shared_ptr<const nlohmann::json> state;  ///< null: {}
  bool is_terminated_early = false;             ///< the state grew too large
};

/// One of the sequences in which a mapping delivers a shard: ParallelizationFactor many, each item
/// key always in the same one. Delivers its oldest batch until that is done, split or discarded.
struct Lane {
  std::uint64_t cursor = 0;                   ///< first position that was not looked at yet
  std::vector<Batch> queue;                   ///< read, not done; oldest first
  std::shared_ptr<const Invocation> running;  ///< of queue.front()
  std::optional<OpenWindow> window;
};
/// A lane that did nothing yet counts for nothing: it is there as soon as anybody looks.
struct LaneHash {
  std::uint64_t operator()(const Lane& lane) const noexcept;
};

/// What Lambda says of an invocation that its deadline ended.
[[nodiscard]] lambda::Failed timed_out(const lambda::InvocationContext& context);

}  // namespace ddbsim::world
