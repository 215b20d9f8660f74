#include "sim/service/operations/partiql.hpp"

#include <fmt/format.h>

#include "sim/service/bindings.hpp"

namespace ddbsim::service {

namespace {

/// An INSERT has words of its own for keys, before those of PutItem.
Refusal check_inserted_key(const table::KeySchema& schema, const value::Item& item) {
  for (const auto* part : {&schema.hash, &schema.range}) {
    for (const table::KeyAttribute& key : *part) {
      const value::ValueView value = item.find(key.name);
      if (!value) {
        return ServiceError{.message = fmt::format(
                                "Key attribute should be present in the item: Key {}", key.name)};
      }
      if (!value.is(key.type)) {
        return ServiceError{.message = fmt::format("Key attribute's data type should match its "
                                                   "data type in table's schema: Key {}",
                                                   key.name)};
      }
    }
  }
  return {};
}

Result<PreparedWrite> prepare_insert(Account& account, const expression::Statement& statement,
                                     const table::Table& table) {
  if (Refusal refusal = check_inserted_key(table.definition().key, statement.item)) {
    return std::unexpected(std::move(*refusal));
  }
  return prepare_put(account, statement.item);
}

}  // namespace

std::string_view iam_action(StatementKind kind) noexcept {
  switch (kind) {
    case StatementKind::insert:
      return "PartiQLInsert";
    case StatementKind::update:
      return "PartiQLUpdate";
    case StatementKind::remove:
      return "PartiQLDelete";
    default:
      return "PartiQLSelect";
  }
}

Refusal check_parameters(const RequestBase& request, const StatementParameters& parameters) {
  if (request.value_error) {
    return request.value_error;
  }
  if (parameters) {
    for (const value::AttributeValue& parameter : *parameters) {
      if (Refusal refusal = check_values({{"?", parameter}})) {
        return refusal;
      }
    }
  }
  return {};
}

Result<expression::Statement> bind_statement(const expression::partiql::RawStatement& tree,
                                             const StatementParameters& parameters) {
  static const expression::Parameters kNone;
  auto statement = expression::bind_statement(tree, parameters ? *parameters : kNone);
  if (!statement) {
    return std::unexpected(as_service_error(std::move(statement.error())));
  }
  return std::move(*statement);
}

Result<value::Item> statement_key(const expression::Statement& statement,
                                  const table::Table& table) {
  const expression::KeyNames keys = key_names_of(table.definition().key);
  if (auto error = expression::check_key_paths(statement, keys)) {
    return std::unexpected(as_service_error(std::move(*error)));
  }
  auto key = expression::key_of(statement.where, keys);
  if (!key) {
    return std::unexpected(as_service_error(std::move(key.error())));
  }
  return std::move(*key);
}

Result<PreparedWrite> prepare_statement(Account& account, const expression::Statement& statement,
                                        table::Table& table, bool return_old) {
  Result<PreparedWrite> write = PreparedWrite{};
  if (statement.kind == StatementKind::insert) {
    write = prepare_insert(account, statement, table);
  } else {
    auto key = statement_key(statement, table);
    if (!key) {
      return std::unexpected(std::move(key.error()));
    }
    write = PreparedWrite{
        .subject = std::move(*key), .condition = statement.where, .update = statement.update};
    write->action = statement.kind == StatementKind::update   ? WriteAction::update
                    : statement.kind == StatementKind::remove ? WriteAction::remove
                                                              : WriteAction::check;
    if (statement.kind == StatementKind::remove) {  // a missing item is no mistake
      write->condition = without_key(*statement.where, key_names_of(table.definition().key));
    }
  }
  if (!write) {
    return write;
  }
  write->return_old_on_failure = return_old;
  if (Refusal refusal = attach(*write, table)) {
    return std::unexpected(std::move(*refusal));
  }
  return write;
}

Result<WriteOutcome> evaluate_statement(Account& account, const PreparedWrite& write,
                                        StatementKind kind, const value::Item& before) {
  if (kind == StatementKind::insert && before) {
    // With the old item asked for it is a failed condition, which has a place for it (DynamoDB
    // Local).
    return write.return_old_on_failure
               ? std::unexpected(ServiceError{.type = ErrorType::conditional_check_failed,
                                              .message = "The conditional request failed",
                                              .item = before})
               : fail(ErrorType::duplicate_item, "Duplicate primary key exists in table");
  }
  return evaluate(account, write, before);
}

value::Item returned_by(const expression::Statement& statement, const PreparedWrite& write,
                        const WriteOutcome& outcome, value::Layouts* layouts) {
  if (!statement.returning) {
    return {};
  }
  const bool old = statement.returning->old;
  const std::string name = statement.returning->all ? (old ? "ALL_OLD" : "ALL_NEW")
                                                    : (old ? "UPDATED_OLD" : "UPDATED_NEW");
  return returned_attributes(name, write, outcome, layouts);
}

}  // namespace ddbsim::service
