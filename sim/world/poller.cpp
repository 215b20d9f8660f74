#include "sim/world/poller.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/service/stream_record.hpp"
#include "sim/value/hash.hpp"
#include "sim/wire/codec.hpp"
#include "sim/world/lane_rules.hpp"

namespace ddbsim::world {

namespace {

/// Bytes around the records of an event: {"Records":[...]} and the members of a window.
constexpr std::size_t kFrameBytes = 16;
constexpr std::size_t kWindowFrameBytes = 512;

}  // namespace

Poller::Poller(World& world, lambda::MappingDefinition definition,
               std::shared_ptr<const table::Stream> stream)
    : world_(world),
      definition_(std::move(definition)),
      stream_(std::move(stream)),
      created_(world.now()),
      modified_(created_),
      ready_(created_ + world.settings_.polling.mapping_transition) {
  follow_shards(definition_.starting_position);
}

void Poller::add_lane(std::uint64_t cursor) {
  const std::size_t lane = lanes_.size();
  const std::uint64_t slot = value::hash_bytes("mapping " + definition_.name);
  lanes_.push_back(
      std::make_unique<Cell>(world_.account().journal(), value::mix(slot, lane),
                             Lane{.cursor = cursor, .queue = {}, .running = {}, .window = {}}));
  const std::size_t factor = definition_.parallelization_factor;
  lane_names_.push_back(
      lane_name(definition_, stream_->shards().size(), lane / factor, lane % factor));
}

/// Lanes for shards that have none yet. Those that come by a split are read from their begin,
/// whatever the starting position of the mapping.
void Poller::follow_shards(lambda::StartingPosition position) {
  const auto& shards = stream_->shards();
  for (std::size_t shard = lanes_.size() / definition_.parallelization_factor;
       shard < shards.size(); ++shard) {
    memos_.resize(std::max(memos_.size(), shard + 1));
    for (std::uint32_t part = 0; part < definition_.parallelization_factor; ++part) {
      add_lane(position == lambda::StartingPosition::latest ? shards[shard]->end()
                                                            : shards[shard]->begin());
    }
  }
}

const table::Shard& Poller::shard_of(std::size_t lane) const {
  return *stream_->shards()[lane / definition_.parallelization_factor];
}

bool Poller::belongs(std::size_t lane, std::uint64_t position) const {
  const std::uint32_t factor = definition_.parallelization_factor;
  return factor == 1 ||
         lane_of(stream_->definition().key, shard_of(lane).at(position), factor) == lane % factor;
}

/// Null while the journal could take records back.
ShardMemo* Poller::memo_of(std::size_t lane) const {
  return world_.account().journal().recording()
             ? nullptr
             : &memos_[lane / definition_.parallelization_factor];
}

bool Poller::passes_filter(std::size_t lane, std::uint64_t position) const {
  if (definition_.filters.empty()) {
    return true;
  }
  const auto ask = [&] {
    const auto record = service::to_stream_record(*stream_, shard_of(lane), position,
                                                  world_.account().parameters().region);
    const auto json = lambda::record_to_json(record, stream_->definition().arn);
    return std::ranges::any_of(definition_.filters,
                               [&](const auto& filter) { return filter.matches(json); });
  };
  return memo_of(lane) != nullptr ? memo_of(lane)->passes(position, ask) : ask();
}

/// Exactly, with the comma behind it.
std::size_t Poller::json_bytes(std::size_t lane, std::uint64_t position) const {
  const auto ask = [&] {
    const auto record = service::to_stream_record(*stream_, shard_of(lane), position,
                                                  world_.account().parameters().region);
    return lambda::record_to_json(record, stream_->definition().arn)
               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
               .size() +
           1;
  };
  return memo_of(lane) != nullptr ? memo_of(lane)->json_bytes(position, ask) : ask();
}

namespace {

/// Adds up the bytes of an event. Counts exactly only what may be too much: writing each record's
/// JSON to measure it costs more than all the rest of a poll.
template <class Exact>
class PayloadSum {
 public:
  PayloadSum(std::size_t frame, std::size_t most, Exact exact)
      : bytes_(frame), bound_(frame), most_(most), exact_(exact) {}

