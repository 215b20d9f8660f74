#include "sim/value/dynamo_json.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace ddbsim::value {
namespace {

using Json = nlohmann::json;
template <class T>
using Result = std::expected<T, ValueError>;

constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";

std::unexpected<ValueError> refused(std::string message) {
  return std::unexpected(ValueError{ValueError::Kind::value, std::move(message), {}});
}

std::string escape_pointer(std::string_view token) {
  std::string out;
  for (const char c : token) {
    out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return out;
}

ValueError below(ValueError error, std::string_view token) {
  error.pointer = "/" + escape_pointer(token) + error.pointer;
  return error;
}

/// What the service calls a JSON value where another type belongs.
std::unexpected<ValueError> wrong_type(const Json& json, std::string_view wanted) {
  std::string message;
  switch (json.type()) {
    case Json::value_t::boolean:
      message =
          std::string(json.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE") + " cannot be converted to ";
      break;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      message = "NUMBER_VALUE cannot be converted to ";
      break;
    case Json::value_t::number_float:
      message = "DECIMAL_VALUE cannot be converted to ";
      break;
    case Json::value_t::string:
      message = "STRING_VALUE cannot be converted to ";
      break;
    case Json::value_t::array:
      return std::unexpected(ValueError{
          ValueError::Kind::type, "Unrecognized collection type class java.util.ArrayList", {}});
    case Json::value_t::object:
      return std::unexpected(ValueError{
          ValueError::Kind::type, "Start of structure or map found where not expected", {}});
    default:
      message = "NULL_VALUE cannot be converted to ";
  }
  return std::unexpected(ValueError{ValueError::Kind::type, message + std::string(wanted), {}});
}

Result<std::string> read_string(const Json& json) {
  if (!json.is_string()) {
    return wrong_type(json, "String");
  }
  return json.get<std::string>();
}

Result<Number> read_number(const Json& json) {
  auto text = read_string(json);
  if (!text) {
    return std::unexpected(text.error());
  }
  auto parsed = Number::parse(*text);
  if (!parsed) {
    return refused(message_of(parsed.error(), *text));
  }
  return *parsed;
}

Result<Binary> read_binary(const Json& json) {
  auto text = read_string(json);
  if (!text) {
    return std::unexpected(text.error());
  }
  auto bytes = from_base64(*text);
  if (!bytes) {
    return std::unexpected(ValueError{ValueError::Kind::type, std::move(bytes.error()), {}});
  }
  return Binary{std::move(*bytes)};
}

std::string listing(const Json& elements) {
  std::string out = "[";
  for (const Json& element : elements) {
    out += (out.size() > 1 ? ", " : "") + element.get<std::string>();
  }
  return out + "]";
}

struct SetTexts {
  std::string empty;
  std::string (*duplicates)(const Json& elements);
};

template <class T, class Read>
Result<AttributeValue> read_set(const Json& json, Read read, const SetTexts& texts) {
  if (!json.is_array()) {
    return wrong_type(json, "List");
  }
  SetOf<T> set;
  bool duplicate = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto element = read(json[i]);
    if (!element) {
      return std::unexpected(below(std::move(element.error()), std::to_string(i)));
    }
    duplicate |= !set.insert(std::move(*element));
  }
  if (json.empty()) {
    return refused(std::string(kInvalid) + texts.empty);
  }
  if (duplicate) {
    return refused(std::string(kInvalid) + texts.duplicates(json));
  }
  return AttributeValue(std::move(set));
}

Result<AttributeValue> read_value(const Json& json, std::size_t depth);

Result<AttributeValue> read_list(const Json& json, std::size_t depth) {
  if (!json.is_array()) {
    return wrong_type(json, "List");
  }
  List list;
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto element = read_value(json[i], depth + 1);
    if (!element) {
      return std::unexpected(below(std::move(element.error()), std::to_string(i)));
    }
    list.push_back(std::move(*element));
  }
  return AttributeValue(std::move(list));
}

Result<AttributeValue> read_map(const Json& json, std::size_t depth) {
  if (!json.is_object()) {
    return wrong_type(json, "Map");
  }
  Map map;
  for (const auto& [name, member] : json.items()) {
    auto value = read_value(member, depth + 1);
    if (!value) {
      return std::unexpected(below(std::move(value.error()), name));
    }
    map.emplace(name, std::move(*value));
  }
  return AttributeValue(std::move(map));
}

template <class T>
Result<AttributeValue> as_value(Result<T> read) {
  if (!read) {
    return std::unexpected(std::move(read.error()));
  }
  return AttributeValue(std::move(*read));
}

Result<AttributeValue> read_flag(const Json& json, bool null) {
  if (!json.is_boolean()) {
    return wrong_type(json, "Boolean");
  }
  if (!null) {
    return AttributeValue(json.get<bool>());
  }
  if (!json.get<bool>()) {
    return refused(std::string(kInvalid) +
                   "Null attribute value types must have the value of true");
  }
  return AttributeValue(Null{});
}

Result<AttributeValue> read_typed(std::string_view type, const Json& json, std::size_t depth) {
  if (type == "S") {
    return as_value(read_string(json));
  }
  if (type == "N") {
    return as_value(read_number(json));
  }
  if (type == "B") {
    return as_value(read_binary(json));
  }
  if (type == "BOOL" || type == "NULL") {
    return read_flag(json, type == "NULL");
  }
  if (type == "M") {
    return read_map(json, depth);
  }
  if (type == "L") {
    return read_list(json, depth);
  }
  if (type == "SS") {
    return read_set<std::string>(json, read_string,
                                 {"An string set  may not be empty", [](const Json& elements) {
                                    return "Input collection " + listing(elements) +
                                           " contains duplicates.";
                                  }});
  }
  if (type == "NS") {
    return read_set<Number>(json, read_number,
                            {"An number set  may not be empty", [](const Json&) {
                               return std::string("Input collection contains duplicates");
                             }});
  }
  return read_set<Binary>(json, read_binary,
                          {"Binary sets should not be empty", [](const Json& elements) {
                             return "Input collection " + listing(elements) +
                                    "of type BS contains duplicates.";
                           }});
}

bool is_type_name(std::string_view name) {
  for (int i = 0; i < 10; ++i) {
    if (name_of(static_cast<Type>(i)) == name) {
      return true;
    }
  }
  return false;
}

Result<AttributeValue> read_value(const Json& json, std::size_t depth) {
  if (!json.is_object()) {
    return json.is_array() ? wrong_type(json, "") : wrong_type(json, "AttributeValue");
  }
  if (depth > kMaxDepth) {
    return refused("Nesting Levels have exceeded supported limits");
  }
  const Json* typed = nullptr;
  std::string type;
  std::size_t types = 0;
  for (const auto& [name, member] : json.items()) {
    if (is_type_name(name) && !member.is_null()) {
      typed = &member;
      type = name;
      ++types;
    }
  }
  if (types == 0) {
    return refused(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  if (types > 1) {
    return refused(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported "
        "datatypes");
  }
  auto value = read_typed(type, *typed, depth);
  if (!value) {
    return std::unexpected(below(std::move(value.error()), type));
  }
  return value;
}

}  // namespace

std::expected<AttributeValue, ValueError> value_from_json(const nlohmann::json& json) {
  return read_value(json, 1);
}

std::expected<Item, ValueError> item_from_json(const nlohmann::json& json, Layouts* layouts) {
  if (!json.is_object()) {
    return wrong_type(json, "Map");
  }
  ItemBuilder builder(layouts);
  for (const auto& [name, member] : json.items()) {
    auto value = read_value(member, 1);
    if (!value) {
      return std::unexpected(below(std::move(value.error()), name));
    }
    builder.add(name, *value);
  }
  return builder.finish();
}

void append_json_string(std::string_view text, std::string& out) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4U];
          out += kHex[static_cast<unsigned char>(c) & 0xFU];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

namespace {

void append_map(ValueView map, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < map.count(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(map.member_name(i), out);
    out += ':';
    append_json(map.member_value(i), out);
  }
  out += '}';
}

void append_scalar(ValueView value, std::string& out) {
  if (value.type() == Type::N) {
    out += '"';
    Number::append_text(value.bytes(), out);
    out += '"';
  } else {
    append_json_string(
        value.type() == Type::B ? to_base64(value.bytes()) : std::string(value.bytes()), out);
  }
}

void append_elements(ValueView value, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < value.count(); ++i) {
    out += i == 0 ? "" : ",";
    if (value.type() == Type::L) {
      append_json(value.element(i), out);
    } else {
      append_scalar(value.element(i), out);
    }
  }
  out += ']';
}

}  // namespace

