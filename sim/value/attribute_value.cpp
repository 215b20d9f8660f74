#include "sim/value/attribute_value.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ddbsim::value {

std::string_view name_of(Type type) noexcept {
  static constexpr std::array<std::string_view, 10> kNames = {"S", "N", "B",  "BOOL", "NULL",
                                                              "M", "L", "SS", "NS",   "BS"};
  return kNames[static_cast<std::size_t>(type)];
}

template <class T>
bool SetOf<T>::insert(T element) {
  const auto at = std::ranges::lower_bound(elements, element);
  if (at != elements.end() && *at == element) {
    return false;
  }
  elements.insert(at, std::move(element));
  return true;
}

template <class T>
bool SetOf<T>::erase(const T& element) {
  const auto at = std::ranges::lower_bound(elements, element);
  if (at == elements.end() || *at != element) {
    return false;
  }
  elements.erase(at);
  return true;
}

template struct SetOf<std::string>;
template struct SetOf<Number>;
template struct SetOf<Binary>;

Number number(std::string_view text) {
  const auto parsed = Number::parse(text);
  if (!parsed) {
    throw std::invalid_argument(message_of(parsed.error(), text));
  }
  return *parsed;
}

StringSet string_set(std::initializer_list<std::string_view> elements) {
  StringSet set;
  for (const std::string_view element : elements) {
    set.insert(std::string(element));
  }
  return set;
}

NumberSet number_set(std::initializer_list<std::string_view> elements) {
  NumberSet set;
  for (const std::string_view element : elements) {
    set.insert(number(element));
  }
  return set;
}

BinarySet binary_set(std::initializer_list<std::string_view> elements) {
  BinarySet set;
  for (const std::string_view element : elements) {
    set.insert(Binary{std::string(element)});
  }
  return set;
}

}  // namespace ddbsim::value
