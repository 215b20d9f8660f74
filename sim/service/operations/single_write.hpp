#pragma once

#include "sim/service/account.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/write_path.hpp"

namespace ddbsim::service {

/// What PutItem, UpdateItem and DeleteItem have in common once their write is prepared: table,
/// condition, commit, response. `Request` is one of theirs.
template <class Request>
[[nodiscard]] Result<typename Request::Response> commit_single_write(Account& account,
                                                                     const Request& request,
                                                                     PreparedWrite write) {
  const auto table = locate_table(account, *request.table_name, action_name<Request>());
  if (!table) {
    return std::unexpected(table.error());
  }
  if (Refusal refusal = attach(write, **table)) {
    return std::unexpected(std::move(*refusal));
  }
  auto outcome = evaluate(account, write, current_item(write));
  if (!outcome) {
    return std::unexpected(std::move(outcome.error()));
  }
  typename Request::Response response{
      .attributes =
          returned_attributes(request.return_values, write, *outcome, &account.layouts())};
  const CapacityDetail detail = capacity_detail(request.return_consumed_capacity);
  if (detail != CapacityDetail::none) {
    ConsumedUnits units((*table)->definition(), *request.table_name);
    units.add_write(**table, account.builder(), outcome->before, outcome->after,
                    /*transactional=*/false);
    response.consumed_capacity = units.report(detail);
  }
  const Write committed = as_write(write, *outcome);
  account.commit({&committed, 1});
  response.item_collection_metrics =
      collection_metrics(request.return_item_collection_metrics, **table, write.subject);
  return response;
}

/// PutItem and DeleteItem have no new values to return that the client does not know.
template <class Request>
[[nodiscard]] Refusal check_returns_old_or_none(const Request& request) {
  if (!request.return_values || is(request.return_values, "ALL_OLD") ||
      is(request.return_values, "NONE")) {
    return {};
  }
  return ServiceError{.message = "ReturnValues can only be ALL_OLD or NONE"};
}

}  // namespace ddbsim::service
