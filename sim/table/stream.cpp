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
std::string shard_id(const Stream::Definition& stream, std::uint32_t number, choice::Instant at) {
  const auto millis = at.time_since_epoch().count() + number;
  const std::uint64_t tail = value::hash_bytes(stream.arn, number);
  return fmt::format("shardId-{:020}-{:08x}", millis, tail & 0xFFFFFFFFU);
}

/// Part `number` of `total` equal ones, in the order of hashes, as the segments of a Scan are: of a
/// hash h it is h * total / 2^64, rounded down.
HashRange part_of_space(std::uint32_t number, std::uint32_t total) {
  const auto first_of = [total](std::uint32_t part) {
    return ((static_cast<Wide>(part) << 64U) + total - 1) / total;
  };
  return {.first = static_cast<std::uint64_t>(first_of(number)),
          .last = static_cast<std::uint64_t>(first_of(number + 1) - 1)};
}

}  // namespace

std::uint64_t LineageHash::operator()(const Shards& shards) const noexcept {
  std::uint64_t hash = 0;
  for (const auto& shard : shards) {
    if (shard->parent()) {
      hash = value::mix(hash + shard->number(), *shard->parent() + 1);
    }
  }
  return hash;
}

void Shard::trim_before(choice::Instant instant) {
  while (begin() < end() && at(begin()).at < instant) {
    records_.trim();
  }
}

std::string Shard::sequence_number(std::uint64_t position) const {
  return fmt::format("{}{:0{}}", number() + 1, position + 1, kPositionDigits);
}

std::optional<std::uint64_t> Shard::position_of(std::string_view sequence_number) const {
  const std::string shard = std::to_string(number() + 1);
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
  const std::uint64_t high = value::hash_bytes(id(), position);
  return fmt::format("{:016x}{:016x}", high, value::mix(high, position));
}

Stream::Stream(state::Journal& journal, Definition definition)
    : journal_(journal),
      definition_(std::move(definition)),
      shards_(journal, value::mix(definition_.id, 0), {}),
      disabled_at_(journal, definition_.id, std::nullopt) {
  Shards shards;
  for (std::uint32_t number = 0; number < definition_.shards; ++number) {
    shards.push_back(make_shard(number, part_of_space(number, definition_.shards), std::nullopt,
                                definition_.created));
  }
  shards_.set(std::move(shards));
}

std::shared_ptr<Shard> Stream::make_shard(std::uint32_t number, HashRange range,
                                          std::optional<std::uint32_t> parent, choice::Instant at) {
  return std::make_shared<Shard>(journal_, value::mix(definition_.id, number + 1),
                                 Shard::Definition{.number = number,
                                                   .id = shard_id(definition_, number, at),
                                                   .range = range,
                                                   .parent = parent});
}

bool Stream::split(std::uint32_t number, choice::Instant at) {
  Shards shards = shards_.get();
  if (number >= shards.size() || shards[number]->closed_at()) {
    return false;
  }
  const HashRange range = shards[number]->range();
  if (range.first == range.last) {
    return false;
  }
  const std::uint64_t middle = range.first + (range.last - range.first) / 2;
  const auto next = static_cast<std::uint32_t>(shards.size());
  shards[number]->close(at);
  shards.push_back(make_shard(next, {range.first, middle}, number, at));
  shards.push_back(make_shard(next + 1, {middle + 1, range.last}, number, at));
  shards_.set(std::move(shards));
  return true;
}

Shard* Stream::shard(std::string_view id) const noexcept {
  const auto found = std::ranges::find(
      shards(), id, [](const auto& shard) { return std::string_view(shard->id()); });
  return found == shards().end() ? nullptr : found->get();
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes what a shard holds.
void Stream::append(std::uint64_t partition_hash, Change change) {
  const auto root =
      static_cast<std::size_t>((static_cast<Wide>(partition_hash) * definition_.shards) >> 64U);
  Shard* owner = shards()[root].get();
  if (owner->closed_at()) {
    const auto open = std::ranges::find_if(shards(), [partition_hash](const auto& shard) {
      return !shard->closed_at() && shard->range().first <= partition_hash &&
             partition_hash <= shard->range().last;
    });
    owner = open->get();
  }
  owner->append(std::move(change));
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes what a shard holds.
void Stream::trim_before(choice::Instant instant) {
  for (const auto& shard : shards()) {
    shard->trim_before(instant);
  }
}

void Stream::verify() const {
  for (std::size_t number = 0; number < shards().size(); ++number) {
    const Shard& shard = *shards()[number];
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
