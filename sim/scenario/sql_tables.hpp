#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sql_oracle.hpp"
#include "sim/scenario/sqlite.hpp"

namespace ddbsim::scenario {

/// DynamoDB tables as SQL tables of the same name. Columns are the attributes that the scenario
/// names (`attributes_of_tables`) and that properties declare: strings and numbers as such (a
/// number that SQLite can't hold exactly as text), binary as BLOB, booleans as 0 and 1, the rest as
/// DynamoDB JSON; NULL where an item lacks it. SQL knows no case in names: of attributes that
/// differ in case only, one is there.
class SqlTables {
 public:
  /// Prepares the SQL of all properties; adds what is wrong to `problems`, and is of no use then.
  SqlTables(const Scenario& scenario, Problems& problems);

  [[nodiscard]] SqlRows rows(const NoSqlRows& property, service::Account& account);

 private:
  struct Table {
    std::string name;
    std::vector<std::string> attributes;
    std::vector<sqlite::Statement> statements;  ///< empty it; put an item in
  };
  void make_table(const std::string& name, std::vector<std::string> attributes);
  void prepare(const NoSqlRows& property, Problems& problems);
  void load(service::Account& account);

  sqlite::Database database_;
  std::vector<Table> tables_;
  std::map<std::string, sqlite::Statement> queries_;  ///< by text
};

}  // namespace ddbsim::scenario
