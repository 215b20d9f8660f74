#include "sim/service/account.hpp"
#include "sim/service/operations/shard_iterator.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/stream_record.hpp"

namespace ddbsim::service {
namespace {

constexpr std::int64_t kMaxRecords = 1000;  ///< documented, and the default
constexpr std::int64_t kMaxBytes =
    1024LL * 1024;  ///< documented; the first record is sent whatever its size

/// Records from the iterator's position on; moves it behind them.
std::vector<StreamRecord> read(const Account& account, const table::Stream& stream,
                               const table::Shard& shard, std::int64_t limit,
                               ShardIterator& iterator) {
  std::vector<StreamRecord> records;
  std::int64_t bytes = 0;
  while (iterator.position < shard.end() && records.size() < static_cast<std::size_t>(limit)) {
    StreamRecord record =
        to_stream_record(stream, shard, iterator.position, account.parameters().region);
    bytes += *record.dynamodb->size_bytes;
    if (!records.empty() && bytes > kMaxBytes) {
      break;
    }
    records.push_back(std::move(record));
    ++iterator.position;
  }
  return records;
}

}  // namespace

Result<GetRecordsResponse> execute(Account& account, const GetRecordsRequest& request,
                                   const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request, {})) {
    return std::unexpected(std::move(*refusal));
  }
  std::optional<ShardIterator> iterator = ShardIterator::parse(*request.shard_iterator);
  if (!iterator) {
    return invalid("Invalid ShardIterator");
  }
  if (account.now() - iterator->made >= account.parameters().iterator_life) {
    // The words of the API reference; DynamoDB Local sends none.
    return fail(
        ErrorType::expired_iterator,
        "The shard iterator has expired and can no longer be used to retrieve stream records.");
  }
  const auto stream = locate_stream(account, iterator->stream_arn);
  if (!stream) {
    return std::unexpected(stream.error());
  }
  const auto shard = locate_shard(**stream, iterator->shard_id);
  if (!shard) {
    return std::unexpected(shard.error());
  }
  if (iterator->position > (*shard)->end()) {
    return invalid("Invalid ShardIterator");
  }
  if (iterator->position < (*shard)->begin()) {
    return std::unexpected(trimmed());
  }
  GetRecordsResponse response{
      .records = read(account, **stream, **shard, request.limit.value_or(kMaxRecords), *iterator)};
  const bool closed =
      (*stream)->status() == table::Stream::Status::disabled || (*shard)->closed_at().has_value();
  if (!closed || iterator->position < (*shard)->end()) {
    iterator->made = account.now();
    response.next_shard_iterator = iterator->text();
  }
  return response;
}

}  // namespace ddbsim::service
