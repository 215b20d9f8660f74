#pragma once

#include <string>
#include <string_view>

#include "sim/service/reflection.hpp"

namespace ddbsim::service {

/// "TableName" -> "tableName", "SSEType" -> "sSEType": as the service names members in its
/// messages.
[[nodiscard]] std::string lower_first(std::string_view name);

/// A value as the service prints it inside messages, Java's toString: `abc`, `5`, `[a, b]`,
/// `{k=v}`, `KeySchemaElement(attributeName=pk, keyType=null)`. Its form for structures changed
/// over the years and is not to be relied on; attribute values are printed with the one member that
/// they have.
[[nodiscard]] std::string java_text(const TypeInfo& type, const void* value);

}  // namespace ddbsim::service
