#include "sim/service/account.hpp"
#include "sim/service/operations/shard_iterator.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/stream_record.hpp"

namespace ddbsim::service {
namespace {

/// The range of an open shard has no end. A closed one ends with its last record, or where it began
/// if it has none.
ShardDescription describe(const table::Shard& shard, bool open) {
  SequenceNumberRange range{.starting_sequence_number = shard.sequence_number(0)};
  if (!open) {
    range.ending_sequence_number = shard.sequence_number(shard.end() == 0 ? 0 : shard.end() - 1);
  }
  return {.shard_id = shard.id(), .sequence_number_range = std::move(range)};
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

/// Children are shards that a partition's split leaves behind. Partitions do not split here, so
/// that no shard has any; the parent must be there all the same.
Refusal check_filter(const table::Stream& stream, const ShardFilter& filter) {
  if (!filter.type || !filter.shard_id) {  // both needed; the service's words are not published
    return invalid("ShardFilter must have a Type and a ShardId").error();
  }
  const auto parent = locate_shard(stream, *filter.shard_id);
  return parent ? Refusal() : Refusal(parent.error());
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
    description.shards->push_back(
        describe(*shard, stream.status() == table::Stream::Status::enabled));
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
    if (Refusal refusal = check_filter(**stream, *request.shard_filter)) {
      return std::unexpected(std::move(*refusal));
    }
    description.shards.emplace();
  } else {
    add_shards(**stream, request.exclusive_start_shard_id,
               static_cast<std::size_t>(request.limit.value_or(kMaxShards)), description);
  }
  return DescribeStreamResponse{.stream_description = std::move(description)};
}

}  // namespace ddbsim::service
