#include "sim/value/dynamo_json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

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

/// What is wrong with several values, of which all are read: the first, but a wrong JSON type wins
/// over what the service only refuses, since it reads a request whole before it looks at any value.
class Wrong {
 public:
  void add(ValueError error) {
    if (!error_ ||
        (error.kind == ValueError::Kind::type && error_->kind != ValueError::Kind::type)) {
      error_ = std::move(error);
    }
  }
  explicit operator bool() const noexcept { return error_.has_value(); }
  [[nodiscard]] std::unexpected<ValueError> error() && {
    return std::unexpected(std::move(*error_));
  }

 private:
  std::optional<ValueError> error_;
};

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
  Wrong wrong;
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto element = read(json[i]);
    if (element) {
      duplicate |= !set.insert(std::move(*element));
    } else {
      wrong.add(below(std::move(element.error()), std::to_string(i)));
    }
  }
  if (wrong) {
    return std::move(wrong).error();
  }
  if (json.empty()) {
    return refused(std::string(kInvalid) + texts.empty);
  }
  if (duplicate) {
    return refused(texts.duplicates(json));
  }
  return AttributeValue(std::move(set));
}

Result<AttributeValue> read_value(const Json& json, std::size_t depth);

Result<AttributeValue> read_list(const Json& json, std::size_t depth) {
  if (!json.is_array()) {
    return wrong_type(json, "List");
  }
  List list;
  Wrong wrong;
  for (std::size_t i = 0; i < json.size(); ++i) {
    auto element = read_value(json[i], depth + 1);
    if (element) {
      list.push_back(std::move(*element));
    } else {
      wrong.add(below(std::move(element.error()), std::to_string(i)));
    }
  }
  if (wrong) {
    return std::move(wrong).error();
  }
  return AttributeValue(std::move(list));
}

