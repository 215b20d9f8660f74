#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "sim/explore/judge.hpp"
#include "sim/explore/machine.hpp"
#include "sim/explore/orders.hpp"
#include "sim/explore/story.hpp"
#include "sim/explore/visited.hpp"

namespace ddbsim::explore {

/// Which move, of those that there are, in each state from the start on.
using Path = std::vector<std::uint16_t>;

/// Where a search stops that has not come to its end.
struct Limits {
  std::uint64_t states = ~std::uint64_t{0};
  std::uint64_t memory_bytes = ~std::uint64_t{0};  ///< of visited states
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
  const std::atomic<bool>* interrupted = nullptr;
};

/// A state that a shard met, and how many moves lead out of it: 0 where it breaks something.
struct Visit {
  Fingerprint print;
  std::uint16_t moves = 0;
  friend auto operator<=>(const Visit&, const Visit&) = default;
};
[[nodiscard]] std::uint64_t moves_out(const std::vector<Visit>& visits) noexcept;

struct Found {
  Summary::End end = Summary::End::exhaustive;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  Judge::Set broken = 0;  ///< properties that some state breaks
  /// One such state, not a least one: the way there, and what it breaks.
  std::optional<std::pair<Path, Judge::Set>> met;
  Judge::Set reached = 0;  ///< `sometimes` properties that were true somewhere
  boost::unordered_flat_set<Fingerprint, FingerprintHash> outcomes;
  std::uint64_t handler_runs = 0;
  Baseline baseline;          ///< when none was given
  std::vector<Visit> visits;  ///< of a shard: ascending, each state once
};

/// Everything that a search needs besides its file, for each of its threads.
using MakeMachine = std::function<std::unique_ptr<Machine>()>;
using Progress = std::function<void(std::uint64_t states, std::uint64_t transitions)>;

struct SearchOptions {
  Limits limits;
  std::size_t jobs = 1;
  bool stop_when_broken = false;
  Judge::Set wanted = ~Judge::Set{0};  ///< properties that are looked at
  const Baseline* baseline = nullptr;  ///< null: it is made
  std::optional<Shard> shard;          ///< only the schedules of this one, and what it met is kept
  Progress progress;  ///< may be empty; called now and then, by one thread at a time
};

/// Visits each state once, depth first. The counts of a search that came to its end are the same
/// whatever `jobs` is. Each state of the whole search is met by some shard, most by several; the
/// counts of a shard are of different states and of the moves out of them.
[[nodiscard]] Found search_all(const MakeMachine& make, const SearchOptions& options);

/// A least way to break each property: breadth first, so that none has fewer steps; of those the
/// one whose moves come first.
struct Shortest {
  Summary::End end = Summary::End::exhaustive;
  std::map<std::size_t, Path> paths;  ///< by number of the property
};
[[nodiscard]] Shortest find_shortest(Machine& machine, Judge& judge, Judge::Set wanted,
                                     const Limits& limits);

/// A state from which no rest can be reached without a further fault: the first that is met,
/// breadth first.
struct Restless {
  Summary::End end = Summary::End::exhaustive;
  std::optional<Path> path;  ///< absent: each state leads to rest
};
[[nodiscard]] Restless find_restless(Machine& machine, const Limits& limits);

/// Calls `visit` with each outcome at rest, once, that breaks nothing, among the first `states`
/// states, breadth first.
void for_each_good_outcome(Machine& machine, std::uint64_t states,
                           const std::function<void(const service::Account&)>& visit);

/// So many states are looked at, at most, by what keeps more of them than that they were met.
inline constexpr std::uint64_t kStatesForRest = 3'000'000;

/// Can rest be reached from a state without a further fault? Absent: there are more states than so
/// many to look at.
[[nodiscard]] std::optional<bool> leads_to_rest(Machine& machine, const State& from,
                                                std::uint64_t states);

/// How many schedules there are from the start to where nothing can happen any more: decimal, or
/// "unbounded" when the world can come back to a state (a function that fails by itself, and is
/// tried again). A second pass over all states; absent when a limit ended it.
[[nodiscard]] std::optional<std::string> count_schedules(Machine& machine, const Limits& limits);

}  // namespace ddbsim::explore
