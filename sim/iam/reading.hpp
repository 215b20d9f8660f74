#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/iam/policy_error.hpp"

// Pieces of the readers of policies and roles.
namespace ddbsim::iam {

template <class T>
using Read = std::expected<T, PolicyError>;

/// "/Statement/0" and "a/b" is "/Statement/0/a~1b".
[[nodiscard]] std::string below(std::string_view pointer, std::string_view member);

/// The same error of what stands below `pointer`.
[[nodiscard]] inline std::unexpected<PolicyError> beneath(std::string_view pointer,
                                                          PolicyError error) {
  error.pointer.insert(0, pointer);
  return std::unexpected(std::move(error));
}
[[nodiscard]] inline std::unexpected<PolicyError> wrong(std::string pointer, std::string message) {
  return std::unexpected(PolicyError{std::move(pointer), std::move(message)});
}

[[nodiscard]] Read<std::string> read_text(const nlohmann::json& json);

/// One thing or a list of at least one, as elements of policies are; `read(json)` gives a Read<T>.
template <class T, class ReadOne>
[[nodiscard]] Read<std::vector<T>> read_each(const nlohmann::json& json, const std::string& pointer,
                                             ReadOne read) {
  std::vector<T> out;
  const bool list = json.is_array();
  const std::size_t count = list ? json.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    auto one = read(list ? json[i] : json);
    if (!one) {
      return beneath(list ? fmt::format("{}/{}", pointer, i) : pointer, std::move(one.error()));
    }
    out.push_back(std::move(*one));
  }
  if (out.empty()) {
    return wrong(pointer, "expected at least one");
  }
  return out;
}

}  // namespace ddbsim::iam
