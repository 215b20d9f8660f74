#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "sim/scenario/result.hpp"

namespace ddbsim::scenario {

/// What --update does to one file.
struct Update {
  std::string path;
  std::string text;               ///< the whole new text
  std::size_t written = 0;        ///< expectations that it changes
  std::vector<std::string> left;  ///< sentences: what did not hold and no value can make hold
};

/// Puts what really came in the places of the expectations that did not hold; every other byte of
/// the file stays. Known bugs ("verdict") are left alone.
[[nodiscard]] Update update_of(const ScenarioResult& result);

}  // namespace ddbsim::scenario
