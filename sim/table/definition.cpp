#include "sim/table/definition.hpp"

#include <algorithm>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::table {
namespace {

void append_key_value(const value::ValueView& value, std::string& out) {
  switch (value.type()) {
    case value::Type::N:
      value::Number::append_text(value.bytes(), out);
      break;
    case value::Type::B:
      out += value::to_base64(value.bytes());
      break;
    default:
      out += value.bytes();
  }
}

}  // namespace

bool KeySchema::has(std::string_view attribute) const noexcept {
  const auto in = [attribute](const std::vector<KeyAttribute>& attributes) {
    return std::ranges::find(attributes, attribute, &KeyAttribute::name) != attributes.end();
  };
  return in(hash) || in(range);
}

const IndexDefinition* TableDefinition::index(std::string_view wanted) const noexcept {
  const auto at = std::ranges::find(indexes, wanted, &IndexDefinition::name);
  return at == indexes.end() ? nullptr : &*at;
}

value::Item key_of(const KeySchema& key, const value::Item& item, value::Layouts* layouts) {
  value::ItemBuilder builder(layouts);
  return builder.project(item, [&key](std::string_view name) { return key.has(name); });
}

std::string key_text(const KeySchema& key, const value::Item& item) {
  std::string out;
  for (const auto* attributes : {&key.hash, &key.range}) {
    for (const KeyAttribute& attribute : *attributes) {
      if (!out.empty()) {
        out += '|';
      }
      if (const value::ValueView value = item.find(attribute.name)) {
        append_key_value(value, out);
      }
    }
  }
  return out;
}

}  // namespace ddbsim::table
