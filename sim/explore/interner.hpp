#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/explore/fingerprint.hpp"

namespace ddbsim::explore {

/// Values that came up, each with a number (1..) and its fingerprint. 0 is "none". References stay.
template <class Value>
class Interner {
 public:
  using Id = std::uint32_t;

  Interner() : prints_(1), values_(1) {}

  /// The number of the value with that fingerprint; `make` gives it when it is new.
  template <class Make>
  Id intern(const Fingerprint& print, Make make) {
    const auto [at, is_new] = ids_.try_emplace(print, static_cast<Id>(prints_.size()));
    if (is_new) {
      const Id id = at->second;  // `make` may intern others
      prints_.push_back(print);
      values_.emplace_back();
      values_[id] = make();
      return id;
    }
    return at->second;
  }
  [[nodiscard]] const Value& operator[](Id id) const { return values_[id]; }
  [[nodiscard]] const Fingerprint& print(Id id) const { return prints_[id]; }
  [[nodiscard]] Id size() const noexcept { return static_cast<Id>(prints_.size()); }

 private:
  boost::unordered_flat_map<Fingerprint, Id, FingerprintHash> ids_;
  std::vector<Fingerprint> prints_;
  std::deque<Value> values_;
};

}  // namespace ddbsim::explore
