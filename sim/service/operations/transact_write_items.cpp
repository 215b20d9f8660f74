#include <algorithm>
#include <memory>

#include "sim/service/account.hpp"
#include "sim/service/operations/several_tables.hpp"
#include "sim/service/operations/transaction.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::service {
namespace {

/// One action, whichever it is: calls `visit(structure, action)`.
template <class Visit>
auto with_action(const TransactWriteItem& item, Visit visit) {
  if (item.condition_check) {
    return visit(*item.condition_check, WriteAction::check);
  }
  if (item.put) {
    return visit(*item.put, WriteAction::put);
  }
  if (item.remove) {
    return visit(*item.remove, WriteAction::remove);
  }
  return visit(*item.update, WriteAction::update);
}

/// The key, or the item of a put.
template <class Structure>
const value::Item& subject_of(const Structure& action) {
  if constexpr (requires { action.item; }) {
    return action.item;
  } else {
    return action.key;
  }
}

Refusal check_structure(const TransactWriteItemsRequest& request) {
  for (const TransactWriteItem& item : *request.transact_items) {
    const int actions = int{item.condition_check.has_value()} + int{item.put.has_value()} +
                        int{item.remove.has_value()} + int{item.update.has_value()};
    if (actions == 0) {
      return ServiceError{.message =
                              "Invalid Request: TransactWriteRequest should contain Delete or Put "
                              "or Update request"};
    }
    if (actions > 1) {
      return ServiceError{.message =
                              "TransactItems can only contain one of Check, Put, Update or Delete"};
    }
  }
  return {};
}

struct TransactedWrite {
  const std::string* table_name;  ///< as the request has it, a name or an ARN
  PreparedWrite write;
};

Result<PreparedWrite> prepare(Account& account, const TransactWriteItem& item) {
  return with_action(item, [&](const auto& action, WriteAction kind) {
    const WriteExpressions expressions = write_expressions_of(action);
    const value::Item& subject = subject_of(action);
    switch (kind) {
      case WriteAction::put:
        return prepare_put(account, subject, expressions);
      case WriteAction::remove:
        return prepare_remove(account, subject, expressions);
      case WriteAction::update:
        return prepare_update(account, subject, expressions);
      case WriteAction::check:
        break;
    }
    return prepare_check(account, subject, expressions);
  });
}

/// What the request says as such; 4 MB are counted on what it carries, not on the items that it
/// meets.
Result<std::vector<TransactedWrite>> prepare(Account& account,
                                             const TransactWriteItemsRequest& request) {
  std::vector<TransactedWrite> writes;
  std::size_t bytes = 0;
  for (const TransactWriteItem& item : *request.transact_items) {
    auto write = prepare(account, item);
    if (!write) {
      return std::unexpected(std::move(write.error()));
    }
    with_action(item, [&](const auto& action, WriteAction /*kind*/) {
      bytes += subject_of(action).size_bytes() + action.expression_attribute_values.size_bytes();
      writes.push_back({.table_name = &*action.table_name, .write = std::move(*write)});
    });
  }
  if (bytes > kMaxTransactionBytes) {
    return std::unexpected(transaction_too_large());
  }
  return writes;
}

/// What the action is to IAM.
std::string_view iam_action(WriteAction action) {
  switch (action) {
    case WriteAction::put:
      return "PutItem";
    case WriteAction::remove:
      return "DeleteItem";
    case WriteAction::update:
      return "UpdateItem";
    case WriteAction::check:
      break;
  }
  return "ConditionCheckItem";
}

/// Tables first, then "one item once" (also when another action has a bad key), then keys.
Refusal attach_all(const Account& account, std::vector<TransactedWrite>& writes) {
  for (TransactedWrite& transacted : writes) {
    auto table = locate_table(account, *transacted.table_name, iam_action(transacted.write.action));
    if (!table) {
      return std::move(table.error());
    }
    transacted.write.table = *table;
  }
  DistinctItems distinct;
  for (const TransactedWrite& transacted : writes) {
    if (Refusal refusal = distinct.add(*transacted.write.table, transacted.write.subject)) {
      return refusal;
    }
  }
  Reasons reasons(writes.size());
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (Refusal refusal = attach(writes[i].write, *writes[i].write.table)) {
      reasons.fail(i, std::move(*refusal));
    }
  }
  return std::move(reasons).error();
}

// ---- idempotency --------------------------------------------------------------------------------

std::uint64_t hash_of(std::uint64_t seed, const Text& text) {
  return text ? value::hash_bytes(*text, seed + 1) : value::mix(seed, 0);
}

std::uint64_t hash_of(std::uint64_t seed, const Optional<Names>& names) {
  Names sorted = names.value_or(Names{});
  std::ranges::sort(sorted);
  for (const auto& [placeholder, name] : sorted) {
    seed = value::hash_bytes(name, value::hash_bytes(placeholder, seed));
  }
  return value::mix(seed, sorted.size());
}

