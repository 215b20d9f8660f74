#include "sim/world/shard_memo.hpp"

#include <algorithm>

#include "sim/value/hash.hpp"

namespace ddbsim::world {
namespace {

/// Of the item that a record is about, and what happened to it.
std::uint64_t event_hash(const table::KeySchema& key, const table::Change& change) {
  const value::Item& image = change.after ? change.after : change.before;
  std::uint64_t hash = value::hash_bytes(table::event_name(change));
  for (const auto* part : {&key.hash, &key.range}) {
    for (const table::KeyAttribute& attribute : *part) {
      hash = value::hash_bytes(image.find(attribute.name).bytes(), hash);
    }
  }
  return hash;
}

}  // namespace

std::size_t ShardMemo::earlier(const table::Stream& stream, const table::Shard& shard,
                               std::uint64_t position) {
  const table::KeySchema& key = stream.definition().key;
  for (known_ = std::max(known_, shard.begin()); known_ < shard.end(); ++known_) {
    positions_[event_hash(key, shard.at(known_))].push_back(known_);
  }
  const std::vector<std::uint64_t>& same = positions_[event_hash(key, shard.at(position))];
  const auto begin = std::ranges::lower_bound(same, shard.begin());
  return static_cast<std::size_t>(std::ranges::lower_bound(same, position) - begin);
}

std::size_t count_earlier(const table::Stream& stream, const table::Shard& shard,
                          std::uint64_t position) {
  const table::KeySchema& key = stream.definition().key;
  const std::uint64_t wanted = event_hash(key, shard.at(position));
  std::size_t count = 0;
  for (std::uint64_t at = shard.begin(); at < position; ++at) {
    count += event_hash(key, shard.at(at)) == wanted ? 1U : 0U;
  }
  return count;
}

}  // namespace ddbsim::world
