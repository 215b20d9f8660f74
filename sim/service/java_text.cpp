#include "sim/service/java_text.hpp"

#include <fmt/format.h>

namespace ddbsim::service {

namespace {

void append(const TypeInfo& type, const void* value, std::string& out);

/// Appends what goes between two elements, before all but the first.
void separate(bool& first, std::string& out) {
  out += first ? "" : ", ";
  first = false;
}

void append_scalar(value::ValueView value, std::string& out) {
  switch (value.type()) {
    case value::Type::N:
      value::Number::append_text(value.bytes(), out);
      break;
    case value::Type::BOOL:
      out += value.boolean() ? "true" : "false";
      break;
    case value::Type::NULL_:
      out += "true";
      break;
    case value::Type::B:
      out += fmt::format("java.nio.HeapByteBuffer[pos=0 lim={0} cap={0}]", value.bytes().size());
      break;
    default:
      out += value.bytes();
  }
}

void append_value(value::ValueView value, std::string& out);

void append_elements(value::ValueView value, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < value.count(); ++i) {
    out += i == 0 ? "" : ", ";
    if (value.is(value::Type::L)) {
      append_value(value.element(i), out);
    } else {
      append_scalar(value.element(i), out);
    }
  }
  out += ']';
}

/// "AttributeValue(s=text)", "AttributeValue(l=[AttributeValue(n=1)])".
void append_value(value::ValueView value, std::string& out) {
  out += "AttributeValue(" + lower_first(name_of(value.type())) + "=";
  switch (value.type()) {
    case value::Type::M:
      out += '{';
      for (std::size_t i = 0; i < value.count(); ++i) {
        out += i == 0 ? "" : ", ";
        out += value.member_name(i);
        out += '=';
        append_value(value.member_value(i), out);
      }
      out += '}';
      break;
    case value::Type::L:
    case value::Type::SS:
    case value::Type::NS:
    case value::Type::BS:
      append_elements(value, out);
      break;
    default:
      append_scalar(value, out);
  }
  out += ')';
}

void append_item(const value::Item& item, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < item.count(); ++i) {
    out += i == 0 ? "" : ", ";
    out += item.name(i);
    out += '=';
    append_value(item.value(i), out);
  }
  out += '}';
}

void append_structure(const TypeInfo& type, const void* value, std::string& out) {
  out += type.name;
  out += '(';
  bool first = true;
  for (const MemberInfo& member : type.members) {
    separate(first, out);
    out += lower_first(member.name) + "=";
    const void* const at = member.get(value);
    if (at == nullptr) {
      out += "null";
    } else {
      append(*member.type, at, out);
    }
  }
  out += ')';
}

void append_list(const TypeInfo& type, const void* value, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < type.size(value); ++i) {
    out += i == 0 ? "" : ", ";
    append(*type.element, type.at(value, i), out);
  }
  out += ']';
}

void append_map(const TypeInfo& type, const void* value, std::string& out) {
  out += '{';
  bool first = true;
  for_each_entry(type, value, [&](const std::string& key, const void* element) {
    separate(first, out);
    out += key + "=";
    append(*type.element, element, out);
  });
  out += '}';
}

void append_names(const Names& names, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& [placeholder, name] : names) {
    separate(first, out);
    out += placeholder + "=" + name;
  }
  out += '}';
}

void append(const TypeInfo& type, const void* value, std::string& out) {
  switch (type.kind) {
    case TypeKind::text:
      out += as<std::string>(value);
      break;
    case TypeKind::integer:
      out += std::to_string(as<std::int64_t>(value));
      break;
    case TypeKind::real:
      out += fmt::format("{}", as<double>(value));
      break;
    case TypeKind::boolean:
      out += as<bool>(value) ? "true" : "false";
      break;
    case TypeKind::item:
      append_item(as<value::Item>(value), out);
      break;
    case TypeKind::attribute:
      append_value(value::PackedValue(as<value::AttributeValue>(value)).view(), out);
      break;
    case TypeKind::names:
      append_names(as<Names>(value), out);
      break;
    case TypeKind::structure:
      append_structure(type, value, out);
      break;
    case TypeKind::list:
      append_list(type, value, out);
      break;
    case TypeKind::map:
      append_map(type, value, out);
      break;
  }
}

}  // namespace

std::string lower_first(std::string_view name) {
  std::string out(name);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') {
    out[0] = static_cast<char>(out[0] - 'A' + 'a');
  }
  return out;
}

std::string java_text(const TypeInfo& type, const void* value) {
  std::string out;
  append(type, value, out);
  return out;
}

}  // namespace ddbsim::service
