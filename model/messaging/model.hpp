#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/lambda/handler.hpp"
#include "sim/service/client.hpp"

// A two-person messaging application on one table: the requests of its access patterns, and the
// stream handler that moves a conversation to the top of both members' lists when a message
// arrives. Everything here speaks to a `Client` and knows nothing of what is behind it.
//
//   message        pk MSG#<group>  sk created_at                message_uuid, message, user_uuid,
//   user_display_name,
//                                                               user_handle
//   group row      pk GRP#<user>   sk last_message_at           message_group_uuid, message, and
//   user_uuid, one a member                   (see Design)                 user_display_name,
//   user_handle of the other member conversation   pk CNV#<group>  sk "state" last_message_at,
//   members: only Design::one_transaction
//
// Index message-group-sk-index: message_group_uuid, sk. Stream: NEW_IMAGE.
namespace ddbsim::messaging {

/// How group rows are keyed and moved.
enum class Design : std::uint8_t {
  /// As published: sk = last_message_at; two conversations of a user with one timestamp share a
  /// row. Moved by a delete and a put for each row that the index shows.
  published,
  /// sk = last_message_at#<group>: no two conversations share a row. Moved as published.
  group_in_sort_key,
  /// sk = last_message_at#<group>, and a conversation item with a fixed key that says where the
  /// rows are; one transaction moves them. The design of the repaired handler.
  one_transaction,
};

inline constexpr std::string_view kTable = "cruddur-messages";
inline constexpr std::string_view kIndex = "message-group-sk-index";

struct User {
  std::string uuid;
  std::string display_name;
  std::string handle;
};
struct Message {
  std::string group_uuid;
  std::string uuid;
  std::string created_at;  ///< ISO 8601
  std::string text;
  User author;
};

[[nodiscard]] service::CreateTableRequest create_table(std::string_view table = kTable);

/// Pattern A: messages of a group in a year, newest first, 20.
[[nodiscard]] service::QueryRequest show_conversation(std::string_view group_uuid,
                                                      std::string_view year,
                                                      std::string_view table = kTable);
/// Pattern B: a user's conversations of a year, newest first, 20.
[[nodiscard]] service::QueryRequest list_conversations(std::string_view user_uuid,
                                                       std::string_view year,
                                                       std::string_view table = kTable);
/// Pattern C: one message.
[[nodiscard]] service::PutItemRequest create_message(const Message& message,
                                                     std::string_view table = kTable);

/// The first message of a conversation between its author and `other`, with both group rows: in one
/// BatchWriteItem as published (three separate commits), or in one transaction that also makes the
/// conversation item.
[[nodiscard]] service::Result<void> start_conversation(service::Client& client, Design design,
                                                       const Message& message, const User& other,
                                                       std::string_view table = kTable);

/// Sort key of a group row.
[[nodiscard]] std::string row_sort_key(Design design, std::string_view last_message_at,
                                       std::string_view group_uuid);

/// Pattern D, for one message: what the handlers below do for a record. Errors are those of its
/// requests.
[[nodiscard]] service::Result<void> move_by_delete_and_put(service::Client& client, Design design,
                                                           std::string_view group_uuid,
                                                           std::string_view text,
                                                           std::string_view at,
                                                           std::string_view table = kTable);
[[nodiscard]] service::Result<void> move_in_one_transaction(service::Client& client,
                                                            std::string_view group_uuid,
                                                            std::string_view text,
                                                            std::string_view at,
                                                            std::string_view table = kTable);

/// The published stream handler, step by step, faults included: only the first record of a batch;
/// INSERT and MODIFY alike; the rows that an eventually consistent index shows; delete, then put.
[[nodiscard]] lambda::NativeFunction published_handler(std::string table = std::string(kTable));
/// Safe under retries, duplicates, edits, larger batches, stale indexes and conversations of one
/// instant.
[[nodiscard]] lambda::NativeFunction repaired_handler(std::string table = std::string(kTable));

}  // namespace ddbsim::messaging
