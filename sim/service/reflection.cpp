#include "sim/service/reflection.hpp"

#include <array>
#include <map>
#include <type_traits>
#include <utility>

#include "sim/service/shapes_backups.hpp"
#include "sim/service/shapes_global_tables.hpp"
#include "sim/service/shapes_items.hpp"
#include "sim/service/shapes_partiql.hpp"
#include "sim/service/shapes_settings.hpp"
#include "sim/service/shapes_streams.hpp"
#include "sim/service/shapes_tables.hpp"
#include "sim/service/shapes_transfers.hpp"

namespace ddbsim::service {

namespace {

template <class T>
struct TypeInfoOf;
template <class T>
constexpr const TypeInfo* kInfo = &TypeInfoOf<T>::value;

template <>
struct TypeInfoOf<std::string> {
  static constexpr TypeInfo value = {.kind = TypeKind::text};
};
template <>
struct TypeInfoOf<std::int64_t> {
  static constexpr TypeInfo value = {.kind = TypeKind::integer};
};
template <>
struct TypeInfoOf<double> {
  static constexpr TypeInfo value = {.kind = TypeKind::real};
};
template <>
struct TypeInfoOf<bool> {
  static constexpr TypeInfo value = {.kind = TypeKind::boolean};
};
template <>
struct TypeInfoOf<value::Item> {
  static constexpr TypeInfo value = {.kind = TypeKind::item};
};
template <>
struct TypeInfoOf<value::AttributeValue> {
  static constexpr TypeInfo value = {.kind = TypeKind::value};
};
template <>
struct TypeInfoOf<Names> {
  static constexpr TypeInfo value = {.kind = TypeKind::names};
};

template <class T>
struct TypeInfoOf<std::vector<T>> {
  using List = std::vector<T>;
  static constexpr TypeInfo value = {
      .kind = TypeKind::list,
      .element = kInfo<T>,
      .size = [](const void* list) { return as<List>(list).size(); },
      .at = [](const void* list, std::size_t index) -> const void* {
        return &as<List>(list)[index];
      },
      .append = [](void* list) -> void* { return &as<List>(list).emplace_back(); }};
};

template <class T>
struct TypeInfoOf<std::map<std::string, T>> {
  using Map = std::map<std::string, T>;
  static constexpr TypeInfo value = {
      .kind = TypeKind::map,
      .element = kInfo<T>,
      .size = [](const void* map) { return as<Map>(map).size(); },
      .insert = [](void* map, const std::string& key) -> void* { return &as<Map>(map)[key]; },
      .each =
          [](const void* map, void* context, TypeInfo::Visit visit) {
            for (const auto& [key, element] : as<Map>(map)) {
              visit(context, key, &element);
            }
          }};
};

/// What a member holds, and how: an optional, or an Item, which can be "no item" by itself.
template <class Slot>
struct SlotOf;
template <class T>
struct SlotOf<std::optional<T>> {
  using Type = T;
  static const void* get(const std::optional<T>& slot) { return slot ? &*slot : nullptr; }
  static void* emplace(std::optional<T>& slot) { return &slot.emplace(); }
};
template <>
struct SlotOf<value::Item> {
  using Type = value::Item;
  static const void* get(const value::Item& slot) { return slot ? &slot : nullptr; }
  static void* emplace(value::Item& slot) { return &slot; }
};

template <class Structure, std::size_t Index>
consteval MemberInfo member_info() {
  constexpr const auto& kMember = std::get<Index>(Shape<Structure>::members);
  using Slot = SlotOf<std::remove_cvref_t<decltype(std::declval<Structure>().*(kMember.at))>>;
  return {.name = kMember.name,
          .constraint = kMember.constraint,
          .element = kMember.element,
          .value = kMember.value,
          .type = kInfo<typename Slot::Type>,
          .get =
              [](const void* structure) {
                return Slot::get(as<Structure>(structure).*
                                 (std::get<Index>(Shape<Structure>::members).at));
              },
          .emplace =
              [](void* structure) {
                return Slot::emplace(as<Structure>(structure).*
                                     (std::get<Index>(Shape<Structure>::members).at));
              }};
}

template <class T>
constexpr TableName kTableNameOf = TableName::member;
template <class T>
  requires requires { Shape<T>::table_name; }
constexpr TableName kTableNameOf<T> = Shape<T>::table_name;

template <class T>
  requires Structured<T>
struct TypeInfoOf<T> {
  static constexpr std::size_t kCount = std::tuple_size_v<decltype(Shape<T>::members)>;
  static constexpr auto kMembers = []<std::size_t... Indexes>(std::index_sequence<Indexes...>) {
    return std::array<MemberInfo, kCount>{member_info<T, Indexes>()...};
  }(std::make_index_sequence<kCount>());
  static constexpr TypeInfo value = {.kind = TypeKind::structure,
                                     .name = Shape<T>::name,
                                     .members = kMembers,
                                     .table_name = kTableNameOf<T>};
};

template <class Variant>
struct Types;
template <class... T>
struct Types<std::variant<T...>> {
  static constexpr std::array<const TypeInfo*, sizeof...(T)> kTypes = {kInfo<T>...};
};

}  // namespace

const TypeInfo& request_type(std::size_t operation) noexcept {
  return *Types<Request>::kTypes[operation];
}
const TypeInfo& response_type(std::size_t operation) noexcept {
  return *Types<Response>::kTypes[operation];
}
const TypeInfo& stream_record_type() noexcept { return *kInfo<StreamRecord>; }

}  // namespace ddbsim::service
