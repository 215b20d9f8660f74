#include "sim/wire/decoder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/value/dynamo_json.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::wire {

namespace {

using Json = nlohmann::json;
using service::as;
using service::MemberInfo;
using service::TypeInfo;
using service::TypeKind;

constexpr std::array<std::string_view, 10> kAttributeTypes = {"S", "N", "B",  "BOOL", "NULL",
                                                              "M", "L", "SS", "NS",   "BS"};

/// A token of a JSON pointer, escaped and back.
std::string escaped(std::string_view token) {
  std::string out;
  for (const char c : token) {
    out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return out;
}
std::string first_token(std::string_view pointer) {
  pointer.remove_prefix(pointer.empty() ? 0 : 1);
  pointer = pointer.substr(0, pointer.find('/'));
  std::string out;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    const bool escape = pointer[i] == '~' && i + 1 < pointer.size();
    out += !escape ? pointer[i] : pointer[i + 1] == '1' ? '/' : '~';
    i += escape ? 1 : 0;
  }
  return out;
}

/// The text that the service makes of an error in an attribute value, by the member that holds the
/// value.
std::string text_of_value_error(std::string_view member, const value::ValueError& error) {
  if (member == "ExpressionAttributeValues") {
    return fmt::format("ExpressionAttributeValues contains invalid value: {} for key {}",
                       error.message, first_token(error.pointer));
  }
  if (member == "ExclusiveStartKey") {
    return "The provided starting key is invalid: " + error.message;
  }
  return error.message;
}

}  // namespace

std::string Decoder::Pointer::text() const {
  if (parent == nullptr) {
    return {};
  }
  return parent->text() + "/" + (is_index ? std::to_string(index) : escaped(name));
}

bool Decoder::read(const TypeInfo& type, const Json& json, void* out) {
  if (!json.is_object()) {
    return fail({}, plain_text(type, json));
  }
  return structure(type, json, out, {});
}

bool Decoder::structure(const TypeInfo& type, const Json& json, void* out, const Pointer& at) {
  if (mode_ == Mode::strict && !known_members(type, json, at)) {
    return false;
  }
  for (const MemberInfo& member : type.members) {
    const auto found = json.find(member.name);
    if (found == json.end() || (found->is_null() && mode_ == Mode::service)) {
      continue;
    }
    const Slot slot{member.name, member.constraint.narrow, Place::member};
    if (!value(*member.type, *found, member.emplace(out), slot, Pointer{&at, member.name})) {
      return false;
    }
  }
  return true;
}

bool Decoder::known_members(const TypeInfo& type, const Json& json, const Pointer& at) {
  for (const auto& [name, member] : json.items()) {
    if (std::ranges::find(type.members, name, &MemberInfo::name) == type.members.end()) {
      std::vector<std::string_view> names;
      for (const MemberInfo& known : type.members) {
        names.push_back(known.name);
      }
      return fail(Pointer{&at, name},
                  fmt::format("unknown member \"{}\"{}", name, did_you_mean(name, names)));
    }
  }
  return true;
}

bool Decoder::value(const TypeInfo& type, const Json& json, void* out, const Slot& slot,
                    const Pointer& at) {
  switch (type.kind) {
    case TypeKind::text:
      if (!json.is_string()) {
        return wrong_type(type, json, slot, at);
      }
      as<std::string>(out) = json.get_ref<const std::string&>();
      return true;
    case TypeKind::integer:
      return integer(type, json, as<std::int64_t>(out), slot, at);
    case TypeKind::real:
      if (!json.is_number()) {
        return wrong_type(type, json, slot, at);
      }
      as<double>(out) = json.get<double>();
      return true;
    case TypeKind::boolean:
      return boolean(type, json, as<bool>(out), slot, at);
    case TypeKind::item:
      return item(type, json, as<value::Item>(out), slot, at);
    case TypeKind::value:
      return attribute(type, json, as<value::AttributeValue>(out), slot, at);
    case TypeKind::names:
      return names(type, json, as<service::Names>(out), slot, at);
    case TypeKind::structure:
      return json.is_object() ? structure(type, json, out, at) : wrong_type(type, json, slot, at);
    case TypeKind::list:
      return list(type, json, out, slot, at);
    case TypeKind::map:
      return map(type, json, out, slot, at);
  }
  return false;
}