  /// Would one more record still fit?
  bool fits(std::uint64_t position, const table::Change& change) {
    // At worst ({"a": {"NULL": true}}) a byte of an item takes 18 in JSON; keys stand there twice.
    bound_ += 40 * (change.before.size_bytes() + change.after.size_bytes()) + 1024;
    if (bound_ <= most_) {
      unmeasured_.push_back(position);
      return true;
    }
    for (const std::uint64_t earlier : std::exchange(unmeasured_, {})) {
      bytes_ += exact_(earlier);
    }
    bytes_ += exact_(position);
    return bytes_ <= most_;
  }

 private:
  std::size_t bytes_;
  std::size_t bound_;
  std::size_t most_;
  Exact exact_;
  std::vector<std::uint64_t> unmeasured_;
};

}  // namespace

Poller::Gathered Poller::gather(std::size_t lane, std::uint64_t from) const {
  const table::Shard& shard = shard_of(lane);
  Gathered gathered{.positions = {}, .cursor = std::max(from, shard.begin())};
  std::optional<OpenWindow> window = lanes_[lane]->get().window;
  const std::size_t state = window && window->state ? window->state->dump().size() : 0;
  PayloadSum payload(kFrameBytes + (has_windows() ? kWindowFrameBytes + state : 0),
                     world_.settings_.polling.payload_bytes_max,
                     [&](std::uint64_t position) { return json_bytes(lane, position); });
  for (; gathered.cursor < shard.end() && !gathered.full; ++gathered.cursor) {
    if (!belongs(lane, gathered.cursor)) {
      continue;
    }
    if (!passes_filter(lane, gathered.cursor)) {
      ++gathered.filtered;
      continue;
    }
    const table::Change& change = shard.at(gathered.cursor);
    if (has_windows() && !window) {
      window = window_at(change.at);
    }
    const bool other_window = window && change.at >= window->end;
    const bool fits = payload.fits(gathered.cursor, change);  // alone it must go, whatever its size
    if (other_window || (!fits && !gathered.positions.empty())) {
      gathered.full = true;
      break;
    }
    gathered.positions.push_back(gathered.cursor);
    gathered.full = gathered.positions.size() == definition_.batch_size;
  }
  return gathered;
}

choice::Instant Poller::next_poll(choice::Instant from) const {
  const auto interval = world_.settings_.polling.poll_interval;
  const auto since = std::max(from, created_) - created_;
  return created_ + (since + interval - choice::Duration{1}) / interval * interval;
}

/// When this lane reads next: at the first poll that finds a record, or, with a batching window, at
/// the first poll that finds a full batch or at the window's end. A tumbling window ends both.
std::optional<choice::Instant> Poller::poll_due(std::size_t lane) const {
  const std::uint64_t cursor = lanes_[lane]->get().cursor;
  const table::Shard& shard = shard_of(lane);
  const auto over = window_due(lane);
  if (cursor >= shard.end()) {
    return over;
  }
  const Gathered gathered = gather(lane, cursor);
  if (gathered.positions.empty()) {
    if (gathered.cursor == std::max(cursor, shard.begin())) {  // the next is of a later window
      return over;
    }
    // Filtered out, all of them: done with the poll that sees them.
    const choice::Instant seen = next_poll(shard.at(std::max(cursor, shard.begin())).at);
    return over ? std::min(*over, seen) : seen;
  }
  const choice::Instant first = next_poll(shard.at(gathered.positions.front()).at);
  choice::Instant due = first + definition_.batching_window;
  if (gathered.full) {
    due = std::min(due, next_poll(shard.at(gathered.positions.back()).at));
  }
  if (has_windows()) {
    due = std::min(due, next_poll(window_at(shard.at(gathered.positions.front()).at).end));
  }
  return due;
}

/// Nothing of a shard is left to deliver: its children may begin. The end of a tumbling window is
/// not waited for.
bool Poller::is_done(std::size_t shard) const {
  const std::uint32_t factor = definition_.parallelization_factor;
  for (std::size_t lane = shard * factor; lane < (shard + 1) * factor; ++lane) {
    const Lane& state = lanes_[lane]->get();
    if (state.running && !state.queue.front().ends_window()) {
      return false;
    }
  }
  return checkpoint(shard) == stream_->shards()[shard]->end();
}

bool Poller::parent_is_done(std::size_t lane) const {
  const auto parent = shard_of(lane).parent();
  return !parent || is_done(*parent);
}

std::optional<choice::Instant> Poller::due(std::size_t lane) const {
  const Lane& state = lanes_[lane]->get();
  if (state.running) {
    return state.running->due;
  }
  if (!definition_.enabled || !exists(lane)) {
    return std::nullopt;
  }
  std::optional<choice::Instant> due;
  if (!state.queue.empty()) {
    due = state.queue.front().not_before;
  } else if (parent_is_done(lane)) {
    due = poll_due(lane);
  }
  return due ? std::optional(std::max(*due, ready_)) : std::nullopt;
}

void Poller::add_due(choice::Agenda& agenda, std::size_t first_tag) {
  follow_shards(lambda::StartingPosition::trim_horizon);
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (const auto instant = due(lane)) {
      agenda.add(std::max(*instant, world_.now()), lane_names_[lane], first_tag + lane);
    }
  }
}

