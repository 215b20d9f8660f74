#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/service/client.hpp"
#include "sim/service/shapes.hpp"

// The table of shapes as data, for whoever walks over structures of any type: the checks of
// requests, the codec. A walk is then ordinary code, compiled once, instead of a template for each
// of the hundred structures.
namespace ddbsim::service {

enum class TypeKind : std::uint8_t {
  text,       ///< std::string
  integer,    ///< std::int64_t
  real,       ///< double
  boolean,    ///< bool
  item,       ///< value::Item
  attribute,  ///< value::AttributeValue
  names,      ///< Names: a map of texts
  structure,  ///< has a Shape
  list,       ///< std::vector
  map,        ///< std::map from texts
};

struct TypeInfo;

/// A member of a structure, whose address is passed untyped.
struct MemberInfo {
  std::string_view name;
  Constraint constraint;
  Constraint element;
  Constraint value;
  const TypeInfo* type;
  /// The member's value; null when it is absent.
  const void* (*get)(const void* structure);
  /// Makes the member a default value of its type, and returns that.
  void* (*emplace)(void* structure);
};

/// A type. The pointers of other kinds are null. Values are passed untyped: `const void*` is a
/// pointer to a value of this type.
struct TypeInfo {
  TypeKind kind;
  std::string_view name = {};                        ///< structure: as the service calls it
  std::span<const MemberInfo> members = {};          ///< structure
  TableName table_name = TableName::member;          ///< structure
  const TypeInfo* element = nullptr;                 ///< list, map
  std::size_t (*size)(const void* value) = nullptr;  ///< list, map
  const void* (*at)(const void* list, std::size_t index) = nullptr;  ///< list
  void* (*append)(void* list) = nullptr;  ///< list: a new default element
  void* (*insert)(void* map,
                  const std::string& key) = nullptr;  ///< map: the element there, new or not
  using Visit = void (*)(void* context, const std::string& key, const void* element);
  void (*each)(const void* map, void* context, Visit visit) = nullptr;  ///< map: in order of keys
};

template <class T>
[[nodiscard]] const T& as(const void* value) noexcept {
  return *static_cast<const T*>(value);
}
template <class T>
[[nodiscard]] T& as(void* value) noexcept {
  return *static_cast<T*>(value);
}

/// `visit(key, element)` for each entry of a map.
template <class Visit>
void for_each_entry(const TypeInfo& map, const void* value, Visit&& visit) {
  map.each(value, &visit, [](void* context, const std::string& key, const void* element) {
    as<std::remove_reference_t<Visit>>(context)(key, element);
  });
}

/// The types of an operation's request and response, by `operation_name`'s index.
[[nodiscard]] const TypeInfo& request_type(std::size_t operation) noexcept;
[[nodiscard]] const TypeInfo& response_type(std::size_t operation) noexcept;
/// StreamRecord.
[[nodiscard]] const TypeInfo& stream_record_type() noexcept;

/// `check_shape` for a request of any type.
[[nodiscard]] std::optional<ServiceError> check_shape(const TypeInfo& type, const void* request);

}  // namespace ddbsim::service
