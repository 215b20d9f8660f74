#pragma once

#include <optional>

#include "sim/expression/compiled.hpp"
#include "sim/service/account.hpp"
#include "sim/service/item_checks.hpp"

// What GetItem, BatchGetItem and TransactGetItems have in common.
namespace ddbsim::service {

using MaybeProjection = std::optional<expression::Projection>;

/// The projection of a read with its names bound, or its AttributesToGet; nothing when there is
/// none. All that the service says of it.
[[nodiscard]] Result<MaybeProjection> prepare_projection(
    Account& account, const Text& projection_expression, const Optional<Names>& names,
    const AttributesToGet& attributes_to_get = std::nullopt);

/// The item with this key as the read sees it. `key` has passed `check_key`.
[[nodiscard]] value::Item read_item(Account& account, const table::Table& table,
                                    const value::Item& key, bool consistent,
                                    const CallContext& context);

/// What the response shows of it.
[[nodiscard]] inline value::Item project(Account& account, const MaybeProjection& projection,
                                         const value::Item& item) {
  return projection && item ? projection->apply(item, &account.layouts()) : item;
}

}  // namespace ddbsim::service
