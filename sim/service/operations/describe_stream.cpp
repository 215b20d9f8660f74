#include "sim/service/account.hpp"
#include "sim/service/operations/shard_iterator.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/stream_record.hpp"

namespace ddbsim::service {
namespace {

/// The range of an open shard has no end. A closed one ends with its last record, or where it began
/// if it has none.
ShardDescription describe(const table::Stream& stream, const table::Shard& shard) {
  const bool open = stream.status() == table::Stream::Status::enabled && !shard.closed_at();
  SequenceNumberRange range{.starting_sequence_number = shard.sequence_number(0)};
  if (!open) {
    range.ending_sequence_number = shard.sequence_number(shard.end() == 0 ? 0 : shard.end() - 1);
  }
  ShardDescription description{.shard_id = shard.id(), .sequence_number_range = std::move(range)};
  if (shard.parent()) {
    description.parent_shard_id = stream.shards()[*shard.parent()]->id();
  }
  return description;
}

std::vector<KeySchemaElement> key_schema_of(const table::KeySchema& key) {
  std::vector<KeySchemaElement> elements;
  elements.reserve(key.hash.size() + key.range.size());
  for (const table::KeyAttribute& attribute : key.hash) {
    elements.push_back({.attribute_name = attribute.name, .key_type = "HASH"});
  }
  for (const table::KeyAttribute& attribute : key.range) {
    elements.push_back({.attribute_name = attribute.name, .key_type = "RANGE"});
  }
  return elements;
}

/// The shards that the split of a partition left behind, all in one page: there are two.
Refusal add_children(const table::Stream& stream, const ShardFilter& filter,
                     std::vector<ShardDescription>& children) {
  if (!filter.type || !filter.shard_id) {  // both needed; the service's words are not published
    return invalid("ShardFilter must have a Type and a ShardId").error();
  }
  const auto parent = locate_shard(stream, *filter.shard_id);
  if (!parent) {
    return parent.error();
  }
  for (const auto& shard : stream.shards()) {
    if (shard->parent() == (*parent)->number()) {
      children.push_back(describe(stream, *shard));
    }
  }
  return {};
}

/// One page of shards, in order of their ids, after `start` (which need not exist).
void add_shards(const table::Stream& stream, const Text& start, std::size_t limit,
                StreamDescription& description) {
  description.shards.emplace();
  for (const auto& shard : stream.shards()) {
    if (start && shard->id() <= *start) {
      continue;
    }
    if (description.shards->size() == limit) {
      description.last_evaluated_shard_id = description.shards->back().shard_id;
      return;
    }
    description.shards->push_back(describe(stream, *shard));
  }
}

}  // namespace

Result<DescribeStreamResponse> execute(Account& account, const DescribeStreamRequest& request,
                                       const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request, {})) {
    return std::unexpected(std::move(*refusal));
  }
  const auto stream = locate_stream(account, *request.stream_arn);
  if (!stream) {
    return std::unexpected(stream.error());
  }
  const table::Stream::Definition& definition = (*stream)->definition();
  const bool enabled = (*stream)->status() == table::Stream::Status::enabled;
  StreamDescription description{
      .stream_arn = definition.arn,
      .stream_label = definition.label,
      .stream_status = enabled ? "ENABLED" : "DISABLED",
      .stream_view_type = std::string(name_of(definition.view)),
      .creation_request_date_time =
          static_cast<double>(definition.created.time_since_epoch().count()) / 1000.0,
      .table_name = definition.table_name,
      .key_schema = key_schema_of(definition.key)};
  constexpr std::int64_t kMaxShards = 100;  // documented
  if (request.shard_filter) {
    if (Refusal refusal =
            add_children(**stream, *request.shard_filter, description.shards.emplace())) {
      return std::unexpected(std::move(*refusal));
    }
  } else {
    add_shards(**stream, request.exclusive_start_shard_id,
               static_cast<std::size_t>(request.limit.value_or(kMaxShards)), description);
  }
  return DescribeStreamResponse{.stream_description = std::move(description)};
}

}  // namespace ddbsim::service
