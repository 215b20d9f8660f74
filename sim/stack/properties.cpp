#include "sim/stack/properties.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ddbsim::stack {

namespace {

std::optional<std::int64_t> integer_of(const Node& node) {
  std::int64_t value = 0;
  const std::string& text = node.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return node.is_scalar() && whole ? std::optional(value) : std::nullopt;
}

bool is_truth(const Node& node) {
  return node.is_scalar() && (node.text == "true" || node.text == "false");
}

}  // namespace

Shape text_shape(std::string_view name) { return {Shape::Kind::text, name, {}}; }
Shape integer_shape(std::string_view name) { return {Shape::Kind::integer, name, {}}; }
Shape boolean_shape(std::string_view name) { return {Shape::Kind::boolean, name, {}}; }
Shape any_shape(std::string_view name) { return {Shape::Kind::any, name, {}}; }
Shape texts_shape(std::string_view name) { return {Shape::Kind::texts, name, {}}; }
Shape object_shape(std::string_view name, std::vector<Shape> members) {
  return {Shape::Kind::object, name, std::move(members)};
}
Shape list_shape(std::string_view name, Shape element) {
  return {Shape::Kind::list, name, {std::move(element)}};
}

Properties::Properties(const Node& resource, Evaluator& evaluator, Findings& findings)
    : resource_(resource),
      properties_(resource.find("Properties")),
      type_(resource.find("Type") == nullptr ? "" : resource.find("Type")->text),
      evaluator_(evaluator),
      findings_(findings) {}

const Node* Properties::raw(std::string_view name) {
  asked_.emplace(name);
  return properties_ == nullptr ? nullptr : properties_->find(name);
}

std::optional<Node> Properties::take(std::string_view name) {
  const Node* found = raw(name);
  if (found == nullptr) {
    return std::nullopt;
  }
  Node value = evaluator_.evaluate(*found);
  if (value.is_null()) {
    error(*found, "'null' values are not allowed in templates");
  }
  return value.is_absent() || value.is_null() ? std::nullopt : std::optional(std::move(value));
}

std::optional<Json> Properties::shaped(const Shape& shape) {
  const auto value = take(shape.name);
  return value ? std::optional(convert(*value, shape, std::string(shape.name))) : std::nullopt;
}

void Properties::copy(Json& out, const std::vector<Shape>& shapes) {
  for (const Shape& shape : shapes) {
    if (auto value = shaped(shape)) {
      out[std::string(shape.name)] = std::move(*value);
    }
  }
}

std::optional<std::string> Properties::text(std::string_view name) {
  const auto value = shaped(text_shape(name));
  return value && value->is_string() ? std::optional(value->get<std::string>()) : std::nullopt;
}

std::optional<std::int64_t> Properties::integer(std::string_view name) {
  const auto value = shaped(integer_shape(name));
  return value && value->is_number() ? std::optional(value->get<std::int64_t>()) : std::nullopt;
}

std::optional<bool> Properties::boolean(std::string_view name) {
  const auto value = shaped(boolean_shape(name));
  return value && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

std::vector<std::string> Properties::texts(std::string_view name) {
  std::vector<std::string> out;
  if (const auto value = shaped(list_shape(name, text_shape("")))) {
    for (const Json& item : *value) {
      out.push_back(item.is_string() ? item.get<std::string>() : "");
    }
  }
  return out;
}

void Properties::require(std::string_view name) {
  if (raw(name) == nullptr) {
    error(properties_ == nullptr ? resource_ : *properties_,
          fmt::format("Properties validation failed for resource {} with message: #: required key "
                      "[{}] not found",
                      logical_id(), name));
  }
}

void Properties::ignore(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    asked_.emplace(name);
  }
}

void Properties::pass_over(std::string reason) {
  findings_.pass_over(logical_id(), type_, std::move(reason));
}

void Properties::leave(std::string reason) {
  left_ = true;
  pass_over(std::move(reason));
}

void Properties::finish() {
  if (properties_ == nullptr || left_) {
    return;
  }
  for (const Node& property : properties_->items) {
    if (!asked_.contains(property.key)) {
      pass_over(fmt::format("property {} is not simulated", property.key));
    }
  }
}

// ---- shapes -------------------------------------------------------------------------------------

Json Properties::wrong_type(const Node& node, const std::string& path, std::string_view wanted) {
  error(node, node.is_null() ? "'null' values are not allowed in templates"
                             : fmt::format("Value of property {} must be of type {}, not {}", path,
                                           wanted, describe(node)));
  return nullptr;
}

Json Properties::convert(const Node& node, const Shape& shape, const std::string& path) {
  switch (shape.kind) {
    case Shape::Kind::any:
      return to_json(node);
    case Shape::Kind::text:
      return node.is_scalar() ? Json(node.text) : wrong_type(node, path, "String");
    case Shape::Kind::boolean:
      return is_truth(node) ? Json(node.text == "true") : wrong_type(node, path, "Boolean");
    case Shape::Kind::integer: {
      const auto value = integer_of(node);
      return value ? Json(*value) : wrong_type(node, path, "Integer");
    }
    case Shape::Kind::list: {
      Json list = Json::array();
      const Shape& element = shape.members.front();
      if (!node.is_list() && (node.is_map() || element.kind != Shape::Kind::text)) {
        return wrong_type(node, path, "List");
      }
      if (!node.is_list()) {
        list.push_back(convert(node, element, path));
      }
      for (const Node& item : node.items) {
        list.push_back(convert(item, element, path));
      }
      return list;
    }
    case Shape::Kind::texts:
    case Shape::Kind::object:
      break;
  }
  return node.is_map() ? convert_object(node, shape, path) : wrong_type(node, path, "Map");
}

Json Properties::convert_object(const Node& node, const Shape& shape, const std::string& path) {
  Json object = Json::object();
  for (const Node& item : node.items) {
    const std::string below = fmt::format("{}.{}", path, item.key);
    if (shape.kind == Shape::Kind::texts) {
      object[item.key] = convert(item, text_shape(item.key), below);
      continue;
    }
    const auto member = std::ranges::find(shape.members, item.key, &Shape::name);
    if (member == shape.members.end()) {
      pass_over(fmt::format("property {} is not simulated", below));
    } else {
      object[item.key] = convert(item, *member, below);
    }
  }
  return object;
}

}  // namespace ddbsim::stack
