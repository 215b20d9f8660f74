#include "sim/lambda/process/outbound.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/service/error.hpp"
#include "sim/value/glob.hpp"
#include "sim/value/xml.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::lambda::process {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kDynamo = "DynamoDB_20120810.";
constexpr std::string_view kStreams = "DynamoDBStreams_20120810.";

enum class Protocol : std::uint8_t { json, query, s3, rest };

wire::HttpResponse with_type(unsigned status, std::string_view type, std::string body) {
  wire::HttpResponse response;
  response.status = status;
  response.add_header("Content-Type", type);
  response.body = std::move(body);
  return response;
}

Outbound read_dynamo(std::string_view operation, const Exchange& exchange) {
  auto request = wire::decode_text(operation, exchange.body());
  if (request) {
    return std::move(*request);
  }
  return http_answer(std::unexpected(std::move(request.error().error)));
}

/// The service that a signature names: AKID/20261122/us-east-1/SERVICE/aws4_request.
std::string signed_service(std::string_view authorization) {
  const auto credential = authorization.find("Credential=");
  if (credential == std::string_view::npos) {
    return {};
  }
  std::string_view scope = authorization.substr(credential);
  for (int skip = 0; skip < 3; ++skip) {
    const auto slash = scope.find('/');
    if (slash == std::string_view::npos) {
      return {};
    }
    scope.remove_prefix(slash + 1);
  }
  return std::string(scope.substr(0, scope.find('/')));
}

std::string form_decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;  // only asked of hexadecimal digits
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() &&
        std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
        std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Json form_of(std::string_view text) {
  Json form = Json::object();
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const auto equals = pair.find('=');
    form[form_decoded(pair.substr(0, equals))] =
        equals == std::string_view::npos ? "" : form_decoded(pair.substr(equals + 1));
  }
  return form;
}

/// JSON where it is some, a form where it says so, else the text.
Json input_of(const Exchange& exchange) {
  Json json = Json::parse(exchange.body(), nullptr, false);
  if (json.is_object() || json.is_array()) {
    return json;
  }
  if (exchange.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    return form_of(exchange.body());
  }
  // The trace and reports are UTF-8.
  const bool readable = std::ranges::none_of(
      exchange.body(), [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\0'; });
  return readable ? Json(exchange.body()) : Json(fmt::format("{} bytes", exchange.body().size()));
}

std::string s3_operation(const Exchange& exchange) {
  if (exchange.method() == "GET") {
    return exchange.target().find("list-type=") != std::string::npos ? "ListObjectsV2"
                                                                     : "GetObject";
  }
  if (exchange.method() == "PUT") {
    return "PutObject";
  }
  if (exchange.method() == "HEAD") {
    return "HeadObject";
  }
  return exchange.method() == "DELETE" ? "DeleteObject" : exchange.method();
}

Protocol protocol_of(const Exchange& exchange, const ForeignCall& call) {
  if (!exchange.header("x-amz-target").empty()) {
    return Protocol::json;
  }
  if (call.input.is_object() && call.input.contains("Action")) {
    return Protocol::query;
  }
  return call.service == "s3" ? Protocol::s3 : Protocol::rest;
}

std::string operation_of(const Exchange& exchange, const ForeignCall& call) {
  const std::string_view target = exchange.header("x-amz-target");
  if (!target.empty()) {
    return std::string(target.substr(target.rfind('.') + 1));
  }
  if (call.input.is_object() && call.input.contains("Action")) {
    return call.input["Action"].get<std::string>();
  }
  if (call.service == "s3") {
    return s3_operation(exchange);
  }
  if (call.service == "lambda" && exchange.target().find("/invocations") != std::string::npos) {
    return "Invoke";
  }
  return exchange.method();
}

ForeignCall read_foreign(const Exchange& exchange) {
  ForeignCall call;
  call.service = signed_service(exchange.header("authorization"));
  if (call.service.empty()) {
    call.service = "http";
  }
  call.url = "//" + exchange.host() + exchange.target();
  call.input = input_of(exchange);
  call.operation = operation_of(exchange, call);
  if (call.service == "http") {
    call.operation = exchange.method();
  }
  return call;
}

// ---- Answers -----------------------------------------------------------------

void append_xml(const Json& value, std::string& out);

void append_element(std::string_view name, const Json& value, std::string& out) {
  out.append("<").append(name).append(">");
  append_xml(value, out);
  out.append("</").append(name).append(">");
}

void append_xml(const Json& value, std::string& out) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      append_element(name, member, out);
    }
  } else if (value.is_array()) {
    for (const Json& element : value) {
      append_element("member", element, out);
    }
  } else if (!value.is_null()) {
    out += value::xml_text(value.is_string() ? value.get<std::string>() : value.dump());
  }
}

