#pragma once

#include <array>
#include <random>
#include <string>

#include "sim/value/attribute_value.hpp"

namespace ddbsim::value::testing {

using Random = std::mt19937_64;

inline std::string any_text(Random& random, std::size_t longest = 12) {
  // Of one to four bytes each in UTF-8, and what JSON must escape.
  static constexpr auto kCharacters = std::to_array<std::string_view>(
      {"a", "Z", "0", "\"", "\\", "\n", "\x01", "/", "é", "€", "😀"});
  std::string out;
  for (std::size_t left = random() % (longest + 1); left > 0; --left) {
    out += kCharacters[random() % kCharacters.size()];
  }
  return out;
}

inline std::string any_bytes(Random& random) {
  std::string out(random() % 9, '\0');
  for (char& c : out) {
    c = static_cast<char>(random());
  }
  return out;
}

inline Number any_number(Random& random) {
  return number(std::to_string(static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000) + "e" +
                std::to_string(static_cast<int>(random() % 20) - 10));
}

inline AttributeValue any_value(Random& random, int deepest = 3);

inline AttributeValue any_container(Random& random, int deepest) {
  const std::size_t count = random() % 5;
  if (random() % 2 == 0) {
    List list;
    for (std::size_t i = 0; i < count; ++i) {
      list.push_back(any_value(random, deepest - 1));
    }
    return list;
  }
  Map map;
  for (std::size_t i = 0; i < count; ++i) {
    map.insert_or_assign(any_text(random, 4), any_value(random, deepest - 1));
  }
  return map;
}

inline AttributeValue any_set(Random& random) {
  StringSet strings;
  NumberSet numbers;
  BinarySet binaries;
  for (std::size_t left = 1 + random() % 4; left > 0; --left) {
    strings.insert(any_text(random));
    numbers.insert(any_number(random));
    binaries.insert(Binary{any_bytes(random)});
  }
  switch (random() % 3) {
    case 0:
      return strings;
    case 1:
      return numbers;
    default:
      return binaries;
  }
}

inline AttributeValue any_value(Random& random, int deepest) {
  switch (random() % (deepest > 0 ? 8 : 6)) {
    case 0:
      return any_text(random);
    case 1:
      return any_number(random);
    case 2:
      return Binary{any_bytes(random)};
    case 3:
      return random() % 2 == 0;
    case 4:
      return Null{};
    case 5:
      return any_set(random);
    default:
      return any_container(random, deepest);
  }
}

inline Map any_attributes(Random& random) {
  Map map;
  for (std::size_t left = random() % 7; left > 0; --left) {
    map.insert_or_assign(any_text(random, 4), any_value(random));
  }
  return map;
}

}  // namespace ddbsim::value::testing
