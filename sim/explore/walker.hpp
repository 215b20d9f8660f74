#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/machine.hpp"
#include "sim/explore/search.hpp"

namespace ddbsim::explore {

/// One way through the states of a machine, from its start, a move at a time. Outlived by the
/// machine.
class Walker {
 public:
  explicit Walker(Machine& machine) : machine_(machine) { restart(); }

  /// Back to the start.
  void restart();
  [[nodiscard]] const State& state() const noexcept { return state_; }
  [[nodiscard]] bool is_at_rest() const noexcept { return machine_.is_at_rest(state_); }
  /// What can happen now; empty: nothing.
  [[nodiscard]] const std::vector<Move>& moves() const noexcept { return moves_; }
  /// The same in words.
  [[nodiscard]] std::vector<std::string> words() const { return machine_.labels(moves_); }
  /// `number` is one of `moves`.
  void take(std::size_t number);
  /// False, and nothing happens: there is no such word now.
  bool take(std::string_view word);
  /// All of them; the problem is a sentence: which is not possible, where, and what is there.
  [[nodiscard]] std::optional<std::string> take_all(const std::vector<std::string>& words);
  /// The way so far.
  [[nodiscard]] const Path& path() const noexcept { return path_; }

 private:
  Machine& machine_;
  State state_;
  State next_;
  std::vector<Move> moves_;
  Path path_;
};

/// Does a read of this move show older versions?
[[nodiscard]] bool is_stale(Machine& machine, const Move& move);
/// Neither that nor a fault.
[[nodiscard]] bool is_harmless(Machine& machine, const Move& move);

/// A path in words, one for each move: "ann", "trigger:2", "trigger.1!crash-after".
[[nodiscard]] std::vector<std::string> words_of(Machine& machine, const Path& path);

}  // namespace ddbsim::explore
