#include <fmt/format.h>

#include "sim/service/account.hpp"
#include "sim/service/control_state.hpp"
#include "sim/value/hash.hpp"

// Streams of the account: they are opened and closed with tables, and live on without them.
namespace ddbsim::service {

std::shared_ptr<table::Stream> Account::find_stream(std::string_view arn) const noexcept {
  const auto* stream = streams_.find(arn);
  return stream == nullptr ? nullptr : *stream;
}

std::shared_ptr<table::Stream> Account::stream_of(std::string_view table_name) const noexcept {
  const auto* stream = open_streams_.find(table_name);
  return stream == nullptr ? nullptr : *stream;
}

std::string Account::stream_arn(std::string_view table_name, std::string_view label) const {
  return fmt::format("{}/stream/{}", table_arn(table_name), label);
}

/// The time, as the service labels streams. A stream that follows another within its millisecond
/// gets the next one.
std::string Account::free_stream_label(std::string_view table_name) const {
  for (choice::Instant at = now();; ++at) {
    std::string label = choice::text_of(at);
    label.pop_back();  // the Z
    if (streams_.find(stream_arn(table_name, label)) == nullptr) {
      return label;
    }
  }
}

void Account::open_stream(table::Table& table, table::StreamView view) {
  table::TableDefinition definition = table.definition();
  const std::uint64_t generation = next_generation("stream/" + definition.name);
  definition.stream = view;
  definition.stream_label = free_stream_label(definition.name);
  const std::string arn = stream_arn(definition.name, definition.stream_label);
  auto stream = std::make_shared<table::Stream>(
      journal_,
      table::Stream::Definition{.id = value::hash_bytes("stream/" + definition.name, generation),
                                .arn = arn,
                                .label = definition.stream_label,
                                .table_name = definition.name,
                                .key = definition.key,
                                .view = view,
                                .created = now(),
                                .shards = parameters_.partitions});
  open_streams_.set(definition.name, stream);
  streams_.set(arn, std::move(stream));
  table.set_definition(std::move(definition));
}

void Account::close_stream(table::Table& table) {
  const std::shared_ptr<table::Stream> stream = stream_of(table.definition().name);
  if (stream == nullptr) {
    return;
  }
  stream->disable(now());
  open_streams_.erase(table.definition().name);
  table::TableDefinition definition = table.definition();
  definition.stream.reset();
  table.set_definition(std::move(definition));
}

namespace {

__extension__ using Wide = unsigned __int128;

/// As far into the range as the hash is into all hashes.
std::uint64_t place_in(const table::HashRange& range, std::uint64_t hash) {
  const Wide width = static_cast<Wide>(range.last - range.first) + 1;
  return range.first + static_cast<std::uint64_t>((width * hash) >> 64U);
}

}  // namespace

std::uint64_t Account::place_of(const table::Table& table, const value::Item& item) const {
  const std::uint64_t hash = table::KeySpace::partition_hash(table.items().partition_bytes(item));
  const auto placed = parameters_.placement.find(table.definition().name);
  if (placed == parameters_.placement.end()) {
    return hash;
  }
  const auto key = placed->second.find(
      table::key_text({.hash = table.definition().key.hash, .range = {}}, item));
  if (key == placed->second.end()) {
    return hash;
  }
  // Of the shards that the stream began with; where in its range is for the hash to say, so that
  // keys of one shard go to both of its children.
  const table::Stream& stream = *stream_of(table.definition().name);
  const std::size_t shard = std::min(key->second, stream.definition().shards - 1);
  return place_in(stream.shards()[shard]->range(), hash);
}

void Account::append_to_stream(const table::Table& table, const table::Change& change) const {
  if (!table.definition().stream) {
    return;
  }
  const std::shared_ptr<table::Stream> stream = stream_of(table.definition().name);
  const value::Item& image = change.after ? change.after : change.before;
  stream->append(stream->shards().size() == 1 ? 0 : place_of(table, image), change);
}

/// Drops records that are too old, and disabled streams whose last record is.
void Account::trim_streams() {
  const choice::Instant oldest = now() - parameters_.stream_retention;
  std::vector<std::shared_ptr<table::Stream>> gone;
  for (const auto& [arn, stream] : streams()) {
    stream->trim_before(oldest);
    if (stream->disabled_at() && *stream->disabled_at() < oldest) {
      gone.push_back(stream);
    }
  }
  for (const auto& stream : gone) {
    control_->policies.erase(stream->definition().arn);
    streams_.erase(stream->definition().arn);
  }
}

}  // namespace ddbsim::service
