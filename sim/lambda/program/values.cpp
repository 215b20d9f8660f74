#include "sim/lambda/program/values.hpp"

#include <functional>
#include <vector>

#include <fmt/format.h>

#include "sim/value/number.hpp"
#include "sim/wire/placeholders.hpp"
#include "sim/wire/suggest.hpp"
#include "sim/wire/type_texts.hpp"

namespace ddbsim::lambda::program {
namespace {

using Json = nlohmann::json;

// ---- paths --------------------------------------------------------------------------------------

struct Found {
  const Json* json = nullptr;
  bool is_number = false;
  std::string missing;  ///< why `json` is null
};

std::string why_missing(const Json& json, const std::string& name) {
  if (!json.is_object()) {
    return wire::plain_text(fmt::format("an object with \"{}\"", name), json);
  }
  std::vector<std::string_view> names;
  for (const auto& [known, value] : json.items()) {
    names.push_back(known);
  }
  return fmt::format("there is no \"{}\"{}", name, wire::did_you_mean(name, names));
}

std::string why_missing(const Json& json, std::size_t index) {
  return json.is_array() ? fmt::format("there is no [{}], only {} elements", index, json.size())
                         : wire::plain_text("a list", json);
}

const Json* child_of(const Json& json, const std::string& name) {
  const auto at = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && at != json.end() ? &*at : nullptr;
}

const Json* child_of(const Json& json, std::size_t index) {
  return json.is_array() && index < json.size() ? &json[index] : nullptr;
}

Found find(const Path& path, const Variables& variables) {
  const auto variable = variables.find(path.variable);
  if (variable == variables.end()) {
    return {.missing = "it has no value yet"};
  }
  const Json* json = &variable->second.json;
  bool is_number = variable->second.is_number || json->is_number();
  for (const auto& step : path.steps) {
    const Json* child = std::visit([json](const auto& to) { return child_of(*json, to); }, step);
    if (child == nullptr) {
      return {.missing =
                  std::visit([json](const auto& to) { return why_missing(*json, to); }, step)};
    }
    const auto* name = std::get_if<std::string>(&step);
    json = child;
    is_number = json->is_number() || (json->is_string() && name != nullptr && *name == "N");
  }
  return {.json = json, .is_number = is_number};
}

Evaluated<Value> at_path(const Path& path, const Variables& variables) {
  const Found found = find(path, variables);
  if (found.json == nullptr) {
    return std::unexpected(fmt::format("${{{}}} leads nowhere: {}", path.text, found.missing));
  }
  return Value{*found.json, found.is_number};
}

// ---- templates ----------------------------------------------------------------------------------

Evaluated<Value> filled(const Template::Literal& literal, const Variables& /*variables*/) {
  return Value{literal.value, literal.value.is_number()};
}

Evaluated<Value> filled(const Path& path, const Variables& variables) {
  return at_path(path, variables);
}

Evaluated<Value> filled(const Template::Text& text, const Variables& variables) {
  std::string out;
  for (const auto& piece : text.pieces) {
    if (const auto* plain = std::get_if<std::string>(&piece)) {
      out += *plain;
      continue;
    }
    const Path& path = std::get<Path>(piece);
    const auto value = at_path(path, variables);
    if (!value) {
      return value;
    }
    if (!wire::append_text(value->json, out)) {
      return std::unexpected(fmt::format("${{{}}}: {}", path.text, wire::kNoText));
    }
  }
  return Value{std::move(out)};
}

Evaluated<Value> filled(const Template::Object& object, const Variables& variables) {
  Json out = Json::object();
  for (const auto& [name, member] : object.members) {
    auto value = evaluate(member, variables);
    if (!value) {
      return value;
    }
    out[name] = std::move(value->json);
  }
  return Value{std::move(out)};
}

Evaluated<Value> filled(const Template::List& list, const Variables& variables) {
  Json out = Json::array();
  for (const Template& element : list.elements) {
    auto value = evaluate(element, variables);
    if (!value) {
      return value;
    }
    out.push_back(std::move(value->json));
  }
  return Value{std::move(out)};
}

// ---- numbers and texts --------------------------------------------------------------------------

Evaluated<value::Number> number_in(const Value& value) {
  if (value.json.is_string() || value.json.is_number()) {
    const std::string text =
        value.json.is_string() ? value.json.get<std::string>() : value.json.dump();
    if (const auto number = value::Number::parse(text)) {
      return *number;
    }
  }
  return std::unexpected(fmt::format("{} is no number", value.json.dump()));
}

Evaluated<std::string> text_in(const Value& value) {
  if (!value.json.is_string()) {
    return std::unexpected(fmt::format("{} is no text", value.json.dump()));
  }
  return value.json.get<std::string>();
}

struct Pair {
  Value left, right;
  [[nodiscard]] bool is_of_numbers() const { return left.is_number || right.is_number; }
};
Evaluated<Pair> both(const Template& left, const Template& right, const Variables& variables) {
  auto first = evaluate(left, variables);
  if (!first) {
    return std::unexpected(std::move(first.error()));
  }
  auto second = evaluate(right, variables);
  if (!second) {
    return std::unexpected(std::move(second.error()));
  }
  return Pair{std::move(*first), std::move(*second)};
}

struct Texts {
  std::string left, right;
};
Evaluated<Texts> texts_in(const Pair& pair) {
  auto left = text_in(pair.left);
  auto right = text_in(pair.right);
  if (!left || !right) {
    return std::unexpected(!left ? std::move(left.error()) : std::move(right.error()));
  }
  return Texts{std::move(*left), std::move(*right)};
}

struct Numbers {
  value::Number left, right;
};
Evaluated<Numbers> numbers_in(const Pair& pair) {
  auto left = number_in(pair.left);
  auto right = number_in(pair.right);
  if (!left || !right) {
    return std::unexpected(!left ? std::move(left.error()) : std::move(right.error()));
  }
  return Numbers{*left, *right};
}

template <class Operands, class Compare>
Evaluated<bool> compared(const Evaluated<Operands>& operands, Compare compare) {
  if (!operands) {
    return std::unexpected(operands.error());
  }
  return compare(operands->left, operands->right);
}

// ---- conditions ---------------------------------------------------------------------------------

Evaluated<bool> is_true(const Condition::Equals& condition, const Variables& variables) {
  const auto pair = both(condition.left, condition.right, variables);
  if (!pair) {
    return std::unexpected(pair.error());
  }
  if (!pair->is_of_numbers()) {
    return pair->left.json == pair->right.json;
  }
  const auto numbers = numbers_in(*pair);
  return numbers && numbers->left == numbers->right;
}

Evaluated<bool> is_true(const Condition::Less& condition, const Variables& variables) {
  const auto pair = both(condition.left, condition.right, variables);
  if (!pair) {
    return std::unexpected(pair.error());
  }
  return pair->is_of_numbers() ? compared(numbers_in(*pair), std::less<>())
                               : compared(texts_in(*pair), std::less<>());
}

Evaluated<bool> is_true(const Condition::BeginsWith& condition, const Variables& variables) {
  const auto pair = both(condition.text, condition.prefix, variables);
  if (!pair) {
    return std::unexpected(pair.error());
  }
  return compared(texts_in(*pair), [](const std::string& text, const std::string& prefix) {
    return text.starts_with(prefix);
  });
}

Evaluated<bool> is_true(const Condition::Exists& condition, const Variables& variables) {
  const Found found = find(condition.path, variables);
  return found.json != nullptr && !found.json->is_null();
}

Evaluated<bool> is_true(const Condition::Not& condition, const Variables& variables) {
  auto held = holds(condition.one.front(), variables);
  if (held) {
    *held = !*held;
  }
  return held;
}

/// `decisive` is the answer of one part that decides for all.
Evaluated<bool> decided(const std::vector<Condition>& parts, bool decisive,
                        const Variables& variables) {
  for (const Condition& part : parts) {
    const auto held = holds(part, variables);
    if (!held || *held == decisive) {
      return held;
    }
  }
  return !decisive;
}

Evaluated<bool> is_true(const Condition::All& condition, const Variables& variables) {
  return decided(condition.parts, false, variables);
}

Evaluated<bool> is_true(const Condition::Any& condition, const Variables& variables) {
  return decided(condition.parts, true, variables);
}

}  // namespace

Evaluated<Value> evaluate(const Template& what, const Variables& variables) {
  return std::visit([&](const auto& form) { return filled(form, variables); }, what.form);
}

Evaluated<std::string> evaluate_text(const Template& what, const Variables& variables) {
  const auto value = evaluate(what, variables);
  return value ? text_in(*value) : std::unexpected(value.error());
}

Evaluated<bool> holds(const Condition& condition, const Variables& variables) {
  return std::visit([&](const auto& form) { return is_true(form, variables); }, condition.form);
}

Evaluated<Value> sum_of(const std::vector<Template>& terms, const Variables& variables) {
  value::Number sum;
  for (const Template& term : terms) {
    const auto value = evaluate(term, variables);
    const auto number = value ? number_in(*value) : std::unexpected(value.error());
    if (!number) {
      return std::unexpected(number.error());
    }
    const auto next = value::Number::add_exactly(sum, *number);
    if (!next) {
      return std::unexpected(fmt::format("the sum of {} and {} is no number of the service",
                                         sum.text(), number->text()));
    }
    sum = *next;
  }
  return Value{sum.text(), true};
}

}  // namespace ddbsim::lambda::program
