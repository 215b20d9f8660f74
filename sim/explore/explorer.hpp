#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/explored.hpp"
#include "sim/explore/search.hpp"
#include "sim/explore/shard.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::explore {

struct ExploreOptions {
  std::uint32_t faults = ~0U;  ///< at most; the file's bound when that is less
  std::size_t jobs = 1;
  bool count_schedules = false;  ///< a second pass
  Limits limits;
  std::uint64_t seed = 1;  ///< of random walks
  /// How many random walks follow a search that a limit ended. Absent: 10,000; where time is
  /// limited, as many as fit: a quarter of it is theirs then.
  std::optional<std::uint64_t> walks;
  /// What all parts of the search found: it is joined instead of being found again. Null: none.
  const std::vector<Part>* parts = nullptr;
  /// What is searched now ("2 faults"), and how far.
  std::function<void(const std::string& what, std::uint64_t states, std::uint64_t transitions)>
      progress;
};

/// Searches a file: everything that it allows, for 0 faults, then 1, and so on; when a limit ends
/// that, random walks go on. When something breaks, then for each property the smallest sets of
/// things that make that possible, each with its least story. Throws what functions throw:
/// NotDeterministic, Stuck; and PartsDisagree.
[[nodiscard]] Explored explore(const scenario::Scenario& exploration,
                               const scenario::Registry& registry, const ExploreOptions& options);

/// Plays a schedule that a story tells on one line ("replay"; see words.hpp), strictly. What its
/// last state breaks becomes stories; when it breaks nothing, what the first state on the way does
/// that breaks something. The error is a sentence: what of the words can't be, and what could.
[[nodiscard]] std::expected<Explored, std::string> play_words(const scenario::Scenario& exploration,
                                                              const scenario::Registry& registry,
                                                              const ExploreOptions& options,
                                                              const std::string& words);

/// One part of what `explore` does first: for 0 faults everything, from 1 on what is the shard's,
/// until something breaks. Classes, livelocks and schedules are looked for when all parts are
/// there. Who writes it fills in the version.
[[nodiscard]] Part explore_part(const scenario::Scenario& exploration,
                                const scenario::Registry& registry, const ExploreOptions& options,
                                Shard shard);

/// A verdict that the file states came out.
[[nodiscard]] bool verdict_came(const scenario::Scenario& exploration, const Summary& summary);

}  // namespace ddbsim::explore
