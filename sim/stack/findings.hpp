#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/stack/node.hpp"
#include "sim/stack/stack.hpp"

namespace ddbsim::stack {

/// What is told about a template besides its fragment. Reading goes on after an error with values
/// of no meaning; the first error is the one that counts.
class Findings {
 public:
  void error(const Node& at, std::string message) {
    if (!error_) {
      error_ = Error{at, std::move(message)};
      error_->at.items.clear();
    }
  }
  [[nodiscard]] bool failed() const noexcept { return error_.has_value(); }

  void pass_over(std::string logical_id, std::string type, std::string reason) {
    PassedOver found{std::move(logical_id), std::move(type), std::move(reason)};
    if (std::ranges::find(passed_over_, found) == passed_over_.end()) {
      passed_over_.push_back(std::move(found));
    }
  }

  struct Error {
    Node at;  ///< without its items
    std::string message;
  };
  [[nodiscard]] const std::optional<Error>& first_error() const noexcept { return error_; }
  [[nodiscard]] std::vector<PassedOver> take_passed_over() { return std::move(passed_over_); }

 private:
  std::optional<Error> error_;
  std::vector<PassedOver> passed_over_;
};

}  // namespace ddbsim::stack