bool Decoder::integer(const TypeInfo& type, const Json& json, std::int64_t& out, const Slot& slot,
                      const Pointer& at) {
  const std::int64_t most = slot.narrow ? std::numeric_limits<std::int32_t>::max()
                                        : std::numeric_limits<std::int64_t>::max();
  const bool whole = json.is_number_integer();
  if (!json.is_number() || (!whole && mode_ == Mode::strict)) {
    return wrong_type(type, json, slot, at);
  }
  // The service cuts fractions off.
  const double cut = whole ? 0.0 : std::trunc(json.get<double>());
  const bool fits = whole ? (json.is_number_unsigned()
                                 ? json.get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
                                 : json.get<std::int64_t>() >= -most - 1)
                          : std::abs(cut) < (slot.narrow ? 0x1p31 : 0x1p63);
  if (!fits) {
    return wrong_type(type, json, slot, at);
  }
  out = whole ? json.get<std::int64_t>() : static_cast<std::int64_t>(cut);
  return true;
}

bool Decoder::boolean(const TypeInfo& type, const Json& json, bool& out, const Slot& slot,
                      const Pointer& at) {
  if (json.is_boolean()) {
    out = json.get<bool>();
    return true;
  }
  if (json.is_string() && mode_ == Mode::service) {
    if (const auto word = value::boolean_word(json.get_ref<const std::string&>())) {
      out = *word;
      return true;
    }
  }
  return wrong_type(type, json, slot, at);
}

bool Decoder::item(const TypeInfo& type, const Json& json, value::Item& out, const Slot& slot,
                   const Pointer& at) {
  if (!json.is_object()) {
    return wrong_type(type, json, slot, at);
  }
  if (mode_ == Mode::strict && !attributes_are_strict(json, at)) {
    return false;
  }
  auto read = value::item_from_json(json, layouts_);
  if (read) {
    out = std::move(*read);
    return true;
  }
  out = value::Item(value::Map{}, layouts_);  // it is present, whatever is wrong with it
  return refuse_or_fail(read.error(), slot, at);
}

bool Decoder::attribute(const TypeInfo& type, const Json& json, value::AttributeValue& out,
                        const Slot& slot, const Pointer& at) {
  if (mode_ == Mode::strict && !attribute_is_strict(json, at, 1)) {
    return false;
  }
  if (!json.is_object()) {
    return wrong_type(type, json, slot, at);
  }
  auto read = value::value_from_json(json);
  if (read) {
    out = std::move(*read);
    return true;
  }
  return refuse_or_fail(read.error(), slot, at);
}

/// A wrong JSON type ends the reading; a value that the service refuses does not.
bool Decoder::refuse_or_fail(const value::ValueError& error, const Slot& slot, const Pointer& at) {
  if (error.kind == value::ValueError::Kind::type) {
    fail(at, error.message, error.message);
    error_.pointer += error.pointer;
    return false;
  }
  refuse_value(error, slot);
  return true;
}

bool Decoder::names(const TypeInfo& type, const Json& json, service::Names& out, const Slot& slot,
                    const Pointer& at) {
  if (!json.is_object()) {
    return wrong_type(type, json, slot, at);
  }
  for (const auto& [placeholder, name] : json.items()) {
    if (!name.is_string()) {
      static constexpr TypeInfo kText = {.kind = TypeKind::text};
      return wrong_type(kText, name, slot, Pointer{&at, placeholder});
    }
    out.emplace_back(placeholder, name.get<std::string>());
  }
  return true;
}

bool Decoder::list(const TypeInfo& type, const Json& json, void* out, const Slot& slot,
                   const Pointer& at) {
  if (!json.is_array()) {
    return wrong_type(type, json, slot, at);
  }
  const Slot inner{slot.member, slot.narrow, Place::element};
  for (std::size_t i = 0; i < json.size(); ++i) {
    void* const element = type.append(out);
    if (json[i].is_null() && mode_ == Mode::service) {
      if (type.element->kind == TypeKind::value) {
        refuse_value(value::value_from_json(Json::object()).error(), slot);
      }
      continue;
    }
    if (!value(*type.element, json[i], element, inner, Pointer{&at, {}, i, true})) {
      return false;
    }
  }
  return true;
}

