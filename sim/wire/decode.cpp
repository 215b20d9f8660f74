#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/value/dynamo_json.hpp"
#include "sim/wire/alternative.hpp"
#include "sim/wire/codec.hpp"
#include "sim/wire/decoder.hpp"
#include "sim/wire/direct_reader.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::wire {

namespace {

using Json = nlohmann::json;

std::string text_member(const Json& body, std::string_view name) {
  const auto at = body.find(name);
  return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
}

value::Item item_member(const Json& body) {
  const auto at = body.find("Item");
  if (at == body.end()) {
    return {};
  }
  auto item = value::item_from_json(*at);
  return item ? std::move(*item) : value::Item();
}

std::vector<service::CancellationReason> reasons_of(const Json& body) {
  std::vector<service::CancellationReason> reasons;
  const auto at = body.find("CancellationReasons");
  if (at != body.end() && at->is_array()) {
    for (const Json& reason : *at) {
      if (reason.is_object()) {
        reasons.push_back({.code = text_member(reason, "Code"),
                           .message = text_member(reason, "Message"),
                           .item = item_member(reason)});
      }
    }
  }
  return reasons;
}

}  // namespace

std::expected<service::Request, DecodeError> decode(std::string_view operation, const Json& body,
                                                    Mode mode, value::Layouts* layouts) {
  const auto index = service::operation_named(operation);
  if (!index) {
    return std::unexpected(DecodeError{.pointer = {},
                                       .message = unknown_operation(operation),
                                       .error = {service::ErrorType::unknown_operation, {}}});
  }
  auto request = alternative<service::Request>(*index);
  Decoder decoder(mode, layouts);
  const bool read = std::visit(
      [&](auto& typed) {
        const bool done = decoder.read(service::request_type(*index), body, &typed);
        typed.value_error = std::move(decoder.value_error());
        return done;
      },
      request);
  if (!read) {
    return std::unexpected(std::move(decoder.error()));
  }
  return request;
}

std::expected<service::Request, DecodeError> decode_text(std::string_view operation,
                                                         std::string_view body,
                                                         value::Layouts* layouts) {
  if (auto request = read_directly(operation, body, layouts)) {
    return std::move(*request);
  }
  const Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded() && service::operation_named(operation)) {
    return std::unexpected(DecodeError{
        .pointer = {}, .message = "broken JSON", .error = {service::ErrorType::serialization, {}}});
  }
  return decode(operation, json, Mode::service, layouts);
}

std::optional<DecodeError> strict_item_error(const Json& item) {
  Decoder decoder(Mode::strict, nullptr);
  return decoder.check_item(item) ? std::nullopt : std::optional(std::move(decoder.error()));
}

std::expected<service::Response, DecodeError> decode_response(std::size_t operation,
                                                              const Json& body) {
  auto response = alternative<service::Response>(operation);
  Decoder decoder(Mode::service, nullptr);
  const bool read = std::visit(
      [&](auto& typed) { return decoder.read(service::response_type(operation), body, &typed); },
      response);
  if (!read) {
    return std::unexpected(std::move(decoder.error()));
  }
  if (auto& refused = decoder.value_error()) {
    return std::unexpected(
        DecodeError{.pointer = {}, .message = refused->message, .error = std::move(*refused)});
  }
  return response;
}

service::ServiceError decode_error(const Json& body, int http_status) {
  const bool server_side = http_status >= 500;
  service::ServiceError error{
      server_side ? service::ErrorType::internal_server_error : service::ErrorType::validation,
      fmt::format("HTTP status {}", http_status)};
  if (!body.is_object()) {
    return error;
  }
  const std::string type = text_member(body, "__type");
  const std::string lower = text_member(body, "message");
  const std::string text = lower.empty() ? text_member(body, "Message") : lower;
  if (const auto known = service::error_type_named(type)) {
    return {*known, text, reasons_of(body), item_member(body)};
  }
  error.message = fmt::format("{}: {}", type.substr(type.find('#') + 1), text);
  return error;
}

}  // namespace ddbsim::wire
