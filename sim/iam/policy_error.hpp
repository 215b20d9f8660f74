#pragma once

#include <string>

namespace ddbsim::iam {

/// Why JSON is no policy, or no role.
struct PolicyError {
  std::string pointer;  ///< JSON pointer below what was given
  std::string message;
};

}  // namespace ddbsim::iam
