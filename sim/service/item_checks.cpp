#include "sim/service/item_checks.hpp"

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {

namespace {

using value::Type;
using value::ValueView;

constexpr std::string_view kNoMatch = "The provided key element does not match the schema";

Refusal refuse(std::string message) {
  return ServiceError{.type = ErrorType::validation, .message = std::move(message)};
}

Refusal refuse_parameters(std::string_view message) {
  return refuse(fmt::format("One or more parameter values were invalid: {}", message));
}

/// The rules of a value that hold at any depth; `level` counts the value itself.
Refusal check_value(ValueView value, std::size_t level) {
  switch (value.type()) {
    case Type::SS:
    case Type::NS:
      if (value.count() == 0) {  // two blanks and "An": the service's own text
        return refuse_parameters(value.is(Type::SS) ? "An string set  may not be empty"
                                                    : "An number set  may not be empty");
      }
      return {};
    case Type::BS:
      return value.count() == 0 ? refuse_parameters("Binary sets should not be empty") : Refusal{};
    case Type::L:
    case Type::M:
      break;
    default:
      return {};
  }
  if (value.count() != 0 && level >= value::kMaxDepth) {
    return refuse(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit");
  }
  for (std::size_t i = 0; i < value.count(); ++i) {
    const ValueView part = value.is(Type::L) ? value.element(i) : value.member_value(i);
    if (Refusal refusal = check_value(part, level + 1)) {
      return refusal;
    }
  }
  return {};
}

std::string_view kind_of_empty(ValueView value) { return value.is(Type::B) ? "binary" : "string"; }

bool is_empty(ValueView value) noexcept {
  return value.bytes().empty() && (value.is(Type::S) || value.is(Type::B));
}

enum class Role : std::uint8_t { partition, sort };

/// Key attributes of an index have the same lengths as those of a table. Dynoxide and dynalite take
/// longer ones; the service could not store them.
Refusal check_length(ValueView value, Role role) {
  if (role == Role::partition && value.bytes().size() > kMaxPartitionKeyBytes) {
    // No blank before the figure: the service's own text.
    return refuse_parameters("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  }
  if (role == Role::sort && value.bytes().size() > kMaxSortKeyBytes) {
    return refuse_parameters(
        "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
  return {};
}

Refusal check_key_content(std::string_view name, ValueView value, Role role) {
  if (is_empty(value)) {
    return refuse(
        fmt::format("One or more parameter values are not valid. The AttributeValue for a key "
                    "attribute cannot contain an empty {} value. Key: {}",
                    kind_of_empty(value), name));
  }
  return check_length(value, role);
}

/// Calls `check(attribute, role)` for each key attribute until one refuses.
template <class Check>
Refusal for_each_key(const table::KeySchema& schema, Check check) {
  for (const table::KeyAttribute& attribute : schema.hash) {
    if (Refusal refusal = check(attribute, Role::partition)) {
      return refusal;
    }
  }
  for (const table::KeyAttribute& attribute : schema.range) {
    if (Refusal refusal = check(attribute, Role::sort)) {
      return refusal;
    }
  }
  return {};
}

Refusal check_index_key(const table::IndexDefinition& index, const table::KeyAttribute& attribute,
                        ValueView value, Role role, Writer writer) {
  if (!value.is(attribute.type)) {
    return refuse_parameters(
        fmt::format("Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}",
                    attribute.name, name_of(attribute.type), name_of(value.type()), index.name));
  }
  if (!is_empty(value)) {
    return check_length(value, role);
  }
  constexpr std::string_view kBegin = "One or more parameter values are not valid. ";
  if (writer == Writer::update) {
    return refuse(fmt::format(
        "{}The update expression attempted to update a secondary index key to a value that is not "
        "supported. The AttributeValue for a key attribute cannot contain an empty {} value.",
        kBegin, kind_of_empty(value)));
  }
  return refuse(fmt::format(
      "{}A value specified for a secondary index key is not supported. The AttributeValue for a "
      "key attribute cannot contain an empty {} value. IndexName: {}, IndexKey: {}",
      kBegin, kind_of_empty(value), index.name, attribute.name));
}

}  // namespace

Refusal check_values(const value::Item& values) {
  for (std::size_t i = 0; i < values.count(); ++i) {
    const ValueView value = values.value(i);
    if (value.type() < Type::M) {  // a scalar
      continue;
    }
    if (Refusal refusal = check_value(value, 1)) {
      return refusal;
    }
  }
  return {};
}

Refusal check_item_size(const value::Item& item) {
  return item.size_bytes() > kMaxItemBytes
             ? refuse("Item size has exceeded the maximum allowed size")
             : Refusal{};
}

Refusal check_key(const table::KeySchema& schema, const value::Item& key) {
  return key.count() == schema.hash.size() + schema.range.size() ? check_key_attributes(schema, key)
                                                                 : refuse(std::string(kNoMatch));
}

Refusal check_key_attributes(const table::KeySchema& schema, const value::Item& key) {
  return for_each_key(schema, [&](const table::KeyAttribute& attribute, Role role) -> Refusal {
    const ValueView value = key.find(attribute.name);
    return value.is(attribute.type) ? check_key_content(attribute.name, value, role)
                                    : refuse(std::string(kNoMatch));
  });
}

Refusal check_key_in_item(const table::KeySchema& schema, const value::Item& item, KeyTexts texts) {
  return for_each_key(schema, [&](const table::KeyAttribute& attribute, Role role) -> Refusal {
    const ValueView value = item.find(attribute.name);
    if (value.is(attribute.type)) {
      return check_key_content(attribute.name, value, role);
    }
    if (texts == KeyTexts::batch) {
      return refuse(std::string(kNoMatch));
    }
    return refuse_parameters(value ? fmt::format("Type mismatch for key {} expected: {} actual: {}",
                                                 attribute.name, name_of(attribute.type),
                                                 name_of(value.type()))
                                   : fmt::format("Missing the key {} in the item", attribute.name));
  });
}

namespace {

/// Global indexes first, as dynalite has captured it; Dynoxide goes by name, DynamoDB Local has the
/// local ones first.
template <class Visit>
Refusal for_each_index(const table::Table& table, Visit visit) {
  for (const bool local : {false, true}) {
    for (const auto& index : table.indexes()) {
      if (index->definition().local == local) {
        if (Refusal refusal = visit(index->definition())) {
          return refusal;
        }
      }
    }
  }
  return {};
}

}  // namespace

Refusal check_index_keys(const table::Table& table, const value::Item& item, Writer writer,
                         const value::Item& before) {
  return for_each_index(table, [&](const table::IndexDefinition& index) {
    return for_each_key(index.key, [&](const table::KeyAttribute& attribute, Role role) -> Refusal {
      const ValueView value = item.find(attribute.name);
      const bool unchanged = !value || (before && before.find(attribute.name) == value);
      return unchanged ? Refusal{} : check_index_key(index, attribute, value, role, writer);
    });
  });
}

Refusal check_keys_are_scalars(const table::Table& table,
                               value::FunctionRef<bool(const std::string&)> leads_into) {
  const auto check = [&](const table::KeySchema& schema, std::string_view kind) {
    return for_each_key(schema, [&](const table::KeyAttribute& attribute, Role) -> Refusal {
      return leads_into(attribute.name) ? refuse(expression::not_a_scalar(kind, attribute.name))
                                        : Refusal{};
    });
  };
  return check(table.definition().key, "Key").or_else([&] {
    return for_each_index(
        table, [&](const table::IndexDefinition& index) { return check(index.key, "IndexKey"); });
  });
}

}  // namespace ddbsim::service
