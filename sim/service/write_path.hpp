#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/expression/compiled.hpp"
#include "sim/service/account.hpp"
#include "sim/service/consumed.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/legacy.hpp"

// One write of one item, in the steps that PutItem, UpdateItem, DeleteItem, BatchWriteItem and
// TransactWriteItems have in common:
//   1. prepare_*   values, expressions, item size: all that the service says before it looks for
//   the table
//   2. attach      to the table: key and index keys against the schema
//   3. evaluate    against the item that is there: condition, item after the write
//   4. Account::commit with `as_write`, of one or of many
//   5. what the response tells: ConsumedUnits::add_write, returned_attributes, collection_metrics
// Steps 1 to 3 change nothing.
namespace ddbsim::service {

enum class WriteAction : std::uint8_t { put, remove, update, check };

/// The expressions of a write and their placeholders, where the request has them. Null: no such
/// member.
struct WriteExpressions {
  const Text* update = nullptr;
  const Text* condition = nullptr;
  const Names* names = nullptr;
  const value::Item* values = nullptr;
  bool return_old_on_failure = false;  ///< ReturnValuesOnConditionCheckFailure ALL_OLD
  /// What is older than expressions. Null: the request has none of it.
  const AttributeUpdates* attribute_updates = nullptr;
  const Expected* expected = nullptr;
  const Text* conditional_operator = nullptr;
};
/// From any request structure that has them: PutItemRequest, TransactPut, ConditionCheck, ...
template <class Structure>
[[nodiscard]] WriteExpressions write_expressions_of(const Structure& request) {
  WriteExpressions expressions;
  if constexpr (requires { request.update_expression; }) {
    expressions.update = &request.update_expression;
  }
  expressions.condition = &request.condition_expression;
  if (request.expression_attribute_names) {
    expressions.names = &*request.expression_attribute_names;
  }
  expressions.values = &request.expression_attribute_values;
  expressions.return_old_on_failure =
      is(request.return_values_on_condition_check_failure, "ALL_OLD");
  if (uses_legacy(request)) {
    if constexpr (requires { request.attribute_updates; }) {
      expressions.attribute_updates = &request.attribute_updates;
    }
    if constexpr (requires { request.expected; }) {
      expressions.expected = &request.expected;
      expressions.conditional_operator = &request.conditional_operator;
    }
  }
  return expressions;
}

/// A write whose parts are known to be good in themselves.
struct PreparedWrite {
  WriteAction action = WriteAction::put;
  table::Table* table = nullptr;  ///< set by `attach`
  value::Item subject;            ///< put: the item; else the key
  std::optional<expression::Condition> condition = {};
  std::optional<expression::Update> update = {};
  bool return_old_on_failure = false;
  Writer writer = Writer::update;  ///< of an update: whose texts index keys are refused with
};

/// Step 1. Errors are those of the request as such: ValidationException.
[[nodiscard]] Result<PreparedWrite> prepare_put(Account& account, const value::Item& item,
                                                const WriteExpressions& expressions = {});
[[nodiscard]] Result<PreparedWrite> prepare_remove(Account& account, const value::Item& key,
                                                   const WriteExpressions& expressions = {});
[[nodiscard]] Result<PreparedWrite> prepare_update(Account& account, const value::Item& key,
                                                   const WriteExpressions& expressions);
[[nodiscard]] Result<PreparedWrite> prepare_check(Account& account, const value::Item& key,
                                                  const WriteExpressions& expressions);

/// Step 2. What is refused here cancels a transaction (reason ValidationError), unlike errors of
/// step 1.
[[nodiscard]] Refusal attach(PreparedWrite& write, table::Table& table,
                             KeyTexts texts = KeyTexts::named);

struct WriteOutcome {
  value::Item before;
  value::Item after;  ///< no item: deleted (or never there)
};
/// Step 3. `before` is what is there now: `current_item`. Errors: ConditionalCheckFailedException
/// (with the item when the request wants it), ValidationException of an update that can't be
/// applied or whose result is refused.
[[nodiscard]] Result<WriteOutcome> evaluate(Account& account, const PreparedWrite& write,
                                            const value::Item& before);
[[nodiscard]] inline value::Item current_item(const PreparedWrite& write) {
  return write.table->get(write.subject);
}

/// Step 4.
[[nodiscard]] inline Write as_write(const PreparedWrite& write, const WriteOutcome& outcome) {
  return {.table = write.table,
          .before = outcome.before,
          .after = outcome.after,
          .cause = table::Cause::client};
}

/// Step 5. `Attributes` for ReturnValues; no item when there is nothing to return.
[[nodiscard]] value::Item returned_attributes(const Text& return_values, const PreparedWrite& write,
                                              const WriteOutcome& outcome, value::Layouts* layouts);
/// ItemCollectionMetrics: with SIZE, and only for tables that have a local index. `item` holds at
/// least the key.
[[nodiscard]] Optional<ItemCollectionMetrics> collection_metrics(
    const Text& return_item_collection_metrics, const table::Table& table, const value::Item& item);

}  // namespace ddbsim::service
