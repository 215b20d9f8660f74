#pragma once

#include <iterator>
#include <random>
#include <vector>

#include <nlohmann/json.hpp>

// For tests of whoever reads JSON from outside.
namespace ddbsim::testing {

/// Puts something else in the place of one node, anywhere in it.
inline void damage(nlohmann::json& json, std::mt19937& random) {
  using Json = nlohmann::json;
  static const std::vector<Json> kElse = {Json(),
                                          "",
                                          "*",
                                          "${",
                                          "${aws:username}",
                                          "arn:aws:x",
                                          "::1/129",
                                          "2026-13-01",
                                          -1,
                                          1e300,
                                          true,
                                          Json::array(),
                                          Json::object(),
                                          Json{{"a/b~c", "d"}},
                                          Json::array({1, "a"})};
  if (json.is_structured() && !json.empty() && random() % 4 != 0) {
    auto at = json.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random() % json.size()));
    damage(*at, random);
  } else {
    json = kElse[random() % kElse.size()];
  }
}

}  // namespace ddbsim::testing
