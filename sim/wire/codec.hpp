#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "sim/service/client.hpp"

// JSON at the edge: what the service's clients send and receive, for every operation, made from the
// table of shapes (sim/service/shapes.hpp). No operation has code of its own here.
namespace ddbsim::wire {

/// How a request is read.
enum class Mode : std::uint8_t {
  /// As the service receives it: unknown members are ignored, null is "absent", a wrong JSON type
  /// is a SerializationException with the service's text.
  service,
  /// As a scenario file means it: an unknown operation, member or attribute type, a null, or a
  /// wrong JSON type is an error of the file, told in words.
  strict,
};

/// Why JSON is no request. In both modes an attribute value that has the right JSON types but that
/// the service refuses (an empty set, a bad number) is no such error: it stands in the request's
/// `value_error`.
struct DecodeError {
  /// Where: a JSON pointer (RFC 6901) below what was given, "" for the whole: "/Item/pk/N".
  std::string pointer;
  /// For people, one sentence without the place: `expected a string, found the number 12`,
  /// `unknown member "TableNam", did you mean "TableName"?`.
  std::string message;
  /// The answer of the service: SerializationException or UnknownOperationException. Meant for
  /// Mode::service; in Mode::strict it is filled likewise, as far as the service has an error for
  /// it.
  service::ServiceError error;
};

/// A request from the JSON of its body. Items share the layouts of `layouts`, when given.
[[nodiscard]] std::expected<service::Request, DecodeError> decode(
    std::string_view operation, const nlohmann::json& body, Mode mode,
    value::Layouts* layouts = nullptr);
/// The same from text, as the service receives it: broken JSON is a SerializationException too. No
/// tree is built of what clients usually write.
[[nodiscard]] std::expected<service::Request, DecodeError> decode_text(
    std::string_view operation, std::string_view body, value::Layouts* layouts = nullptr);

/// What Mode::strict says of an item that stands alone: a wrong JSON type, an unknown attribute
/// type. Whether the service takes the values is not the question.
[[nodiscard]] std::optional<DecodeError> strict_item_error(const nlohmann::json& item);

/// A response of a remote endpoint; unknown members are ignored. `operation` as in
/// `service::operation_name`.
[[nodiscard]] std::expected<service::Response, DecodeError> decode_response(
    std::size_t operation, const nlohmann::json& body);
/// An error of a remote endpoint, from the body of its answer. What has no `ErrorType` of ours
/// becomes a ValidationException (status 4xx) or an InternalServerError, with the type's name in
/// the message.
[[nodiscard]] service::ServiceError decode_error(const nlohmann::json& body, int http_status);

/// Append compact JSON text, members in the order of the shape, absent ones left out: the body that
/// the service or a client sends. Whole numbers of units and dates have a fraction (`1.0`), as the
/// service prints them.
void encode(service::RequestRef request, std::string& out);
void encode(const service::Response& response, std::string& out);
/// {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": ...,
/// "Item": ...}; "Message" where the service spells it so; "CancellationReasons" of a cancelled
/// transaction.
void encode(const service::ServiceError& error, std::string& out);
/// One record as GetRecords has it and as a function receives it.
void encode(const service::StreamRecord& record, std::string& out);

/// The same as JSON values.
[[nodiscard]] nlohmann::json to_json(service::RequestRef request);
[[nodiscard]] nlohmann::json to_json(const service::Response& response);
[[nodiscard]] nlohmann::json to_json(const service::ServiceError& error);
[[nodiscard]] nlohmann::json to_json(const service::StreamRecord& record);

/// A request as one line that equal requests share: `PutItem {"Item":...}` with sorted members, the
/// placeholders of expressions replaced by what they stand for (those that no expression uses
/// remain), blanks in expressions single, and a ClientRequestToken that has the form of a UUID as
/// "<uuid>", since SDKs make a new one for each attempt. For traces, and to tell whether a handler
/// that runs again sends the same requests.
[[nodiscard]] std::string canonical_text(service::RequestRef request);

}  // namespace ddbsim::wire
