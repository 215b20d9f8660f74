#include "sim/server/lambda_call.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ddbsim::server {

using Json = nlohmann::json;
using lambda::ApiError;

namespace {

constexpr std::string_view kNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?)"
    R"(([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?)";

unsigned status_of(std::string_view type) {
  struct Entry {
    std::string_view type;
    unsigned status;
  };
  static constexpr auto kStatuses =
      std::to_array<Entry>({{"ResourceNotFoundException", 404},
                            {"UnknownOperationException", 404},
                            {"ResourceConflictException", 409},
                            {"PreconditionFailedException", 412},
                            {"RequestTooLargeException", 413},
                            {"TooManyRequestsException", 429},
                            {"AccessDeniedException", 403},
                            {"MissingAuthenticationTokenException", 403},
                            {"UnrecognizedClientException", 403},
                            {"InvalidSignatureException", 403},
                            {"IncompleteSignatureException", 403},
                            {"ServiceException", 500}});
  const auto entry = std::ranges::find(kStatuses, type, &Entry::type);
  return entry == kStatuses.end() ? 400 : entry->status;
}

bool all_of(std::string_view text, bool (*is_good)(char)) {
  return !text.empty() && std::ranges::all_of(text, is_good);
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}
/// "us-east-1", "us-gov-west-1"
bool is_region(std::string_view text) {
  return text.size() > 5 && is_digit(text.back()) && text[text.size() - 2] == '-' &&
         text[2] == '-' && std::ranges::all_of(text.substr(0, text.size() - 1), [](char c) {
           return c == '-' || (c >= 'a' && c <= 'z');
         });
}

/// The parts of a name in any of its forms; those that are not there are empty.
struct NameParts {
  std::string_view region;
  std::string_view account;
  std::string_view name;
  std::string_view qualifier;
};

/// Takes the part before the next colon when it is followed by one and `is_good`.
template <class IsGood>
std::string_view take_part(std::string_view& rest, IsGood is_good) {
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || !is_good(rest.substr(0, colon))) {
    return {};
  }
  const std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return part;
}

std::optional<NameParts> parts_of(std::string_view text) {
  constexpr std::size_t kLengthMax = 140;
  constexpr std::size_t kAccountDigits = 12;
  if (text.size() > kLengthMax) {
    return std::nullopt;
  }
  std::string_view rest = text;
  if (rest.starts_with("arn:")) {
    const std::size_t lambda = rest.find(":lambda:");
    if (lambda == std::string_view::npos || !rest.substr(4, lambda - 4).starts_with("aws")) {
      return std::nullopt;
    }
    rest.remove_prefix(lambda + 8);
  }
  NameParts parts;
  parts.region = take_part(rest, is_region);
  parts.account = take_part(rest, [](std::string_view part) {
    return part.size() == kAccountDigits && all_of(part, is_digit);
  });
  static_cast<void>(take_part(rest, [](std::string_view part) { return part == "function"; }));
  parts.name = rest.substr(0, rest.find(':'));
  rest.remove_prefix(std::min(rest.size(), parts.name.size() + 1));
  parts.qualifier = rest;
  const bool good = all_of(parts.name, is_name_character) &&
                    (parts.name.size() == text.size() || !text.ends_with(':')) &&
                    (rest.empty() || rest == "$LATEST" || all_of(rest, is_name_character));
  return good ? std::optional(parts) : std::nullopt;
}

}  // namespace

std::optional<std::string> LambdaCall::parameter(std::string_view name) const {
  const auto at = std::ranges::find(query, name, &QueryParameter::name);
  return at == query.end() ? std::nullopt : std::optional(percent_decoded(at->value));
}

std::unexpected<ApiError> lambda_error(std::string type, std::string message) {
  return std::unexpected(ApiError{std::move(type), std::move(message)});
}

