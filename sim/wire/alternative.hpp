#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <variant>

namespace ddbsim::wire {

/// The alternative of a variant by its index, default-constructed.
template <class Variant>
[[nodiscard]] Variant alternative(std::size_t index) {
  static constexpr auto kMakers = []<std::size_t... Indexes>(std::index_sequence<Indexes...>) {
    return std::array<Variant (*)(), sizeof...(Indexes)>{
        [] { return Variant(std::in_place_index<Indexes>); }...};
  }(std::make_index_sequence<std::variant_size_v<Variant>>());
  return kMakers[index]();
}

}  // namespace ddbsim::wire
