#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/property.hpp"
#include "sim/service/account.hpp"

// SQL as the specification: the relational side of a scenario, on SQLite in memory.
namespace ddbsim::scenario {

struct Scenario;
struct Pattern;
class SqlSpecification;
class SqlTables;

/// A parameter as SQL is given it: NULL, INTEGER, REAL or TEXT.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A pattern with its parameters, those of its SQL and others.
struct SqlCall {
  std::string pattern;
  std::map<std::string, SqlValue> parameters;
  friend auto operator<=>(const SqlCall&, const SqlCall&) = default;
};
/// Strings, numbers and booleans (0, 1) are what they are; a scalar of DynamoDB JSON is what it
/// holds; anything else is its JSON text.
[[nodiscard]] SqlCall sql_call(const std::string& pattern, const Values& parameters);

/// A call, and the parameters for the requests beside it.
struct SqlUse {
  SqlCall call;
  Values parameters;
};

/// Rows as texts, in the form in which they are compared: numbers in plain notation ("3" for 3.0),
/// binary in base64; absent: NULL, or no such attribute.
struct SqlRows {
  using Row = std::vector<std::optional<std::string>>;
  std::vector<std::string> columns;
  std::vector<Row> rows;
  /// Places of the columns that the rows are ordered by, the first first. Empty: any order.
  std::vector<std::size_t> ordered_by;
  std::optional<std::string> error = {};  ///< what ended it before its last row

  /// A list of objects, a row each.
  [[nodiscard]] Json to_json() const;
};

/// What a pattern answered beside what its SQL answers. Equal when the rows are the same and stand
/// in the same order as far as ORDER BY says.
struct SqlComparison {
  bool same = true;
  std::string message;  ///< one sentence, when they differ
  Json expected = {};   ///< of SQL; rows that may stand in any order are sorted in both lists
  Json actual = {};
};

/// Is the SQL of this pattern run when it commits (true), or does it answer rows? False without
/// SQL.
[[nodiscard]] bool writes_sql(const Pattern& pattern);

/// The relational side of one world: not shared between threads. Its state is the sequence of the
/// writing patterns that are committed; what was played and answered is remembered, so that a
/// search may go back and forth cheaply.
class SqlOracle {
 public:
  /// Null when the scenario states no SQL that is run: neither "sql_data" beside "sql_schema", nor
  /// a property in SQL. The error names the place and has SQLite's words; a scenario that was read
  /// gives none. `scenario` outlives the oracle.
  [[nodiscard]] static std::expected<std::unique_ptr<SqlOracle>, Problem> make(
      const Scenario& scenario);
  ~SqlOracle();
  SqlOracle(const SqlOracle&) = delete;
  SqlOracle& operator=(const SqlOracle&) = delete;

  /// Is there "sql_data", so that patterns are compared? Without it, only `rows_of_tables` may be
  /// asked, and `play` has no effect.
  [[nodiscard]] bool specifies() const noexcept;

  /// From the first data on: these writes, in order, one transaction each. What SQL refuses (a
  /// constraint) changes nothing and is told by `refused`.
  void play(std::span<const SqlCall> done);
  /// The first write of what was played that SQL refused, and why; null: none.
  [[nodiscard]] const std::string* refused() const noexcept;
  /// What the pattern's SELECT answers now. The reference lives as long as the oracle.
  [[nodiscard]] const SqlRows& rows(const SqlCall& call);

  /// The same for the items that its requests answered: the last response's.
  [[nodiscard]] SqlComparison compare(const SqlCall& call, std::span<const value::Item> items);
  /// Sends the pattern's requests to the account and compares.
  [[nodiscard]] SqlComparison compare(const SqlUse& use, service::Account& account);
  /// The calls that a property asks for, by the rows of its "for" now.
  [[nodiscard]] const std::vector<SqlUse>& uses(const PatternsAgree::Use& use);

  /// Rows of a property's SQL over the account's tables.
  [[nodiscard]] SqlRows rows_of_tables(const NoSqlRows& property, service::Account& account);

 private:
  SqlOracle();
  std::unique_ptr<SqlSpecification> specification_;  ///< null: nothing is specified
  std::unique_ptr<SqlTables> tables_;                ///< null: no property in SQL
};

namespace reading {
/// All SQL of a scenario: schema, data, patterns, properties. Adds what SQLite says of it.
void check_sql(const Scenario& scenario, Problems& problems);
}  // namespace reading

}  // namespace ddbsim::scenario
