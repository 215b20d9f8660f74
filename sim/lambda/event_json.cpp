#include "sim/lambda/event_json.hpp"

#include "sim/lambda/event_source_mapping.hpp"

namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;

/// "2026-03-01T09:00:00Z": windows begin and end with a second.
std::string second_text(choice::Instant instant) {
  std::string text = choice::text_of(instant);
  text.resize(text.find('.'));
  return text + "Z";
}

void add_window(const Window& window, const std::string& event_source_arn, Json& event) {
  event["window"] = {{"start", second_text(window.begin)}, {"end", second_text(window.end)}};
  event["state"] = window.state;
  event["shardId"] = window.shard_id;
  event["eventSourceARN"] = event_source_arn;
  event["isFinalInvokeForWindow"] = window.is_final;
  event["isWindowTerminatedEarly"] = window.is_terminated_early;
}

/// No record has the empty identifier.
std::vector<std::string> whole_batch() { return {""}; }

std::vector<std::string> failures_of(const Json& response) {
  if (response.is_null()) {
    return {};
  }
  if (!response.is_object()) {
    return whole_batch();
  }
  const auto list = response.find("batchItemFailures");
  if (list == response.end() || list->is_null()) {
    return {};
  }
  if (!list->is_array()) {
    return whole_batch();
  }
  std::vector<std::string> failures;
  for (const Json& failure : *list) {
    const auto identifier =
        failure.is_object() ? failure.find("itemIdentifier") : Json::const_iterator();
    if (!failure.is_object() || identifier == failure.end() || !identifier->is_string() ||
        identifier->get_ref<const std::string&>().empty()) {
      return whole_batch();
    }
    failures.push_back(identifier->get<std::string>());
  }
  return failures;
}

}  // namespace

nlohmann::json event_to_json(const Event& event) {
  if (event.payload) {
    return *event.payload;
  }
  Json records = Json::array();
  for (const service::StreamRecord& record : event.records) {
    records.push_back(record_to_json(record, event.event_source_arn));
  }
  Json json{{"Records", std::move(records)}};
  if (event.window) {
    add_window(*event.window, event.event_source_arn, json);
  }
  return json;
}

Done done_of(nlohmann::json response) {
  Done done{.batch_item_failures = failures_of(response), .state = {}, .response = {}};
  if (response.is_object()) {
    if (const auto state = response.find("state"); state != response.end()) {
      done.state = *state;
    }
  }
  done.response = std::move(response);
  return done;
}

}  // namespace ddbsim::lambda
