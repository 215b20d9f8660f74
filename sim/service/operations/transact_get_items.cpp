#include "sim/service/account.hpp"
#include "sim/service/key_counts.hpp"
#include "sim/service/operations/several_tables.hpp"
#include "sim/service/operations/transaction.hpp"
#include "sim/service/read_path.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {
namespace {

struct TransactedGet {
  const TransactGet* asked;
  MaybeProjection projection;
  const table::Table* table = nullptr;
};

Result<std::vector<TransactedGet>> prepare(Account& account,
                                           const TransactGetItemsRequest& request) {
  std::vector<TransactedGet> gets;
  for (const TransactGetItem& action : *request.transact_items) {
    const TransactGet& asked = *action.get;
    if (Refusal refusal = check_values(asked.key)) {
      return std::unexpected(std::move(*refusal));
    }
    auto projection =
        prepare_projection(account, asked.projection_expression, asked.expression_attribute_names);
    if (!projection) {
      return std::unexpected(std::move(projection.error()));
    }
    gets.push_back({.asked = &asked, .projection = std::move(*projection)});
  }
  return gets;
}

Refusal attach(const Account& account, std::vector<TransactedGet>& gets) {
  for (TransactedGet& get : gets) {
    auto table = locate_table(account, *get.asked->table_name, "GetItem");
    if (!table) {
      return std::move(table.error());
    }
    get.table = *table;
  }
  DistinctItems distinct;
  for (const TransactedGet& get : gets) {
    const table::KeySchema& schema = get.table->definition().key;
    if (get.asked->key.count() != schema.hash.size() + schema.range.size()) {
      continue;  // no key at all: the check of keys says so
    }
    if (Refusal refusal = distinct.add(*get.table, get.asked->key)) {
      return refusal;
    }
  }
  Reasons reasons(gets.size());
  for (std::size_t i = 0; i < gets.size(); ++i) {
    if (Refusal refusal = check_key(gets[i].table->definition().key, gets[i].asked->key)) {
      reasons.fail(i, std::move(*refusal));
    } else if (Refusal parts = check_keys_are_scalars(*gets[i].table, gets[i].projection)) {
      reasons.fail(i, std::move(*parts));
    }
  }
  return std::move(reasons).error();
}

}  // namespace

Result<TransactGetItemsResponse> execute(Account& account, const TransactGetItemsRequest& request,
                                         const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request, {})) {
    return std::unexpected(std::move(*refusal));
  }
  auto gets = prepare(account, request);
  if (!gets) {
    return std::unexpected(std::move(gets.error()));
  }
  if (Refusal refusal = attach(account, *gets)) {
    return std::unexpected(std::move(*refusal));
  }
  ConsumedByTable consumed;
  std::vector<ItemResponse> responses;
  std::size_t bytes = 0;
  for (const TransactedGet& get : *gets) {
    const value::Item item = get.table->get(get.asked->key);  // serializable: never a stale version
    bytes += item.size_bytes();
    const double units = capacity::read_units(item.size_bytes(), capacity::Read::transactional);
    if (account.counts_keys()) {
      count_read(account, *get.table, nullptr, get.asked->key, units);
    }
    consumed.of(*get.table, *get.asked->table_name).add_table(units);
    responses.push_back({.item = project(account, get.projection, item)});
  }
  if (bytes > kMaxTransactionBytes) {  // documented; DynamoDB Local and Dynoxide do not look
    return std::unexpected(transaction_too_large());
  }
  return TransactGetItemsResponse{
      .consumed_capacity =
          consumed.report(request.return_consumed_capacity, CapacityKind::transactional_read),
      .responses = std::move(responses)};
}

}  // namespace ddbsim::service
