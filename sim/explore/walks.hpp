#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "sim/explore/judge.hpp"
#include "sim/explore/search.hpp"

namespace ddbsim::explore {

struct WalkOptions {
  std::uint64_t seed = 1;
  std::uint64_t walks = 10'000;
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
  const std::atomic<bool>* interrupted = nullptr;
  const Baseline* baseline = nullptr;  ///< as in SearchOptions; incomplete: not judged by
  Progress progress;                   ///< may be empty
};

struct Walked {
  std::uint64_t walks = 0;  ///< that were made, the last of which broke what is broken
  std::uint64_t steps = 0;  ///< of all of them
  /// Walks that were given up, since they did not come to their end in so many moves.
  std::uint64_t given_up = 0;
  std::uint64_t most_moves = 0;
  Judge::Set broken = 0;  ///< properties that the first state that breaks one breaks
  /// A way to break one of these, without the moves that it does not need, and which.
  std::optional<std::pair<Path, std::size_t>> met;
  Judge::Set reached = 0;  ///< `sometimes` properties that were true somewhere
};

/// Goes through the states of a file at random until something breaks. Walk number i is decided by
/// the seed and i alone. Even ones choose the actor (a client, a lane, time-to-live) of each move
/// at random; odd ones let the actor of the highest priority move, where priorities are random and
/// the highest falls below all others at up to three random places (PCT: Burckhardt et al., "A
/// randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010), and go on as
/// even ones behind the last place. What becomes of a move is random, too, harmless things more
/// likely than others; and each walk switches off some kinds of faults, chosen at random.
[[nodiscard]] Walked walk_randomly(const MakeMachine& make, const WalkOptions& options);

}  // namespace ddbsim::explore
