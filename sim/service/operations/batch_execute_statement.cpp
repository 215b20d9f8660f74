#include <algorithm>
#include <variant>

#include "sim/service/account.hpp"
#include "sim/service/operations/partiql.hpp"
#include "sim/service/operations/several_tables.hpp"
#include "sim/service/read_path.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {

namespace {

using expression::partiql::RawStatement;

struct Entry {
  const BatchStatementRequest* request;
  std::optional<RawStatement> tree = {};
  std::optional<expression::Statement> statement = {};
  PreparedWrite write = {};  ///< of a read only table and key
  Refusal refusal = {};      ///< what is wrong before anything is done
};

std::string code_of(ErrorType type) {
  switch (type) {
    case ErrorType::conditional_check_failed:
      return "ConditionalCheckFailed";
    case ErrorType::duplicate_item:
      return "DuplicateItem";
    case ErrorType::resource_not_found:
      return "ResourceNotFound";
    default:
      return "ValidationError";
  }
}

BatchStatementResponse failed(ServiceError error) {
  return {.error = BatchStatementError{.code = code_of(error.type),
                                       .message = std::move(error.message)}};
}

bool has_error(const BatchStatementResponse& response) { return response.error.has_value(); }

ServiceError refused(std::string message) { return {.message = std::move(message)}; }

Refusal parse(Entry& entry) {
  auto tree = expression::partiql::parse(*entry.request->statement);
  if (!tree) {
    return as_service_error(std::move(tree.error()));
  }
  entry.tree = std::move(*tree);
  if (entry.tree->kind == StatementKind::exists ||
      (entry.tree->kind == StatementKind::term && !expression::check_operation(*entry.tree))) {
    return refused("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  return expression::check_operation(*entry.tree)
             ? refused(
                   "Invalid operation. Only select, insert, update and delete operations are "
                   "valid")
             : Refusal{};
}

/// A SELECT of a batch names one item and says nothing else.
Refusal prepare_read(Entry& entry, table::Table& table) {
  const expression::KeyNames keys = key_names_of(table.definition().key);
  if (entry.statement->index ||
      key_use(entry.statement->where, keys) != expression::KeyUse::one_item) {
    return refused("Only single item select is supported");
  }
  auto key = statement_key(*entry.statement, table);
  if (!key) {
    return std::move(key.error());
  }
  entry.write = {.table = &table, .subject = std::move(*key)};
  return check_key(table.definition().key, entry.write.subject);
}

Refusal prepare(Account& account, Entry& entry) {
  auto statement = bind_statement(*entry.tree, entry.request->parameters);
  if (!statement) {
    return std::move(statement.error());
  }
  entry.statement = std::move(*statement);
  const auto table =
      locate_table(account, entry.statement->table, iam_action(entry.statement->kind));
  if (!table) {
    return table.error();
  }
  if (!is_write(entry.tree->kind)) {
    return prepare_read(entry, **table);
  }
  // ReturnValuesOnConditionCheckFailure has no effect in a batch (facts 1.2).
  auto write = prepare_statement(account, *entry.statement, **table, /*return_old=*/false);
  if (!write) {
    return std::move(write.error());
  }
  entry.write = std::move(*write);
  return {};
}

/// Reads or writes, each item once.
Refusal check_together(const std::vector<Entry>& entries) {
  bool reads = false;
  bool writes = false;
  for (const Entry& entry : entries) {
    if (!entry.refusal) {
      (is_write(entry.tree->kind) ? writes : reads) = true;
    }
  }
  return reads && writes
             ? refused("Read and write requests together in the same batch is not supported.")
             : Refusal{};
}

Refusal check_distinct(const std::vector<Entry>& entries) {
  std::vector<std::pair<const table::Table*, value::Item>> seen;
  for (const Entry& entry : entries) {
    if (entry.refusal) {
      continue;
    }
    auto item = std::pair<const table::Table*, value::Item>(
        entry.write.table, table::key_of(entry.write.table->definition().key, entry.write.subject));
    if (std::ranges::find(seen, item) != seen.end()) {
      return refused("Provided list of item keys contains duplicates");
    }
    seen.push_back(std::move(item));
  }
  return {};
}

class Batch {
 public:
  Batch(Account& account, const CallContext& context) : account_(account), context_(context) {}

  BatchStatementResponse run(Entry& entry) {
    if (entry.refusal) {
      return failed(std::move(*entry.refusal));
    }
    BatchStatementResponse response =
        is_write(entry.tree->kind) ? write(entry) : BatchStatementResponse{.item = read(entry)};
    response.table_name = entry.write.table->definition().name;
    return response;
  }

  [[nodiscard]] const ConsumedByTable& consumed() const noexcept { return consumed_; }

 private:
  value::Item read(const Entry& entry) {
    const bool consistent = entry.request->consistent_read.value_or(false);
    const table::Table& table = *entry.write.table;
    const value::Item item = read_item(account_, table, entry.write.subject, consistent, context_);
    consumed_.of(table).add_table(capacity::read_units(
        item.size_bytes(), consistent ? capacity::Read::consistent : capacity::Read::eventual));
    return project(account_, entry.statement->projection, item);
  }

  BatchStatementResponse write(const Entry& entry) {
    const value::Item before = current_item(entry.write);
    auto outcome = evaluate_statement(account_, entry.write, entry.tree->kind, before);
    if (!outcome) {
      // A condition that fails is charged (facts 2.1).
      consumed_.of(*entry.write.table)
          .add_table(capacity::table_write_units(before, before, /*transactional=*/false));
      return failed(std::move(outcome.error()));
    }
    consumed_.of(*entry.write.table)
        .add_write(*entry.write.table, account_.builder(), outcome->before, outcome->after,
                   /*transactional=*/false);
    const Write committed = as_write(entry.write, *outcome);
    account_.commit({&committed, 1});
    return {.item = returned_by(*entry.statement, entry.write, *outcome, &account_.layouts())};
  }

  Account& account_;
  const CallContext& context_;
  ConsumedByTable consumed_;
};

}  // namespace

Result<BatchExecuteStatementResponse> execute(Account& account,
                                              const BatchExecuteStatementRequest& request,
                                              const CallContext& context) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  std::vector<Entry> entries;
  for (const BatchStatementRequest& statement : *request.statements) {
    entries.push_back({.request = &statement});
    entries.back().refusal = parse(entries.back());
    if (Refusal refusal =
            entries.back().refusal ? Refusal() : check_parameters(request, statement.parameters)) {
      return std::unexpected(std::move(*refusal));
    }
  }
  if (Refusal refusal = check_together(entries)) {
    return std::unexpected(std::move(*refusal));
  }
  for (Entry& entry : entries) {
    if (!entry.refusal) {
      entry.refusal = prepare(account, entry);
    }
  }
  if (Refusal refusal = check_distinct(entries)) {
    return std::unexpected(std::move(*refusal));
  }
  Batch batch(account, context);
  BatchExecuteStatementResponse response;
  response.responses.emplace();
  for (Entry& entry : entries) {
    response.responses->push_back(batch.run(entry));
  }
  // A batch of which nothing was done reports no units (Dynoxide).
  if (!std::ranges::all_of(*response.responses, &has_error)) {
    response.consumed_capacity = batch.consumed().report(request.return_consumed_capacity);
  }
  return response;
}

}  // namespace ddbsim::service
