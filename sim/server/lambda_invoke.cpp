#include "sim/server/lambda_invoke.hpp"

#include <memory>

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::server {

using Json = nlohmann::json;
using lambda::ApiError;

namespace {

constexpr std::size_t kSynchronousBytes = 6'291'456;   // documented
constexpr std::size_t kAsynchronousBytes = 1'048'576;  // documented
constexpr std::size_t kLogBytes = 4096;                // documented: the last 4 KB

/// The answer to a synchronous invocation: it and the way to send it come in any order. Whoever
/// waits gets an error when the invocation is forgotten (a reset).
class Pending {
 public:
  Pending() = default;
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() {
    if (!response_) {
      wire::HttpResponse response;
      write_error({"ServiceException", "The invocation was forgotten: the server began anew."},
                  response);
      finish(std::move(response));
    }
  }
  void finish(wire::HttpResponse response) {
    response_ = std::move(response);
    send_both();
  }
  void take(wire::SendLater send) {
    send_ = std::move(send);
    send_both();
  }
  [[nodiscard]] bool is_done() const noexcept { return response_.has_value(); }

 private:
  void send_both() {
    if (response_ && send_) {
      send_(*response_);
      send_ = nullptr;
    }
  }
  std::optional<wire::HttpResponse> response_;
  wire::SendLater send_;
};

/// What a failed function answers: what it reported, else what the sandbox says of it.
Json body_of(const lambda::Failed& failed, const std::string& request_id) {
  if (failed.payload.is_object()) {
    return failed.payload;
  }
  Json body{{"errorType", failed.error_type}, {"errorMessage", failed.message}};
  if (failed.error_type.starts_with("Runtime.")) {
    body["requestId"] = request_id;
  }
  return body;
}

wire::HttpResponse response_of(const world::World::Invoked& invoked, bool with_log) {
  wire::HttpResponse response;
  response.add_header("Content-Type", "application/json");
  response.add_header("X-Amz-Executed-Version", "$LATEST");
  response.add_header("x-amzn-RequestId", invoked.request_id);
  constexpr auto kReplace = Json::error_handler_t::replace;
  if (const auto* failed = std::get_if<lambda::Failed>(&invoked.outcome)) {
    response.add_header("X-Amz-Function-Error", "Unhandled");
    response.body = body_of(*failed, invoked.request_id).dump(-1, ' ', false, kReplace);
  } else {
    response.body = std::get<lambda::Done>(invoked.outcome).response.dump(-1, ' ', false, kReplace);
  }
  if (with_log) {
    const std::string& log = invoked.activity.log;
    response.add_header(
        "X-Amz-Log-Result",
        value::to_base64(log.substr(log.size() > kLogBytes ? log.size() - kLogBytes : 0)));
  }
  return response;
}

std::expected<Json, ApiError> payload_of(const LambdaCall& call, std::string_view type) {
  const std::size_t most = type == "Event" ? kAsynchronousBytes : kSynchronousBytes;
  if (call.content.size() > most) {
    return lambda_error(
        "RequestTooLargeException",
        fmt::format("{} byte payload is too large for the {} invocation type (limit {} bytes)",
                    call.content.size(), type, most));
  }
  if (call.content.empty()) {
    return Json::object();
  }
  Json payload = Json::parse(call.content, nullptr, false);
  if (payload.is_discarded()) {
    return lambda_error(
        "InvalidRequestContentException",
        "Could not parse request body into json: Could not parse payload into json");
  }
  return payload;
}

std::optional<ApiError> check_header(std::string_view value, std::string_view member,
                                     std::initializer_list<std::string_view> words,
                                     std::string_view set) {
  if (value.empty() || std::ranges::find(words, value) != words.end()) {
    return std::nullopt;
  }
  Violations violations;
  violations.add(fmt::format("'{}'", value), member,
                 fmt::format("Member must satisfy enum value set: {}", set));
  return violations.error();
}

LambdaResult invoke_and_wait(const LambdaCall& call, const std::string& name, Json payload) {
  auto pending = std::make_shared<Pending>();
  const bool with_log = call.http.header("x-amz-log-type") == "Tail";
  const auto begun = call.world().begin_invocation(
      name, std::move(payload), [pending, with_log](const world::World::Invoked& invoked) {
        pending->finish(response_of(invoked, with_log));
      });
  if (!begun) {
    return std::unexpected(begun.error());
  }
  call.host.wait_for(call.hosted, [&pending] { return pending->is_done(); });
  // Held by the invocation alone from here on: when that is forgotten, so is this.
  return LambdaAnswer{.later = [pending](wire::SendLater send) { pending->take(std::move(send)); }};
}

}  // namespace

LambdaResult invoke_function(const LambdaCall& call) {
  const std::string_view given = call.http.header("x-amz-invocation-type");
  if (auto wrong = check_header(given, "invocationType", {"RequestResponse", "Event", "DryRun"},
                                "[Event, RequestResponse, DryRun]")) {
    return std::unexpected(std::move(*wrong));
  }
  if (auto wrong = check_header(call.http.header("x-amz-log-type"), "logType", {"None", "Tail"},
                                "[None, Tail]")) {
    return std::unexpected(std::move(*wrong));
  }
  const auto found = existing_function(call, call.path.front());
  if (!found) {
    return std::unexpected(found.error());
  }
  const std::string_view type = given.empty() ? "RequestResponse" : given;
  auto payload = payload_of(call, type);
  if (!payload) {
    return std::unexpected(payload.error());
  }
  const std::string name = (*found)->process.name;
  if (type == "RequestResponse") {
    return invoke_and_wait(call, name, std::move(*payload));
  }
  if (type == "Event") {
    if (const auto begun = call.world().begin_invocation(name, std::move(*payload), nullptr);
        !begun) {
      return std::unexpected(begun.error());
    }
    return LambdaAnswer{.status = 202};
  }
  return LambdaAnswer{.status = 204};
}

}  // namespace ddbsim::server
