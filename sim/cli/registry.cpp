#include "sim/cli/registry.hpp"

#include <memory>

#include "model/messaging/demo_handlers.hpp"
#include "model/messaging/model.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::cli {

namespace {

using nlohmann::json;
using scenario::NativeHandlerEntry;
using scenario::NativePatternEntry;
using Parameters = std::map<std::string, std::string>;

NativeHandlerEntry handler(std::string description, lambda::NativeFunction function) {
  return {std::move(description), std::make_shared<lambda::NativeHandler>(std::move(function))};
}

std::string text(const json& with, const char* name) {
  const json& value = with.at(name);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// A pattern that is one request.
template <class Make>
NativePatternEntry request_pattern(std::string description, Parameters parameters, Make make) {
  return {std::move(description), std::move(parameters),
          [make](service::Client& client, const json& with) -> service::Result<json> {
            auto response = client.call(make(with));
            if (!response) {
              return std::unexpected(std::move(response.error()));
            }
            return wire::to_json(service::Response(std::move(*response)));
          }};
}

messaging::User user_of(const json& with, const std::string& prefix) {
  return {text(with, (prefix + "user").c_str()), text(with, (prefix + "name").c_str()),
          text(with, (prefix + "handle").c_str())};
}

messaging::Message message_of(const json& with) {
  return {text(with, "group"), text(with, "uuid"), text(with, "at"), text(with, "message"),
          user_of(with, "")};
}

const Parameters kMessage = {
    {"group", "uuid of the message group"}, {"uuid", "uuid of the message"},
    {"at", "when it is sent, ISO 8601"},    {"message", "its text"},
    {"user", "uuid of its author"},         {"name", "display name of its author"},
    {"handle", "handle of its author"}};

Parameters first_message() {
  Parameters parameters = kMessage;
  parameters.insert({{"other_user", "uuid of the other member"},
                     {"other_name", "display name of the other member"},
                     {"other_handle", "handle of the other member"}});
  return parameters;
}

NativePatternEntry start_conversation(std::string description, messaging::Design design) {
  return {std::move(description), first_message(),
          [design](service::Client& client, const json& with) -> service::Result<json> {
            const auto done = messaging::start_conversation(client, design, message_of(with),
                                                            user_of(with, "other_"));
            if (!done) {
              return std::unexpected(done.error());
            }
            return json::object();
          }};
}

void add_messaging_patterns(scenario::Registry& registry) {
  registry.patterns["messaging/show-conversation"] = request_pattern(
      "pattern A: the messages of a group in a year, newest first, 20",
      {{"group", "uuid of the message group"}, {"year", "the year"}}, [](const json& with) {
        return messaging::show_conversation(text(with, "group"), text(with, "year"));
      });
  registry.patterns["messaging/list-conversations"] = request_pattern(
      "pattern B: the conversations of a user in a year, newest first, 20",
      {{"user", "uuid of the user"}, {"year", "the year"}}, [](const json& with) {
        return messaging::list_conversations(text(with, "user"), text(with, "year"));
      });
  registry.patterns["messaging/create-message"] =
      request_pattern("pattern C: one message", kMessage,
                      [](const json& with) { return messaging::create_message(message_of(with)); });
  registry.patterns["messaging/start-conversation"] =
      start_conversation("pattern C, first message: the message and both group rows, as published",
                         messaging::Design::published);
  registry.patterns["messaging/start-conversation-in-one-transaction"] =
      start_conversation("pattern C, first message, in the repaired handler's design",
                         messaging::Design::one_transaction);
}

void add_demo_handlers(scenario::Registry& registry) {
  registry.handlers["demo/count-deliveries"] = handler(
      "counts each record of its batch in table \"deliveries\"", messaging::count_deliveries());
  registry.handlers["demo/fail-on-poison"] = handler(
      "the same, but fails at a record whose item has poison = true", messaging::fail_on_poison());
  registry.handlers["demo/report-poison"] =
      handler("the same, but reports the first record that fails as a batch item failure",
              messaging::report_poison());
  registry.handlers["demo/all-or-none"] =
      handler("counts all records of its batch, or fails before it counts any when one is poisoned",
              messaging::all_or_none());
  registry.handlers["demo/record-order"] =
      handler("writes down in which order it got the changes of each item (its numbers n)",
              messaging::record_order());
  registry.handlers["demo/count-in-window"] =
      handler("counts records in the state of a tumbling window, writes the number at its end",
              messaging::count_in_window());
  registry.handlers["demo/echo"] =
      handler("writes into the table whose stream it reads: never comes to rest without a filter",
              messaging::echo());
}

}  // namespace

scenario::Registry built_in() {
  scenario::Registry registry;
  registry.handlers["ddbsim/no-op"] =
      handler("does nothing and succeeds: a place for a handler of your own",
              [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
                return lambda::Done{};
              });
  registry.handlers["ddbsim/fail"] =
      handler("fails every batch: for retries, bisecting and failure destinations",
              [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
                return lambda::Failed{"HandlerError", "this handler always fails"};
              });
  registry.handlers["messaging/published-handler"] =
      handler("pattern D as published: only the first record, delete and put",
              messaging::published_handler());
  registry.handlers["messaging/repaired-handler"] = handler(
      "pattern D repaired: one transaction for each message", messaging::repaired_handler());
  add_messaging_patterns(registry);
  add_demo_handlers(registry);
  return registry;
}

}  // namespace ddbsim::cli
