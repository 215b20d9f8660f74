#pragma once

#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace ddbsim::lambda {

/// JSON of any form, with these names of members; leaves are words that mean something to a
/// mapping.
inline nlohmann::json random_json(std::mt19937& random, int depth,
                                  const std::vector<std::string>& names) {
  static const std::vector<nlohmann::json> kLeaves = {
      nullptr,  true, 0,   -1.5,     6e9, 18446744073709551615U,          "", "x",
      "INSERT", "=",  "<", "prefix", "1", "{\"eventName\": [\"INSERT\"]}"};
  const auto below = [&random](std::size_t n) { return random() % n; };
  if (depth == 0 || below(4) == 0) {
    return kLeaves[below(kLeaves.size())];
  }
  nlohmann::json json = below(2) == 0 ? nlohmann::json::array() : nlohmann::json::object();
  for (std::size_t count = below(3); count > 0; --count) {
    if (json.is_array()) {
      json.push_back(random_json(random, depth - 1, names));
    } else {
      json[names[below(names.size())]] = random_json(random, depth - 1, names);
    }
  }
  return json;
}

}  // namespace ddbsim::lambda
