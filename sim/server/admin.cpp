#include "sim/server/admin.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/server/authorization.hpp"

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
  } else if (call == "reset" && post) {
    host.reset();
    response.body = status_of(host).dump() + "\n";
  } else if (call == "clock" && post) {
    advance(request, host, response);
  } else {
    refuse(response, 404,
           "no such call: there are GET /_ddbsim/status, POST /_ddbsim/reset and "
           "POST /_ddbsim/clock");
  }
}

}  // namespace ddbsim::server