Result<AttributeValue> read_map(const Json& json, std::size_t depth) {
  if (!json.is_object()) {
    return wrong_type(json, "Map");
  }
  Map map;
  Wrong wrong;
  for (const auto& [name, member] : json.items()) {
    auto value = read_value(member, depth + 1);
    if (value) {
      map.emplace(name, std::move(*value));
    } else {
      wrong.add(below(std::move(value.error()), name));
    }
  }
  if (wrong) {
    return std::move(wrong).error();
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
  const std::optional<bool> flag = json.is_boolean()  ? std::optional(json.get<bool>())
                                   : json.is_string() ? boolean_word(json.get<std::string>())
                                                      : std::nullopt;
  if (!flag) {
    return wrong_type(json, "Boolean");
  }
  if (!null) {
    return AttributeValue(*flag);
  }
  if (!*flag) {
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
                                    return std::string(kInvalid) + "Input collection " +
                                           listing(elements) + " contains duplicates.";
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
                             return std::string(kInvalid) + "Input collection " +
                                    listing(elements) + "of type BS contains duplicates.";
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

constexpr std::string_view kNoType =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

Result<AttributeValue> read_value(const Json& json, std::size_t depth) {
  if (json.is_null()) {  // in JSON it means that nothing is there
    return refused(std::string(kNoType));
  }
  if (!json.is_object()) {
    return json.is_array() ? wrong_type(json, "") : wrong_type(json, "AttributeValue");
  }
  if (depth > kMaxDepth) {
    return refused(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit");
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
    return refused(std::string(kNoType));
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

std::optional<bool> boolean_word(std::string_view text) {
  std::string word(text);
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  const bool yes = word == "TRUE" || word == "1" || word == "YES";
  return yes || word == "FALSE" || word == "0" || word == "NO" ? std::optional(yes) : std::nullopt;
}

std::expected<AttributeValue, ValueError> value_from_json(const Json& json) {
  return read_value(json, 1);
}

std::expected<Item, ValueError> item_from_json(const Json& json, Layouts* layouts) {
  if (!json.is_object()) {
    return wrong_type(json, "Map");
  }
  ItemBuilder builder(layouts);
  Wrong wrong;
  for (const auto& [name, member] : json.items()) {
    auto value = read_value(member, 1);
    if (value) {
      builder.add(name, *value);
    } else {
      wrong.add(below(std::move(value.error()), name));
    }
  }
  if (wrong) {
    return std::move(wrong).error();
  }
  return builder.finish();
}

namespace {

/// Is one of the eight bytes a control character, a quote or a backslash, which do not stand for
/// themselves in a JSON string?
bool has_special(std::uint64_t word) noexcept {
  constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101U;
  constexpr std::uint64_t kHighs = 0x80 * kOnes;
  const auto has_zero = [](std::uint64_t w) { return (w - kOnes) & ~w; };
  const std::uint64_t below_blank = (word - 0x20 * kOnes) & ~word;
  const std::uint64_t quote = has_zero(word ^ ('"' * kOnes));
  const std::uint64_t backslash = has_zero(word ^ ('\\' * kOnes));
  return ((below_blank | quote | backslash) & kHighs) != 0;
}

bool is_special(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Do all bytes stand for themselves? Looks at some twice rather than at single ones.
bool is_plain(std::string_view text) noexcept {
  std::uint64_t word = 0;
  if (text.size() < sizeof word) {
    return std::ranges::none_of(text, is_special);
  }
  for (std::size_t at = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (has_special(word)) {
      return false;
    }
  }
  std::memcpy(&word, text.data() + text.size() - sizeof word, sizeof word);
  return !has_special(word);
}

/// Appends several pieces, growing the text once.
template <class... Pieces>
void append_all(std::string& out, const Pieces&... pieces) {
  const std::size_t old = out.size();
  const std::size_t size = old + (pieces.size() + ...);
  // Some libraries offer the whole capacity where the standard says `size`.
  out.resize_and_overwrite(size, [&](char* data, std::size_t /*offered*/) {
    char* to = data + old;
    ((std::memcpy(to, pieces.data(), pieces.size()), to += pieces.size()), ...);
    return size;
  });
}

/// How many bytes from `at` on stand for themselves.
std::size_t plain_bytes(std::string_view text, std::size_t at) noexcept {
  const std::size_t begin = at;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (has_special(word)) {
      break;
    }
  }
  while (at < text.size() && !is_special(text[at])) {
    ++at;
  }
  return at - begin;
}

void append_escaped(char c, std::string& out) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  static constexpr std::string_view kNamed = "\"\\\n\r\t\b\f";
  static constexpr std::string_view kNames = "\"\\nrtbf";
  const std::size_t named = kNamed.find(c);
  if (named != std::string_view::npos) {
    out += '\\';
    out += kNames[named];
    return;
  }
  out += "\\u00";
  out += kHex[static_cast<unsigned char>(c) >> 4U];
  out += kHex[static_cast<unsigned char>(c) & 0xFU];
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  constexpr std::string_view kQuote = "\"";
  if (is_plain(text)) {
    append_all(out, kQuote, text, kQuote);
    return;
  }
  out += '"';
  for (std::size_t at = 0;;) {
    const std::size_t plain = plain_bytes(text, at);
    out.append(text, at, plain);
    at += plain;
    if (at == text.size()) {
      break;
    }
    append_escaped(text[at++], out);
  }
  out += '"';
}

namespace {

void append_member(bool first, std::string_view name, ValueView value, std::string& out);

void append_map(ValueView map, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < map.count(); ++i) {
    append_member(i == 0, map.member_name(i), map.member_value(i), out);
  }
  out += '}';
}

void append_scalar(ValueView value, std::string& out) {
  if (value.type() == Type::N) {
    out += '"';
    Number::append_text(value.bytes(), out);
    out += '"';
  } else if (value.type() == Type::B) {
    append_json_string(to_base64(value.bytes()), out);
  } else {
    append_json_string(value.bytes(), out);
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

namespace {

/// {"S":
std::string_view begin_of(Type type) noexcept {
  static constexpr std::array<std::string_view, 10> kBegins = {
      R"({"S":)", R"({"N":)", R"({"B":)",  R"({"BOOL":)", R"({"NULL":)",
      R"({"M":)", R"({"L":)", R"({"SS":)", R"({"NS":)",   R"({"BS":)"};
  return kBegins[static_cast<std::size_t>(type)];
}

/// What follows `begin_of`.
void append_rest(ValueView value, std::string& out) {
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

/// "name":{"S":"text"}, after a comma unless it is the first. Most members have a plain name, and
/// most of these a plain text: appended in one piece.
void append_member(bool first, std::string_view name, ValueView value, std::string& out) {
  const std::string_view begin = first ? "\"" : ",\"";
  constexpr std::string_view kEndOfName = "\":";
  if (!is_plain(name)) {
    out += first ? "" : ",";
    append_json_string(name, out);
    out += ':';
    append_json(value, out);
  } else if (value.type() == Type::S && is_plain(value.bytes())) {
    append_all(out, begin, name, kEndOfName, std::string_view(R"({"S":")"), value.bytes(),
               std::string_view(R"("})"));
  } else {
    append_all(out, begin, name, kEndOfName, begin_of(value.type()));
    append_rest(value, out);
  }
}

}  // namespace

void append_json(ValueView value, std::string& out) {
  out += begin_of(value.type());
  append_rest(value, out);
}

void append_json(const Item& item, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < item.count(); ++i) {
    append_member(i == 0, item.name(i), item.value(i), out);
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
