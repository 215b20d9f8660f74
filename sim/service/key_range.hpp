#pragma once

#include <string>

#include "sim/expression/compiled.hpp"
#include "sim/table/key_space.hpp"

namespace ddbsim::service {

/// What a key condition is written against.
[[nodiscard]] expression::KeyNames key_names_of(const table::KeySchema& schema);

/// Key bytes of the partition that the condition names.
[[nodiscard]] std::string partition_of(const expression::KeyCondition& condition);

/// The sort keys that the condition selects; views into it.
[[nodiscard]] table::Range range_of(const expression::KeyCondition& condition);

/// Does an item's sort key fulfil the condition? (Its partition key is not looked at.)
[[nodiscard]] bool in_range(const expression::KeyCondition& condition,
                            const table::KeySchema& schema, const value::Item& item);

}  // namespace ddbsim::service
