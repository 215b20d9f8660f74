#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "sim/expression/compiled.hpp"
#include "sim/service/account.hpp"
#include "sim/service/error.hpp"
#include "sim/table/definition.hpp"
#include "sim/table/table.hpp"
#include "sim/value/function_ref.hpp"
#include "sim/value/item.hpp"

// What the service demands of items and keys, one rule for each function, with its texts. Nothing
// here changes state, and nothing allocates while all is fine.
namespace ddbsim::service {

/// Why a request is refused, or nothing.
using Refusal = std::optional<ServiceError>;

inline constexpr std::size_t kMaxItemBytes = 409'600;       ///< documented: 400 KB with names
inline constexpr std::size_t kMaxPartitionKeyBytes = 2048;  ///< documented
inline constexpr std::size_t kMaxSortKeyBytes = 1024;       ///< documented

// ---- before the table is known ------------------------------------------------------------------

/// Values as such: no empty set at any depth, nesting of at most 32 levels. For typed requests; a
/// codec has said the same of JSON before (`RequestBase::value_error`).
[[nodiscard]] Refusal check_values(const value::Item& values);
/// "Item size has exceeded the maximum allowed size".
[[nodiscard]] Refusal check_item_size(const value::Item& item);

// ---- against the table --------------------------------------------------------------------------

/// The key of a read, an update or a delete: the key attributes, all of them and no other, of their
/// types, neither empty nor too long.
[[nodiscard]] Refusal check_key(const table::KeySchema& schema, const value::Item& key);

/// The same for a key that may hold other attributes too: those of this schema only.
[[nodiscard]] Refusal check_key_attributes(const table::KeySchema& schema, const value::Item& key);

/// The key attributes inside an item that is put: there, of their types, neither empty nor too
/// long. BatchWriteItem says "The provided key element does not match the schema" where PutItem and
/// transactions name the key.
enum class KeyTexts : std::uint8_t { named, batch };
[[nodiscard]] Refusal check_key_in_item(const table::KeySchema& schema, const value::Item& item,
                                        KeyTexts texts = KeyTexts::named);

/// Attributes of an item that are keys of an index: absent, or of the index's type, neither empty
/// nor too long. `before` (an update): attributes that are equal there are not looked at again.
enum class Writer : std::uint8_t { put, update };
[[nodiscard]] Refusal check_index_keys(const table::Table& table, const value::Item& item,
                                       Writer writer, const value::Item& before = {});

/// "Key attributes must be scalars; ...: Key: pk", or "IndexKey: g": refuses a path to a part of a
/// key attribute, of the table or of any of its indexes. `leads_into(name)`: is there such a path?
/// DynamoDB Local refuses them in conditions of writes too; Dynoxide and dynalite do not.
[[nodiscard]] Refusal check_keys_are_scalars(
    const table::Table& table, value::FunctionRef<bool(const std::string&)> leads_into);
template <class Bound>
[[nodiscard]] Refusal check_keys_are_scalars(const table::Table& table,
                                             const std::optional<Bound>& bound) {
  return bound ? check_keys_are_scalars(
                     table, [&](const std::string& name) { return leads_into(*bound, name); })
               : Refusal{};
}

// ---- names of values ----------------------------------------------------------------------------

/// Is that text the enumeration value? Absent is not.
[[nodiscard]] inline bool is(const Text& text, std::string_view value) noexcept {
  return text.has_value() && *text == value;
}

}  // namespace ddbsim::service
