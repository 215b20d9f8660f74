#include "sim/service/operations/table_checks.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "sim/service/operations/table_options.hpp"
#include "sim/service/operations/table_texts.hpp"

namespace ddbsim::service {

namespace {

using Key = std::vector<KeySchemaElement>;
using table::BillingMode;
using table::IndexDefinition;

Refusal refuse(std::string message) {
  return ServiceError{ErrorType::validation, std::move(message)};
}
Refusal refuse_parameters(std::string message) {
  return refuse("One or more parameter values were invalid: " + std::move(message));
}

std::vector<std::string_view> names_of(const Key& key) {
  std::vector<std::string_view> names;
  for (const KeySchemaElement& element : key) {
    names.push_back(*element.attribute_name);
  }
  return names;
}
std::vector<std::string_view> names_of(const Attributes& attributes) {
  std::vector<std::string_view> names;
  for (const table::KeyAttribute& attribute : attributes) {
    names.push_back(attribute.name);
  }
  return names;
}

bool is_hash(const KeySchemaElement& element) { return element.key_type == "HASH"; }

const table::KeyAttribute* find(const Attributes& attributes, std::string_view name) {
  const auto at = std::ranges::find(attributes, name, &table::KeyAttribute::name);
  return at == attributes.end() ? nullptr : &*at;
}

Refusal check_defined(const Key& key, const Attributes& attributes) {
  const std::vector<std::string_view> names = names_of(key);
  if (std::ranges::all_of(
          names, [&](std::string_view name) { return find(attributes, name) != nullptr; })) {
    return {};
  }
  return refuse_parameters(
      fmt::format("Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], "
                  "AttributeDefinitions: [{}]",
                  fmt::join(names, ", "), fmt::join(names_of(attributes), ", ")));
}

/// HASH elements first, then RANGE elements. More than one of a kind is what only a global index
/// may have; there `most_hash` is more than 1.
Refusal check_order(const Key& key, std::size_t most_hash) {
  static constexpr std::array<std::string_view, 8> kOrdinals = {
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"};
  std::vector<std::string_view> names = names_of(key);
  std::ranges::sort(names);
  if (std::ranges::adjacent_find(names) != names.end()) {
    return refuse(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (!is_hash(key[0])) {
    return refuse("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  for (std::size_t i = 1; i < key.size(); ++i) {
    const bool hash_may_follow = i < most_hash && is_hash(key[i - 1]);
    if (is_hash(key[i]) && !hash_may_follow) {
      return refuse(
          fmt::format("Invalid KeySchema: The {} KeySchemaElement is not a RANGE key type",
                      kOrdinals[std::min(i, kOrdinals.size() - 1)]));
    }
  }
  return {};
}

Refusal check_projection(const ProjectionSpec& projection) {
  if (!projection.projection_type) {
    return refuse_parameters("Unknown ProjectionType: null");
  }
  const bool include = projection.projection_type == "INCLUDE";
  if (projection.non_key_attributes && !include) {
    return refuse_parameters(fmt::format("ProjectionType is {}, but NonKeyAttributes is specified",
                                         *projection.projection_type));
  }
  if (!projection.non_key_attributes && include) {
    return refuse_parameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  return {};
}

Refusal check_limit(std::string_view member, const Integer& units, BillingMode billing,
                    std::string_view when) {
  if (!units) {
    return {};
  }
  if (billing == BillingMode::provisioned) {
    return refuse_parameters(
        fmt::format("{} for OnDemandThroughput cannot be specified when {}", member, when));
  }
  if (*units < 1 && *units != -1) {
    return refuse_parameters(fmt::format(
        "Requested {} for OnDemandThroughput for table is outside of valid range", member));
  }
  return {};
}

/// What an index has warm without asking for it.
table::Throughput warm_at_first(const GlobalSecondaryIndexSpec& index, BillingMode billing) {
  return warm_throughput({}, billing,
                         index.provisioned_throughput
                             ? make_throughput(*index.provisioned_throughput)
                             : table::Throughput{});
}

table::Projection make_projection(const ProjectionSpec& projection) {
  return {.kind = projection_kind(*projection.projection_type),
          .include = projection.non_key_attributes.value_or(std::vector<std::string>())};
}

std::optional<std::int64_t> limit_from(const Integer& units) {
  return units && *units != -1 ? units : std::nullopt;
}

}  // namespace

Attributes attributes_of(const std::vector<AttributeDefinition>& definitions) {
  Attributes attributes;
  for (const AttributeDefinition& definition : definitions) {
    attributes.push_back(
        {.name = *definition.attribute_name, .type = scalar_type(*definition.attribute_type)});
  }
  return attributes;
}

Refusal check_table_key(const Key& key, const Attributes& attributes) {
  if (key.size() > attributes.size()) {
    return refuse("Invalid KeySchema: Some index key attribute have no definition");
  }
  if (Refusal refusal = check_defined(key, attributes)) {
    return refusal;
  }
  return check_order(key, 1);
}

Refusal check_local_index(const LocalSecondaryIndexSpec& index, const Key& table_key,
                          const Attributes& attributes) {
  const Key& key = *index.key_schema;
  if (Refusal refusal = check_defined(key, attributes)) {
    return refusal;
  }
  if (Refusal refusal = check_order(key, 1)) {
    return refusal;
  }
  if (key.size() < 2) {
    return refuse_parameters(
        fmt::format("Index KeySchema does not have a range key for index: {}", *index.index_name));
  }
  if (key[0].attribute_name != table_key[0].attribute_name) {
    return refuse_parameters(fmt::format(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: {}. "
        "index hash key: {}, table hash key: {}",
        *index.index_name, *key[0].attribute_name, *table_key[0].attribute_name));
  }
  return check_projection(*index.projection);
}

Refusal check_global_index(const GlobalSecondaryIndexSpec& index, BillingMode billing,
                           const Attributes& attributes) {
  // Up to 4 HASH and 4 RANGE elements (November 2025). What the service says of more is not
  // published.
  constexpr std::size_t kMostOfAKind = 4;
  const Key& key = *index.key_schema;
  if (Refusal refusal = check_defined(key, attributes)) {
    return refusal;
  }
  if (Refusal refusal = check_order(key, key.size())) {
    return refusal;
  }
  const auto hashes = static_cast<std::size_t>(std::ranges::count_if(key, is_hash));
  for (const auto& [kind, count] :
       {std::pair("HASH", hashes), std::pair("RANGE", key.size() - hashes)}) {
    if (count > kMostOfAKind) {
      return refuse(fmt::format(
          "Invalid KeySchema: The number of {} key elements exceeds the limit of {} for index: {}",
          kind, kMostOfAKind, *index.index_name));
    }
  }
  if (Refusal refusal = check_projection(*index.projection)) {
    return refusal;
  }
  if (index.provisioned_throughput) {
    if (Refusal refusal = check_bounds(*index.provisioned_throughput)) {
      return refusal;
    }
  }
  if (Refusal refusal = check_index_throughput(*index.index_name,
                                               index.provisioned_throughput.has_value(), billing)) {
    return refusal;
  }
  return index.warm_throughput ? check_warm(*index.warm_throughput, warm_at_first(index, billing),
                                            fmt::format("index {}", *index.index_name))
                               : Refusal();
}

Refusal check_index_names(std::span<const IndexDefinition> indexes) {
  std::set<std::string_view> names;
  for (const IndexDefinition& index : indexes) {
    if (!names.insert(index.name).second) {
      return refuse_parameters("Duplicate index name: " + index.name);
    }
  }
  return {};
}

Refusal check_index_counts(std::span<const IndexDefinition> indexes) {
  const auto locals =
      static_cast<std::size_t>(std::ranges::count_if(indexes, &IndexDefinition::local));
  if (locals > kMaxLocalIndexes) {
    return refuse_parameters(fmt::format(
        "Number of LocalSecondaryIndexes exceeds per-table limit of {}", kMaxLocalIndexes));
  }
  if (indexes.size() - locals > kMaxGlobalIndexes) {
    return refuse_parameters(fmt::format(
        "GlobalSecondaryIndex count exceeds the per-table limit of {}", kMaxGlobalIndexes));
  }
  std::size_t projected = 0;
  for (const IndexDefinition& index : indexes) {
    projected += index.projection.include.size();
  }
  if (projected > kMaxNonKeyAttributes) {
    return refuse_parameters(fmt::format("Number of NonKeyAttributes exceeds per-table limit of {}",
                                         kMaxNonKeyAttributes));
  }
  return {};
}

Refusal check_bounds(const ProvisionedThroughput& throughput) {
  constexpr std::int64_t kMost = 1'000'000'000'000;
  for (const auto& [member, units] :
       {std::pair("ReadCapacityUnits", *throughput.read_capacity_units),
        std::pair("WriteCapacityUnits", *throughput.write_capacity_units)}) {
    if (units > kMost) {
      return refuse(fmt::format("Given value {} for {} is out of bounds", units, member));
    }
  }
  return {};
}

Refusal check_on_demand(const OnDemandThroughput& limit, BillingMode billing,
                        std::string_view when) {
  if (Refusal refusal =
          check_limit("MaxReadRequestUnits", limit.max_read_request_units, billing, when)) {
    return refusal;
  }
  return check_limit("MaxWriteRequestUnits", limit.max_write_request_units, billing, when);
}

Refusal check_index_throughput(std::string_view index, bool given, BillingMode billing) {
  if (given && billing == BillingMode::pay_per_request) {
    return refuse_parameters(fmt::format(
        "ProvisionedThroughput should not be specified for index: {} when BillingMode is "
        "PAY_PER_REQUEST",
        index));
  }
  if (!given && billing == BillingMode::provisioned) {
    return refuse_parameters(
        fmt::format("ProvisionedThroughput must be specified for index: {}", index));
  }
  return {};
}

Attributes used_attributes(const table::TableDefinition& definition) {
  Attributes used;
  for (const table::KeyAttribute& attribute : definition.attributes) {
    const bool in_index = std::ranges::any_of(
        definition.indexes,
        [&](const IndexDefinition& index) { return index.key.has(attribute.name); });
    if (in_index || definition.key.has(attribute.name)) {
      used.push_back(attribute);
    }
  }
  return used;
}

table::KeySchema make_key(const Key& key, const Attributes& attributes) {
  table::KeySchema schema;
  for (const KeySchemaElement& element : key) {
    (is_hash(element) ? schema.hash : schema.range)
        .push_back(*find(attributes, *element.attribute_name));
  }
  return schema;
}

IndexDefinition make_index(const LocalSecondaryIndexSpec& index, const Attributes& attributes) {
  return {.name = *index.index_name,
          .key = make_key(*index.key_schema, attributes),
          .projection = make_projection(*index.projection),
          .local = true};
}

IndexDefinition make_index(const GlobalSecondaryIndexSpec& index, const Attributes& attributes) {
  IndexDefinition definition{.name = *index.index_name,
                             .key = make_key(*index.key_schema, attributes),
                             .projection = make_projection(*index.projection)};
  if (index.provisioned_throughput) {
    definition.throughput = make_throughput(*index.provisioned_throughput);
  }
  if (index.on_demand_throughput) {
    definition.on_demand = make_limit(*index.on_demand_throughput);
  }
  if (index.warm_throughput) {
    definition.warm = make_warm(*index.warm_throughput, definition.throughput);
  }
  return definition;
}

table::Throughput make_throughput(const ProvisionedThroughput& throughput) {
  return {.read_units = *throughput.read_capacity_units,
          .write_units = *throughput.write_capacity_units};
}

table::OnDemandLimit make_limit(const OnDemandThroughput& limit) {
  return {.read_units = limit_from(limit.max_read_request_units),
          .write_units = limit_from(limit.max_write_request_units)};
}

}  // namespace ddbsim::service
