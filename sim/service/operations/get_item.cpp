#include "sim/service/account.hpp"
#include "sim/service/consumed.hpp"
#include "sim/service/read_path.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {

Result<GetItemResponse> execute(Account& account, const GetItemRequest& request,
                                const CallContext& context) {
  if (Refusal refusal = check_request(request, {&request.key})) {
    return std::unexpected(std::move(*refusal));
  }
  auto projection =
      prepare_projection(account, request.projection_expression, request.expression_attribute_names,
                         request.attributes_to_get);
  if (!projection) {
    return std::unexpected(std::move(projection.error()));
  }
  const auto table = locate_table(account, *request.table_name, "GetItem");
  if (!table) {
    return std::unexpected(table.error());
  }
  const table::TableDefinition& definition = (*table)->definition();
  if (Refusal refusal = check_key(definition.key, request.key).or_else([&] {
        return check_keys_are_scalars(**table, *projection);
      })) {
    return std::unexpected(std::move(*refusal));
  }
  const bool consistent = request.consistent_read.value_or(false);
  const value::Item item = read_item(account, **table, request.key, consistent, context);
  GetItemResponse response{.item = project(account, *projection, item)};
  const CapacityDetail detail = capacity_detail(request.return_consumed_capacity);
  if (detail != CapacityDetail::none) {
    ConsumedUnits units(definition, *request.table_name);
    units.add_table(capacity::read_units(
        item.size_bytes(), consistent ? capacity::Read::consistent : capacity::Read::eventual));
    response.consumed_capacity = units.report(detail);
  }
  return response;
}

}  // namespace ddbsim::service
