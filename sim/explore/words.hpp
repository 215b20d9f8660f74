#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"

// A schedule on one line, from which alone it can be played again:
//
//   [crash-after, stale read] -bob.2 ann trigger:1 trigger.1!crash-after trigger:0
//
// In brackets what may happen at all: the things of the failure's class; without brackets
// everything that the file allows. Then steps of clients that are left out, "-CLIENT.STEP", steps
// counted from 1. Then each move, as `Machine::labels` names it where it happens.
namespace ddbsim::explore {

struct Words {
  struct LeftOut {
    std::string client;
    std::size_t step = 0;  ///< 1..
  };
  std::optional<std::vector<std::string>> things;  ///< absent: everything
  std::vector<LeftOut> left_out;
  std::vector<std::string> moves;
};

/// Things and clients are those of the file; whether the moves are possible shows when they are
/// played. The error is a sentence.
[[nodiscard]] std::expected<Words, std::string> parse_words(std::string_view text,
                                                            const scenario::Scenario& exploration);
/// A word as messages quote it: not more than its beginning.
[[nodiscard]] std::string brief(std::string_view word);
/// What `parse_words` takes.
[[nodiscard]] std::string text_of(const Words& words);

/// The file without the steps that are left out; they are there, or `parse_words` said so.
[[nodiscard]] scenario::Scenario without_steps(const scenario::Scenario& exploration,
                                               const std::vector<Words::LeftOut>& left_out);

}  // namespace ddbsim::explore
