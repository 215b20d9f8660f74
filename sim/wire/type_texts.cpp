#include "sim/wire/type_texts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ddbsim::wire {

namespace {

using Json = nlohmann::json;
using service::TypeInfo;
using service::TypeKind;

constexpr std::string_view kPackage = "com.amazonaws.dynamodb.v20120810.";
constexpr std::string_view kStructureFound = "Start of structure or map found where not expected";
/// The service trips over its own generic containers: what it says of a scalar where a list or map
/// inside of another one belongs (captured).
constexpr std::string_view kParameterized =
    "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class "
    "java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and "
    "java.lang.Class are in module java.base of loader 'bootstrap')";

/// "NUMBER_VALUE", "TRUE_VALUE", ... of a scalar.
std::string_view token_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return json.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
    case Json::value_t::string:
      return "STRING_VALUE";
    case Json::value_t::number_float:
      return "DECIMAL_VALUE";
    default:
      return "NUMBER_VALUE";
  }
}

/// The class that the service reads a value of the type into.
std::string java_class(const TypeInfo& type, bool narrow) {
  switch (type.kind) {
    case TypeKind::text:
      return "java.lang.String";
    case TypeKind::integer:
      return narrow ? "java.lang.Integer" : "java.lang.Long";
    case TypeKind::real:
      return "java.lang.Double";
    case TypeKind::boolean:
      return "java.lang.Boolean";
    case TypeKind::item:
      return fmt::format("java.util.Map<java.lang.String, {}AttributeValue>", kPackage);
    case TypeKind::attribute:
      return std::string(kPackage) + "AttributeValue";
    case TypeKind::names:
      return "java.util.Map<java.lang.String, java.lang.String>";
    case TypeKind::structure:
      return std::string(kPackage) + std::string(type.name);
    case TypeKind::list:
      return fmt::format("java.util.List<{}>", java_class(*type.element, narrow));
    case TypeKind::map:
      return fmt::format("java.util.Map<java.lang.String, {}>", java_class(*type.element, narrow));
  }
  return {};
}

/// What the service says of a scalar where a list, map or structure belongs.
std::string_view scalar_text(const TypeInfo& type, Place place) {
  if (place == Place::member) {
    return "Unexpected field type";
  }
  return type.kind == TypeKind::structure || type.kind == TypeKind::attribute
             ? "Unexpected value type in payload"
             : kParameterized;
}

std::string_view words_for(const TypeInfo& type) {
  switch (type.kind) {
    case TypeKind::text:
      return "a string";
    case TypeKind::integer:
      return "a whole number";
    case TypeKind::real:
      return "a number";
    case TypeKind::boolean:
      return "true or false";
    case TypeKind::item:
      return R"(an object of attributes such as {"pk": {"S": "text"}})";
    case TypeKind::attribute:
      return R"(an attribute value such as {"S": "text"})";
    case TypeKind::names:
      return R"(an object of names such as {"#n": "name"})";
    case TypeKind::list:
      return "a list";
    case TypeKind::structure:
    case TypeKind::map:
      return "an object";
  }
  return {};
}

/// "the number 12", "a list".
std::string found(const Json& json) {
  constexpr std::size_t kShown = 40;
  switch (json.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::boolean:
      return json.get<bool>() ? "true" : "false";
    case Json::value_t::array:
      return "a list";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::string: {
      const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
      return text.size() <= kShown ? "the string " + text
                                   : fmt::format("a string of {} bytes", text.size() - 2);
    }
    default:
      return "the number " + json.dump();
  }
}

}  // namespace

std::string service_text(const TypeInfo& type, bool narrow, Place place, const Json& json) {
  const bool scalar_wanted = type.kind == TypeKind::text || type.kind == TypeKind::integer ||
                             type.kind == TypeKind::real || type.kind == TypeKind::boolean;
  if (json.is_object()) {
    return std::string(kStructureFound);
  }
  if (json.is_array()) {
    const bool map_wanted =
        !scalar_wanted && type.kind != TypeKind::structure && type.kind != TypeKind::attribute;
    return fmt::format("Unrecognized collection type {}{}", map_wanted ? "" : "class ",
                       java_class(type, narrow));
  }
  if (!scalar_wanted) {
    return std::string(scalar_text(type, place));
  }
  if (type.kind == TypeKind::boolean && json.is_string()) {
    return "Unexpected token received from parser";
  }
  const std::string wanted = java_class(type, narrow);
  return fmt::format("{} cannot be converted to {}", token_of(json),
                     wanted.substr(wanted.rfind('.') + 1));
}

std::string plain_text(const TypeInfo& type, const Json& json) {
  return plain_text(words_for(type), json);
}

std::string plain_text(std::string_view what, const Json& json) {
  return fmt::format("expected {}, found {}", what, found(json));
}

}  // namespace ddbsim::wire
