#include "sim/service/write_path.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/service/bindings.hpp"

namespace ddbsim::service {

namespace {

constexpr std::size_t kUpdateBytes = 3;  ///< measured, as are the two below
constexpr std::size_t kWritingActionBytes = 19;
constexpr std::size_t kClearingActionBytes = 2;

bool has_expressions(const WriteExpressions& expressions) {
  return (expressions.update != nullptr && *expressions.update) ||
         (expressions.condition != nullptr && *expressions.condition) ||
         expressions.expected != nullptr || expressions.names != nullptr ||
         (expressions.values != nullptr && *expressions.values);
}

/// After the placeholders, before the expressions.
Refusal check_put_size(const PreparedWrite& write) {
  return write.action == WriteAction::put ? check_item_size(write.subject) : Refusal{};
}

/// AttributeUpdates before Expected: the order of dynalite and Dynoxide; DynamoDB Local has it the
/// other way round.
Refusal bind_legacy(const WriteExpressions& expressions, PreparedWrite& write) {
  if (expressions.attribute_updates != nullptr) {
    auto update = update_from(*expressions.attribute_updates);
    if (!update) {
      return std::move(update.error());
    }
    write.update = std::move(*update);
    write.writer = Writer::put;  // "update expression" would be none (DynamoDB Local)
  }
  auto condition = condition_from(*expressions.expected, *expressions.conditional_operator);
  if (!condition) {
    return std::move(condition.error());
  }
  write.condition = std::move(*condition);
  return {};
}

/// UpdateExpression before ConditionExpression, each parsed and bound before the next: the
/// service's order.
Refusal bind_expressions(Account& account, const WriteExpressions& expressions,
                         PreparedWrite& write) {
  const value::Item no_values;
  Bindings bindings(account, expressions.names,
                    expressions.values == nullptr ? no_values : *expressions.values);
  const Parameter condition{expression::Kind::condition, expressions.condition};
  const Parameter update{expression::Kind::update, expressions.update};
  if (Refusal refusal = (expressions.update == nullptr ? bindings.check({condition})
                                                       : bindings.check({update, condition}))
                            .or_else([&] { return check_put_size(write); })) {
    return refusal;
  }
  if (expressions.expected != nullptr) {  // then there is no expression
    return bind_legacy(expressions, write);
  }
  if (expressions.update != nullptr) {
    auto bound = bindings.update(*expressions.update);
    if (!bound) {
      return std::move(bound.error());
    }
    write.update = std::move(*bound);
  }
  if (expressions.condition != nullptr) {
    auto bound = bindings.condition(expression::Kind::condition, *expressions.condition);
    if (!bound) {
      return std::move(bound.error());
    }
    write.condition = std::move(*bound);
  }
  return bindings.check_all_used();
}

Result<PreparedWrite> prepare(Account& account, WriteAction action, const value::Item& subject,
                              const WriteExpressions& expressions) {
  if (Refusal refusal = check_values(subject)) {
    return std::unexpected(std::move(*refusal));
  }
  PreparedWrite write{.action = action,
                      .subject = subject,
                      .return_old_on_failure = expressions.return_old_on_failure};
  if (Refusal refusal = has_expressions(expressions) ? bind_expressions(account, expressions, write)
                                                     : check_put_size(write)) {
    return std::unexpected(std::move(*refusal));
  }
  return write;
}

/// Which key attribute an update writes, in order of the schema; nothing is fine.
Refusal check_key_untouched(const table::KeySchema& schema, const expression::Update& update) {
  for (const auto* part : {&schema.hash, &schema.range}) {
    for (const table::KeyAttribute& key : *part) {
      if (std::ranges::find(update.written(), key.name) != update.written().end()) {
        return ServiceError{
            .message = fmt::format("One or more parameter values were invalid: Cannot update "
                                   "attribute {}. This attribute is part of the key",
                                   key.name)};
      }
    }
  }
  return {};
}

/// Measured: the service adds up the item without its key, and the actions; the larger of this and
/// the item counts. An arithmetic `SET n = n + :x` costs 50 bytes more than is counted here.
std::size_t update_size(const table::KeySchema& schema, const expression::Update& update,
                        const value::Item& after) {
  std::size_t size = after.size_bytes() + kUpdateBytes +
                     kWritingActionBytes * update.writing_actions() +
                     kClearingActionBytes * update.clearing_actions();
  for (const auto* part : {&schema.hash, &schema.range}) {
    for (const table::KeyAttribute& key : *part) {
      size -= key.name.size() + after.find(key.name).size_bytes();
    }
  }
  return std::max(size, after.size_bytes());
}

Result<WriteOutcome> apply_update(Account& account, const PreparedWrite& write,
                                  const value::Item& before) {
  const value::Item& base = before ? before : write.subject;
  if (!write.update) {  // creates an item of its key, or changes nothing
    return WriteOutcome{.before = before, .after = account.builder().adopt(base)};
  }
  const table::KeySchema& schema = write.table->definition().key;
  if (Refusal refusal = check_key_untouched(schema, *write.update).or_else([&] {
        return check_keys_are_scalars(*write.table, write.update);
      })) {
    return std::unexpected(std::move(*refusal));
  }
  auto after = write.update->apply(base, &account.layouts());
  if (!after) {
    return std::unexpected(as_service_error(std::move(after.error())));
  }
  if (update_size(schema, *write.update, *after) > kMaxItemBytes) {
    return invalid("Item size to update has exceeded the maximum allowed size");
  }
  if (Refusal refusal = check_values(*after).or_else(
          [&] { return check_index_keys(*write.table, *after, write.writer, before); })) {
    return std::unexpected(std::move(*refusal));
  }
  return WriteOutcome{.before = before, .after = std::move(*after)};
}

value::Item all_or_nothing(value::Item item) {
  return item.count() == 0 ? value::Item{} : std::move(item);
}

}  // namespace

Result<PreparedWrite> prepare_put(Account& account, const value::Item& item,
                                  const WriteExpressions& expressions) {
  return prepare(account, WriteAction::put, item, expressions);
}

Result<PreparedWrite> prepare_remove(Account& account, const value::Item& key,
                                     const WriteExpressions& expressions) {
  return prepare(account, WriteAction::remove, key, expressions);
}

Result<PreparedWrite> prepare_update(Account& account, const value::Item& key,
                                     const WriteExpressions& expressions) {
  return prepare(account, WriteAction::update, key, expressions);
}

Result<PreparedWrite> prepare_check(Account& account, const value::Item& key,
                                    const WriteExpressions& expressions) {
  return prepare(account, WriteAction::check, key, expressions);
}

Refusal attach(PreparedWrite& write, table::Table& table, KeyTexts texts) {
  write.table = &table;
  const table::KeySchema& schema = table.definition().key;
  if (write.action != WriteAction::put) {
    return check_key(schema, write.subject);
  }
  return check_key_in_item(schema, write.subject, texts).or_else([&] {
    return check_index_keys(table, write.subject, Writer::put);
  });
}

Result<WriteOutcome> evaluate(Account& account, const PreparedWrite& write,
                              const value::Item& before) {
  if (write.condition && !write.condition->holds(before)) {
    ServiceError error{.type = ErrorType::conditional_check_failed,
                       .message = "The conditional request failed"};
    if (write.return_old_on_failure) {
      error.item = before;
    }
    return std::unexpected(std::move(error));
  }
  switch (write.action) {
    case WriteAction::put:
      return WriteOutcome{.before = before, .after = account.builder().adopt(write.subject)};
    case WriteAction::remove:
      return WriteOutcome{.before = before};
    case WriteAction::check:
      return WriteOutcome{.before = before, .after = before};
    case WriteAction::update:
      break;
  }
  return apply_update(account, write, before);
}

value::Item returned_attributes(const Text& return_values, const PreparedWrite& write,
                                const WriteOutcome& outcome, value::Layouts* layouts) {
  if (is(return_values, "ALL_OLD")) {
    return outcome.before;
  }
  if (is(return_values, "ALL_NEW")) {
    return outcome.after;
  }
  const bool updated_old = is(return_values, "UPDATED_OLD");
  if (!updated_old && !is(return_values, "UPDATED_NEW")) {
    return {};
  }
  const value::Item& image = updated_old ? outcome.before : outcome.after;
  return image && write.update
             ? all_or_nothing(select_paths(image, write.update->touched(), layouts))
             : value::Item{};
}

Optional<ItemCollectionMetrics> collection_metrics(const Text& return_item_collection_metrics,
                                                   const table::Table& table,
                                                   const value::Item& item) {
  if (!is(return_item_collection_metrics, "SIZE")) {
    return std::nullopt;
  }
  const std::string partition = table.items().partition_bytes(item);
  std::uint64_t bytes = table.items().collection_bytes(partition);
  bool has_local_index = false;
  for (const auto& index : table.indexes()) {
    if (index->definition().local) {
      has_local_index = true;
      bytes += index->entries().collection_bytes(partition);
    }
  }
  if (!has_local_index) {
    return std::nullopt;
  }
  constexpr double kBytesPerGigabyte = 1024.0 * 1024.0 * 1024.0;
  const double from = std::floor(static_cast<double>(bytes) / kBytesPerGigabyte);
  // The service's estimate is coarse: whole gigabytes around the size.
  return ItemCollectionMetrics{.item_collection_key = table::key_of(
                                   {.hash = table.definition().key.hash, .range = {}}, item),
                               .size_estimate_range_gb = std::vector<double>{from, from + 1}};
}

}  // namespace ddbsim::service
