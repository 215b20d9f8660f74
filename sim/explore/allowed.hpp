#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/world/fate.hpp"

namespace ddbsim::explore {

inline constexpr std::size_t kFaultKinds = world::kFaultNames.size();
/// Index of a fate in `world::kFaultNames`; `kFaultKinds` for "ok".
[[nodiscard]] std::size_t fault_of(world::Fate fate) noexcept;
inline constexpr std::size_t kDuplicate = kFaultKinds - 1;
inline constexpr std::size_t kLate = kFaultKinds - 2;
static_assert(world::kFaultNames[kDuplicate] == "duplicate" && world::kFaultNames[kLate] == "late");

/// What may happen in a search: the things that make failures possible, and how often.
struct Allowed {
  std::uint32_t faults = 0;                          ///< in all
  std::array<std::uint32_t, kFaultKinds> each = {};  ///< of each kind
  std::uint32_t batch_size = 1;                      ///< at most the mapping's
  std::uint32_t stale_versions = 0;
  bool lanes = false;                         ///< several in a shard (ParallelizationFactor)
  bool shards = false;                        ///< several in a stream
  std::set<std::string, std::less<>> things;  ///< of steps
  /// Mappings whose functions were seen to use the id of their request: how often a batch has come
  /// then makes a difference.
  std::set<std::string, std::less<>> count_attempts;
  /// The same for the ids or sequence numbers of records: where a record stands in its shard.
  std::set<std::string, std::less<>> count_positions;

  /// All that a file allows, with so many faults.
  [[nodiscard]] static Allowed everything(const scenario::Scenario& exploration,
                                          std::uint32_t faults);
  /// Only those of its things, by number in `things_of`.
  [[nodiscard]] static Allowed only(const scenario::Scenario& exploration,
                                    const std::vector<std::size_t>& things);
};

/// A function was seen to use something that the search had left out: it must begin anew with that.
struct MustCount {
  enum class What : std::uint8_t { attempts, positions };
  What what;
  std::string mapping;
};

/// A thing that a search may be allowed, by name: "crash", "stale read", "batch above one",
/// "parallelization", "several shards", or a step's.
struct Thing {
  std::string name;
  bool is_fault = false;
  void (*allow)(const scenario::Scenario& exploration, const std::string& name, Allowed& allowed);
};
/// Those that make sense for a file, in order of name.
[[nodiscard]] std::vector<Thing> things_of(const scenario::Scenario& exploration);

}  // namespace ddbsim::explore