void append_json(ValueView value, std::string& out) {
  out += "{\"";
  out += name_of(value.type());
  out += "\":";
  switch (value.type()) {
    case Type::S:
    case Type::N:
    case Type::B:
      append_scalar(value, out);
      break;
    case Type::BOOL:
      out += value.boolean() ? "true" : "false";
      break;
    case Type::NULL_:
      out += "true";
      break;
    case Type::M:
      append_map(value, out);
      break;
    default:
      append_elements(value, out);
  }
  out += '}';
}

void append_json(const Item& item, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < item.count(); ++i) {
    out += i == 0 ? "" : ",";
    append_json_string(item.name(i), out);
    out += ':';
    append_json(item.value(i), out);
  }
  out += '}';
}

nlohmann::json to_json(ValueView value) {
  std::string text;
  append_json(value, text);
  return Json::parse(text);
}

nlohmann::json to_json(const Item& item) {
  std::string text;
  append_json(item, text);
  return Json::parse(text);
}

namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<unsigned>(static_cast<unsigned char>(bytes[i + k]))
                                  : 0U;
    };
    const unsigned word = (byte(0) << 16U) | (byte(1) << 8U) | byte(2);
    out += kBase64[(word >> 18U) & 63U];
    out += kBase64[(word >> 12U) & 63U];
    out += i + 1 < bytes.size() ? kBase64[(word >> 6U) & 63U] : '=';
    out += i + 2 < bytes.size() ? kBase64[word & 63U] : '=';
  }
  return out;
}

std::expected<std::string, std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::unexpected(
        std::string("Base64 encoded length is expected a multiple of 4 bytes but found: ") +
        std::to_string(text.size()));
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  std::string out;
  unsigned word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pad = i + padding >= text.size();
    const std::size_t digit = pad ? 0 : kBase64.find(text[i]);
    if (digit == std::string_view::npos) {
      return std::unexpected(std::string("Invalid Base64 character: '") + text[i] + "'");
    }
    word = (word << 6U) | static_cast<unsigned>(digit);
    if (i % 4 == 3) {
      out += static_cast<char>((word >> 16U) & 0xFFU);
      out += static_cast<char>((word >> 8U) & 0xFFU);
      out += static_cast<char>(word & 0xFFU);
      word = 0;
    }
  }
  out.resize(out.size() - padding);
  return out;
}

}  // namespace ddbsim::value
