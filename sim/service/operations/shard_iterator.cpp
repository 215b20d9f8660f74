#include "sim/service/operations/shard_iterator.hpp"

#include <charconv>

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {
namespace {

constexpr std::string_view kVersion = "|1|";

template <class Integer>
bool read_whole(std::string_view text, Integer& out) {
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [stop, error] = std::from_chars(begin, end, out);
  return error == std::errc{} && stop == end;
}

}  // namespace

std::string ShardIterator::text() const {
  const std::string inner =
      fmt::format("{}|{}|{}", made.time_since_epoch().count(), shard_id, position);
  return fmt::format("{}{}{}", stream_arn, kVersion, value::to_base64(inner));
}

std::optional<ShardIterator> ShardIterator::parse(std::string_view text) {
  const std::size_t version = text.rfind(kVersion);
  if (version == std::string_view::npos) {
    return std::nullopt;
  }
  const auto inner = value::from_base64(text.substr(version + kVersion.size()));
  if (!inner) {
    return std::nullopt;
  }
  const std::string_view parts = *inner;
  const std::size_t first = parts.find('|');
  const std::size_t last = parts.rfind('|');
  if (first == last) {  // none, or only one
    return std::nullopt;
  }
  std::int64_t millis = 0;
  ShardIterator iterator{.stream_arn = std::string(text.substr(0, version)),
                         .shard_id = std::string(parts.substr(first + 1, last - first - 1))};
  if (!read_whole(parts.substr(0, first), millis) ||
      !read_whole(parts.substr(last + 1), iterator.position)) {
    return std::nullopt;
  }
  iterator.made = choice::Instant{choice::Duration{millis}};
  return iterator;
}

Result<std::shared_ptr<table::Stream>> locate_stream(const Account& account,
                                                     const std::string& arn) {
  if (auto stream = account.find_stream(arn)) {
    return stream;
  }
  return fail(ErrorType::resource_not_found,
              fmt::format("Requested resource not found: Stream: {} not found", arn));
}

Result<table::Shard*> locate_shard(const table::Stream& stream, std::string_view id) {
  if (table::Shard* shard = stream.shard(id)) {
    return shard;
  }
  return fail(ErrorType::resource_not_found, "Requested resource not found: Shard does not exist");
}

ServiceError trimmed() {
  // The words of the API reference; no oracle trims.
  return {.type = ErrorType::trimmed_data_access,
          .message = "The operation attempted to read past the oldest stream record in a shard."};
}

}  // namespace ddbsim::service
