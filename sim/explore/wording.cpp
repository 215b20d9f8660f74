#include "sim/explore/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/explore/dependencies.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::explore {
namespace {

using Json = nlohmann::json;

/// The body of a request in canonical form: placeholders are what they stand for.
Json body_of(const service::Request& request) {
  const std::string text = wire::canonical_text(service::reference_to(request));
  return Json::parse(text.substr(text.find(' ') + 1));
}

/// {"S":"ann"} as it is meant: ann.
std::string without_types(std::string text) {
  for (const std::string_view type : {R"({"S":")", R"({"N":")"}) {
    for (auto at = text.find(type); at != std::string::npos; at = text.find(type, at)) {
      const auto end = text.find("\"}", at + type.size());
      if (end == std::string::npos) {
        break;
      }
      text.erase(end, 2);
      text.erase(at, type.size());
    }
  }
  return text;
}

std::string first_of(const Json& body, std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    if (body.contains(name)) {
      return body[name].is_string() ? body[name].get<std::string>() : body[name].dump();
    }
  }
  return "";
}

}  // namespace

void describe_request(const service::Request& request, const std::vector<std::string>& keys,
                      StoryLine& line) {
  const Json body = body_of(request);
  line.operation = service::operation_name(request.index());
  const auto dependencies = dependencies_of(request);
  line.target = dependencies.empty() ? "" : dependencies.front().table;
  if (const std::string index = first_of(body, {"IndexName"}); !index.empty()) {
    line.target += "/" + index;
  }
  line.what = fmt::format("{}", fmt::join(keys, ", "));
  if (keys.empty()) {
    line.what = without_types(first_of(
        body, {"KeyConditionExpression", "KeyConditions", "FilterExpression", "Statement"}));
  }
}

std::string text_of(const service::Result<service::Response>& response) {
  if (!response) {
    return std::string(service::name_of(response.error().type));
  }
  const Json json = wire::to_json(*response);
  if (json.contains("Items")) {
    const std::size_t count = json["Items"].size();
    return count == 1 ? "1 item" : fmt::format("{} items", count);
  }
  if (std::holds_alternative<service::GetItemResponse>(*response)) {
    return json.contains("Item") ? "1 item" : "no item";
  }
  const bool leaves_some = !json.value("UnprocessedItems", Json::object()).empty() ||
                           !json.value("UnprocessedKeys", Json::object()).empty();
  return leaves_some ? "ok, one unprocessed" : "ok";
}

}  // namespace ddbsim::explore
