#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/value/number.hpp"

namespace ddbsim::value {

/// The service's ten attribute types.
enum class Type : std::uint8_t { S, N, B, BOOL, NULL_, M, L, SS, NS, BS };

/// "S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS".
[[nodiscard]] std::string_view name_of(Type type) noexcept;

/// Bytes, not text.
struct Binary {
  std::string bytes;
  friend auto operator<=>(const Binary&, const Binary&) = default;
};

struct Null {
  friend auto operator<=>(const Null&, const Null&) = default;
};

/// A set: sorted, no duplicates; the service allows no empty one (whoever reads input checks).
template <class T>
struct SetOf {
  std::vector<T> elements;

  /// False, and no change, when the element is there already.
  bool insert(T element);
  bool erase(const T& element);
  friend bool operator==(const SetOf&, const SetOf&) = default;
};

using StringSet = SetOf<std::string>;
using NumberSet = SetOf<Number>;
using BinarySet = SetOf<Binary>;

class AttributeValue;
using List = std::vector<AttributeValue>;
using Map = std::map<std::string, AttributeValue, std::less<>>;

/// A value as a tree that can be built and changed: what programs write and what an update works
/// on. Items at rest and requests are packed (`Item`), read through `ValueView`.
class AttributeValue {
 public:
  using Variant = std::variant<std::string, Number, Binary, bool, Null, Map, List, StringSet,
                               NumberSet, BinarySet>;

  AttributeValue() : variant_(Null{}) {}
  AttributeValue(std::string text)
      : variant_(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(std::string_view text)
      : variant_(std::string(text)) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(const char* text)
      : variant_(std::string(text)) {}                      // NOLINT(google-explicit-constructor)
  AttributeValue(Number number) : variant_(number) {}       // NOLINT(google-explicit-constructor)
  AttributeValue(int number) : variant_(Number(number)) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(std::int64_t number)
      : variant_(Number(number)) {}                // NOLINT(google-explicit-constructor)
  AttributeValue(bool value) : variant_(value) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(Binary value)
      : variant_(std::move(value)) {}                         // NOLINT(google-explicit-constructor)
  AttributeValue(Null value) : variant_(value) {}             // NOLINT(google-explicit-constructor)
  AttributeValue(Map value) : variant_(std::move(value)) {}   // NOLINT(google-explicit-constructor)
  AttributeValue(List value) : variant_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(StringSet value)
      : variant_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(NumberSet value)
      : variant_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  AttributeValue(BinarySet value)
      : variant_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] Type type() const noexcept { return static_cast<Type>(variant_.index()); }

  template <class T>
  [[nodiscard]] const T* get_if() const noexcept {
    return std::get_if<T>(&variant_);
  }
  template <class T>
  [[nodiscard]] T* get_if() noexcept {
    return std::get_if<T>(&variant_);
  }
  [[nodiscard]] const Variant& variant() const noexcept { return variant_; }

  friend bool operator==(const AttributeValue&, const AttributeValue&) = default;

 private:
  Variant variant_;
};

/// A number literal from text, for programs and tests; throws std::invalid_argument on anything
/// else.
[[nodiscard]] Number number(std::string_view text);
[[nodiscard]] StringSet string_set(std::initializer_list<std::string_view> elements);
[[nodiscard]] NumberSet number_set(std::initializer_list<std::string_view> elements);
[[nodiscard]] BinarySet binary_set(std::initializer_list<std::string_view> elements);

extern template struct SetOf<std::string>;
extern template struct SetOf<Number>;
extern template struct SetOf<Binary>;

}  // namespace ddbsim::value
