#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/explore/memory.hpp"
#include "sim/explore/search.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::explore {

/// A least way to break a property, and what it needs.
struct Least {
  std::size_t property = 0;
  Path path;
  Allowed allowed;
  Baseline baseline;  ///< without a fault; for `retry_transparent`
};

/// Searches worlds that are much alike: a file with more or less allowed, or with less in it. What
/// functions did and were seen to use is remembered from one search to the next.
class Seeker {
 public:
  struct Options {
    std::size_t jobs = 1;
    Limits limits;
    std::function<void(const std::string& what, std::uint64_t states, std::uint64_t transitions)>
        progress;
  };

  /// `file` says which functions are processes. Both outlive the seeker.
  Seeker(const scenario::Scenario& file, const scenario::Registry& registry, Options options);
  ~Seeker();
  Seeker(const Seeker&) = delete;
  Seeker& operator=(const Seeker&) = delete;

  [[nodiscard]] std::unique_ptr<Machine> make(const scenario::Scenario& file,
                                              const Allowed& allowed);

  /// Mappings whose functions were seen to use something that is left out as long as nobody does:
  /// see `Allowed::count_attempts` and `count_positions`.
  using Counted = std::set<std::string, std::less<>>;
  [[nodiscard]] const Counted& attempts() const noexcept { return attempts_; }
  [[nodiscard]] const Counted& positions() const noexcept { return positions_; }
  /// They were seen to elsewhere.
  void count(const Counted& attempts, const Counted& positions) {
    attempts_.insert(attempts.begin(), attempts.end());
    positions_.insert(positions.begin(), positions.end());
  }

  /// Runs `search` with what functions were seen to use counted, anew each time when one is seen
  /// to.
  template <class Search>
  auto counting(Allowed& allowed, Search search) {
    while (true) {
      allowed.count_attempts = attempts_;
      allowed.count_positions = positions_;
      try {
        return search();
      } catch (const MustCount& must) {
        (must.what == MustCount::What::attempts ? attempts_ : positions_).insert(must.mapping);
      }
    }
  }

  /// Depth first through everything, until something that is wanted breaks. Of `search` all but
  /// how many threads it has, when it stops and whom it tells of its progress: that is known here.
  [[nodiscard]] Found search(const scenario::Scenario& file, Allowed& allowed, SearchOptions search,
                             const std::string& what);

  /// For each property of `wanted` that breaks, a least way: with the fewest faults, of those the
  /// fewest steps. `faults`: at most.
  [[nodiscard]] std::vector<Least> find_least(const scenario::Scenario& file, Allowed allowed,
                                              std::uint32_t faults, Judge::Set wanted);

  [[nodiscard]] const Options& options() const noexcept { return options_; }
  [[nodiscard]] const scenario::Registry& registry() const noexcept { return registry_; }
  /// Null: none of the functions is a process.
  [[nodiscard]] lambda::process::ProcessHost* processes() const noexcept {
    return processes_.get();
  }
  [[nodiscard]] Memory* memory() noexcept { return processes_ ? &memory_ : nullptr; }
  /// Of a search in words; empty when nobody asks.
  [[nodiscard]] Progress progress_of(const std::string& what) const;

 private:
  void find_with(const scenario::Scenario& file, Allowed& allowed, Baseline& baseline,
                 Judge::Set& wanted, std::vector<Least>& out);

  const scenario::Registry& registry_;
  Options options_;
  std::unique_ptr<lambda::process::ProcessHost> processes_;
  Memory memory_;
  Counted attempts_;
  Counted positions_;
};

}  // namespace ddbsim::explore
