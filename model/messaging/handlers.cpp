#include <algorithm>

#include "model/messaging/model.hpp"

namespace ddbsim::messaging {
namespace {

using lambda::Done;
using lambda::Failed;
using service::ErrorType;
using service::Result;
using value::Item;

using Outcome = std::variant<Done, Failed>;

std::string text_of(const Item& item, std::string_view name) {
  const value::ValueView view = item.find(name);
  return view.is(value::Type::S) ? std::string(view.bytes()) : std::string();
}

Outcome outcome_of(const Result<void>& result) {
  if (result) {
    return Done{};
  }
  return Failed{std::string(service::name_of(result.error().type)), result.error().message};
}

/// A message record as the handlers see it; absent for rows of other kinds.
struct MessageRecord {
  std::string group_uuid;
  std::string text;
  std::string at;
};
std::optional<MessageRecord> message_of(const service::StreamRecord& record) {
  static constexpr std::string_view kPrefix = "MSG#";
  const std::string pk = text_of(record.dynamodb->keys, "pk");
  if (!pk.starts_with(kPrefix)) {
    return std::nullopt;
  }
  return MessageRecord{pk.substr(kPrefix.size()), text_of(record.dynamodb->new_image, "message"),
                       text_of(record.dynamodb->keys, "sk")};
}

// ---- the move in one transaction ----------------------------------------------------------------

struct Conversation {
  std::string last_message_at;
  value::List members;
};

/// Read by key and consistently: an index or an eventually consistent read may show a row where it
/// no longer is.
Result<std::optional<Conversation>> read_conversation(service::Client& client,
                                                      std::string_view group_uuid,
                                                      std::string_view table) {
  auto response = client.call(
      service::GetItemRequest{.table_name = std::string(table),
                              .key = {{"pk", "CNV#" + std::string(group_uuid)}, {"sk", "state"}},
                              .consistent_read = true});
  if (!response) {
    return std::unexpected(std::move(response.error()));
  }
  if (!response->item) {
    return std::nullopt;
  }
  const value::AttributeValue members = response->item.find("members").to_value();
  const auto* list = members.get_if<value::List>();
  return Conversation{text_of(response->item, "last_message_at"),
                      list == nullptr ? value::List{} : *list};
}

const std::string& member_text(const value::AttributeValue& member, std::string_view name) {
  static const std::string kNone;
  const auto* map = member.get_if<value::Map>();
  const auto at = map == nullptr ? value::Map::const_iterator{} : map->find(name);
  const auto* text =
      map == nullptr || at == map->end() ? nullptr : at->second.get_if<std::string>();
  return text == nullptr ? kNone : *text;
}

service::TransactWriteItemsRequest move_transaction(const Conversation& from,
                                                    std::string_view group_uuid,
                                                    std::string_view text, std::string_view at,
                                                    std::string_view table) {
  const std::string name(table);
  const std::string group(group_uuid);
  std::vector<service::TransactWriteItem> writes;
  // The condition makes this an optimistic lock: whoever read the conversation as it was before
  // somebody else's move (a duplicate delivery, an invocation that was thought dead) is refused as
  // a whole.
  writes.push_back({.update = service::TransactUpdate{
                        .table_name = name,
                        .key = {{"pk", "CNV#" + group}, {"sk", "state"}},
                        .update_expression = "SET last_message_at = :at",
                        .condition_expression = "last_message_at = :from",
                        .expression_attribute_values = {{":at", std::string(at)},
                                                        {":from", from.last_message_at}}}});
  for (const value::AttributeValue& owner : from.members) {
    const std::string pk = "GRP#" + member_text(owner, "user_uuid");
    // Delete and put in the same transaction: a crash leaves both or neither, so that no
    // conversation is lost, and a reader never sees it twice.
    writes.push_back(
        {.remove = service::TransactDelete{
             .table_name = name,
             .key = {{"pk", pk},
                     {"sk", row_sort_key(Design::one_transaction, from.last_message_at, group)}}}});
    for (const value::AttributeValue& other : from.members) {
      if (other == owner) {
        continue;
      }
      // The group's id in the sort key: two conversations with one timestamp do not overwrite each
      // other.
      writes.push_back({.put = service::TransactPut{
                            .table_name = name,
                            .item = {{"pk", pk},
                                     {"sk", row_sort_key(Design::one_transaction, at, group)},
                                     {"message_group_uuid", group},
                                     {"message", std::string(text)},
                                     {"user_uuid", member_text(other, "user_uuid")},
                                     {"user_display_name", member_text(other, "user_display_name")},
                                     {"user_handle", member_text(other, "user_handle")}}}});
    }
  }
  return {.transact_items = std::move(writes)};
}

/// An attempt lost against another move (or against its own first try, whose answer was lost):
/// worth reading again.
bool lost_the_race(const service::ServiceError& error) {
  return error.type == ErrorType::transaction_canceled &&
         std::ranges::all_of(
             error.cancellation_reasons, [](const service::CancellationReason& reason) {
               return reason.code == "None" || reason.code == "ConditionalCheckFailed" ||
                      reason.code == "TransactionConflict";
             });
}

/// What SDKs do by themselves: a transaction that writes gets a token, a new one for each call.
class SdkClient final : public service::Client {
 public:
  SdkClient(service::Client& client, const lambda::InvocationContext& context)
      : client_(client), context_(context) {}

