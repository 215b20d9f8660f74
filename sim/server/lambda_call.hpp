#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/lambda/function_settings.hpp"
#include "sim/server/authorization.hpp"
#include "sim/server/functions.hpp"
#include "sim/server/hosted.hpp"
#include "sim/wire/http.hpp"

// What the operations of Lambda's API have in common. Shapes, status codes and where a member
// stands are those of the API's model; texts of errors are the service's as users report them.
namespace ddbsim::server {

/// One call, as its operation sees it.
struct LambdaCall {
  Host& host;
  Host::Hosted& hosted;
  const wire::HttpRequest& http;
  std::string_view content;            ///< the body, its coding undone
  nlohmann::json body = {};            ///< of an operation that takes JSON: an object
  std::vector<std::string> path = {};  ///< what stands in the path's variables
  std::vector<QueryParameter> query = {};

  [[nodiscard]] world::World& world() const { return *hosted.world; }
  [[nodiscard]] Functions& functions() const { return hosted.functions; }
  /// Of the query, decoded; absent when it is not there.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

struct LambdaAnswer {
  unsigned status = 200;
  std::optional<nlohmann::ordered_json> body = {};  ///< absent: none
  /// Instead of both: the answer comes later.
  std::function<void(wire::SendLater send)> later = {};
};
using LambdaResult = std::expected<LambdaAnswer, lambda::ApiError>;

[[nodiscard]] std::unexpected<lambda::ApiError> lambda_error(std::string type, std::string message);
[[nodiscard]] inline auto invalid_parameter(std::string message) {
  return lambda_error("InvalidParameterValueException", std::move(message));
}

/// As Lambda sends an error: its status, {"Type": "User", "Message": ...}, x-amzn-ErrorType.
void write_error(const lambda::ApiError& error, wire::HttpResponse& response);
void write_json(unsigned status, const nlohmann::ordered_json& body, wire::HttpResponse& response);

/// "2 validation errors detected: Value '0' at 'timeout' failed to satisfy constraint: Member must
/// ...; Value ...".
class Violations {
 public:
  void add(std::string_view value, std::string_view member, std::string_view constraint);
  /// A whole number that is there must be inside [low, high].
  void check_range(const nlohmann::json& body, const char* member, std::int64_t low,
                   std::int64_t high);
  [[nodiscard]] std::optional<lambda::ApiError> error() const;

 private:
  std::vector<std::string> texts_;
};

/// "batchSize" of "BatchSize", as messages spell members.
[[nodiscard]] std::string message_name(std::string_view member);

/// The name in all forms that the API takes: NAME, NAME:QUALIFIER, ACCOUNT:function:NAME, an ARN;
/// the qualifier may also stand in the query. The error is Lambda's: no such form, and, for what
/// can't be here (another account or region, a version, an alias), that there is no such function.
[[nodiscard]] std::expected<std::string, lambda::ApiError> function_name(const LambdaCall& call,
                                                                         std::string_view text);
/// And of a function that is there.
[[nodiscard]] std::expected<const FunctionRecord*, lambda::ApiError> existing_function(
    const LambdaCall& call, std::string_view text);

/// What members of a body must be; those that are not named may be anything.
struct MemberType {
  const char* name;
  nlohmann::json::value_t type;  ///< string, number_integer, boolean, array, object
};
/// SerializationException: "NUMBER_VALUE can not be converted to a String".
[[nodiscard]] std::optional<lambda::ApiError> check_types(const nlohmann::json& body,
                                                          std::span<const MemberType> types);
/// Members of a body, absent when they are not there or null.
[[nodiscard]] const nlohmann::json* member_of(const nlohmann::json& body, const char* name);
[[nodiscard]] std::string text_of(const nlohmann::json& body, const char* name,
                                  std::string fallback = {});

/// A page of a list: items after `marker`, at most so many; `next` is the marker of the next page.
struct Page {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<std::string> next;
};
[[nodiscard]] std::expected<Page, lambda::ApiError> page_of(const LambdaCall& call,
                                                            std::size_t items, std::size_t most);

}  // namespace ddbsim::server
