#pragma once

#include <tuple>

#include "sim/service/shapes_common.hpp"

// The streams API. `Limit`s have maxima that the API model leaves out (AWS documents them).
namespace ddbsim::service {

template <>
struct Shape<StreamSummary> {
  using T = StreamSummary;
  static constexpr std::string_view name = "Stream";
  static constexpr auto members =
      std::tuple{Member{"StreamArn", &T::stream_arn}, Member{"TableName", &T::table_name},
                 Member{"StreamLabel", &T::stream_label}};
};

template <>
struct Shape<ListStreamsResponse> {
  using T = ListStreamsResponse;
  static constexpr std::string_view name = "ListStreamsOutput";
  static constexpr auto members =
      std::tuple{Member{"Streams", &T::streams},
                 Member{"LastEvaluatedStreamArn", &T::last_evaluated_stream_arn}};
};

template <>
struct Shape<ListStreamsRequest> {
  using T = ListStreamsRequest;
  static constexpr std::string_view name = "ListStreamsInput";
  static constexpr auto members = std::tuple{
      Member{"TableName", &T::table_name, constraints::kTable},
      Member{"Limit", &T::limit, {.min = 1, .max = 100, .narrow = true}},
      Member{"ExclusiveStartStreamArn", &T::exclusive_start_stream_arn, {.min = 37, .max = 1024}}};
};

template <>
struct Shape<SequenceNumberRange> {
  using T = SequenceNumberRange;
  static constexpr std::string_view name = "SequenceNumberRange";
  static constexpr auto members =
      std::tuple{Member{"StartingSequenceNumber", &T::starting_sequence_number},
                 Member{"EndingSequenceNumber", &T::ending_sequence_number}};
};

template <>
struct Shape<ShardDescription> {
  using T = ShardDescription;
  static constexpr std::string_view name = "Shard";
  static constexpr auto members = std::tuple{
      Member{"ShardId", &T::shard_id}, Member{"SequenceNumberRange", &T::sequence_number_range},
      Member{"ParentShardId", &T::parent_shard_id}};
};

template <>
struct Shape<StreamDescription> {
  using T = StreamDescription;
  static constexpr std::string_view name = "StreamDescription";
  static constexpr auto members =
      std::tuple{Member{"StreamArn", &T::stream_arn},
                 Member{"StreamLabel", &T::stream_label},
                 Member{"StreamStatus", &T::stream_status},
                 Member{"StreamViewType", &T::stream_view_type},
                 Member{"CreationRequestDateTime", &T::creation_request_date_time},
                 Member{"TableName", &T::table_name},
                 Member{"KeySchema", &T::key_schema},
                 Member{"Shards", &T::shards},
                 Member{"LastEvaluatedShardId", &T::last_evaluated_shard_id}};
};

template <>
struct Shape<DescribeStreamResponse> {
  using T = DescribeStreamResponse;
  static constexpr std::string_view name = "DescribeStreamOutput";
  static constexpr auto members = std::tuple{Member{"StreamDescription", &T::stream_description}};
};

template <>
struct Shape<ShardFilter> {
  using T = ShardFilter;
  static constexpr std::string_view name = "ShardFilter";
  static constexpr auto members =
      std::tuple{Member{"Type", &T::type, {.values = constraints::kShardFilterTypes}},
                 Member{"ShardId", &T::shard_id, {.min = 28, .max = 65}}};
};

template <>
struct Shape<DescribeStreamRequest> {
  using T = DescribeStreamRequest;
  static constexpr std::string_view name = "DescribeStreamInput";
  static constexpr auto members = std::tuple{
      Member{"StreamArn", &T::stream_arn, {.required = true, .min = 37, .max = 1024}},
      Member{"Limit", &T::limit, {.min = 1, .max = 100, .narrow = true}},
      Member{"ExclusiveStartShardId", &T::exclusive_start_shard_id, {.min = 28, .max = 65}},
      Member{"ShardFilter", &T::shard_filter}};
};

template <>
struct Shape<GetShardIteratorResponse> {
  using T = GetShardIteratorResponse;
  static constexpr std::string_view name = "GetShardIteratorOutput";
  static constexpr auto members = std::tuple{Member{"ShardIterator", &T::shard_iterator}};
};

template <>
struct Shape<GetShardIteratorRequest> {
  using T = GetShardIteratorRequest;
  static constexpr std::string_view name = "GetShardIteratorInput";
  static constexpr auto members =
      std::tuple{Member{"StreamArn", &T::stream_arn, {.required = true, .min = 37, .max = 1024}},
                 Member{"ShardId", &T::shard_id, {.required = true, .min = 28, .max = 65}},
                 Member{"ShardIteratorType",
                        &T::shard_iterator_type,
                        {.required = true, .values = constraints::kIteratorTypes}},
                 Member{"SequenceNumber", &T::sequence_number, {.min = 21, .max = 40}}};
};

template <>
struct Shape<StreamIdentity> {
  using T = StreamIdentity;
  static constexpr std::string_view name = "Identity";
  static constexpr auto members =
      std::tuple{Member{"PrincipalId", &T::principal_id}, Member{"Type", &T::type}};
};

template <>
struct Shape<StreamRecordBody> {
  using T = StreamRecordBody;
  static constexpr std::string_view name = "StreamRecord";
  static constexpr auto members =
      std::tuple{Member{"ApproximateCreationDateTime", &T::approximate_creation_date_time},
                 Member{"Keys", &T::keys},
                 Member{"NewImage", &T::new_image},
                 Member{"OldImage", &T::old_image},
                 Member{"SequenceNumber", &T::sequence_number},
                 Member{"SizeBytes", &T::size_bytes},
                 Member{"StreamViewType", &T::stream_view_type}};
};

template <>
struct Shape<StreamRecord> {
  using T = StreamRecord;
  static constexpr std::string_view name = "Record";
  static constexpr auto members =
      std::tuple{Member{"eventID", &T::event_id},           Member{"eventName", &T::event_name},
                 Member{"eventVersion", &T::event_version}, Member{"eventSource", &T::event_source},
                 Member{"awsRegion", &T::aws_region},       Member{"dynamodb", &T::dynamodb},
                 Member{"userIdentity", &T::user_identity}};
};

template <>
struct Shape<GetRecordsResponse> {
  using T = GetRecordsResponse;
  static constexpr std::string_view name = "GetRecordsOutput";
  static constexpr auto members = std::tuple{Member{"Records", &T::records},
                                             Member{"NextShardIterator", &T::next_shard_iterator}};
};

template <>
struct Shape<GetRecordsRequest> {
  using T = GetRecordsRequest;
  static constexpr std::string_view name = "GetRecordsInput";
  static constexpr auto members = std::tuple{
      Member{"ShardIterator", &T::shard_iterator, {.required = true, .min = 1, .max = 2048}},
      Member{"Limit", &T::limit, {.min = 1, .max = 1000, .narrow = true}}};
};

}  // namespace ddbsim::service