void Poller::act(std::size_t lane) {
  const Lane& state = lanes_[lane]->get();
  if (state.running) {
    answer(lane);
  } else if (!state.queue.empty()) {
    deliver(lane);
  } else {
    poll(lane);
  }
}

std::uint64_t Poller::backlog() const {
  std::uint64_t records = 0;
  for (std::size_t lane = 0; lane < lanes_.size() && exists(lane); ++lane) {
    const Lane& state = lanes_[lane]->get();
    for (const Batch& batch : state.queue) {
      records += batch.positions.size();
    }
    for (std::uint64_t position = std::max(state.cursor, shard_of(lane).begin());
         position < shard_of(lane).end(); ++position) {
      records += belongs(lane, position) && passes_filter(lane, position) ? 1U : 0U;
    }
  }
  return records;
}

std::size_t Poller::running() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      lanes_, [](const auto& lane) { return lane->get().running != nullptr; }));
}

std::uint64_t Poller::checkpoint(std::size_t shard) const {
  const std::uint32_t factor = definition_.parallelization_factor;
  std::uint64_t oldest = stream_->shards()[shard]->end();
  for (std::size_t lane = shard * factor; lane < (shard + 1) * factor; ++lane) {
    const Lane& state = lanes_[lane]->get();
    for (const Batch& batch : state.queue) {
      oldest = batch.ends_window() ? oldest : std::min(oldest, batch.positions.front());
    }
    for (std::uint64_t position = std::max(state.cursor, shard_of(lane).begin()); position < oldest;
         ++position) {
      oldest = belongs(lane, position) ? position : oldest;
    }
  }
  return oldest;
}

void Poller::end_lanes() {
  for (const auto& lane : lanes_) {
    if (const auto& running = lane->get().running) {
      running->handler->abandon(running->context);
      static_cast<void>(running->handler->take_activity(running->context));
    }
    lane->set({});  // out of the state hash
  }
  lanes_.clear();
  lane_names_.clear();
}

void Poller::update(lambda::MappingDefinition definition) {
  const bool regroup = definition.parallelization_factor != definition_.parallelization_factor;
  const bool other_windows = definition.tumbling_window != definition_.tumbling_window;
  follow_shards(lambda::StartingPosition::trim_horizon);
  std::vector<std::uint64_t> checkpoints;
  checkpoints.reserve(stream_->shards().size());
  for (std::size_t shard = 0; shard < stream_->shards().size(); ++shard) {
    checkpoints.push_back(checkpoint(shard));
  }
  definition_ = std::move(definition);
  modified_ = world_.now();
  ready_ = modified_ + world_.settings_.polling.mapping_transition;
  if (regroup) {
    end_lanes();
    for (const std::uint64_t cursor : checkpoints) {
      for (std::uint32_t part = 0; part < definition_.parallelization_factor; ++part) {
        add_lane(cursor);
      }
    }
    return;
  }
  for (const auto& cell : lanes_) {
    if (other_windows && cell->get().window) {
      Lane lane = cell->get();
      lane.window.reset();
      std::erase_if(lane.queue, &Batch::ends_window);
      cell->set(std::move(lane));
    }
  }
}

