#pragma once

#include "sim/expression/compiled.hpp"
#include "sim/expression/partiql_tree.hpp"
#include "sim/value/attribute_value.hpp"

namespace ddbsim::expression::partiql {

/// Is the term a literal, or a list, bag or structure of whatever it holds?
[[nodiscard]] bool is_literal(const Term& term) noexcept;

/// The value of a literal. `statement` for positions in messages.
[[nodiscard]] Result<value::AttributeValue> value_of(const Term& literal,
                                                     std::string_view statement);

/// The item of an INSERT: the structure's members, `?` from `parameters`.
[[nodiscard]] Result<value::Map> item_of(const Term& structure,
                                         const std::vector<value::AttributeValue>& parameters,
                                         std::string_view statement);

}  // namespace ddbsim::expression::partiql
