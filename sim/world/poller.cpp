#include "sim/world/poller.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/service/stream_record.hpp"
#include "sim/value/hash.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::world {

std::uint64_t LaneHash::operator()(const Lane& lane) const noexcept {
  std::uint64_t hash = value::mix(1, lane.cursor);
  for (const Batch& batch : lane.queue) {
    hash = value::mix(hash, (std::uint64_t{batch.attempts} << 32U) | batch.retries);
    for (const std::uint64_t position : batch.positions) {
      hash = value::mix(hash, position);
    }
  }
  return lane.running ? value::mix(hash, lane.running->node) : hash;
}

Poller::Poller(World& world, lambda::MappingDefinition definition,
               std::shared_ptr<const table::Stream> stream)
    : world_(world),
      definition_(std::move(definition)),
      stream_(std::move(stream)),
      created_(world.now()),
      memos_(stream_->shards().size()) {
  const std::uint64_t slot = value::hash_bytes("mapping " + definition_.name);
  for (const auto& shard : stream_->shards()) {
    const bool latest = definition_.starting_position == lambda::StartingPosition::latest;
    for (std::uint32_t part = 0; part < definition_.parallelization_factor; ++part) {
      const Lane lane{.cursor = latest ? shard->end() : shard->begin()};
      lanes_.push_back(std::make_unique<Cell>(world_.account().journal(),
                                              value::mix(slot, lanes_.size()), lane));
      const bool single = stream_->shards().size() * definition_.parallelization_factor == 1;
      lane_names_.push_back(single
                                ? definition_.name
                                : fmt::format("{}/{}.{}", definition_.name, shard->number(), part));
    }
  }
}

const table::Shard& Poller::shard_of(std::size_t lane) const {
  return *stream_->shards()[lane / definition_.parallelization_factor];
}

/// Every change of one item goes to the same lane: that keeps the order for each item key.
bool Poller::belongs(std::size_t lane, std::uint64_t position) const {
  const std::uint32_t factor = definition_.parallelization_factor;
  if (factor == 1) {
    return true;
  }
  const table::Change& change = shard_of(lane).at(position);
  const value::Item& image = change.after ? change.after : change.before;
  std::uint64_t hash = 0;
  for (const auto* part : {&stream_->definition().key.hash, &stream_->definition().key.range}) {
    for (const table::KeyAttribute& attribute : *part) {
      hash = value::hash_bytes(image.find(attribute.name).bytes(), hash);
    }
  }
  return hash % factor == lane % factor;
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

Poller::Gathered Poller::gather(std::size_t lane, std::uint64_t from) const {
  const table::Shard& shard = shard_of(lane);
  Gathered gathered{.cursor = std::max(from, shard.begin())};
  std::size_t payload = 0;
  for (; gathered.cursor < shard.end() && !gathered.full; ++gathered.cursor) {
    if (!belongs(lane, gathered.cursor) || !passes_filter(lane, gathered.cursor)) {
      continue;
    }
    const table::Change& change = shard.at(gathered.cursor);
    // Upper bound of the record's JSON: base64 and escapes at most double an image, the frame is
    // below 1 KB.
    payload += 2 * (change.before.size_bytes() + change.after.size_bytes()) + 1024;
    if (!gathered.positions.empty() && payload > world_.settings_.polling.payload_bytes_max) {
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
/// the first poll that finds a full batch or at the window's end.
std::optional<choice::Instant> Poller::poll_due(std::size_t lane) const {
  const std::uint64_t cursor = lanes_[lane]->get().cursor;
  const table::Shard& shard = shard_of(lane);
  if (cursor >= shard.end()) {
    return std::nullopt;
  }
  const Gathered gathered = gather(lane, cursor);
  if (gathered.positions.empty()) {  // filtered out, all of them: done with the poll that sees them
    return next_poll(shard.at(std::max(cursor, shard.begin())).at);
  }
  const choice::Instant first = next_poll(shard.at(gathered.positions.front()).at);
  if (gathered.full) {
    return std::min(first + definition_.batching_window,
                    next_poll(shard.at(gathered.positions.back()).at));
  }
  return first + definition_.batching_window;
}

std::optional<choice::Instant> Poller::due(std::size_t lane) const {
  const Lane& state = lanes_[lane]->get();
  if (state.running) {
    return state.running->due;
  }
  if (!state.queue.empty()) {
    return state.queue.front().not_before;
  }
  return poll_due(lane);
}

void Poller::add_due(choice::Agenda& agenda, std::size_t first_tag) const {
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
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
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

/// "TABLE KEY EVENT" of the first record, "#2" for the second such event of one item that the
/// stream still holds: says which batch it is, whatever else happens in the world.
std::string Poller::subject_of(std::size_t lane, const Batch& batch) const {
  const table::Shard& shard = shard_of(lane);
  const std::uint64_t first = batch.positions.front();
  const table::Change& change = shard.at(first);
  const std::size_t earlier = memo_of(lane) != nullptr
                                  ? memo_of(lane)->earlier(*stream_, shard, first)
                                  : count_earlier(*stream_, shard, first);
  const std::string name = fmt::format(
      "{} {} {}", stream_->definition().table_name,
      table::key_text(stream_->definition().key, change.after ? change.after : change.before),
      table::event_name(change));
  return earlier == 0 ? name : fmt::format("{} #{}", name, earlier + 1);
}

void Poller::poll(std::size_t lane) {
  Lane next = lanes_[lane]->get();
  Gathered gathered = gather(lane, next.cursor);
  if (gathered.positions.empty()) {
    next.cursor = gathered.cursor;
    lanes_[lane]->set(std::move(next));
    return;
  }
  const std::size_t count = gathered.positions.size();
  if (count > 1) {
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
    }
  }
  next.cursor = gathered.cursor;
  next.queue.push_back(
      Batch{.positions = std::move(gathered.positions), .not_before = world_.now()});
  lanes_[lane]->set(std::move(next));
  deliver(lane);
}

}  // namespace ddbsim::world