void write_json(unsigned status, const nlohmann::ordered_json& body, wire::HttpResponse& response) {
  response.status = status;
  response.add_header("Content-Type", "application/json");
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_error(const ApiError& error, wire::HttpResponse& response) {
  nlohmann::ordered_json body;
  if (error.type == "TooManyRequestsException") {
    body["Reason"] = "ReservedFunctionConcurrentInvocationLimitExceeded";
  }
  if (error.type != "ValidationException") {
    body["Type"] = error.type == "ServiceException" ? "Service" : "User";
  }
  // As the model spells it.
  const bool large = error.type == "ResourceNotFoundException" ||
                     error.type == "ServiceException" || error.type == "AccessDeniedException";
  body[large ? "Message" : "message"] = error.message;
  response.add_header("x-amzn-ErrorType", error.type);
  write_json(status_of(error.type), body, response);
}

void Violations::add(std::string_view value, std::string_view member, std::string_view constraint) {
  texts_.push_back(
      fmt::format("Value {} at '{}' failed to satisfy constraint: {}", value, member, constraint));
}

void Violations::check_range(const Json& body, const char* member, std::int64_t low,
                             std::int64_t high) {
  const Json* const found = member_of(body, member);
  if (found == nullptr || !found->is_number_integer()) {
    return;
  }
  const bool above = found->is_number_unsigned()
                         ? found->get<std::uint64_t>() > static_cast<std::uint64_t>(high)
                         : found->get<std::int64_t>() > high;
  if (above) {
    add(fmt::format("'{}'", found->dump()), message_name(member),
        fmt::format("Member must have value less than or equal to {}", high));
  } else if (found->get<std::int64_t>() < low) {
    add(fmt::format("'{}'", found->dump()), message_name(member),
        fmt::format("Member must have value greater than or equal to {}", low));
  }
}

std::optional<ApiError> Violations::error() const {
  if (texts_.empty()) {
    return std::nullopt;
  }
  return ApiError{"ValidationException",
                  fmt::format("{} validation error{} detected: {}", texts_.size(),
                              texts_.size() == 1 ? "" : "s", fmt::join(texts_, "; "))};
}

std::string message_name(std::string_view member) {
  std::string name(member);
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return name;
}

std::expected<std::string, ApiError> function_name(const LambdaCall& call, std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) {
    Violations violations;
    violations.add(fmt::format("'{}'", text), "functionName",
                   fmt::format("Member must satisfy regular expression pattern: {}", kNamePattern));
    return std::unexpected(*violations.error());
  }
  const service::Parameters& account = call.world().account().parameters();
  const std::string arn = fmt::format(
      "arn:aws:lambda:{}:{}:function:{}", parts->region.empty() ? account.region : parts->region,
      parts->account.empty() ? account.account_id : parts->account, parts->name);
  const std::string qualifier = parts->qualifier.empty() ? call.parameter("Qualifier").value_or("")
                                                         : std::string(parts->qualifier);
  const bool is_latest = qualifier.empty() || qualifier == "$LATEST";
  if (!is_latest || arn != call.world().function_arn(parts->name)) {
    return lambda_error("ResourceNotFoundException",
                        fmt::format("Function not found: {}{}{}", arn, is_latest ? "" : ":",
                                    is_latest ? "" : qualifier));
  }
  return std::string(parts->name);
}

std::expected<const FunctionRecord*, ApiError> existing_function(const LambdaCall& call,
                                                                 std::string_view text) {
  const auto name = function_name(call, text);
  if (!name) {
    return std::unexpected(name.error());
  }
  const FunctionRecord* const record = call.functions().find(*name);
  if (record == nullptr) {
    return lambda_error("ResourceNotFoundException",
                        "Function not found: " + call.world().function_arn(*name));
  }
  return record;
}

std::optional<ApiError> check_types(const Json& body, std::span<const MemberType> types) {
  using Type = Json::value_t;
  const auto found_name = [](const Json& value) {
    return value.is_string()    ? "STRING_VALUE"
           : value.is_number()  ? "NUMBER_VALUE"
           : value.is_boolean() ? (value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE")
           : value.is_array()   ? "START_ARRAY"
                                : "START_OBJECT";
  };
  const auto wanted_name = [](Type type) {
    return type == Type::string           ? "a String"
           : type == Type::number_integer ? "an Integer"
           : type == Type::boolean        ? "a Boolean"
           : type == Type::array          ? "a List"
                                          : "a Structure";
  };
  for (const MemberType& wanted : types) {
    const Json* const member = member_of(body, wanted.name);
    const bool good = member == nullptr || member->type() == wanted.type ||
                      (wanted.type == Type::number_integer && member->is_number_integer());
    if (!good) {
      return ApiError{"SerializationException",
                      fmt::format("{} can not be converted to {}", found_name(*member),
                                  wanted_name(wanted.type))};
    }
  }
  return std::nullopt;
}

const Json* member_of(const Json& body, const char* name) {
  const auto at = body.find(name);
  return at == body.end() || at->is_null() ? nullptr : &*at;
}

std::string text_of(const Json& body, const char* name, std::string fallback) {
  const Json* const member = member_of(body, name);
  return member != nullptr && member->is_string() ? member->get<std::string>()
                                                  : std::move(fallback);
}

/// A marker is the number of the first item of its page.
std::expected<Page, ApiError> page_of(const LambdaCall& call, std::size_t items, std::size_t most) {
  const auto number = [](const std::string& text) -> std::optional<std::size_t> {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
  };
  const auto wanted = number(call.parameter("MaxItems").value_or(std::to_string(most)));
  constexpr std::size_t kMaxItems = 10'000;
  if (!wanted || *wanted == 0 || *wanted > kMaxItems) {
    Violations violations;
    violations.add(fmt::format("'{}'", call.parameter("MaxItems").value_or("")), "maxItems",
                   wanted && *wanted != 0 ? "Member must have value less than or equal to 10000"
                                          : "Member must have value greater than or equal to 1");
    return std::unexpected(*violations.error());
  }
  const auto begin = number(call.parameter("Marker").value_or("0"));
  if (!begin) {
    return invalid_parameter("Invalid pagination token");
  }
  Page page{.begin = std::min(*begin, items), .end = 0, .next = {}};
  page.end = std::min(items, page.begin + std::min(*wanted, most));
  if (page.end < items) {
    page.next = std::to_string(page.end);
  }
  return page;
}

}  // namespace ddbsim::server