MappingReport Poller::report() const {
  const bool changing = world_.now() < ready_;
  std::string state = definition_.enabled ? "Enabled" : "Disabled";
  if (changing) {
    state = modified_ == created_ ? "Creating" : "Updating";
  }
  std::string result = "No records processed";
  if (statistics_.invocations != 0) {
    result = last_failed_ ? "PROBLEM: Function call failed" : "OK";
  }
  return {.name = definition_.name,
          .uuid = uuid(),
          .definition = definition_,
          .state = std::move(state),
          .state_transition_reason = "User action",
          .last_processing_result = std::move(result),
          .last_modified = modified_,
          .statistics = statistics_,
          .backlog = backlog()};
}

std::string Poller::uuid() const {
  return world_.account().make_uuid("event-source-mapping", definition_.name);
}

/// "TABLE KEY EVENT" of the first record, "#2" for the second such event of one item that the
/// stream still holds: says which batch it is, whatever else happens in the world. The end of a
/// tumbling window is named by where the window began.
std::string Poller::subject_of(std::size_t lane, const Batch& batch) const {
  const table::Shard& shard = shard_of(lane);
  if (batch.ends_window()) {
    return fmt::format("{} window {}", stream_->definition().table_name,
                       choice::text_of(lanes_[lane]->get().window->begin));
  }
  const std::uint64_t first = batch.positions.front();
  const std::size_t earlier = memo_of(lane) != nullptr
                                  ? memo_of(lane)->earlier(*stream_, shard, first)
                                  : count_earlier(*stream_, shard, first);
  const std::string name = event_text(*stream_, shard.at(first));
  return earlier == 0 ? name : fmt::format("{} #{}", name, earlier + 1);
}

/// A poll may bring fewer records than there are.
void Poller::choose_batch_size(std::size_t lane, Gathered& gathered) {
  const std::size_t count = gathered.positions.size();
  std::vector<std::string> labels;
  for (std::size_t size = count; size > 0; --size) {
    labels.push_back(std::to_string(size));
  }
  const std::vector<std::string_view> options(labels.begin(), labels.end());
  const std::string subject = subject_of(lane, Batch{.positions = gathered.positions});
  const std::size_t fewer = choice::ask(
      world_.choices(),
      {.question = choice::Question::batch_size, .actor = definition_.name, .subject = subject},
      options);
  if (fewer != 0) {
    gathered.positions.resize(count - fewer);
    gathered.cursor = gathered.positions.back() + 1;
    gathered.filtered = 0;
    for (std::uint64_t position = std::max(lanes_[lane]->get().cursor, shard_of(lane).begin());
         position < gathered.cursor; ++position) {
      gathered.filtered += belongs(lane, position) && !passes_filter(lane, position) ? 1U : 0U;
    }
  }
}

void Poller::poll(std::size_t lane) {
  Lane next = lanes_[lane]->get();
  Gathered gathered = gather(lane, next.cursor);
  if (gathered.positions.size() > 1) {
    choose_batch_size(lane, gathered);
  }
  statistics_.filtered += gathered.filtered;
  next.cursor = gathered.cursor;
  const bool over = next.window && world_.now() >= next.window->end;
  const bool found = !gathered.positions.empty();
  if (found) {
    next.queue.push_back(
        Batch{.positions = std::move(gathered.positions), .not_before = world_.now()});
  }
  lanes_[lane]->set(std::move(next));
  if (found) {
    deliver(lane);
  } else if (over) {
    end_window(lane);
  }
}

}  // namespace ddbsim::world
