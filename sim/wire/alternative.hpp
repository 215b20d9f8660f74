#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <variant>

namespace ddbsim::wire {

/// The alternative of a variant by its index, default-constructed.
template <class Variant>
[[nodiscard]] Variant alternative(std::size_t index) {
  static constexpr auto kMakers = []<std::size_t... kIndexes>(std::index_sequence<kIndexes...>) {
    return std::array<Variant (*)(), sizeof...(kIndexes)>{
        [] { return Variant(std::in_place_index<kIndexes>); }...};
  }(std::make_index_sequence<std::variant_size_v<Variant>>());
  return kMakers[index]();
}

}  // namespace ddbsim::wire
