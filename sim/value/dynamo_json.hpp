#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "sim/value/item.hpp"

// DynamoDB JSON: {"S": "text"}, {"N": "12.5"}, {"M": {...}}. Binary is base64.
namespace ddbsim::value {

/// Why JSON is no attribute value.
struct ValueError {
  enum class Kind : std::uint8_t {
    type,   ///< not the JSON type that belongs there: the service's SerializationException
    value,  ///< right type, refused value: the service's ValidationException
  };
  Kind kind;
  std::string message;  ///< the service's text
  std::string pointer;  ///< where, a JSON pointer below what was given
};

/// Deepest nesting of attribute values that the service takes (facts 2.4).
constexpr std::size_t kMaxDepth = 32;

/// A text that the service takes for a boolean (captured by dynalite): "true", "1", "yes" and their
/// contraries, in any case. Absent: it is none.
[[nodiscard]] std::optional<bool> boolean_word(std::string_view text);

[[nodiscard]] std::expected<AttributeValue, ValueError> value_from_json(const nlohmann::json& json);
/// An object of attribute name -> attribute value. Of several errors the first in order of names is
/// told (the service has the order of the request, which a JSON document does not keep).
[[nodiscard]] std::expected<Item, ValueError> item_from_json(const nlohmann::json& json,
                                                             Layouts* layouts = nullptr);

/// Appends compact JSON text; members sorted by name.
void append_json(ValueView value, std::string& out);
void append_json(const Item& item, std::string& out);
[[nodiscard]] nlohmann::json to_json(ValueView value);
[[nodiscard]] nlohmann::json to_json(const Item& item);

/// Appends a JSON string literal, escaped.
void append_json_string(std::string_view text, std::string& out);

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Strict: padded, no foreign characters.
[[nodiscard]] std::expected<std::string, std::string> from_base64(std::string_view text);

}  // namespace ddbsim::value
