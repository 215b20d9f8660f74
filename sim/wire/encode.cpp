#include <type_traits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/service/reflection.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::wire {

namespace {

using service::as;
using service::MemberInfo;
using service::TypeInfo;
using service::TypeKind;

void append(const TypeInfo& type, const void* value, std::string& out);

/// `"name":` of the next member, with the comma before it.
void append_name(std::string_view name, bool& first, std::string& out) {
  out += first ? "" : ",";
  first = false;
  value::append_json_string(name, out);
  out += ':';
}

/// Plain decimal notation, with a fraction also where it is zero: `1.0`, `1767225600.123`.
void append_real(double value, std::string& out) {
  const std::size_t begin = out.size();
  fmt::format_to(std::back_inserter(out), "{}", value);
  if (out.find_first_of(".en", begin) == std::string::npos) {
    out += ".0";
  }
}

void append_structure(const TypeInfo& type, const void* value, std::string& out) {
  out += '{';
  bool first = true;
  for (const MemberInfo& member : type.members) {
    if (const void* const at = member.get(value)) {
      append_name(member.name, first, out);
      append(*member.type, at, out);
    }
  }
  out += '}';
}

void append_list(const TypeInfo& type, const void* value, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < type.size(value); ++i) {
    out += i == 0 ? "" : ",";
    append(*type.element, type.at(value, i), out);
  }
  out += ']';
}

void append_map(const TypeInfo& type, const void* value, std::string& out) {
  out += '{';
  bool first = true;
  service::for_each_entry(type, value, [&](const std::string& key, const void* element) {
    append_name(key, first, out);
    append(*type.element, element, out);
  });
  out += '}';
}

void append_names(const service::Names& names, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& [placeholder, name] : names) {
    append_name(placeholder, first, out);
    value::append_json_string(name, out);
  }
  out += '}';
}

void append(const TypeInfo& type, const void* value, std::string& out) {
  switch (type.kind) {
    case TypeKind::text:
      value::append_json_string(as<std::string>(value), out);
      break;
    case TypeKind::integer:
      fmt::format_to(std::back_inserter(out), "{}", as<std::int64_t>(value));
      break;
    case TypeKind::real:
      append_real(as<double>(value), out);
      break;
    case TypeKind::boolean:
      out += as<bool>(value) ? "true" : "false";
      break;
    case TypeKind::item:
      value::append_json(as<value::Item>(value), out);
      break;
    case TypeKind::attribute:
      value::append_json(value::PackedValue(as<value::AttributeValue>(value)).view(), out);
      break;
    case TypeKind::names:
      append_names(as<service::Names>(value), out);
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

/// How the service spells the member of an error that holds its text; it has both ways.
std::string_view message_member(service::ErrorType type) {
  switch (type) {
    case service::ErrorType::serialization:
    case service::ErrorType::transaction_canceled:
    case service::ErrorType::access_denied:
      return "Message";
    default:
      return "message";
  }
}

void append_item_member(const value::Item& item, bool& first, std::string& out) {
  if (item) {
    append_name("Item", first, out);
    value::append_json(item, out);
  }
}

void append_reasons(const std::vector<service::CancellationReason>& reasons, std::string& out) {
  out += '[';
  for (const service::CancellationReason& reason : reasons) {
    out += out.back() == '[' ? "{" : ",{";
    bool first = true;
    append_name("Code", first, out);
    value::append_json_string(reason.code, out);
    append_item_member(reason.item, first, out);
    if (!reason.message.empty()) {
      append_name("Message", first, out);
      value::append_json_string(reason.message, out);
    }
    out += '}';
  }
  out += ']';
}

template <class T>
nlohmann::json json_of(const T& value) {
  std::string text;
  encode(value, text);
  return nlohmann::json::parse(text);
}

}  // namespace

void encode(service::RequestRef request, std::string& out) {
  std::visit([&](const auto* typed) { append(service::request_type(request.index()), typed, out); },
             request);
}

void encode(const service::Response& response, std::string& out) {
  std::visit(
      [&](const auto& typed) { append(service::response_type(response.index()), &typed, out); },
      response);
}

void encode(const service::StreamRecord& record, std::string& out) {
  append(service::stream_record_type(), &record, out);
}

void encode(const service::ServiceError& error, std::string& out) {
  bool first = true;
  out += '{';
  append_name("__type", first, out);
  value::append_json_string(service::wire_name_of(error.type), out);
  if (error.type == service::ErrorType::transaction_canceled) {
    append_name("CancellationReasons", first, out);
    append_reasons(error.cancellation_reasons, out);
  }
  append_item_member(error.item, first, out);
  if (!error.message.empty()) {
    append_name(message_member(error.type), first, out);
    value::append_json_string(error.message, out);
  }
  out += '}';
}

nlohmann::json to_json(service::RequestRef request) { return json_of(request); }
nlohmann::json to_json(const service::Response& response) { return json_of(response); }
nlohmann::json to_json(const service::ServiceError& error) { return json_of(error); }
nlohmann::json to_json(const service::StreamRecord& record) { return json_of(record); }

}  // namespace ddbsim::wire
