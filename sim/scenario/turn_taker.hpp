#pragma once

#include <string>
#include <vector>

#include "sim/choice/choices.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::scenario {

/// Answers the questions of a turn as its step says; all others go to `otherwise`.
class TurnAnswers final : public choice::Choices {
 public:
  explicit TurnAnswers(choice::Choices& otherwise) : otherwise_(otherwise) {}
  std::size_t choose(const choice::Point& point,
                     std::span<const std::string_view> options) override;

  /// Null: no turn is taken.
  void begin(const TurnStep* step);
  /// The turn is over: what it named that nothing asked for, or that was no option, in words.
  [[nodiscard]] std::vector<std::string> end();

 private:
  /// What the step says to a question: how `end` tells it, and the label; empty: nothing.
  struct Named {
    std::string what;
    std::string label;
  };
  [[nodiscard]] Named named_for(const choice::Point& point) const;

  choice::Choices& otherwise_;
  const TurnStep* step_ = nullptr;
  std::vector<std::string> left_;
};

/// Lets the named turn happen. What stands before it in its lane and is not named (records of
/// others, earlier attempts and calls) happens first, nothing bad. Gives what did not come up, in
/// words; empty: all of it did.
[[nodiscard]] std::vector<std::string> take_turn(world::World& world, TurnAnswers& answers,
                                                 const TurnStep& step);

}  // namespace ddbsim::scenario
