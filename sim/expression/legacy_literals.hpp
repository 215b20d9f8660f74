#pragma once

#include <cstddef>
#include <string>

#include "sim/value/item.hpp"

namespace ddbsim::expression::legacy {

/// Values of a request, packed together for the nodes that read them as views: `add` all, `pack`,
/// then take their views in the same order.
class Literals {
 public:
  void add(const value::AttributeValue& value) {
    // Names of equal length, so that their order is that of the values.
    builder_.add(std::to_string(kFirst + count_++), value);
  }
  void pack() { packed_ = builder_.finish(); }

  [[nodiscard]] value::ValueView next() noexcept { return packed_.value(next_++); }
  /// What the views point into.
  [[nodiscard]] const value::Item& packed() const noexcept { return packed_; }

 private:
  static constexpr std::size_t kFirst = 1'000'000'000;

  value::ItemBuilder builder_;
  value::Item packed_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
};

}  // namespace ddbsim::expression::legacy
