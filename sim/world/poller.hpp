#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "sim/lambda/event_source_mapping.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/service/account.hpp"
#include "sim/state/journal.hpp"
#include "sim/table/stream.hpp"
#include "sim/world/fate.hpp"
#include "sim/world/lane.hpp"
#include "sim/world/shard_memo.hpp"
#include "sim/world/turn.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::world {

/// An event source mapping at work. State is in its lanes only; everything that could go another
/// way is asked. A shard that came from a split is read once its parent is done.
class Poller {
 public:
  Poller(World& world, lambda::MappingDefinition definition,
         std::shared_ptr<const table::Stream> stream);

  [[nodiscard]] const lambda::MappingDefinition& definition() const noexcept { return definition_; }
  /// Adds each lane that has something to do; tag = first_tag + lane. Shards that came meanwhile
  /// get lanes.
  void add_due(choice::Agenda& agenda, std::size_t first_tag);
  [[nodiscard]] std::size_t lanes() const noexcept { return lanes_.size(); }
  /// Lets one lane do what it is due for, now.
  void act(std::size_t lane);
  /// Adds what each lane could do next, whatever is due when.
  void add_turns(std::vector<Turn>& turns, std::size_t first_tag);
  void take(std::size_t lane, Turn::Kind kind);
  [[nodiscard]] std::uint64_t backlog() const;
  /// How many invocations are under way.
  [[nodiscard]] std::size_t running() const;

  /// Takes other options from now on, between marks only. With another ParallelizationFactor the
  /// lanes begin anew at the oldest record of each shard that is not done; invocations that are
  /// under way are forgotten, and what they and other lanes had done behind that record comes
  /// again. With another tumbling window, open windows are forgotten.
  void update(lambda::MappingDefinition definition);
  /// It does nothing any more; invocations that are under way are forgotten.
  void end_lanes();
  [[nodiscard]] MappingReport report() const;
  [[nodiscard]] std::string uuid() const;

 private:
  using Cell = state::Cell<Lane, LaneHash>;
  /// What is read of a shard for one batch.
  struct Gathered {
    std::vector<std::uint64_t> positions;
    std::uint64_t cursor = 0;    ///< after the last record that was looked at
    std::uint64_t filtered = 0;  ///< of those looked at, the ones that no filter lets through
    bool full = false;           ///< by count or payload, or the next is of another window
  };
  [[nodiscard]] const table::Shard& shard_of(std::size_t lane) const;
  [[nodiscard]] bool belongs(std::size_t lane, std::uint64_t position) const;
  [[nodiscard]] bool passes_filter(std::size_t lane, std::uint64_t position) const;
  [[nodiscard]] ShardMemo* memo_of(std::size_t lane) const;
  [[nodiscard]] std::size_t json_bytes(std::size_t lane, std::uint64_t position) const;
  [[nodiscard]] Gathered gather(std::size_t lane, std::uint64_t from) const;
  /// A shard is there no more when its split was undone.
  [[nodiscard]] bool exists(std::size_t lane) const noexcept {
    return lane / definition_.parallelization_factor < stream_->shards().size();
  }
  void follow_shards(lambda::StartingPosition position);
  void add_lane(std::uint64_t cursor);
  [[nodiscard]] bool parent_is_done(std::size_t lane) const;
  [[nodiscard]] bool is_done(std::size_t shard) const;
  /// Oldest record of a shard that is not done in all lanes; its end when there is none.
  [[nodiscard]] std::uint64_t checkpoint(std::size_t shard) const;

  // Tumbling windows (windows.cpp).
  [[nodiscard]] bool has_windows() const noexcept {
    return definition_.tumbling_window.count() != 0;
  }
  [[nodiscard]] OpenWindow window_at(choice::Instant arrival) const;
  [[nodiscard]] lambda::Window event_window(std::size_t lane, const Batch& batch) const;
  [[nodiscard]] std::optional<choice::Instant> window_due(std::size_t lane) const;
  void begin_window(Lane& next, std::size_t lane) const;
  void end_window(std::size_t lane);
  /// The state that an invocation handed on.
  void take_state(Lane& next, const lambda::Done& done) const;
  [[nodiscard]] choice::Instant next_poll(choice::Instant from) const;
  [[nodiscard]] std::optional<choice::Instant> due(std::size_t lane) const;
  [[nodiscard]] std::optional<choice::Instant> poll_due(std::size_t lane) const;

  // Turns (turns.cpp).
  [[nodiscard]] Turn turn(Turn::Kind kind, std::size_t lane, std::size_t tag) const;
  void add_turns_of(const Invocation& invocation, std::size_t lane, std::size_t tag,
                    std::vector<Turn>& turns) const;
  void add_delivery(std::size_t lane, std::size_t tag, std::vector<Turn>& turns);
  void pass_over_filtered(std::size_t lane);

  void poll(std::size_t lane);
  void choose_batch_size(std::size_t lane, Gathered& gathered);
  void deliver(std::size_t lane);
  /// False when the function has room for one more invocation; else the batch waits.
  [[nodiscard]] bool is_throttled(std::size_t lane);
  [[nodiscard]] std::shared_ptr<lambda::Event> event_of(std::size_t lane, const Batch& batch) const;
  [[nodiscard]] std::string request_id_of(const std::string& subject, const Batch& batch) const;
  /// Takes records that are too old out of the oldest batch; false when nothing of it is left.
  [[nodiscard]] bool drop_expired(std::size_t lane);
  [[nodiscard]] std::shared_ptr<Invocation> start(std::size_t lane, const Batch& batch);
  void proceed(std::size_t lane, std::shared_ptr<Invocation> invocation);
  void answer(std::size_t lane);
  /// The invocation leaves its lane, to come back changed or not at all.
  [[nodiscard]] std::shared_ptr<Invocation> take_running(std::size_t lane);
  void time_out(std::size_t lane, const Invocation& invocation);
  void wake(std::size_t lane, std::shared_ptr<Invocation> invocation, choice::Instant at);
  void answer_call(std::size_t lane, std::shared_ptr<Invocation> invocation);
  void crash(std::size_t lane, const Invocation& invocation);
  void send_late(std::size_t lane, const Invocation& invocation, const lambda::Waiting::Call& call);
  [[nodiscard]] std::size_t choose_call(const Invocation& invocation);
  [[nodiscard]] Fate choose_fate(const Invocation& invocation, const lambda::Waiting::Call& call);
  void drop_lost_calls(std::size_t lane, Invocation& invocation);
  [[nodiscard]] service::Result<service::Response> perform(std::size_t lane, Fate fate,
                                                           const Invocation& invocation,
                                                           const lambda::Waiting::Call& call);
  [[nodiscard]] choice::Point point_of(choice::Question question, const Invocation& invocation,
                                       std::uint32_t call = 0) const;
  void finish(std::size_t lane, const Invocation& invocation, const lambda::Done& done);
  void fail(std::size_t lane, const Invocation& invocation, const lambda::Failed& failed);
  void resume_at(std::size_t lane, const Invocation& invocation, const lambda::Done& done,
                 std::size_t first_failed);
  [[nodiscard]] bool split(Lane& next) const;
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
  choice::Instant modified_;
  choice::Instant ready_;                 ///< it does nothing before
  mutable std::vector<ShardMemo> memos_;  ///< one a shard
  std::vector<std::unique_ptr<Cell>> lanes_;
  std::vector<std::string> lane_names_;
  MappingStatistics statistics_;
  bool last_failed_ = false;
};

}  // namespace ddbsim::world
