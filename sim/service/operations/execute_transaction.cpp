#include <fmt/format.h>

#include "sim/service/account.hpp"
#include "sim/service/operations/partiql.hpp"
#include "sim/service/operations/transacted.hpp"
#include "sim/service/read_path.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::service {

namespace {

using expression::KeyUse;
using expression::partiql::RawStatement;

struct Entry {
  const ParameterizedStatement* request;
  RawStatement tree;
  expression::Statement statement = {};
  PreparedWrite write = {};  ///< of a read only table and key
};

bool reads(const Entry& entry) { return entry.tree.kind == StatementKind::select; }

ServiceError failed_at(std::size_t at, std::string_view message) {
  return {.message = fmt::format("Validation failed in TransactStatements[{}]: {}", at, message)};
}

Result<std::vector<Entry>> parse(const ExecuteTransactionRequest& request) {
  std::vector<Entry> entries;
  for (const ParameterizedStatement& statement : *request.transact_statements) {
    auto tree = expression::partiql::parse(*statement.statement);
    if (!tree) {
      return std::unexpected(as_service_error(std::move(tree.error())));
    }
    if (auto error = expression::check_operation(*tree)) {
      return std::unexpected(as_service_error(std::move(*error)));
    }
    if (tree->kind == StatementKind::term) {
      return invalid("Unsupported operation in transaction.");
    }
    if (Refusal refusal = check_parameters(request, statement.parameters)) {
      return std::unexpected(std::move(*refusal));
    }
    entries.push_back({.request = &statement, .tree = std::move(*tree)});
  }
  for (const Entry& entry : entries) {
    if (reads(entry) != reads(entries.front())) {
      return invalid(
          "ExecuteTransaction API does not support both read and write operations in the same "
          "request.");
    }
  }
  return entries;
}

/// What can be said of a statement without its table.
std::string_view problem_of(const Entry& entry) {
  if (entry.statement.index) {
    return reads(entry) ? "Reads on indices are not supported within transactions."
                        : "Operations on indices are not supported in transactions";
  }
  return entry.statement.returning ? "RETURNING clause is not supported in ExecuteTransaction."
                                   : "";
}

Refusal bind_all(std::vector<Entry>& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto statement = bind_statement(entries[i].tree, entries[i].request->parameters);
    if (!statement) {
      return failed_at(i, statement.error().message);
    }
    entries[i].statement = std::move(*statement);
    if (const std::string_view problem = problem_of(entries[i]); !problem.empty()) {
      return failed_at(i, problem);
    }
  }
  return {};
}

/// How much a SELECT or EXISTS must say of the key.
std::string_view key_problem_of(const Entry& entry) {
  const KeyUse use =
      key_use(entry.statement.where, key_names_of(entry.write.table->definition().key));
  if (reads(entry) && use != KeyUse::one_item) {
    return "Select statements within ExecuteTransaction must specify the primary key in the where "
           "clause.";
  }
  if (entry.tree.kind == StatementKind::exists && use != KeyUse::one_item_and_more) {
    return "EXISTS() must contain a single item read with additional condition";
  }
  return {};
}

Refusal locate_all(const Account& account, std::vector<Entry>& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto table =
        locate_table(account, entries[i].statement.table, iam_action(entries[i].statement.kind));
    if (!table) {
      return table.error();
    }
    entries[i].write.table = *table;
    if (const std::string_view problem = key_problem_of(entries[i]); !problem.empty()) {
      return failed_at(i, problem);
    }
  }
  return {};
}

Result<PreparedWrite> prepare(Account& account, const Entry& entry) {
  table::Table& table = *entry.write.table;
  if (!reads(entry)) {
    return prepare_statement(account, entry.statement, table,
                             wants_old(entry.request->return_values_on_condition_check_failure));
  }
  auto key = statement_key(entry.statement, table);
  if (!key) {
    return std::unexpected(std::move(key.error()));
  }
  if (Refusal refusal = check_key(table.definition().key, *key)) {
    return std::unexpected(std::move(*refusal));
  }
  return PreparedWrite{.action = WriteAction::check, .table = &table, .subject = std::move(*key)};
}

/// Said before what is wrong with keys and index keys (both oracles); statements without a whole
/// key are left to those checks.
Refusal check_distinct(const std::vector<Entry>& entries) {
  std::vector<value::Item> subjects;
  subjects.reserve(entries.size());
  DistinctItems distinct;
  for (const Entry& entry : entries) {
    if (entry.statement.kind == StatementKind::insert) {
      subjects.push_back(entry.statement.item);
    } else if (auto key = statement_key(entry.statement, *entry.write.table)) {
      subjects.push_back(std::move(*key));
    } else {
      continue;
    }
    if (Refusal refusal = distinct.add(*entry.write.table, subjects.back())) {
      return refusal;
    }
  }
  return {};
}

