#pragma once

#include <string_view>

#include "sim/table/definition.hpp"

// The API's words for what a table's definition says in types of our own. The words have been
// checked by the table of shapes before they are read here.
namespace ddbsim::service {

[[nodiscard]] std::string_view text_of(table::ProjectionKind kind) noexcept;
[[nodiscard]] std::string_view text_of(table::StreamView view) noexcept;
[[nodiscard]] std::string_view text_of(table::BillingMode mode) noexcept;
[[nodiscard]] std::string_view text_of(table::TableClass table_class) noexcept;

[[nodiscard]] table::ProjectionKind projection_kind(std::string_view text) noexcept;
[[nodiscard]] table::StreamView stream_view(std::string_view text) noexcept;
[[nodiscard]] table::BillingMode billing_mode(std::string_view text) noexcept;
[[nodiscard]] table::TableClass table_class(std::string_view text) noexcept;
/// S, N or B.
[[nodiscard]] value::Type scalar_type(std::string_view text) noexcept;

}  // namespace ddbsim::service
