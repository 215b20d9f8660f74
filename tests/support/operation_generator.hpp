#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/table/definition.hpp"
#include "tests/support/expression_generator.hpp"
#include "tests/support/random.hpp"
#include "tests/support/reference_engine.hpp"

// Random requests over a few random tables: everything that the data operations can do, a few
// requests that the service refuses, and pages that go on where the page before ended.
namespace ddbsim::testing::reference {

class OperationGenerator {
 public:
  explicit OperationGenerator(std::uint64_t seed);

  [[nodiscard]] const std::vector<table::TableDefinition>& tables() const { return tables_; }
  [[nodiscard]] std::int64_t page_bytes() const { return page_bytes_; }

  Operation next();
  /// What came of an operation: a page that has a next one is taken up again later.
  void learn(const Operation& operation, const Answer& answer);

 private:
  table::TableDefinition random_table(const std::string& name);
  table::IndexDefinition random_index(const table::TableDefinition& table, const std::string& name,
                                      bool local);
  const table::TableDefinition& any_table() { return random_.pick(tables_); }
  std::string table_name(const table::TableDefinition& table);

  value::Item random_item(const table::TableDefinition& table);
  value::Item random_key_item(const table::TableDefinition& table);
  service::Text capacity();

  Operation fresh();
  Operation put();
  Operation update();
  Operation remove();
  Operation get();
  Operation query();
  Operation scan();
  Operation batch_get();
  Operation batch_write();
  Operation transact_get();
  Operation transact_write();

  template <class Structure>
  void add_expressions(Structure& structure, Meaning& meaning, ExpressionWriter& writer);
  template <class Structure>
  void add_condition(Structure& structure, Meaning& meaning, ExpressionWriter& writer,
                     std::size_t chance);
  template <class Structure>
  void add_update(Structure& structure, Meaning& meaning, ExpressionWriter& writer);
  template <class Structure>
  void add_projection(Structure& structure, Meaning& meaning);
  template <class Request>
  void add_page(Request& request, Meaning& meaning, ExpressionWriter& writer, bool count_only,
                const ExpressionWriter::Allowed& shown);
  void add_action(service::TransactWriteItem& action, Meaning& meaning,
                  const table::TableDefinition& table, const value::Item& key);
  void add_token(Operation& operation);

  Random random_;
  std::vector<table::TableDefinition> tables_;
  std::int64_t page_bytes_;
  std::vector<Operation> unfinished_;  ///< reads with a next page
  std::vector<Operation> with_token_;
  int tokens_ = 0;
};

/// For people: the operation's name, its table and its expressions.
std::string text_of(const Operation& operation);

}  // namespace ddbsim::testing::reference
