#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/lambda/event_source_mapping.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/service/account.hpp"
#include "sim/state/journal.hpp"
#include "sim/table/stream.hpp"
#include "sim/world/shard_memo.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::world {

/// Records that are delivered together: positions in their shard, ascending.
struct Batch {
  std::vector<std::uint64_t> positions;
  std::uint32_t attempts = 0;  ///< deliveries so far
  std::uint32_t retries = 0;   ///< of those, the ones that count against MaximumRetryAttempts
  choice::Instant not_before{};
};

/// A delivery that is under way: the answers that the function has had, and what it waits for.
struct Invocation {
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

/// One of the sequences in which a mapping delivers a shard: ParallelizationFactor many, each item
/// key always in the same one. Delivers its oldest batch until that is done, split or discarded.
struct Lane {
  std::uint64_t cursor = 0;                   ///< first position that was not looked at yet
  std::vector<Batch> queue;                   ///< read, not done; oldest first
  std::shared_ptr<const Invocation> running;  ///< of queue.front()
};
struct LaneHash {
  std::uint64_t operator()(const Lane& lane) const noexcept;
};

/// An event source mapping at work. State is in its lanes only; everything that could go another
/// way is asked.
class Poller {
 public:
  Poller(World& world, lambda::MappingDefinition definition,
         std::shared_ptr<const table::Stream> stream);

  [[nodiscard]] const lambda::MappingDefinition& definition() const noexcept { return definition_; }
  /// Adds each lane that has something to do; tag = first_tag + lane.
  void add_due(choice::Agenda& agenda, std::size_t first_tag) const;
  [[nodiscard]] std::size_t lanes() const noexcept { return lanes_.size(); }
  /// Lets one lane do what it is due for, now.
  void act(std::size_t lane);
  [[nodiscard]] std::uint64_t backlog() const;

 private:
  using Cell = state::Cell<Lane, LaneHash>;
  /// What is read of a shard for one batch.
  struct Gathered {
    std::vector<std::uint64_t> positions;
    std::uint64_t cursor = 0;  ///< after the last record that was looked at
    bool full = false;         ///< by count or payload: no more would fit
  };
  /// What becomes of a call; the labels are `kFates`.
  enum class Fate : std::uint8_t {
    ok,
    refused,
    throttled,
    answer_lost,
    applied_twice,
    crash_after
  };

  [[nodiscard]] const table::Shard& shard_of(std::size_t lane) const;
  [[nodiscard]] bool belongs(std::size_t lane, std::uint64_t position) const;
  [[nodiscard]] bool passes_filter(std::size_t lane, std::uint64_t position) const;
  [[nodiscard]] ShardMemo* memo_of(std::size_t lane) const;
  [[nodiscard]] Gathered gather(std::size_t lane, std::uint64_t from) const;
  [[nodiscard]] choice::Instant next_poll(choice::Instant from) const;
  [[nodiscard]] std::optional<choice::Instant> due(std::size_t lane) const;
  [[nodiscard]] std::optional<choice::Instant> poll_due(std::size_t lane) const;

  void poll(std::size_t lane);
  void deliver(std::size_t lane);
  /// Takes records that are too old out of the oldest batch; false when nothing of it is left.
  [[nodiscard]] bool drop_expired(std::size_t lane);
  [[nodiscard]] std::shared_ptr<Invocation> start(std::size_t lane, const Batch& batch);
  void proceed(std::size_t lane, std::shared_ptr<Invocation> invocation);
  void answer(std::size_t lane);
  [[nodiscard]] std::size_t choose_call(const Invocation& invocation);
  [[nodiscard]] Fate choose_fate(const Invocation& invocation, const lambda::Waiting::Call& call);
  void drop_lost_calls(std::size_t lane, Invocation& invocation);
  [[nodiscard]] service::Result<service::Response> perform(std::size_t lane, Fate fate,
                                                           const Invocation& invocation,
                                                           const lambda::Waiting::Call& call);
  [[nodiscard]] choice::Instant due_of(const lambda::Waiting& waiting,
                                       const lambda::InvocationContext& context) const;
  [[nodiscard]] choice::Point point_of(choice::Question question, const Invocation& invocation,
                                       std::uint32_t call = 0) const;
  void finish(std::size_t lane, const Invocation& invocation, const lambda::Done& done);
  void fail(std::size_t lane, const Invocation& invocation, const lambda::Failed& failed);
  void resume_at(std::size_t lane, const Invocation& invocation, std::size_t first_failed);
  void retry_or_give_up(Lane& next, std::size_t lane, std::uint64_t cause);
  void report(const Invocation& invocation, const Batch& batch, const std::string& error);
  void give_up(std::size_t lane, const Batch& batch, std::string_view condition,
               std::uint64_t cause);
  [[nodiscard]] std::string subject_of(std::size_t lane, const Batch& batch) const;
  [[nodiscard]] choice::Duration backoff(std::uint32_t retries) const;

  World& world_;
  lambda::MappingDefinition definition_;
  std::shared_ptr<const table::Stream> stream_;
  choice::Instant created_;
  mutable std::vector<ShardMemo> memos_;  ///< one a shard
  std::vector<std::unique_ptr<Cell>> lanes_;
  std::vector<std::string> lane_names_;
};

}  // namespace ddbsim::world
