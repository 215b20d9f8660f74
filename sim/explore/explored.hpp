#pragma once

#include <string>
#include <vector>

#include "sim/explore/story.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::explore {

/// A file of kind "scenario" that plays what broke.
struct Regression {
  std::string name;  ///< of a file: "published-handler-crash-after"
  scenario::Ordered json;
};

struct Explored {
  Summary summary;
  std::vector<Regression> regressions;  ///< one for each story
};

}  // namespace ddbsim::explore
