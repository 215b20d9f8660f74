#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/service/account.hpp"

// Shard iterators: all that GetRecords needs is in their text, nothing is kept for them.
namespace ddbsim::service {

/// "arn:...|1|" and in base64 "milliseconds of its making|shard|position": the form of the service,
/// whose clients treat it as opaque.
struct ShardIterator {
  std::string stream_arn;
  choice::Instant made{};
  std::string shard_id;
  std::uint64_t position = 0;  ///< of the next record

  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<ShardIterator> parse(std::string_view text);
};

/// The stream, or ResourceNotFoundException.
[[nodiscard]] Result<std::shared_ptr<table::Stream>> locate_stream(const Account& account,
                                                                   const std::string& arn);
/// Its shard, or ResourceNotFoundException.
[[nodiscard]] Result<table::Shard*> locate_shard(const table::Stream& stream, std::string_view id);
/// TrimmedDataAccessException.
[[nodiscard]] ServiceError trimmed();

}  // namespace ddbsim::service
