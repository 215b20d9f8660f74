#include "sim/scenario/owed.hpp"

#include <algorithm>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::scenario {

namespace {

void append_value(const value::ValueView& value, std::string& out) {
  if (value.is(value::Type::S)) {
    value::append_json_string(value.bytes(), out);
  } else if (value.is(value::Type::N)) {
    value::Number::append_text(value.bytes(), out);
  } else {
    value::append_json(value, out);
  }
}

}  // namespace

std::optional<std::string> text_of_values(const std::vector<std::string>& attributes,
                                          const value::Item& item) {
  std::string text;
  for (const std::string& attribute : attributes) {
    const value::ValueView value = item.find(attribute);
    if (!value) {
      return std::nullopt;
    }
    if (!text.empty()) {
      text += ", ";
    }
    text += attribute;
    text += ' ';
    append_value(value, text);
  }
  return text;
}

std::optional<std::string> identity_of(const OneLiveRow& rule, const value::Item& item) {
  return rule.rows.has(item) ? text_of_values(rule.identity, item) : std::nullopt;
}

void Owed::observe(const OneLiveRow& rule, const value::Item& before, const value::Item& after,
                   bool by_client) {
  const auto then = identity_of(rule, after);
  if (by_client) {
    const auto once = identity_of(rule, before);
    if (once && once != then) {
      const auto [first, last] = std::ranges::equal_range(identities_, *once);
      identities_.erase(first, last);
    }
  }
  if (then) {
    const auto at = std::ranges::lower_bound(identities_, *then);
    if (at == identities_.end() || *at != *then) {
      identities_.insert(at, *then);
    }
  }
}

}  // namespace ddbsim::scenario
