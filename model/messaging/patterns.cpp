#include "model/messaging/model.hpp"

namespace ddbsim::messaging {
namespace {

using service::Result;
using value::AttributeValue;
using value::Item;

std::string text(std::string_view a, std::string_view b) { return std::string(a).append(b); }

service::AttributeDefinition string_attribute(std::string_view name) {
  return {.attribute_name = std::string(name), .attribute_type = "S"};
}
service::KeySchemaElement key_element(std::string_view name, std::string_view type) {
  return {.attribute_name = std::string(name), .key_type = std::string(type)};
}

service::QueryRequest newest_twenty(std::string partition, std::string_view year,
                                    std::string_view table) {
  return {
      .table_name = std::string(table),
      .limit = 20,
      .scan_index_forward = false,
      .key_condition_expression = "pk = :pk AND begins_with(sk, :year)",
      .expression_attribute_values = {{":pk", std::move(partition)}, {":year", std::string(year)}}};
}

Item message_item(const Message& message) {
  return {
      {"pk", text("MSG#", message.group_uuid)}, {"sk", message.created_at},
      {"message_uuid", message.uuid},           {"message", message.text},
      {"user_uuid", message.author.uuid},       {"user_display_name", message.author.display_name},
      {"user_handle", message.author.handle}};
}

/// The row in `owner`'s list: it shows the other member.
Item group_row(Design design, const User& owner, const User& other, const Message& message) {
  return {{"pk", text("GRP#", owner.uuid)},
          {"sk", row_sort_key(design, message.created_at, message.group_uuid)},
          {"message_group_uuid", message.group_uuid},
          {"message", message.text},
          {"user_uuid", other.uuid},
          {"user_display_name", other.display_name},
          {"user_handle", other.handle}};
}

AttributeValue member(const User& user) {
  return value::Map{{"user_uuid", user.uuid},
                    {"user_display_name", user.display_name},
                    {"user_handle", user.handle}};
}

Result<void> start_in_batch(service::Client& client, const std::vector<Item>& items,
                            std::string_view table) {
  std::vector<service::WriteRequest> writes;
  writes.reserve(items.size());
  for (const Item& item : items) {
    writes.push_back({.put_request = service::PutRequest{item}});
  }
  service::BatchWriteItemRequest batch{
      .request_items = {{{std::string(table), std::move(writes)}}}};
  for (;;) {
    auto response = client.call(batch);
    if (!response) {
      return std::unexpected(std::move(response.error()));
    }
    if (!response->unprocessed_items || response->unprocessed_items->empty()) {
      return {};
    }
    batch.request_items = std::move(response->unprocessed_items);
  }
}

}  // namespace

service::CreateTableRequest create_table(std::string_view table) {
  return {
      .attribute_definitions = {{string_attribute("message_group_uuid"), string_attribute("pk"),
                                 string_attribute("sk")}},
      .table_name = std::string(table),
      .key_schema = {{key_element("pk", "HASH"), key_element("sk", "RANGE")}},
      .global_secondary_indexes = {{service::GlobalSecondaryIndexSpec{
          .index_name = std::string(kIndex),
          .key_schema = {{key_element("message_group_uuid", "HASH"), key_element("sk", "RANGE")}},
          .projection = service::ProjectionSpec{.projection_type = "ALL"},
          .provisioned_throughput = service::ProvisionedThroughput{.read_capacity_units = 5,
                                                                   .write_capacity_units = 5}}}},
      .billing_mode = "PROVISIONED",
      .provisioned_throughput =
          service::ProvisionedThroughput{.read_capacity_units = 5, .write_capacity_units = 5},
      .stream_specification =
          service::StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_IMAGE"}};
}

std::string row_sort_key(Design design, std::string_view last_message_at,
                         std::string_view group_uuid) {
  std::string key(last_message_at);
  if (design != Design::published) {
    key.append("#").append(group_uuid);
  }
  return key;
}

service::QueryRequest show_conversation(std::string_view group_uuid, std::string_view year,
                                        std::string_view table) {
  return newest_twenty(text("MSG#", group_uuid), year, table);
}

service::QueryRequest list_conversations(std::string_view user_uuid, std::string_view year,
                                         std::string_view table) {
  return newest_twenty(text("GRP#", user_uuid), year, table);
}

service::PutItemRequest create_message(const Message& message, std::string_view table) {
  return {.table_name = std::string(table), .item = message_item(message)};
}

Result<void> start_conversation(service::Client& client, Design design, const Message& message,
                                const User& other, std::string_view table) {
  std::vector<Item> items = {message_item(message),
                             group_row(design, message.author, other, message),
                             group_row(design, other, message.author, message)};
  if (design != Design::one_transaction) {
    return start_in_batch(client, items, table);
  }
  service::TransactWriteItemsRequest transaction{.transact_items =
                                                     std::vector<service::TransactWriteItem>{}};
  for (Item& item : items) {
    transaction.transact_items->push_back(
        {.put = service::TransactPut{.table_name = std::string(table), .item = std::move(item)}});
  }
  transaction.transact_items->push_back(
      {.put = service::TransactPut{
           .table_name = std::string(table),
           .item = {{"pk", text("CNV#", message.group_uuid)},
                    {"sk", "state"},
                    {"last_message_at", message.created_at},
                    {"members", value::List{member(message.author), member(other)}}},
           .condition_expression = "attribute_not_exists(pk)"}});
  auto response = client.call(transaction);
  if (!response) {
    return std::unexpected(std::move(response.error()));
  }
  return {};
}

}  // namespace ddbsim::messaging
