#include "sim/service/account.hpp"
#include "sim/service/operations/shard_iterator.hpp"
#include "sim/service/request_checks.hpp"

namespace ddbsim::service {
namespace {

/// Texts as DynamoDB Local has them; Dynoxide takes any number.
Result<std::uint64_t> position_of(const GetShardIteratorRequest& request,
                                  const table::Shard& shard) {
  const bool at = is(request.shard_iterator_type, "AT_SEQUENCE_NUMBER");
  const bool after = is(request.shard_iterator_type, "AFTER_SEQUENCE_NUMBER");
  if (!at && !after) {
    if (request.sequence_number) {
      return invalid_parameters("SequenceNumber should not be passed for this iterator type");
    }
    return is(request.shard_iterator_type, "LATEST") ? shard.end() : shard.begin();
  }
  if (!request.sequence_number) {
    return invalid_parameters("Invalid SequenceNumber");
  }
  const std::optional<std::uint64_t> position = shard.position_of(*request.sequence_number);
  if (!position) {
    return invalid("Invalid SequenceNumber for the shard");
  }
  if (*position < shard.begin()) {
    return std::unexpected(trimmed());
  }
  return at ? *position : *position + 1;
}

}  // namespace

Result<GetShardIteratorResponse> execute(Account& account, const GetShardIteratorRequest& request,
                                         const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request, {})) {
    return std::unexpected(std::move(*refusal));
  }
  const auto stream = locate_stream(account, *request.stream_arn);
  if (!stream) {
    return std::unexpected(stream.error());
  }
  const auto shard = locate_shard(**stream, *request.shard_id);
  if (!shard) {
    return std::unexpected(shard.error());
  }
  const auto position = position_of(request, **shard);
  if (!position) {
    return std::unexpected(position.error());
  }
  const ShardIterator iterator{.stream_arn = *request.stream_arn,
                               .made = account.now(),
                               .shard_id = *request.shard_id,
                               .position = *position};
  return GetShardIteratorResponse{.shard_iterator = iterator.text()};
}

}  // namespace ddbsim::service
