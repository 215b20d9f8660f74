#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/messaging/model.hpp"
#include "sim/service/account.hpp"
#include "sim/value/ensure.hpp"

// What the benchmarks share: rows of the messaging table, and accounts that hold them.
namespace ddbsim::bench {

inline constexpr std::uint64_t kRowsPerPartition = 10;

/// Row number n of the messaging table: 9 attributes, ten rows a conversation.
inline value::Item row(std::uint64_t n,
                       std::string_view text = "are we still on for lunch tomorrow?") {
  const std::uint64_t group = n / kRowsPerPartition;
  const std::uint64_t second = n % kRowsPerPartition;
  return {{"pk", fmt::format("MSG#{:08x}-77aa-4d7a-9d55-{:012x}", group, group * 7919)},
          {"sk", fmt::format("2026-03-{:02}T10:{:02}:{:02}.000Z", 1 + n % 28, second, n % 60)},
          {"message_group_uuid", fmt::format("{:08x}-77aa-4d7a-9d55-{:012x}", group, group * 7919)},
          {"message_uuid", fmt::format("{:08x}-1111-4222-8333-{:012x}", n, n)},
          {"message", text},
          {"user_uuid", fmt::format("{:08x}-aaaa-4bbb-8ccc-000000000000", n % 997)},
          {"user_display_name", "Andrew Brown"},
          {"user_handle", "andrewbrown"},
          {"edits", static_cast<std::int64_t>(n % 10)}};
}

inline value::Item key_of(const value::Item& item) {
  value::ItemBuilder builder;
  return builder.project(item, [](std::string_view name) { return name == "pk" || name == "sk"; });
}

/// A scattered walk over 0..count-1: neighbours in time are no neighbours in memory.
inline std::uint64_t scattered(std::uint64_t i, std::uint64_t count) {
  return (i * 2'654'435'761U) % count;
}

enum class Extras : std::uint8_t { none, index_and_stream };

/// Names and values as the service counts them, without the service's per-attribute overhead: what
/// any program must hold.
inline std::uint64_t payload_bytes(const value::Item& item) { return item.size_bytes(); }

inline std::unique_ptr<service::Account> filled_account(std::uint64_t rows, Extras extras) {
  auto account = std::make_unique<service::Account>();
  service::CreateTableRequest table = messaging::create_table();
  if (extras == Extras::none) {
    table.global_secondary_indexes.reset();
    table.attribute_definitions->erase(table.attribute_definitions->begin());
    table.stream_specification.reset();
  } else {
    table.stream_specification.reset();  // turned on after loading: an empty change log
  }
  value::ensure(execute(*account, table, {}).has_value(), "the table is created");
  for (std::uint64_t n = 0; n < rows; ++n) {
    const service::PutItemRequest put{.table_name = "cruddur-messages", .item = row(n)};
    value::ensure(execute(*account, put, {}).has_value(), "a row is put");
  }
  if (extras == Extras::index_and_stream) {
    const service::UpdateTableRequest stream{
        .table_name = "cruddur-messages",
        .stream_specification =
            service::StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_IMAGE"}};
    value::ensure(execute(*account, stream, {}).has_value(), "the stream is turned on");
  }
  return account;
}

}  // namespace ddbsim::bench
