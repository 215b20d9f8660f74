#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/service/item_checks.hpp"
#include "sim/table/definition.hpp"

// What CreateTable and UpdateTable demand of keys, indexes and throughputs beyond the shapes, in
// the service's order, and the making of definitions from what was checked.
namespace ddbsim::service {

inline constexpr std::size_t kMaxLocalIndexes = 5;
inline constexpr std::size_t kMaxGlobalIndexes = 20;  ///< a soft limit of the service
/// Of all indexes of a table together.
inline constexpr std::size_t kMaxNonKeyAttributes = 100;

/// The attributes that keys may use.
using Attributes = std::vector<table::KeyAttribute>;
[[nodiscard]] Attributes attributes_of(const std::vector<AttributeDefinition>& definitions);

[[nodiscard]] Refusal check_table_key(const std::vector<KeySchemaElement>& key,
                                      const Attributes& attributes);
/// The table has a hash and a range attribute, or not: `table_key` as checked before.
[[nodiscard]] Refusal check_local_index(const LocalSecondaryIndexSpec& index,
                                        const std::vector<KeySchemaElement>& table_key,
                                        const Attributes& attributes);
[[nodiscard]] Refusal check_global_index(const GlobalSecondaryIndexSpec& index,
                                         table::BillingMode billing, const Attributes& attributes);
/// Of all indexes: names that occur twice, too many indexes, too many projected attributes.
[[nodiscard]] Refusal check_index_names(std::span<const table::IndexDefinition> indexes);
[[nodiscard]] Refusal check_index_counts(std::span<const table::IndexDefinition> indexes);

/// Units beyond what the service can count.
[[nodiscard]] Refusal check_bounds(const ProvisionedThroughput& throughput);
/// `when` is "table BillingMode is PROVISIONED." or how else the operation says that.
[[nodiscard]] Refusal check_on_demand(const OnDemandThroughput& limit, table::BillingMode billing,
                                      std::string_view when);
/// "One or more parameter values were invalid: ProvisionedThroughput must be specified for index:
/// gsi".
[[nodiscard]] Refusal check_index_throughput(std::string_view index, bool given,
                                             table::BillingMode billing);

/// The attributes that a key of the definition uses; the others are what the service forgets, or
/// refuses.
[[nodiscard]] Attributes used_attributes(const table::TableDefinition& definition);

[[nodiscard]] table::KeySchema make_key(const std::vector<KeySchemaElement>& key,
                                        const Attributes& attributes);
[[nodiscard]] table::IndexDefinition make_index(const LocalSecondaryIndexSpec& index,
                                                const Attributes& attributes);
[[nodiscard]] table::IndexDefinition make_index(const GlobalSecondaryIndexSpec& index,
                                                const Attributes& attributes);
[[nodiscard]] table::Throughput make_throughput(const ProvisionedThroughput& throughput);
/// -1 is "no limit".
[[nodiscard]] table::OnDemandLimit make_limit(const OnDemandThroughput& limit);

}  // namespace ddbsim::service
