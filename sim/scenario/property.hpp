#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/expression/compiled.hpp"
#include "sim/scenario/expectation.hpp"
#include "sim/scenario/source.hpp"

// What a scenario says that its world must be like, at rest or on the way: the words of
// "properties". Made by the reader with every expression compiled; judged by `evaluate.hpp`, except
// for those that need the whole search (retry_transparent, drains, livelock, unprocessed).
namespace ddbsim::scenario {

/// Some items of a table: those that a filter expression of the service holds for.
struct Selection {
  std::string table;
  std::string text;             ///< the expression as written; empty: all items
  expression::Condition where;  ///< without a root: all items

  [[nodiscard]] bool has(const value::Item& item) const {
    return item && (where.root() == nullptr || where.holds(item));
  }
};

/// Of each identity (the values of these attributes) that ever was among the rows and that no
/// client took away (`owed.hpp`), there is exactly one row.
struct OneLiveRow {
  Selection rows;
  std::vector<std::string> identity;
};
/// How many there are. At least one limit is there.
struct CountOf {
  Selection rows;
  std::optional<std::int64_t> at_least;
  std::optional<std::int64_t> at_most;  ///< "is": both, the same
};
/// No two rows have the same values of these attributes. A row that lacks one of them is no twin.
struct UniqueRows {
  Selection rows;
  std::vector<std::string> attributes;
};
/// A condition that holds for each row.
struct AllRows {
  Selection rows;
  std::string text;
  expression::Condition hold;
};
/// Each row of `from` that has these attributes has a row in `to` with the same values.
struct References {
  Selection from;
  std::vector<std::string> attributes;
  Selection to;
  std::vector<std::string> to_attributes;  ///< as many as `attributes`
};
/// Requests that answer the same items, in any order, on these attributes (none: all).
struct EqualAnswers {
  std::vector<RequestTemplate> requests;  ///< two or more; complete, no placeholders
  std::vector<std::string> texts;         ///< their bodies
  std::vector<std::string> attributes;
};
/// The words of a scenario's at_rest, for tables.
struct TablesState {
  std::map<std::string, ListExpectation> tables;
  Origin origin;
};
/// SQL over the tables themselves (`SqlOracle`) that must return no rows.
struct NoSqlRows {
  std::string sql;
  /// Attributes of tables besides those that the scenario's own items and requests name.
  std::map<std::string, std::vector<std::string>> attributes;
  Origin origin;  ///< of the SQL
};
/// Reading patterns that answer what their SQL answers.
struct PatternsAgree {
  struct Use {
    std::string pattern;
    std::map<std::string, Ordered> with;
    /// A SELECT over sql_schema, whose columns are further parameters: once for each row. Empty:
    /// once.
    std::string for_each;
    std::string text;  ///< all of it, as written: what it is known by
    Origin origin;
  };
  std::vector<Use> uses;
};
/// The state is one of these outcomes, on the chosen attributes of the chosen tables: what a search
/// has found, saved ("retry_transparent" without the search).
struct OneOf {
  std::map<std::string, std::vector<std::string>> tables;  ///< no attributes: all
  /// By table: its items, cut to the attributes, equal ones as often as they are there.
  using Outcome = std::map<std::string, std::vector<value::Item>>;
  std::vector<Outcome> outcomes;
};

// Judged by whoever sees the whole search, or the whole run.

/// Every outcome under faults is an outcome without faults, on the chosen attributes.
struct RetryTransparent {
  std::map<std::string, std::vector<std::string>> tables;  ///< no attributes: all
};
/// All records are delivered in the end.
struct Drains {};
/// The world goes on for ever without a fault.
struct Livelock {};
/// A record was given up.
struct Unprocessed {};

using Predicate =
    std::variant<OneLiveRow, CountOf, UniqueRows, AllRows, References, EqualAnswers, TablesState,
                 NoSqlRows, PatternsAgree, OneOf, RetryTransparent, Drains, Livelock, Unprocessed>;

struct Property {
  enum class When : std::uint8_t {
    at_rest,    ///< holds whenever nothing is left to happen
    always,     ///< holds in every state
    never,      ///< holds in no state
    sometimes,  ///< holds in some state, else the scenario proves nothing
  };
  std::string name;  ///< unique in its scenario
  When when = When::at_rest;
  Predicate predicate;
  Origin origin;
};

/// "at_rest", "always", "never", "sometimes".
[[nodiscard]] std::string_view name_of(Property::When when) noexcept;
/// "one_live_row", "count", ...: the word of the file.
[[nodiscard]] std::string_view name_of(const Predicate& predicate) noexcept;

}  // namespace ddbsim::scenario
