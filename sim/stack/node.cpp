#include "sim/stack/node.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ddbsim::stack {

namespace {

/// Takes digits from the front; false when there is none.
bool take_digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end > 0;
}

bool take_one_of(std::string_view& text, std::string_view characters) {
  if (text.empty() || !characters.contains(text.front())) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  if (!is_map()) {
    return nullptr;
  }
  const auto found = std::ranges::find(items, name, &Node::key);
  return found == items.end() ? nullptr : &*found;
}

Node make_node(const Node& where, Node::Kind kind) {
  Node node;
  node.kind = kind;
  node.id = where.id;
  node.line = where.line;
  node.column = where.column;
  node.key = where.key;
  return node;
}

Node text_node(const Node& where, std::string text) {
  Node node = make_node(where, Node::Kind::text);
  node.text = std::move(text);
  return node;
}

Node list_node(const Node& where, std::vector<Node> items) {
  Node node = make_node(where, Node::Kind::list);
  node.items = std::move(items);
  return node;
}

Node map_node(const Node& where, std::vector<Node> items) {
  Node node = make_node(where, Node::Kind::map);
  node.items = std::move(items);
  return node;
}

Node keyed(std::string key, Node node) {
  node.key = std::move(key);
  return node;
}

Node call_node(std::string name, Node argument) {
  Node node = make_node(argument, Node::Kind::map);
  argument.key = std::move(name);
  node.items.push_back(std::move(argument));
  return node;
}

std::string_view function_of(const Node& node) {
  if (!node.is_map() || node.items.size() != 1) {
    return "";
  }
  const std::string_view name = node.items.front().key;
  return name == "Ref" || name.starts_with("Fn::") ? name : "";
}

bool is_ref_to(const Node& node, std::string_view name) {
  return function_of(node) == "Ref" && node.items.front().text == name;
}

Json to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::absent:
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::boolean:
      return node.text == "true";
    case Node::Kind::number: {
      Json number = Json::parse(node.text, nullptr, false);
      return number.is_number() ? number : Json(node.text);
    }
    case Node::Kind::text:
      return node.text;
    case Node::Kind::list: {
      Json list = Json::array();
      for (const Node& item : node.items) {
        list.push_back(to_json(item));
      }
      return list;
    }
    case Node::Kind::map:
      break;
  }
  Json map = Json::object();
  for (const Node& item : node.items) {
    map[item.key] = to_json(item);
  }
  return map;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::absent:
      return "AWS::NoValue";
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::boolean:
      return node.text;
    case Node::Kind::number:
      return fmt::format("the number {}", node.text.substr(0, 40));
    case Node::Kind::text:
      return node.text.size() > 40 ? "a text" : fmt::format("the text \"{}\"", node.text);
    case Node::Kind::list:
      return "a list";
    case Node::Kind::map:
      break;
  }
  const std::string_view function = function_of(node);
  return function.empty() ? "a map" : std::string(function);
}

bool is_json_number(std::string_view text) {
  take_one_of(text, "-");
  if (!take_one_of(text, "0") && !take_digits(text)) {
    return false;
  }
  if (take_one_of(text, ".") && !take_digits(text)) {
    return false;
  }
  if (take_one_of(text, "eE")) {
    take_one_of(text, "+-");
    return take_digits(text) && text.empty();
  }
  return text.empty();
}

}  // namespace ddbsim::stack
