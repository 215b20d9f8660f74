#include "sim/table/stream.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/table/key_space.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::table {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::size_t kPositionDigits = 20;

/// "shardId-00000001767225600000-3f9a01bc", in the service's form: a number that begins with the
/// time of creation, ascending in a stream, and eight more digits.
std::string shard_id(const Stream::Definition& stream, std::uint32_t number) {
  const auto millis = stream.created.time_since_epoch().count() + number;
  const std::uint64_t tail = value::hash_bytes(stream.arn, number);
  return fmt::format("shardId-{:020}-{:08x}", millis, tail & 0xFFFFFFFFU);
}

}  // namespace

void Shard::trim_before(choice::Instant instant) {
  while (begin() < end() && at(begin()).at < instant) {
    records_.trim();
  }
}

std::string Shard::sequence_number(std::uint64_t position) const {
  return fmt::format("{}{:0{}}", number_ + 1, position + 1, kPositionDigits);
}

std::optional<std::uint64_t> Shard::position_of(std::string_view sequence_number) const {
  const std::string shard = std::to_string(number_ + 1);
  if (sequence_number.size() != shard.size() + kPositionDigits ||
      !sequence_number.starts_with(shard)) {
    return std::nullopt;
  }
  std::uint64_t counted = 0;
  const char* last = sequence_number.data() + sequence_number.size();
  const auto [stop, error] = std::from_chars(last - kPositionDigits, last, counted);
  if (error != std::errc{} || stop != last || counted == 0 || counted > end()) {
    return std::nullopt;
  }
  return counted - 1;
}

std::string Shard::event_id(std::uint64_t position) const {
  const std::uint64_t high = value::hash_bytes(id_, position);
  return fmt::format("{:016x}{:016x}", high, value::mix(high, position));
}

Stream::Stream(state::Journal& journal, Definition definition)
    : definition_(std::move(definition)), disabled_at_(journal, definition_.id, std::nullopt) {
  for (std::uint32_t number = 0; number < definition_.shards; ++number) {
    shards_.push_back(std::make_unique<Shard>(journal, value::mix(definition_.id, number + 1),
                                              number, shard_id(definition_, number)));
  }
}

Shard* Stream::shard(std::string_view id) const noexcept {
  const auto found = std::ranges::find(
      shards_, id, [](const auto& shard) { return std::string_view(shard->id()); });
  return found == shards_.end() ? nullptr : found->get();
}

void Stream::append(std::uint64_t partition_hash, Change change) {
  // Shards are equal parts of the hash space, in its order, as the segments of a Scan are.
  const auto owner =
      static_cast<std::size_t>((static_cast<Wide>(partition_hash) * shards_.size()) >> 64U);
  shards_[owner]->append(std::move(change));
}

void Stream::trim_before(choice::Instant instant) {
  for (const auto& shard : shards_) {
    shard->trim_before(instant);
  }
}

void Stream::verify() const {
  for (std::size_t number = 0; number < shards_.size(); ++number) {
    const Shard& shard = *shards_[number];
    if (shard.number() != number || this->shard(shard.id()) != &shard) {
      throw std::logic_error(
          fmt::format("{}: shard {} is out of place", definition_.arn, shard.id()));
    }
    for (std::uint64_t position = shard.begin(); position < shard.end(); ++position) {
      const Change& change = shard.at(position);
      const bool ordered =
          position == shard.begin() || (shard.at(position - 1).at <= change.at &&
                                        shard.at(position - 1).commit <= change.commit);
      if (!ordered || change.before == change.after) {
        throw std::logic_error(
            fmt::format("{}: record {} is out of order or changes nothing", shard.id(), position));
      }
    }
  }
}

std::string_view event_name(const Change& change) noexcept {
  if (!change.before) {
    return "INSERT";
  }
  return change.after ? "MODIFY" : "REMOVE";
}

}  // namespace ddbsim::table
