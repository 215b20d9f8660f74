#include "sim/service/java_text.hpp"
#include "sim/service/legacy.hpp"
#include "tests/support/operation_generator.hpp"

// Operations for people: enough to write a test of what went wrong.
namespace ddbsim::testing::reference {
namespace {

using namespace service;

std::string text_of(const value::Item& item) {
  return item ? reference::text_of(item.to_map()) : std::string("-");
}

struct Words {
  std::size_t index;  ///< of the operation
  std::string text = {};

  void add(const char* label, const Text& value) {
    text += value ? std::string(label) + *value : "";
  }
  void add(const char* label, const Integer& value) {
    text += value ? label + std::to_string(*value) : "";
  }
  void add(const char* label, const value::Item& item) {
    text += item ? label + text_of(item) : "";
  }
  void add(const char* label, const Optional<Names>& names) {
    for (const auto& [placeholder, name] : names.value_or(Names{})) {
      text += label + placeholder + "=" + name;
    }
  }

  template <class Structure>
  void structure(const Structure& one) {
    if constexpr (requires { one.table_name; }) add("", one.table_name);
    if constexpr (requires { one.index_name; }) add(" index ", one.index_name);
    if constexpr (requires { one.key; }) add(" key ", one.key);
    if constexpr (requires { one.item; }) add(" item ", one.item);
    if constexpr (requires { one.update_expression; }) add(" update ", one.update_expression);
    if constexpr (requires { one.key_condition_expression; })
      add(" keys ", one.key_condition_expression);
    if constexpr (requires { one.condition_expression; }) add(" if ", one.condition_expression);
    if constexpr (requires { one.filter_expression; }) add(" filter ", one.filter_expression);
    if constexpr (requires { one.projection_expression; }) add(" show ", one.projection_expression);
    if constexpr (requires { one.expression_attribute_names; })
      add(" ", one.expression_attribute_names);
    if constexpr (requires { one.expression_attribute_values; })
      add(" values ", one.expression_attribute_values);
    if constexpr (requires { one.return_values; }) add(" returns ", one.return_values);
    if constexpr (requires { one.select; }) add(" select ", one.select);
    if constexpr (requires { one.limit; }) add(" limit ", one.limit);
    if constexpr (requires { one.segment; }) add(" segment ", one.segment);
    if constexpr (requires { one.total_segments; }) add(" of ", one.total_segments);
    if constexpr (requires { one.scan_index_forward; })
      text += one.scan_index_forward.value_or(true) ? "" : " backwards";
    if constexpr (requires { one.exclusive_start_key; }) add(" after ", one.exclusive_start_key);
    if constexpr (requires { one.client_request_token; }) add(" token ", one.client_request_token);
    if constexpr (requires { one.return_consumed_capacity; })
      add(" units ", one.return_consumed_capacity);
  }

  template <class Structure>
  void part(const char* label, const Optional<Structure>& one) {
    if (one) {
      text += std::string("\n    ") + label + " ";
      structure(*one);
    }
  }

  template <class Request>
  void operator()(const Request& request) {
    if (uses_legacy(request)) {
      text += java_text(request_type(index), &request);
      return;
    }
    structure(request);
    if constexpr (requires { request.request_items; }) {
      for (const auto& [name, asked] : *request.request_items) {
        text += "\n    " + name + ":";
        if constexpr (requires { asked.keys; }) {
          structure(asked);
          for (const value::Item& key : *asked.keys) add("\n      key ", key);
        } else {
          for (const WriteRequest& write : asked) {
            part("put", write.put_request);
            part("delete", write.delete_request);
          }
        }
      }
    }
    if constexpr (requires { request.transact_items; }) {
      for (const auto& action : *request.transact_items) {
        if constexpr (requires { action.get; }) part("get", action.get);
        if constexpr (requires { action.put; }) {
          part("put", action.put);
          part("delete", action.remove);
          part("update", action.update);
          part("check", action.condition_check);
        }
      }
    }
  }
};

}  // namespace

std::string text_of(const Operation& operation) {
  Words words{.index = operation.request.index(),
              .text = std::string(operation_name(operation.request.index())) + " "};
  std::visit([&](const auto& request) { words(request); }, operation.request);
  return words.text;
}

}  // namespace ddbsim::testing::reference
