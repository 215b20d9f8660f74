#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/table/definition.hpp"

// Short ways to write table definitions in tests.
namespace ddbsim::testing {

/// "pk:S", "created:N".
inline table::KeyAttribute key_attribute(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view type = text.substr(colon + 1);
  return {.name = std::string(text.substr(0, colon)),
          .type = type == "S"   ? value::Type::S
                  : type == "N" ? value::Type::N
                                : value::Type::B};
}

/// Hash attributes before "/", range attributes after it: "pk:S/sk:N", "a:S,b:N/c:S", "id:S".
inline table::KeySchema key_schema(std::string_view text) {
  table::KeySchema schema;
  auto* part = &schema.hash;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(",/");
    part->push_back(key_attribute(text.substr(0, end)));
    if (end == std::string_view::npos) {
      break;
    }
    part = text[end] == '/' ? &schema.range : part;
    text.remove_prefix(end + 1);
  }
  return schema;
}

inline table::IndexDefinition global_index(std::string_view name, std::string_view key,
                                           table::Projection projection = {}) {
  return {.name = std::string(name), .key = key_schema(key), .projection = std::move(projection)};
}

inline table::IndexDefinition local_index(std::string_view name, std::string_view key,
                                          table::Projection projection = {}) {
  table::IndexDefinition index = global_index(name, key, std::move(projection));
  index.local = true;
  return index;
}

inline table::TableDefinition table_definition(std::string_view name, std::string_view key,
                                               std::vector<table::IndexDefinition> indexes = {}) {
  return {.name = std::string(name),
          .key = key_schema(key),
          .indexes = std::move(indexes),
          .billing = table::BillingMode::pay_per_request};
}

}  // namespace ddbsim::testing