/// Keys that do not fit cancel the transaction, as they do in TransactWriteItems.
Refusal prepare_all(Account& account, std::vector<Entry>& entries) {
  Reasons reasons(entries.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto write = prepare(account, entries[i]);
    if (write) {
      entries[i].write = std::move(*write);
      bytes += entries[i].write.subject.size_bytes();
    } else {
      reasons.fail(i, std::move(write.error()));
    }
  }
  if (Refusal refusal = std::move(reasons).error()) {
    return refusal;
  }
  return bytes > kMaxTransactionBytes ? Refusal(transaction_too_large()) : Refusal{};
}

// ---- reads

Result<ExecuteTransactionResponse> read(Account& account, const ExecuteTransactionRequest& request,
                                        const std::vector<Entry>& entries) {
  ConsumedByTable consumed;
  ExecuteTransactionResponse response;
  response.responses.emplace();
  std::size_t bytes = 0;
  for (const Entry& entry : entries) {
    const value::Item item = current_item(entry.write);  // serializable: never a stale version
    bytes += item.size_bytes();
    consumed.of(*entry.write.table)
        .add_table(capacity::read_units(item.size_bytes(), capacity::Read::transactional));
    response.responses->push_back({.item = project(account, entry.statement.projection, item)});
  }
  if (bytes > kMaxTransactionBytes) {
    return std::unexpected(transaction_too_large());
  }
  response.consumed_capacity =
      consumed.report(request.return_consumed_capacity, CapacityKind::transactional_read);
  return response;
}

// ---- writes

/// What must be the same in a request that repeats a token.
std::uint64_t content_of(const ExecuteTransactionRequest& request) {
  std::uint64_t hash = value::hash_bytes("ExecuteTransaction", request.transact_statements->size());
  for (const ParameterizedStatement& statement : *request.transact_statements) {
    hash = value::hash_bytes(*statement.statement, hash);
    if (statement.parameters) {
      for (const value::AttributeValue& parameter : *statement.parameters) {
        hash = value::mix(hash, value::Item({{"?", parameter}}).hash());
      }
    }
    hash = value::mix(hash, wants_old(statement.return_values_on_condition_check_failure) ? 1 : 2);
  }
  return hash;
}

/// An empty element for each write: the API model wants at least one (DynamoDB Local sends an empty
/// list, Dynoxide these).
ExecuteTransactionResponse written(std::size_t writes) {
  return {.responses = std::vector<ItemResponse>(writes)};
}

Transacted prepared_of(const std::vector<Entry>& entries) {
  Transacted prepared;
  prepared.reserve(entries.size());
  for (const Entry& entry : entries) {
    prepared.push_back({.write = entry.write, .shown = entry.statement.table});
  }
  return prepared;
}

Result<ExecuteTransactionResponse> write(Account& account, const ExecuteTransactionRequest& request,
                                         const std::vector<Entry>& entries,
                                         const Transacted& prepared) {
  const auto outcomes = evaluate_all(entries.size(), [&](std::size_t i) {
    return evaluate_statement(account, entries[i].write, entries[i].tree.kind,
                              current_item(entries[i].write));
  });
  if (!outcomes) {
    return std::unexpected(outcomes.error());
  }
  commit_all(account, prepared, *outcomes);
  ExecuteTransactionResponse response = written(entries.size());
  response.consumed_capacity =
      units_of_writes(account, prepared, *outcomes, request.return_consumed_capacity);
  return response;
}

Result<ExecuteTransactionResponse> write_once(Account& account,
                                              const ExecuteTransactionRequest& request,
                                              const std::vector<Entry>& entries) {
  const Transacted prepared = prepared_of(entries);
  return once(
      account, request.client_request_token, [&] { return content_of(request); },
      [&] { return write(account, request, entries, prepared); },
      [&](const RememberedToken& /*remembered*/) -> Result<ExecuteTransactionResponse> {
        ExecuteTransactionResponse response = written(entries.size());
        response.consumed_capacity = units_of_replay(prepared, request.return_consumed_capacity);
        return response;
      },
      [](const ExecuteTransactionResponse& /*response*/) { return TransactWriteItemsResponse{}; });
}

}  // namespace

Result<ExecuteTransactionResponse> execute(Account& account,
                                           const ExecuteTransactionRequest& request,
                                           const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  auto entries = parse(request);
  if (!entries) {
    return std::unexpected(std::move(entries.error()));
  }
  if (Refusal refusal = bind_all(*entries)
                            .or_else([&] { return locate_all(account, *entries); })
                            .or_else([&] { return check_distinct(*entries); })
                            .or_else([&] { return prepare_all(account, *entries); })) {
    return std::unexpected(std::move(*refusal));
  }
  return reads(entries->front()) ? read(account, request, *entries)
                                 : write_once(account, request, *entries);
}

}  // namespace ddbsim::service
