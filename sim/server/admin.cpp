#include "sim/server/admin.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/server/authorization.hpp"
#include "sim/service/key_counts.hpp"

namespace ddbsim::server {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPrefix = "/_ddbsim/";

Json status_of(const Host& host) {
  return {{"now", choice::text_of(host.now())},
          {"clock", host.is_wall_clock() ? "wall" : "virtual"},
          {"accounts", host.accounts()}};
}

void refuse(wire::HttpResponse& response, unsigned status, std::string message) {
  response.status = status;
  response.body = Json{{"error", std::move(message)}}.dump() + "\n";
}

void advance(const wire::HttpRequest& request, Host& host, wire::HttpResponse& response) {
  const auto body = nlohmann::json::parse(request.body, nullptr, false);
  const bool named = body.is_object() && body.contains("advance") && body["advance"].is_string();
  const auto duration =
      named ? choice::parse_duration(body["advance"].get<std::string>()) : std::nullopt;
  if (!duration) {
    refuse(response, 400, R"(expected {"advance": "36h"}: a length of time)");
  } else if (!host.advance(*duration)) {
    refuse(response, 400, "this server runs on the wall clock; --clock virtual makes one to move");
  } else {
    response.body = status_of(host).dump() + "\n";
  }
}

/// The value of a parameter of the target's query; empty when it is not there.
std::string parameter_of(std::string_view target, std::string_view name) {
  const std::size_t query = target.find('?');
  std::string_view rest =
      query == std::string_view::npos ? std::string_view() : target.substr(query + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return std::string(pair.substr(name.size() + 1));
    }
  }
  return {};
}

/// Names of tables and indexes need no escapes in a target.
void show_keys(const wire::HttpRequest& request, Host& host, wire::HttpResponse& response) {
  constexpr std::size_t kShown = 25;
  const std::string name = parameter_of(request.target, "table");
  const std::string index = parameter_of(request.target, "index");
  const service::Account& account = host.account(parameter_of(request.target, "access_key"),
                                                 parameter_of(request.target, "region"));
  const table::Table* const table = account.find_table(name);
  if (table == nullptr || (!index.empty() && table->index(index) == nullptr)) {
    refuse(response, 404,
           table == nullptr ? "there is no table \"" + name + "\""
                            : "the table has no index \"" + index + "\"");
    return;
  }
  const table::KeySchema& key =
      index.empty() ? table->definition().key : table->index(index)->definition().key;
  Json rules = Json::object();
  for (const service::KeyRule& rule : service::key_rules(key, /*throttled_only=*/false)) {
    Json& keys = rules[std::string(rule.name)] = Json::array();
    for (const auto& [text, value] : service::top_keys(account, name, index, rule, kShown)) {
      keys.push_back({{"key", text}, {"value", value}});
    }
  }
  Json body = {{"table", name}};
  if (!index.empty()) {
    body["index"] = index;
  }
  body["rules"] = std::move(rules);
  response.body = body.dump() + "\n";
}

}  // namespace

bool is_admin(const wire::HttpRequest& request) noexcept {
  return path_of(request.target).starts_with(kPrefix);
}

void answer_admin(const wire::HttpRequest& request, Host& host, wire::HttpResponse& response) {
  response.add_header("Content-Type", "application/json");
  const std::string_view call = path_of(request.target).substr(kPrefix.size());
  const bool post = request.method == "POST";
  if (call == "status" && request.method == "GET") {
    response.body = status_of(host).dump() + "\n";
  } else if (call == "contributor-insights" && request.method == "GET") {
    show_keys(request, host, response);
  } else if (call == "reset" && post) {
    host.reset();
    response.body = status_of(host).dump() + "\n";
  } else if (call == "clock" && post) {
    advance(request, host, response);
  } else {
    refuse(response, 404,
           "no such call: there are GET /_ddbsim/status, GET /_ddbsim/contributor-insights, "
           "POST /_ddbsim/reset and POST /_ddbsim/clock");
  }
}

}  // namespace ddbsim::server
