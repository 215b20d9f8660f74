#include "sim/world/lane_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/hash.hpp"

namespace ddbsim::world {

bool split_oldest(const lambda::MappingDefinition& mapping, std::vector<Batch>& queue) {
  Batch& batch = queue.front();
  if (!mapping.bisect_on_error || batch.positions.size() < 2) {
    return false;
  }
  Batch second = batch;
  const auto half = static_cast<std::ptrdiff_t>((batch.positions.size() + 1) / 2);
  second.positions.erase(second.positions.begin(), second.positions.begin() + half);
  batch.positions.resize(static_cast<std::size_t>(half));
  queue.insert(queue.begin() + 1, std::move(second));
  return true;
}

bool retry_oldest(const lambda::MappingDefinition& mapping, std::vector<Batch>& queue) noexcept {
  Batch& batch = queue.front();
  if (mapping.max_retries && batch.retries >= *mapping.max_retries) {
    return false;
  }
  ++batch.retries;
  return true;
}

void keep_rest(Batch& batch, std::size_t done) {
  batch.positions.erase(batch.positions.begin(),
                        batch.positions.begin() + static_cast<std::ptrdiff_t>(done));
  batch.attempts = 0;
  batch.retries = 0;
}

std::expected<std::size_t, std::string> first_failure(
    const lambda::MappingDefinition& mapping, std::size_t records, const lambda::Done& done,
    value::FunctionRef<std::optional<std::size_t>(std::string_view)> index_of) {
  std::size_t first = records;
  if (!mapping.report_batch_item_failures) {
    return first;
  }
  for (const std::string& identifier : done.batch_item_failures) {
    const auto index = index_of(identifier);
    if (!index) {
      return std::unexpected(identifier);
    }
    first = std::min(first, *index);
  }
  return first;
}

std::uint32_t lane_of(const table::KeySchema& key, const table::Change& change,
                      std::uint32_t factor) noexcept {
  if (factor == 1) {
    return 0;
  }
  const value::Item& image = change.after ? change.after : change.before;
  std::uint64_t hash = 0;
  for (const auto* part : {&key.hash, &key.range}) {
    for (const table::KeyAttribute& attribute : *part) {
      hash = value::hash_bytes(image.find(attribute.name).bytes(), hash);
    }
  }
  return static_cast<std::uint32_t>(hash % factor);
}

std::string lane_name(const lambda::MappingDefinition& mapping, std::size_t shards,
                      std::size_t shard, std::size_t part) {
  const bool single = shards * mapping.parallelization_factor == 1;
  return single ? mapping.name : fmt::format("{}/{}.{}", mapping.name, shard, part);
}

std::string invocation_id(const service::Account& account, std::string_view mapping,
                          std::string_view subject, std::uint32_t attempt) {
  return account.make_uuid("invocation", fmt::format("{}|{}|{}", mapping, subject, attempt));
}

std::string event_text(const table::Stream& stream, const table::Change& change) {
  return fmt::format(
      "{} {} {}", stream.definition().table_name,
      table::key_text(stream.definition().key, change.after ? change.after : change.before),
      table::event_name(change));
}

}  // namespace ddbsim::world
