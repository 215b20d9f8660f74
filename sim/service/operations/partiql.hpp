#pragma once

#include "sim/expression/partiql.hpp"
#include "sim/expression/partiql_parser.hpp"
#include "sim/service/account.hpp"
#include "sim/service/bindings.hpp"
#include "sim/service/key_range.hpp"
#include "sim/service/write_path.hpp"

// What the operations of PartiQL have in common: statements on single items become the writes of
// write_path.hpp, and the reads of read_path.hpp.
namespace ddbsim::service {

using StatementKind = expression::partiql::RawStatement::Kind;

/// What a statement is to IAM: "PartiQLSelect", ...
[[nodiscard]] std::string_view iam_action(StatementKind kind) noexcept;

[[nodiscard]] inline bool is_write(StatementKind kind) noexcept {
  return kind == StatementKind::insert || kind == StatementKind::update ||
         kind == StatementKind::remove;
}

/// Bad values among the parameters: what a codec found in the request, or what a typed request
/// could hide. Said after the statement has been parsed (both oracles).
[[nodiscard]] Refusal check_parameters(const RequestBase& request,
                                       const StatementParameters& parameters);

/// Step 2 of a statement: its parameters in place.
[[nodiscard]] Result<expression::Statement> bind_statement(
    const expression::partiql::RawStatement& tree, const StatementParameters& parameters);

/// The write of an INSERT, UPDATE or DELETE, or the check of an EXISTS, attached to its table.
[[nodiscard]] Result<PreparedWrite> prepare_statement(Account& account,
                                                      const expression::Statement& statement,
                                                      table::Table& table, bool return_old);

/// As `evaluate` of write_path.hpp; an INSERT of a key that is there is a DuplicateItemException,
/// an UPDATE of an item that is not a ConditionalCheckFailedException.
[[nodiscard]] Result<WriteOutcome> evaluate_statement(Account& account, const PreparedWrite& write,
                                                      StatementKind kind,
                                                      const value::Item& before);

/// What RETURNING gives.
[[nodiscard]] value::Item returned_by(const expression::Statement& statement,
                                      const PreparedWrite& write, const WriteOutcome& outcome,
                                      value::Layouts* layouts);

/// The key that the WHERE of a statement names, against the table's schema.
[[nodiscard]] Result<value::Item> statement_key(const expression::Statement& statement,
                                                const table::Table& table);

/// ReturnValuesOnConditionCheckFailure.
[[nodiscard]] inline bool wants_old(const Text& return_values) noexcept {
  return is(return_values, "ALL_OLD");
}

}  // namespace ddbsim::service
