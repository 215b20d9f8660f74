#include "tests/expression/requests.hpp"

#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::expression::testing {
namespace {

using Json = nlohmann::json;

Json typed(const Json& json) {
  switch (json.type()) {
    case Json::value_t::string:
      return {{"S", json}};
    case Json::value_t::boolean:
      return {{"BOOL", json}};
    case Json::value_t::null:
      return {{"NULL", true}};
    case Json::value_t::array: {
      Json list = Json::array();
      for (const Json& element : json) {
        list.push_back(typed(element));
      }
      return {{"L", std::move(list)}};
    }
    case Json::value_t::object:
      return json;
    default:
      return {{"N", json.dump()}};
  }
}

Names names_of(std::string_view json) {
  Names names;
  const Json object = Json::parse(json);
  for (const auto& [key, name] : object.items()) {
    names.emplace_back(key, name.get<std::string>());
  }
  return names;
}

std::string text_of(const value::Item& item) {
  std::string text;
  value::append_json(item, text);
  return text;
}

/// A request's placeholders and what is bound to them, one step after the other; stops at the first
/// error.
class Request {
 public:
  Request(Kind kind, const Row& row)
      : kind_(kind),
        names_(row.names.empty() ? Names{} : names_of(row.names)),
        values_(item_of(row.values)),
        placeholders_(row.names.empty() ? nullptr : &names_, values_) {
    text_ = row.text;
  }

  template <class Bind>
  auto run(Bind bind)
      -> decltype(bind(std::shared_ptr<const Tree>(), std::declval<Placeholders&>())) {
    if (auto error = placeholders_.check(true)) {
      return std::unexpected(std::move(*error));
    }
    const auto tree = compile(kind_, text_);
    if (!tree) {
      return std::unexpected(tree.error());
    }
    auto bound = bind(*tree, placeholders_);
    if (bound) {
      if (auto error = placeholders_.check_all_used()) {
        return std::unexpected(std::move(*error));
      }
    }
    return bound;
  }

 private:
  Kind kind_;
  std::string text_;
  Names names_;
  value::Item values_;
  Placeholders placeholders_;
};

template <class Bound, class Show>
std::string shown(const Result<Bound>& bound, Show show) {
  return bound ? show(*bound) : bound.error().message;
}

}  // namespace

value::Item item_of(std::string_view json) {
  if (json.empty()) {
    return {};
  }
  const Json short_form = Json::parse(json);
  Json object = Json::object();
  for (const auto& [name, value] : short_form.items()) {
    object[name] = typed(value);
  }
  auto item = value::item_from_json(object);
  if (!item) {
    throw std::invalid_argument(item.error().message);
  }
  return *item;
}

std::string outcome(Kind kind, const Row& row, const value::Item& item) {
  Request request(kind, row);
  if (kind == Kind::projection) {
    return shown(request.run(bind_projection),
                 [&](const Projection& bound) { return text_of(bound.apply(item)); });
  }
  if (kind == Kind::update) {
    return shown(request.run(bind_update), [&](const Update& bound) {
      return shown(bound.apply(item), [](const value::Item& after) { return text_of(after); });
    });
  }
  const auto bound = request.run([&](const std::shared_ptr<const Tree>& tree, Placeholders& p) {
    return bind_condition(kind, tree, p);
  });
  return shown(bound, [&](const Condition& condition) {
    return std::string(condition.holds(item) ? "true" : "false");
  });
}

Result<KeyCondition> bind_key(const Row& row, const KeyNames& keys) {
  return Request(Kind::key_condition, row)
      .run([&](const std::shared_ptr<const Tree>& tree, Placeholders& p) {
        return bind_key_condition(tree, p, keys);
      });
}

std::string key_outcome(const Row& row, const KeyNames& keys) {
  return shown(bind_key(row, keys), [](const KeyCondition&) { return std::string("ok"); });
}

}  // namespace ddbsim::expression::testing
