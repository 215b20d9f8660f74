#include "model/messaging/demo_handlers.hpp"

#include <optional>
#include <utility>

namespace ddbsim::messaging {
namespace {

using lambda::Done;
using lambda::Failed;
using Outcome = std::variant<Done, Failed>;

std::string text_of(const value::Item& item, std::string_view name) {
  const value::ValueView view = item.find(name);
  return view.is(value::Type::S) ? std::string(view.bytes()) : std::string();
}

/// "INSERT MSG#1|2026-03-01"
std::string name_of(const service::StreamRecord& record) {
  std::string name = record.event_name.value_or("");
  char separator = ' ';
  const value::Item& keys = record.dynamodb->keys;
  for (std::size_t index = 0; index < keys.count(); ++index) {
    name += separator;
    name += text_of(keys, keys.name(index));
    separator = '|';
  }
  return name;
}

bool is_poisoned(const service::StreamRecord& record) {
  const value::ValueView poison = record.dynamodb->new_image.find("poison");
  return poison.is(value::Type::BOOL) && poison.boolean();
}

std::optional<Failed> failed(const service::Result<service::UpdateItemResponse>& response) {
  if (response) {
    return std::nullopt;
  }
  return Failed{std::string(service::name_of(response.error().type)), response.error().message};
}

std::optional<Failed> add(service::Client& client, const std::string& table, std::string_view name,
                          std::int64_t deliveries) {
  return failed(client.call(
      service::UpdateItemRequest{.table_name = table,
                                 .key = {{"record", name}},
                                 .update_expression = "ADD deliveries :more",
                                 .expression_attribute_values = {{":more", deliveries}}}));
}

std::optional<Failed> count(service::Client& client, const service::StreamRecord& record,
                            const std::string& table) {
  return add(client, table, name_of(record), 1);
}

enum class Poison : std::uint8_t { counts, fails };

std::optional<Failed> digest(service::Client& client, const service::StreamRecord& record,
                             const std::string& table, Poison poison) {
  if (poison == Poison::fails && is_poisoned(record)) {
    return Failed{"PoisonedRecord", "cannot digest " + name_of(record)};
  }
  return count(client, record, table);
}

lambda::NativeFunction all_or_nothing(std::string table, Poison poison) {
  return [table = std::move(table), poison](service::Client& client, const lambda::Event& event,
                                            const lambda::InvocationContext&) -> Outcome {
    for (const service::StreamRecord& record : event.records) {
      if (auto failed = digest(client, record, table, poison)) {
        return std::move(*failed);
      }
    }
    return Done{};
  };
}

}  // namespace

lambda::NativeFunction count_deliveries(std::string table) {
  return all_or_nothing(std::move(table), Poison::counts);
}

lambda::NativeFunction fail_on_poison(std::string table) {
  return all_or_nothing(std::move(table), Poison::fails);
}

lambda::NativeFunction report_poison(std::string table) {
  return [table = std::move(table)](service::Client& client, const lambda::Event& event,
                                    const lambda::InvocationContext&) -> Outcome {
    for (const service::StreamRecord& record : event.records) {
      if (digest(client, record, table, Poison::fails)) {
        // The rest comes again behind it anyway: going on would only do it out of order.
        return Done{.batch_item_failures = {record.dynamodb->sequence_number.value_or("")}};
      }
    }
    return Done{};
  };
}

lambda::NativeFunction all_or_none(std::string table) {
  return [table = std::move(table)](service::Client& client, const lambda::Event& event,
                                    const lambda::InvocationContext&) -> Outcome {
    for (const service::StreamRecord& record : event.records) {
      if (is_poisoned(record)) {
        return Failed{"PoisonedRecord", "cannot digest " + name_of(record)};
      }
    }
    for (const service::StreamRecord& record : event.records) {
      if (auto failed = count(client, record, table)) {
        return std::move(*failed);
      }
    }
    return Done{};
  };
}

lambda::NativeFunction record_order(std::string table) {
  return [table = std::move(table)](service::Client& client, const lambda::Event& event,
                                    const lambda::InvocationContext&) -> Outcome {
    for (const service::StreamRecord& record : event.records) {
      if (is_poisoned(record)) {
        return Failed{"PoisonedRecord", "cannot digest " + name_of(record)};
      }
      const std::string name = name_of(record);
      const value::ValueView number = record.dynamodb->new_image.find("n");
      const value::List numbers{number.is(value::Type::N) ? number.to_value() : value::Null{}};
      const auto response = client.call(service::UpdateItemRequest{
          .table_name = table,
          .key = {{"record", name.substr(name.find(' ') + 1)}},
          .update_expression = "SET #order = list_append(if_not_exists(#order, :none), :number)",
          .expression_attribute_names = {{{"#order", "order"}}},
          .expression_attribute_values = {{":none", value::List{}}, {":number", numbers}}});
      if (auto problem = failed(response)) {
        return std::move(*problem);
      }
    }
    return Done{};
  };
}

lambda::NativeFunction count_in_window(std::string table) {
  return [table = std::move(table)](service::Client& client, const lambda::Event& event,
                                    const lambda::InvocationContext&) -> Outcome {
    if (!event.window) {
      return Failed{"NoWindow", "this function counts in tumbling windows"};
    }
    nlohmann::json state = event.window->state;
    if (!state.contains("count")) {
      state = {{"count", 0}, {"names", nlohmann::json::array()}};
    }
    for (const service::StreamRecord& record : event.records) {
      state["count"] = state["count"].get<std::int64_t>() + 1;
      state["names"].push_back(name_of(record));
    }
    if (event.window->is_final) {
      const std::string name = "WINDOW " + choice::text_of(event.window->begin) +
                               (event.window->is_terminated_early ? ", early" : "");
      if (auto problem = add(client, table, name, state["count"].get<std::int64_t>())) {
        return std::move(*problem);
      }
    }
    return Done{.batch_item_failures = {}, .state = std::move(state), .response = {}};
  };
}

lambda::NativeFunction echo() {
  return [](service::Client& client, const lambda::Event& event,
            const lambda::InvocationContext&) -> Outcome {
    // arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL
    std::string table = event.event_source_arn.substr(event.event_source_arn.find('/') + 1);
    table.resize(table.find('/'));
    for (const service::StreamRecord& record : event.records) {
      const std::string pk = text_of(record.dynamodb->keys, "pk");
      const auto response = client.call(
          service::UpdateItemRequest{.table_name = table,
                                     .key = {{"pk", pk.starts_with("ECHO#") ? pk : "ECHO#" + pk},
                                             {"sk", text_of(record.dynamodb->keys, "sk")}},
                                     .update_expression = "ADD echoes :one",
                                     .expression_attribute_values = {{":one", 1}}});
      if (!response) {
        return Failed{std::string(service::name_of(response.error().type)),
                      response.error().message};
      }
    }
    return Done{};
  };
}

}  // namespace ddbsim::messaging
