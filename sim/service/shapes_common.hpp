#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "sim/service/shapes.hpp"

// Constraints that many members share, and the structures that belong to no single group of
// operations. Lengths and ranges are those of the API model (2012-08-10); orders of enumerations
// and of members were captured from the service.
namespace ddbsim::service {

namespace constraints {

using Values = std::string_view;

inline constexpr Pattern kNamePattern{"[a-zA-Z0-9_.-]+"};
inline constexpr std::array<Values, 2> kKeyTypes = {"HASH", "RANGE"};
inline constexpr std::array<Values, 3> kScalarTypes = {"B", "N", "S"};
inline constexpr std::array<Values, 3> kProjectionTypes = {"ALL", "INCLUDE", "KEYS_ONLY"};
inline constexpr std::array<Values, 2> kBillingModes = {"PROVISIONED", "PAY_PER_REQUEST"};
inline constexpr std::array<Values, 2> kTableClasses = {"STANDARD", "STANDARD_INFREQUENT_ACCESS"};
inline constexpr std::array<Values, 2> kSseTypes = {"AES256", "KMS"};
inline constexpr std::array<Values, 4> kStreamViewTypes = {"NEW_IMAGE", "OLD_IMAGE",
                                                           "NEW_AND_OLD_IMAGES", "KEYS_ONLY"};
inline constexpr std::array<Values, 3> kReturnConsumedCapacity = {"INDEXES", "TOTAL", "NONE"};
inline constexpr std::array<Values, 2> kReturnMetrics = {"SIZE", "NONE"};
inline constexpr std::array<Values, 5> kReturnValues = {"ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE",
                                                        "UPDATED_NEW"};
inline constexpr std::array<Values, 2> kReturnValuesOnFailure = {"ALL_OLD", "NONE"};
inline constexpr std::array<Values, 4> kSelects = {"SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES",
                                                   "ALL_PROJECTED_ATTRIBUTES"};
inline constexpr std::array<Values, 4> kIteratorTypes = {"AT_SEQUENCE_NUMBER", "LATEST",
                                                         "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON"};

inline constexpr std::array<Values, 2> kConditionalOperators = {"OR", "AND"};
inline constexpr std::array<Values, 13> kComparisonOperators = {
    "IN",       "NULL", "BETWEEN", "LT",          "NOT_CONTAINS", "EQ",      "GT",
    "NOT_NULL", "NE",   "LE",      "BEGINS_WITH", "GE",           "CONTAINS"};
inline constexpr std::array<Values, 3> kActions = {"ADD", "PUT", "DELETE"};

inline constexpr Constraint kRequired = {.required = true};
inline constexpr std::array<Values, 1> kShardFilterTypes = {"CHILD_SHARDS"};
inline constexpr std::array<Values, 2> kConsistencies = {"EVENTUAL", "STRONG"};
inline constexpr std::array<Values, 3> kReplicationModes = {"ENABLED", "DISABLED",
                                                            "ENABLED_WITH_OVERRIDES"};

/// Of indexes and backups, and of tables that can only be meant by name.
inline constexpr Constraint kName = {.min = 3, .max = 255, .pattern = &kNamePattern};
inline constexpr Constraint kRequiredName = {
    .required = true, .min = 3, .max = 255, .pattern = &kNamePattern};
/// Of tables, by name or ARN. The API model has 1..1024 characters for both; the service answers to
/// names as it always did.
inline constexpr Constraint kTable = {
    .min = 3, .max = 255, .pattern = &kNamePattern, .or_arn = true};
inline constexpr Constraint kRequiredTable = {
    .required = true, .min = 3, .max = 255, .pattern = &kNamePattern, .or_arn = true};
inline constexpr Constraint kRequiredAttributeName = {.required = true, .min = 1, .max = 255};
inline constexpr Constraint kAtLeastOne = {.required = true, .min = 1};
inline constexpr Constraint kLimit = {.min = 1, .narrow = true};
inline constexpr Constraint kNarrow = {.narrow = true};
inline constexpr Constraint kCapacity = {.values = kReturnConsumedCapacity};
inline constexpr Constraint kMetrics = {.values = kReturnMetrics};
inline constexpr Constraint kValuesReturned = {.values = kReturnValues};
inline constexpr Constraint kValuesOnFailure = {.values = kReturnValuesOnFailure};
inline constexpr Constraint kConditional = {.values = kConditionalOperators};
/// AttributesToGet. The API model has no maximum; dynalite has seen this one.
inline constexpr Constraint kAttributes = {.min = 1, .max = 255};

}  // namespace constraints

template <>
struct Shape<KeySchemaElement> {
  using T = KeySchemaElement;
  static constexpr std::string_view name = "KeySchemaElement";
  static constexpr auto members = std::tuple{
      Member{"AttributeName", &T::attribute_name, constraints::kRequiredAttributeName},
      Member{"KeyType", &T::key_type, {.required = true, .values = constraints::kKeyTypes}}};
};

template <>
struct Shape<Capacity> {
  using T = Capacity;
  static constexpr std::string_view name = "Capacity";
  static constexpr auto members = std::tuple{Member{"ReadCapacityUnits", &T::read_capacity_units},
                                             Member{"WriteCapacityUnits", &T::write_capacity_units},
                                             Member{"CapacityUnits", &T::capacity_units}};
};

template <>
struct Shape<ConsumedCapacity> {
  using T = ConsumedCapacity;
  static constexpr std::string_view name = "ConsumedCapacity";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name},
                 Member{"CapacityUnits", &T::capacity_units},
                 Member{"ReadCapacityUnits", &T::read_capacity_units},
                 Member{"WriteCapacityUnits", &T::write_capacity_units},
                 Member{"Table", &T::table},
                 Member{"LocalSecondaryIndexes", &T::local_secondary_indexes},
                 Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes}};
};

template <>
struct Shape<ItemCollectionMetrics> {
  using T = ItemCollectionMetrics;
  static constexpr std::string_view name = "ItemCollectionMetrics";
  static constexpr auto members =
      std::tuple{Member{"ItemCollectionKey", &T::item_collection_key},
                 Member{"SizeEstimateRangeGB", &T::size_estimate_range_gb}};
};

}  // namespace ddbsim::service