/// What must be the same in a request that repeats a token. What it wants to be told
/// (ReturnConsumedCapacity) is no part of that: both oracles answer it anew.
std::uint64_t content_of(const TransactWriteItemsRequest& request) {
  std::uint64_t hash = request.transact_items->size();
  for (const TransactWriteItem& item : *request.transact_items) {
    hash = with_action(item, [&](const auto& action, WriteAction kind) {
      std::uint64_t part = value::mix(hash, static_cast<std::uint64_t>(kind));
      part = hash_of(part, action.table_name);
      part = value::mix(part, subject_of(action).hash());
      part = hash_of(part, action.condition_expression);
      if constexpr (requires { action.update_expression; }) {
        part = hash_of(part, action.update_expression);
      }
      part = hash_of(part, action.expression_attribute_names);
      part = value::mix(part, action.expression_attribute_values.hash());
      return hash_of(part, action.return_values_on_condition_check_failure);
    });
  }
  return hash;
}

/// The answer to a repeated token: nothing is written, the items are read. AWS: "subsequent calls
/// return the number of read capacity units consumed in reading the item"; Dynoxide counts what the
/// request carries instead.
TransactWriteItemsResponse replay(const RememberedToken& remembered,
                                  const TransactWriteItemsRequest& request,
                                  const std::vector<TransactedWrite>& writes) {
  ConsumedByTable consumed;
  for (const TransactedWrite& transacted : writes) {
    const std::size_t bytes = current_item(transacted.write).size_bytes();
    consumed.of(*transacted.write.table, *transacted.table_name)
        .add_table(capacity::read_units(bytes, capacity::Read::transactional));
  }
  return {.consumed_capacity =
              consumed.report(request.return_consumed_capacity, CapacityKind::transactional_read),
          .item_collection_metrics = remembered.response->item_collection_metrics};
}

// ---- execution ----------------------------------------------------------------------------------

/// All or nothing: the outcomes, or why there are none.
Result<std::vector<WriteOutcome>> evaluate_all(Account& account,
                                               const std::vector<TransactedWrite>& writes) {
  std::vector<WriteOutcome> outcomes;
  Reasons reasons(writes.size());
  for (std::size_t i = 0; i < writes.size(); ++i) {
    auto outcome = evaluate(account, writes[i].write, current_item(writes[i].write));
    if (!outcome) {
      reasons.fail(i, std::move(outcome.error()));
      outcome = WriteOutcome{};
    }
    outcomes.push_back(std::move(*outcome));
  }
  if (Refusal error = std::move(reasons).error()) {
    return std::unexpected(std::move(*error));
  }
  return outcomes;
}

void commit_all(Account& account, const std::vector<TransactedWrite>& writes,
                const std::vector<WriteOutcome>& outcomes) {
  std::vector<Write> commit;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].write.action != WriteAction::check) {
      commit.push_back(as_write(writes[i].write, outcomes[i]));
    }
  }
  if (!commit.empty()) {
    account.commit(commit);
  }
}

bool wants_report(const TransactWriteItemsRequest& request) {
  return capacity_detail(request.return_consumed_capacity) != CapacityDetail::none ||
         is(request.return_item_collection_metrics, "SIZE");
}

TransactWriteItemsResponse respond(Account& account, const TransactWriteItemsRequest& request,
                                   const std::vector<TransactedWrite>& writes,
                                   const std::vector<WriteOutcome>& outcomes) {
  if (!wants_report(request)) {
    return {};
  }
  ConsumedByTable consumed;
  TouchedCollections touched;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const PreparedWrite& write = writes[i].write;
    consumed.of(*write.table, *writes[i].table_name)
        .add_write(*write.table, account.builder(), outcomes[i].before, outcomes[i].after,
                   /*transactional=*/true);
    if (write.action != WriteAction::check) {
      touched.add(*writes[i].table_name, *write.table, write.subject);
    }
  }
  return {.consumed_capacity =
              consumed.report(request.return_consumed_capacity, CapacityKind::transactional_write),
          .item_collection_metrics = touched.report(request.return_item_collection_metrics)};
}

}  // namespace

Result<TransactWriteItemsResponse> execute(Account& account,
                                           const TransactWriteItemsRequest& request,
                                           const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  if (Refusal refusal = check_structure(request)) {
    return std::unexpected(std::move(*refusal));
  }
  if (request.value_error) {
    return std::unexpected(*request.value_error);
  }
  auto writes = prepare(account, request);
  if (!writes) {
    return std::unexpected(std::move(writes.error()));
  }
  if (Refusal refusal = attach_all(account, *writes)) {
    return std::unexpected(std::move(*refusal));
  }
  const Text& token = request.client_request_token;
  const std::uint64_t content = token ? content_of(request) : 0;
  if (const RememberedToken* remembered = token ? account.find_token(*token) : nullptr) {
    if (remembered->content != content) {
      // Dynoxide's text; DynamoDB Local sends none.
      return fail(ErrorType::idempotent_parameter_mismatch,
                  "An error occurred (IdempotentParameterMismatchException)");
    }
    return replay(*remembered, request, *writes);
  }
  auto outcomes = evaluate_all(account, *writes);
  if (!outcomes) {
    return std::unexpected(std::move(outcomes.error()));
  }
  commit_all(account, *writes, *outcomes);
  TransactWriteItemsResponse response = respond(account, request, *writes, *outcomes);
  if (token) {
    account.remember_token(*token,
                           {.content = content,
                            .expires = account.now() + account.parameters().token_life,
                            .response = std::make_shared<TransactWriteItemsResponse>(response)});
  }
  return response;
}

}  // namespace ddbsim::service
