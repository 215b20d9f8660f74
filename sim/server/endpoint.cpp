#include "sim/server/endpoint.hpp"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/server/admin.hpp"
#include "sim/server/compression.hpp"
#include "sim/server/lambda_api.hpp"
#include "sim/server/lambda_call.hpp"
#include "sim/service/access.hpp"
#include "sim/service/account.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/value/hash.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::server {

namespace {

using wire::HttpRequest;
using wire::HttpResponse;

constexpr std::string_view kTarget = "DynamoDB_20120810.";
constexpr std::string_view kStreamsTarget = "DynamoDBStreams_20120810.";
constexpr std::array<std::string_view, 3> kContentTypes = {
    "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json"};

/// What is no POST, and a POST that is no JSON.
void unknown_operation_page(HttpResponse& response) {
  response.status = 404;
  response.body = "<UnknownOperationException/>\n";
}

/// "application/json; charset=utf-8" is the type "application/json". Empty: none of ours.
std::string_view content_type_of(const HttpRequest& request) {
  const std::string_view sent = request.header("content-type");
  if (sent.empty()) {
    return request.body.empty() ? "application/json" : "";
  }
  std::string_view type = sent.substr(0, sent.find(';'));
  type = type.substr(0, type.find_last_not_of(" \t") + 1);
  for (const std::string_view known : kContentTypes) {
    if (wire::same_name(type, known)) {
      return known;
    }
  }
  return {};
}

/// The operation that X-Amz-Target names; empty when there is none of that name in its API.
std::string_view operation_of(std::string_view target) {
  const bool streams = target.starts_with(kStreamsTarget);
  if (!streams && !target.starts_with(kTarget)) {
    return {};
  }
  const std::string_view name = target.substr((streams ? kStreamsTarget : kTarget).size());
  const auto index = service::operation_named(name);
  return index && service::is_stream_operation(*index) == streams ? name : std::string_view();
}

/// Proxy agents that open a tunnel for plain HTTP, too, get one that ends here, whatever host they
/// name. TLS can't: the certificate would be another's.
void open_tunnel(const HttpRequest& request, HttpResponse& response) {
  if (!request.target.ends_with(":443")) {
    response.tunnel = true;
    return;
  }
  response.status = 501;
  response.body =
      "ddbsim does not speak TLS: use an endpoint that begins with http:// behind this proxy\n";
  response.close = true;
}

bool is_json(std::string_view body) { return nlohmann::json::accept(body); }

Coding coding_of(const HttpRequest& request) {
  const std::string_view coding = request.header("content-encoding");
  if (wire::same_name(coding, "gzip") || wire::same_name(coding, "x-gzip")) {
    return Coding::gzip;
  }
  return wire::same_name(coding, "deflate") ? Coding::deflate : Coding::identity;
}

}  // namespace

void Endpoint::handle(const HttpRequest& request, HttpResponse& response) {
  ++requests_;
  response.add_header("x-amzn-RequestId", next_request_id());
  if (request.has_header("origin")) {
    response.add_header("Access-Control-Allow-Origin", "*");
  }
  if (is_admin(request)) {
    answer_admin(request, host_, response);
  } else if (is_lambda(request) && request.method != "OPTIONS") {
    call_lambda(request, response);
    if (response.later) {
      return;
    }
  } else if (request.method == "POST") {
    post(request, response);
  } else if (request.method == "GET") {
    get(request, response);
  } else if (request.method == "OPTIONS" && request.has_header("origin")) {
    preflight(request, response);
    return;
  } else if (request.method == "CONNECT") {
    open_tunnel(request, response);
  } else {
    unknown_operation_page(response);
  }
  finish(request, response);
}

/// As with DynamoDB, whoever sends it must be somebody; whose policies bind must be allowed to.
void Endpoint::call_lambda(const HttpRequest& request, HttpResponse& response) {
  const auto who = authorization_of(request);
  auto refused = who ? std::optional<FrontError>() : who.error();
  if (who && options_.credentials) {
    refused = check_signature_of(request, *who);
  }
  if (refused) {
    write_error({refused->type, refused->message}, response);
    return;
  }
  Host::Hosted& hosted = host_.hosted(who->access_key(), who->region());
  if (auto denied = denial_of(request, *hosted.world, *who)) {
    write_error({"AccessDeniedException", std::move(*denied)}, response);
    return;
  }
  const Coding coding = coding_of(request);
  if (coding == Coding::identity) {
    answer_lambda(request, request.body, host_, hosted, response);
  } else if (const auto body = inflated(request.body, coding, options_.body_bytes)) {
    answer_lambda(request, *body, host_, hosted, response);
  } else {
    write_error({"InvalidRequestContentException", "Could not parse request body into json"},
                response);
  }
}

/// Why a user's policies refuse a call of Lambda's API.
std::optional<std::string> Endpoint::denial_of(const HttpRequest& request,
                                               const world::World& world,
                                               const Authorization& who) const {
  const auto user = options_.users.find(who.access_key());
  const auto access = lambda_access_of(request, world);
  if (user == options_.users.end() || !access) {
    return std::nullopt;
  }
  const auto principal = iam::Principal::user(
      user->second.name, world.account().parameters().account_id, user->second.grants);
  const iam::Request wanted{.action = access->action, .resource = access->resource};
  const auto refusal = iam::judge(principal, wanted);
  return refusal ? std::optional(iam::text_of(*refusal, principal, wanted)) : std::nullopt;
}

