#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/expression/compiled.hpp"
#include "sim/expression/partiql_tree.hpp"
#include "sim/value/attribute_value.hpp"

// PartiQL, another front door to what compiled.hpp binds: a statement becomes the same
// condition, projection and update that the expressions of requests become, and its WHERE the same
// key condition. In two steps:
//   1. partiql::parse  text -> tree: what is well formed (partiql_parser.hpp)
//   2. bind_statement  tree + the request's parameters -> Statement: what the service supports
// What depends on a table's key comes after that: `partitions_of`, `key_of`.
namespace ddbsim::expression {

using Parameters = std::vector<value::AttributeValue>;

/// A statement with its parameters in place.
struct Statement {
  struct Order {
    std::string name;
    bool descending = false;
  };

  partiql::RawStatement::Kind kind = partiql::RawStatement::Kind::select;
  std::string table;
  std::optional<std::string> index = {};
  std::optional<Projection> projection = {};  ///< none: *
  std::optional<Condition> where = {};
  std::optional<Update> update = {};
  value::Item item = {};  ///< of an insert
  std::vector<Order> order = {};
  std::optional<partiql::Returned> returning = {};
};

/// Why a tree is no statement that the service knows at all ("Unsupported operation: CreateTable").
/// Not said of operators and functions that stand alone: whoever runs statements has texts for
/// them.
[[nodiscard]] std::optional<Error> check_operation(const partiql::RawStatement& tree);

/// Binds a statement of kind select, exists, insert, update or remove.
[[nodiscard]] Result<Statement> bind_statement(const partiql::RawStatement& tree,
                                               const Parameters& parameters);

/// What the WHERE of a SELECT says of the key, in order of preference of the service: the
/// partitions that it names, each with the sort keys in it. None: all items are read.
[[nodiscard]] Result<std::vector<KeyCondition>> partitions_of(const std::optional<Condition>& where,
                                                              const KeyNames& keys);

/// The one item that the WHERE of an UPDATE or DELETE names; "Where clause does not contain a
/// mandatory equality on all key attributes".
[[nodiscard]] Result<value::Item> key_of(const std::optional<Condition>& where,
                                         const KeyNames& keys);

/// Whether a WHERE names one item, by equalities on all key attributes, and what else it says.
enum class KeyUse : std::uint8_t { no_item, one_item, one_item_and_more };
[[nodiscard]] KeyUse key_use(const std::optional<Condition>& where, const KeyNames& keys);

/// The condition without its equalities on key attributes; nothing when it has no others.
[[nodiscard]] std::optional<Condition> without_key(const Condition& where, const KeyNames& keys);

/// Refuses paths into key attributes, which are scalars.
[[nodiscard]] std::optional<Error> check_key_paths(const Statement& statement,
                                                   const KeyNames& keys);

}  // namespace ddbsim::expression