  Result<service::Response> send(service::RequestRef request) override {
    const auto* const transaction =
        std::get_if<const service::TransactWriteItemsRequest*>(&request);
    if (transaction == nullptr) {
      return client_.send(request);
    }
    service::TransactWriteItemsRequest with_token = **transaction;
    with_token.client_request_token = lambda::sdk_token(context_, ++count_);
    return client_.send(&with_token);
  }

 private:
  service::Client& client_;
  const lambda::InvocationContext& context_;
  std::uint32_t count_ = 0;
};

}  // namespace

Result<void> move_by_delete_and_put(service::Client& client, Design design,
                                    std::string_view group_uuid, std::string_view text,
                                    std::string_view at, std::string_view table) {
  const auto rows = client.call(
      service::QueryRequest{.table_name = std::string(table),
                            .index_name = std::string(kIndex),
                            .key_condition_expression = "message_group_uuid = :group",
                            .expression_attribute_values = {{":group", std::string(group_uuid)}}});
  if (!rows) {
    return std::unexpected(rows.error());
  }
  for (const Item& row : *rows->items) {
    const auto deleted = client.call(service::DeleteItemRequest{
        .table_name = std::string(table),
        .key = {{"pk", text_of(row, "pk")}, {"sk", text_of(row, "sk")}}});
    if (!deleted) {
      return std::unexpected(deleted.error());
    }
    const auto put = client.call(
        service::PutItemRequest{.table_name = std::string(table),
                                .item = {{"pk", text_of(row, "pk")},
                                         {"sk", row_sort_key(design, at, group_uuid)},
                                         {"message_group_uuid", text_of(row, "message_group_uuid")},
                                         {"message", std::string(text)},
                                         {"user_uuid", text_of(row, "user_uuid")},
                                         {"user_display_name", text_of(row, "user_display_name")},
                                         {"user_handle", text_of(row, "user_handle")}}});
    if (!put) {
      return std::unexpected(put.error());
    }
  }
  return {};
}

Result<void> move_in_one_transaction(service::Client& client, std::string_view group_uuid,
                                     std::string_view text, std::string_view at,
                                     std::string_view table) {
  static constexpr int kTries = 4;
  Result<void> outcome;
  for (int i = 0; i < kTries; ++i) {
    auto conversation = read_conversation(client, group_uuid, table);
    if (!conversation) {
      return std::unexpected(std::move(conversation.error()));
    }
    // Only forward in time: a duplicate, a retry, or an older message that arrives late changes
    // nothing. A conversation that a member removed stays removed.
    if (!conversation->has_value() || (*conversation)->last_message_at >= at) {
      return {};
    }
    auto response = client.call(move_transaction(**conversation, group_uuid, text, at, table));
    if (response) {
      return {};
    }
    outcome = std::unexpected(std::move(response.error()));
    if (!lost_the_race(outcome.error())) {
      break;
    }
  }
  return outcome;  // the invocation fails, and the batch comes again
}

lambda::NativeFunction published_handler(std::string table) {
  return [table = std::move(table)](service::Client& client, const lambda::Event& event,
                                    const lambda::InvocationContext&) -> Outcome {
    const service::StreamRecord& record = event.records.front();
    if (record.event_name == "REMOVE") {
      return Done{};
    }
    const auto message = message_of(record);
    if (!message) {
      return Done{};
    }
    return outcome_of(move_by_delete_and_put(client, Design::published, message->group_uuid,
                                             message->text, message->at, table));
  };
}

lambda::NativeFunction repaired_handler(std::string table) {
  return [table = std::move(table)](service::Client& bare, const lambda::Event& event,
                                    const lambda::InvocationContext& context) -> Outcome {
    SdkClient client(bare, context);
    // Every record, not the first one: a batch holds as many as the mapping allows. Done again
    // after a failure, the records before it change nothing.
    for (const service::StreamRecord& record : event.records) {
      const auto message = message_of(record);
      // Only INSERT: an edited message (MODIFY) is no new one and must not move anything.
      if (!message || record.event_name != "INSERT") {
        continue;
      }
      const auto moved =
          move_in_one_transaction(client, message->group_uuid, message->text, message->at, table);
      if (!moved) {
        return outcome_of(moved);
      }
    }
    return Done{};
  };
}

}  // namespace ddbsim::messaging
