#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sim/choice/clock.hpp"
#include "sim/lambda/handler.hpp"

// What Lambda tells a failure destination about a batch that it gives up, as its documentation
// shows it.
namespace ddbsim::world {

/// The records that were given up, and where.
struct FailedBatch {
  std::string_view condition;      ///< "RetryAttemptsExhausted" or "RecordAgeExceeded"
  std::uint32_t invoke_count = 0;  ///< 0: never handed over; there is no response then
  std::string request_id;          ///< of the last invocation
  std::string function_arn;
  std::string shard_id;
  std::string mapping_uuid;
  choice::Instant now{};
  lambda::Event event;  ///< the records, in order; none: of a tumbling window's end
};

/// The body of the message to a queue or topic: metadata only, the records must be fetched from
/// the stream. Times of arrival are in seconds.
[[nodiscard]] nlohmann::json failure_record(const FailedBatch& batch);

/// What a bucket gets: the same with `payload`, the whole event as text.
[[nodiscard]] nlohmann::json failure_object(const FailedBatch& batch);
/// And by which key: aws/lambda/MAPPING-UUID/SHARD/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-UUID; `uuid` is
/// the service's random one.
[[nodiscard]] std::string failure_object_key(const FailedBatch& batch, std::string_view uuid);

/// arn:aws:s3:::NAME
[[nodiscard]] bool is_bucket(std::string_view arn) noexcept;

}  // namespace ddbsim::world