wire::HttpResponse error_answer(Protocol protocol, unsigned status, const std::string& code,
                                const std::string& message) {
  if (protocol == Protocol::query || protocol == Protocol::s3) {
    const Json error{{"Code", code}, {"Message", message}};
    std::string body;
    append_xml(protocol == Protocol::s3
                   ? Json{{"Error", error}}
                   : Json{{"ErrorResponse", {{"Error", error}, {"RequestId", "ddbsim"}}}},
               body);
    return with_type(status, "text/xml", std::move(body));
  }
  auto response = with_type(status, "application/x-amz-json-1.0",
                            Json{{"__type", code}, {"message", message}}.dump());
  response.add_header("x-amzn-ErrorType", code);
  return response;
}

wire::HttpResponse stub_answer(Protocol protocol, const ForeignCall& call, const Stub& stub) {
  if (stub.answer.is_string()) {
    return with_type(stub.status, "text/plain", stub.answer.get<std::string>());
  }
  if (protocol == Protocol::query) {
    std::string body;
    append_element(call.operation + "Response",
                   Json{{call.operation + "Result", stub.answer},
                        {"ResponseMetadata", {{"RequestId", "ddbsim"}}}},
                   body);
    return with_type(stub.status, "text/xml", std::move(body));
  }
  if (protocol == Protocol::s3) {
    std::string body;
    if (!stub.answer.is_null()) {
      append_element(call.operation + "Result", stub.answer, body);
    }
    return with_type(stub.status, "application/xml", std::move(body));
  }
  const bool json = protocol == Protocol::json;
  return with_type(stub.status, json ? "application/x-amz-json-1.0" : "application/json",
                   stub.answer.is_null() ? (json ? "{}" : "") : stub.answer.dump());
}

bool fits(const std::string& glob, std::string_view text) {
  return glob.empty() || value::glob_matches(glob, text);
}

std::string_view without_scheme(std::string_view url) {
  const auto slashes = url.find("//");
  return slashes == std::string_view::npos ? url : url.substr(slashes);
}

}  // namespace

Outbound read_outbound(const Exchange& exchange) {
  const std::string_view target = exchange.header("x-amz-target");
  for (const std::string_view prefix : {kDynamo, kStreams}) {
    if (target.starts_with(prefix)) {
      return read_dynamo(target.substr(prefix.size()), exchange);
    }
  }
  return read_foreign(exchange);
}

wire::HttpResponse http_answer(const service::Result<service::Response>& response) {
  std::string body;
  unsigned status = 200;
  if (response) {
    wire::encode(*response, body);
  } else {
    wire::encode(response.error(), body);
    status = static_cast<unsigned>(service::http_status_of(response.error().type));
  }
  return with_type(status, "application/x-amz-json-1.0", std::move(body));
}

wire::HttpResponse foreign_answer(const Exchange& exchange, const ForeignCall& call,
                                  const Stub* stub) {
  const Protocol protocol = protocol_of(exchange, call);
  if (stub == nullptr) {
    const std::string what = call.service == "http" ? call.operation + " " + call.url.substr(2)
                                                    : call.service + ":" + call.operation;
    return error_answer(protocol, 400, "NotSimulated",
                        fmt::format("ddbsim does not simulate {}, and the scenario has no stub for "
                                    "it (\"stubs\")",
                                    what));
  }
  if (!stub->error_code.empty()) {
    return error_answer(protocol, stub->status, stub->error_code, stub->error_message);
  }
  return stub_answer(protocol, call, *stub);
}

const Stub* find_stub(const std::vector<Stub>& stubs, const ForeignCall& call) {
  for (const Stub& stub : stubs) {
    if (fits(stub.service, call.service) && fits(stub.operation, call.operation) &&
        fits(std::string(without_scheme(stub.url)), without_scheme(call.url))) {
      return &stub;
    }
  }
  return nullptr;
}

}  // namespace ddbsim::lambda::process
