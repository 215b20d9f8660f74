#include <algorithm>

#include "sim/service/account.hpp"
#include "sim/service/operations/several_tables.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {
namespace {

// Documented, too: 16 MB of items. 25 items of 400 KB do not reach it; only a body on the wire
// could.
constexpr std::size_t kMaxWrites = 25;  ///< documented

struct BatchedWrite {
  const std::string* table_name;  ///< as the request has it, a name or an ARN
  PreparedWrite write;
};

/// Put or delete, exactly one; and not too many in all.
Refusal check_structure(const BatchWriteItemRequest& request) {
  std::size_t count = 0;
  for (const auto& [name, writes] : *request.request_items) {
    for (const WriteRequest& write : writes) {
      if (write.put_request.has_value() == write.delete_request.has_value()) {
        // The service's own words, for none as well as for both.
        return invalid(
                   "Supplied AttributeValue has more than one datatypes set, must contain exactly "
                   "one of the "
                   "supported datatypes")
            .error();
      }
    }
    count += writes.size();
  }
  if (count > kMaxWrites) {
    return invalid("Too many items requested for the BatchWriteItem call").error();
  }
  return {};
}

Result<std::vector<BatchedWrite>> prepare(Account& account, const BatchWriteItemRequest& request) {
  std::vector<BatchedWrite> batch;
  for (const auto& [name, writes] : *request.request_items) {
    for (const WriteRequest& asked : writes) {
      auto write = asked.put_request ? prepare_put(account, asked.put_request->item)
                                     : prepare_remove(account, asked.delete_request->key);
      if (!write) {
        return std::unexpected(std::move(write.error()));
      }
      batch.push_back({.table_name = &name, .write = std::move(*write)});
    }
  }
  return batch;
}

/// All tables are looked for first, then writes are held against them one by one, duplicates
/// included.
Refusal attach_all(const Account& account, std::vector<BatchedWrite>& batch) {
  for (BatchedWrite& batched : batch) {
    auto table = locate_table(account, *batched.table_name, "BatchWriteItem");
    if (!table) {
      return std::move(table.error());
    }
    batched.write.table = *table;
  }
  std::vector<std::pair<const table::Table*, value::Item>> seen;
  for (BatchedWrite& batched : batch) {
    table::Table& table = *batched.write.table;
    if (Refusal refusal = attach(batched.write, table, KeyTexts::batch)) {
      return refusal;
    }
    seen.emplace_back(&table, table::key_of(table.definition().key, batched.write.subject));
    if (std::find(seen.begin(), seen.end() - 1, seen.back()) != seen.end() - 1) {
      return invalid("Provided list of item keys contains duplicates").error();
    }
  }
  return {};
}

}  // namespace

Result<BatchWriteItemResponse> execute(Account& account, const BatchWriteItemRequest& request,
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
  auto batch = prepare(account, request);
  if (!batch) {
    return std::unexpected(std::move(batch.error()));
  }
  if (Refusal refusal = attach_all(account, *batch)) {
    return std::unexpected(std::move(*refusal));
  }

  ConsumedByTable consumed;
  TouchedCollections touched;
  for (const BatchedWrite& batched :
       *batch) {  // each is a commit of its own: a batch is no transaction
    const table::Table& table = *batched.write.table;
    auto outcome = evaluate(account, batched.write, current_item(batched.write));
    if (!outcome) {
      return std::unexpected(std::move(outcome.error()));
    }
    const Write write = as_write(batched.write, *outcome);
    account.commit({&write, 1});
    consumed.of(table, *batched.table_name)
        .add_write(table, account.builder(), outcome->before, outcome->after, false);
    touched.add(*batched.table_name, table, batched.write.subject);
  }
  return BatchWriteItemResponse{
      .unprocessed_items = std::map<std::string, std::vector<WriteRequest>>{},
      .item_collection_metrics = touched.report(request.return_item_collection_metrics),
      .consumed_capacity = consumed.report(request.return_consumed_capacity)};
}

}  // namespace ddbsim::service
