#include "sim/world/failure_record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/lambda/event_json.hpp"

namespace ddbsim::world {
namespace {

using Json = nlohmann::json;

/// "2026-03-01T09:00:00Z"; a record's time is rounded to the second.
std::string arrival_of(const service::StreamRecord& record) {
  const auto seconds =
      static_cast<std::int64_t>(record.dynamodb->approximate_creation_date_time.value_or(0));
  std::string text = choice::text_of(choice::Instant{std::chrono::seconds(seconds)});
  text.resize(text.find('.'));
  return text + "Z";
}

Json batch_info(const FailedBatch& batch) {
  Json info{{"shardId", batch.shard_id},
            {"batchSize", batch.event.records.size()},
            {"streamArn", batch.event.event_source_arn}};
  if (!batch.event.records.empty()) {
    const service::StreamRecord& first = batch.event.records.front();
    const service::StreamRecord& last = batch.event.records.back();
    info["startSequenceNumber"] = first.dynamodb->sequence_number.value_or("");
    info["endSequenceNumber"] = last.dynamodb->sequence_number.value_or("");
    info["approximateArrivalOfFirstRecord"] = arrival_of(first);
    info["approximateArrivalOfLastRecord"] = arrival_of(last);
  }
  return info;
}

}  // namespace

nlohmann::json failure_record(const FailedBatch& batch) {
  Json body{{"requestContext",
             {{"requestId", batch.request_id},
              {"functionArn", batch.function_arn},
              {"condition", batch.condition},
              {"approximateInvokeCount", batch.invoke_count}}},
            {"version", "1.0"},
            {"timestamp", choice::text_of(batch.now)},
            {"DDBStreamBatchInfo", batch_info(batch)}};
  if (batch.invoke_count != 0) {
    body["responseContext"] = {
        {"statusCode", 200}, {"executedVersion", "$LATEST"}, {"functionError", "Unhandled"}};
  }
  return body;
}

nlohmann::json failure_object(const FailedBatch& batch) {
  Json body = failure_record(batch);
  body["payload"] = lambda::event_to_json(batch.event)
                        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return body;
}

std::string failure_object_key(const FailedBatch& batch, std::string_view uuid) {
  const std::string now = choice::text_of(batch.now);  // 2026-03-01T09:00:00.000Z
  std::string second = now.substr(0, now.find('.'));
  std::ranges::replace(second, ':', '.');
  return fmt::format("aws/lambda/{}/{}/{}/{}/{}/{}-{}", batch.mapping_uuid, batch.shard_id,
                     now.substr(0, 4), now.substr(5, 2), now.substr(8, 2), second, uuid);
}

bool is_bucket(std::string_view arn) noexcept {
  return arn.starts_with("arn:") && arn.find(":s3:::") != std::string_view::npos;
}

}  // namespace ddbsim::world
