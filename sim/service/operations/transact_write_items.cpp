#include <algorithm>

#include "sim/service/account.hpp"
#include "sim/service/operations/transacted.hpp"
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

// ---- execution ----------------------------------------------------------------------------------

Transacted prepared_of(const std::vector<TransactedWrite>& writes) {
  Transacted prepared;
  prepared.reserve(writes.size());
  for (const TransactedWrite& transacted : writes) {
    prepared.push_back({.write = transacted.write, .shown = *transacted.table_name});
  }
  return prepared;
}

Result<TransactWriteItemsResponse> write(Account& account, const TransactWriteItemsRequest& request,
                                         const std::vector<TransactedWrite>& writes,
                                         const Transacted& prepared) {
  const auto outcomes = evaluate_all(prepared.size(), [&](std::size_t i) {
    return evaluate(account, prepared[i].write, current_item(prepared[i].write));
  });
  if (!outcomes) {
    return std::unexpected(outcomes.error());
  }
  commit_all(account, prepared, *outcomes);
  TransactWriteItemsResponse response{
      .consumed_capacity =
          units_of_writes(account, prepared, *outcomes, request.return_consumed_capacity)};
  if (is(request.return_item_collection_metrics, "SIZE")) {
    TouchedCollections touched;
    for (const TransactedWrite& transacted : writes) {
      if (transacted.write.action != WriteAction::check) {
        touched.add(*transacted.table_name, *transacted.write.table, transacted.write.subject);
      }
    }
    response.item_collection_metrics = touched.report(request.return_item_collection_metrics);
  }
  return response;
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
  const Transacted prepared = prepared_of(*writes);
  return once(
      account, request.client_request_token, [&] { return content_of(request); },
      [&] { return write(account, request, *writes, prepared); },
      [&](const RememberedToken& remembered) -> Result<TransactWriteItemsResponse> {
        return TransactWriteItemsResponse{
            .consumed_capacity = units_of_replay(prepared, request.return_consumed_capacity),
            .item_collection_metrics = remembered.response->item_collection_metrics};
      },
      [](const TransactWriteItemsResponse& response) { return response; });
}

}  // namespace ddbsim::service
