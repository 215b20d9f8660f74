#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sql_oracle.hpp"
#include "sim/scenario/sqlite.hpp"

namespace ddbsim::scenario {

/// The relational side of an oracle: the tables of "sql_schema" with their data, and what has been
/// done to them. See `SqlOracle` for what its functions promise.
class SqlSpecification {
 public:
  /// Prepares everything; adds what is wrong to `problems`, and is of no use then. `scenario`
  /// outlives it.
  SqlSpecification(const Scenario& scenario, Problems& problems);

  void play(std::span<const SqlCall> done);
  [[nodiscard]] const std::string* refused();
  [[nodiscard]] const SqlRows& rows(const SqlCall& call);
  [[nodiscard]] const std::vector<SqlUse>& uses(const PatternsAgree::Use& use);
  /// The pattern's requests with these parameters; null when none can be made of them.
  [[nodiscard]] const std::vector<service::Request>* requests(const SqlUse& use);
  [[nodiscard]] const Pattern& pattern(const std::string& name) const {
    return scenario_.patterns.at(name);
  }

 private:
  struct Prepared {
    std::vector<sqlite::Statement> statements;
    std::vector<std::string> columns;
    std::vector<std::size_t> ordered_by;
  };
  /// A sequence of writes: the one before, and one more. What it answers is remembered.
  struct State {
    State* before = nullptr;
    std::size_t length = 0;
    SqlCall last = {};
    std::optional<std::string> refused = {};  ///< the first of the sequence
    std::map<SqlCall, std::unique_ptr<State>> next = {};
    std::map<SqlCall, SqlRows> rows = {};
    std::map<std::string, std::vector<SqlUse>> uses = {};
  };

  void make_tables(Problems& problems);
  void prepare_pattern(const std::string& name, const Pattern& pattern, Problems& problems);
  void prepare_use(const PatternsAgree::Use& use, Problems& problems);

  /// Makes the database what it is after those writes.
  void bring_to(State& state);
  void apply(State& state);
  [[nodiscard]] sqlite::Result<void> write(const SqlCall& call);

  const Scenario& scenario_;
  sqlite::Database database_;
  std::map<std::string, Prepared> patterns_;
  std::map<std::string, sqlite::Statement> for_each_;  ///< by text
  std::map<SqlCall, std::optional<std::vector<service::Request>>> requests_;
  State root_;
  State* now_ = &root_;     ///< what was played
  State* stands_ = &root_;  ///< where the database is
};

}  // namespace ddbsim::scenario