void Endpoint::get(const HttpRequest& request, HttpResponse& response) {
  if (path_of(request.target) != "/") {
    unknown_operation_page(response);
    return;
  }
  response.body = fmt::format("healthy: dynamodb.{}.amazonaws.com ", options_.region);
}

void Endpoint::preflight(const HttpRequest& request, HttpResponse& response) {
  const std::string_view headers = request.header("access-control-request-headers");
  const std::string_view method = request.header("access-control-request-method");
  if (!headers.empty()) {
    response.add_header("Access-Control-Allow-Headers", headers);
  }
  if (!method.empty()) {
    response.add_header("Access-Control-Allow-Methods", method);
  }
  response.add_header("Access-Control-Max-Age", "172800");
}

void Endpoint::post(const HttpRequest& request, HttpResponse& response) {
  const std::string_view type = content_type_of(request);
  if (type.empty()) {
    unknown_operation_page(response);
    return;
  }
  response.add_header("Content-Type", type);
  const Coding coding = coding_of(request);
  if (coding == Coding::identity) {
    operate(request, request.body, response);
    return;
  }
  const auto body = inflated(request.body, coding, options_.body_bytes);
  if (body) {
    operate(request, *body, response);
  } else if (body.error() == InflateError::too_large) {
    response.status = 413;
  } else {
    fail({"SerializationException", ""}, response);
  }
}

/// The service's order: a body that is no JSON, an operation that is none, who sends it, what is
/// wrong with the JSON.
void Endpoint::operate(const HttpRequest& request, std::string_view body, HttpResponse& response) {
  const std::string_view operation = operation_of(request.header("x-amz-target"));
  if (operation.empty()) {
    fail({body.empty() || is_json(body) ? "UnknownOperationException" : "SerializationException",
          ""},
         response);
    return;
  }
  const auto who = authorization_of(request);
  std::optional<FrontError> refused;
  if (!who) {
    refused = who.error();
  } else if (options_.credentials) {
    refused = check_signature_of(request, *who);
  }
  if (refused) {
    fail(body.empty() || is_json(body) ? *refused : FrontError{"SerializationException", ""},
         response);
    return;
  }
  run(operation, body, *who, response);
}

std::optional<FrontError> Endpoint::check_signature_of(const HttpRequest& request,
                                                       const Authorization& who) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return check_signature(request, who, *options_.credentials, now);
}

service::Result<service::Response> Endpoint::answer(service::Account& account,
                                                    service::RequestRef request,
                                                    const Authorization& who) const {
  const auto user = options_.users.find(who.access_key());
  if (user == options_.users.end()) {
    return service::execute(account, request, {});
  }
  const auto principal =
      iam::Principal::user(user->second.name, account.parameters().account_id, user->second.grants);
  return service::AuthorizedClient(account, {.principal = &principal}).send(request);
}

void Endpoint::run(std::string_view operation, std::string_view body, const Authorization& who,
                   HttpResponse& response) {
  service::Account& account = host_.account(who.access_key(), who.region());
  const auto request = wire::decode_text(operation, body, &account.layouts());
  if (!request) {
    response.status = static_cast<unsigned>(http_status_of(request.error().error.type));
    wire::encode(request.error().error, response.body);
    return;
  }
  const auto result = answer(account, service::reference_to(*request), who);
  if (result) {
    wire::encode(*result, response.body);
  } else {
    response.status = static_cast<unsigned>(http_status_of(result.error().type));
    wire::encode(result.error(), response.body);
  }
}

void Endpoint::fail(const FrontError& error, HttpResponse& response) {
  response.status = 400;
  response.body = fmt::format(R"({{"__type":"com.amazon.coral.service#{}")", error.type);
  if (!error.message.empty()) {
    response.body += R"(,"message":)";
    value::append_json_string(error.message, response.body);
  }
  response.body += '}';
}

/// Content coding and checksum, which is that of the bytes sent.
void Endpoint::finish(const HttpRequest& request, HttpResponse& response) const {
  if (response.body.size() >= options_.compress_from) {
    const Coding coding = accepted_coding(request.header("accept-encoding"));
    if (coding != Coding::identity) {
      response.body = compressed(response.body, coding);
      response.add_header("Content-Encoding", coding == Coding::gzip ? "gzip" : "deflate");
    }
  }
  const fmt::format_int checksum(crc32_of(response.body));
  response.add_header("x-amz-crc32", {checksum.data(), checksum.size()});
}

/// 52 characters, as the service's.
std::string_view Endpoint::next_request_id() {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  constexpr std::size_t kLength = 52;
  constexpr std::size_t kDigitsOfAWord = 12;
  request_id_.clear();
  for (std::uint64_t word = 0; request_id_.size() < kLength; ++word) {
    std::uint64_t bits = value::mix(requests_, word + 1);
    for (std::size_t i = 0; i < kDigitsOfAWord && request_id_.size() < kLength; ++i) {
      request_id_ += kDigits[bits & 31U];
      bits >>= 5U;
    }
  }
  return request_id_;
}

}  // namespace ddbsim::server
