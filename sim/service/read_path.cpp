#include "sim/service/read_path.hpp"

#include "sim/capacity/units.hpp"
#include "sim/service/bindings.hpp"
#include "sim/service/key_counts.hpp"
#include "sim/service/legacy.hpp"

namespace ddbsim::service {

Result<MaybeProjection> prepare_projection(Account& account, const Text& projection_expression,
                                           const Optional<Names>& names,
                                           const AttributesToGet& attributes_to_get) {
  if (!projection_expression && !names) {
    return projection_from(attributes_to_get);
  }
  const value::Item no_values;
  Bindings bindings(account, names_or_null(names), no_values);
  if (Refusal refusal = bindings.check({{expression::Kind::projection, &projection_expression}})) {
    return std::unexpected(std::move(*refusal));
  }
  auto projection = bindings.projection(projection_expression);
  if (projection) {
    if (Refusal refusal = bindings.check_all_used()) {
      return std::unexpected(std::move(*refusal));
    }
  }
  return projection;
}

value::Item read_item(Account& account, const table::Table& table, const value::Item& key,
                      bool consistent, const CallContext& context) {
  const value::Item item =
      consistent ? table.get(key)
                 : table.get(key, account.read_view(context, /*index=*/false, consistent));
  if (account.counts_keys()) {
    count_read(account, table, nullptr, key,
               capacity::read_units(item.size_bytes(), consistent ? capacity::Read::consistent
                                                                  : capacity::Read::eventual));
  }
  return item;
}

}  // namespace ddbsim::service
