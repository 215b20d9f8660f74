#include "sim/service/stream_record.hpp"

#include <chrono>

namespace ddbsim::service {
namespace {

using table::StreamView;

bool shows_new(StreamView view) noexcept {
  return view == StreamView::new_image || view == StreamView::new_and_old_images;
}
bool shows_old(StreamView view) noexcept {
  return view == StreamView::old_image || view == StreamView::new_and_old_images;
}

StreamRecordBody body_of(const table::Stream& stream, const table::Change& change) {
  const StreamView view = stream.definition().view;
  const auto second = std::chrono::floor<std::chrono::seconds>(change.at);
  StreamRecordBody body{
      .approximate_creation_date_time = static_cast<double>(second.time_since_epoch().count()),
      .keys = table::key_of(stream.definition().key, change.after ? change.after : change.before),
      .new_image = shows_new(view) ? change.after : value::Item{},
      .old_image = shows_old(view) ? change.before : value::Item{},
      .stream_view_type = std::string(name_of(view))};
  // What is in the record, keys counted on their own (as DynamoDB Local counts).
  body.size_bytes = static_cast<std::int64_t>(body.keys.size_bytes() + body.new_image.size_bytes() +
                                              body.old_image.size_bytes());
  return body;
}

}  // namespace

std::string_view name_of(StreamView view) noexcept {
  switch (view) {
    case StreamView::keys_only:
      return "KEYS_ONLY";
    case StreamView::new_image:
      return "NEW_IMAGE";
    case StreamView::old_image:
      return "OLD_IMAGE";
    case StreamView::new_and_old_images:
      break;
  }
  return "NEW_AND_OLD_IMAGES";
}

StreamRecord to_stream_record(const table::Stream& stream, const table::Change& change,
                              std::string event_id, std::string sequence_number,
                              std::string_view region) {
  StreamRecord record{.event_id = std::move(event_id),
                      .event_name = std::string(table::event_name(change)),
                      .event_version = "1.1",
                      .event_source = "aws:dynamodb",
                      .aws_region = std::string(region),
                      .dynamodb = body_of(stream, change)};
  record.dynamodb->sequence_number = std::move(sequence_number);
  if (change.cause == table::Cause::time_to_live) {
    record.user_identity =
        StreamIdentity{.principal_id = "dynamodb.amazonaws.com", .type = "Service"};
  }
  return record;
}

StreamRecord to_stream_record(const table::Stream& stream, const table::Shard& shard,
                              std::uint64_t position, std::string_view region) {
  return to_stream_record(stream, shard.at(position), shard.event_id(position),
                          shard.sequence_number(position), region);
}

}  // namespace ddbsim::service