bool Decoder::map(const TypeInfo& type, const Json& json, void* out, const Slot& slot,
                  const Pointer& at) {
  if (!json.is_object()) {
    return wrong_type(type, json, slot, at);
  }
  const Slot inner{slot.member, slot.narrow, Place::element};
  for (const auto& [key, entry] : json.items()) {
    void* const element = type.insert(out, key);
    if (entry.is_null() && mode_ == Mode::service) {
      continue;
    }
    if (!value(*type.element, entry, element, inner, Pointer{&at, key})) {
      return false;
    }
  }
  return true;
}

bool Decoder::check_item(const Json& json) {
  return json.is_object() ? attributes_are_strict(json, {})
                          : fail({}, plain_text("an item: an object of attribute values", json));
}

bool Decoder::attributes_are_strict(const Json& json, const Pointer& at) {
  for (const auto& [name, attribute] : json.items()) {
    if (!attribute_is_strict(attribute, Pointer{&at, name}, 1)) {
      return false;
    }
  }
  return true;
}

/// Right JSON types and no unknown attribute type; whether the service takes the value is not the
/// question.
bool Decoder::attribute_is_strict(const Json& json, const Pointer& at, std::size_t depth) {
  if (depth > value::kMaxDepth) {
    return true;  // refused, by the service's rules, before anything below is looked at
  }
  if (!json.is_object()) {
    return fail(at, plain_text(R"(an attribute value such as {"S": "text"})", json));
  }
  for (const auto& [type, typed] : json.items()) {
    if (std::ranges::find(kAttributeTypes, type) == kAttributeTypes.end()) {
      return fail(Pointer{&at, type},
                  fmt::format("unknown attribute type \"{}\", expected one of {}", type,
                              fmt::join(kAttributeTypes, ", ")));
    }
    if (!typed_is_strict(type, typed, Pointer{&at, type}, depth)) {
      return false;
    }
  }
  return true;
}

bool Decoder::typed_is_strict(std::string_view type, const Json& json, const Pointer& at,
                              std::size_t depth) {
  const auto text_is_strict = [&](const Json& text, const Pointer& where) {
    if (text.is_string()) {
      return true;
    }
    const bool number = type.starts_with('N');
    return fail(where,
                plain_text(number ? R"(a number as text, such as "12.5")" : "a string", text));
  };
  if (type == "BOOL" || type == "NULL") {
    return json.is_boolean() || fail(at, plain_text("true or false", json));
  }
  if (type == "M") {
    return json.is_object()
               ? std::ranges::all_of(json.items(),
                                     [&](const auto& entry) {
                                       return attribute_is_strict(
                                           entry.value(), Pointer{&at, entry.key()}, depth + 1);
                                     })
               : fail(at, plain_text("an object of attribute values", json));
  }
  if (type == "S" || type == "N" || type == "B") {
    return text_is_strict(json, at);
  }
  if (!json.is_array()) {
    return fail(at, plain_text("a list", json));
  }
  for (std::size_t i = 0; i < json.size(); ++i) {
    const Pointer below{&at, {}, i, true};
    if (!(type == "L" ? attribute_is_strict(json[i], below, depth + 1)
                      : text_is_strict(json[i], below))) {
      return false;
    }
  }
  return true;
}

void Decoder::refuse_value(const value::ValueError& error, const Slot& slot) {
  if (!value_error_) {
    value_error_ = service::ServiceError{service::ErrorType::validation,
                                         text_of_value_error(slot.member, error)};
  }
}

bool Decoder::wrong_type(const TypeInfo& type, const Json& json, const Slot& slot,
                         const Pointer& at) {
  return fail(at, plain_text(type, json), service_text(type, slot.narrow, slot.place, json));
}

bool Decoder::fail(const Pointer& at, std::string message, std::string service_message) {
  error_.pointer = at.text();
  error_.message = std::move(message);
  error_.error = {service::ErrorType::serialization, std::move(service_message)};
  return false;
}

}  // namespace ddbsim::wire
