#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/orders.hpp"
#include "sim/explore/search.hpp"

// A search that is shared out: what one part of it found, as a file, and all parts joined.
namespace ddbsim::explore {

/// What a part found with so many faults. Prints of states and outcomes are ascending, each once.
struct PartLevel {
  Summary::End end = Summary::End::exhaustive;
  std::vector<Visit> visits;
  std::vector<Fingerprint> outcomes;
  Judge::Set broken = 0;
  Judge::Set reached = 0;
  std::optional<std::pair<Path, Judge::Set>> met;  ///< a state that breaks something
  std::uint64_t handler_runs = 0;
  /// What functions were seen to use: parts that saw different things had different states.
  std::set<std::string, std::less<>> count_attempts;
  std::set<std::string, std::less<>> count_positions;

  friend bool operator==(const PartLevel&, const PartLevel&) = default;
};

[[nodiscard]] PartLevel level_of(Found found, std::set<std::string, std::less<>> count_attempts,
                                 std::set<std::string, std::less<>> count_positions);

/// One part of the search of a file, for 0 faults, 1, and so on: until something broke, or a limit
/// ended it.
struct Part {
  std::string version;  ///< of ddbsim
  std::string file;     ///< path of the exploration, as it was given
  Fingerprint content;  ///< of that file
  Shard shard;
  std::uint32_t faults = 0;  ///< at most
  std::vector<PartLevel> levels;

  friend bool operator==(const Part&, const Part&) = default;
};

/// Parts contradict each other, or what happens here: their programs or functions differ.
class PartsDisagree : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Identity of what a file says, with all that it includes and the code of its functions: texts
/// alone, so that it is the same wherever they lie.
[[nodiscard]] Fingerprint content_of(const scenario::Scenario& exploration);

/// A line of JSON, then states and outcomes, then a checksum of all that: the same bytes whatever
/// the number of threads was, for a search that came to its end.
[[nodiscard]] std::string bytes_of(const Part& part);
/// The error is the end of a sentence about the file: "was changed, or is not complete".
[[nodiscard]] std::expected<Part, std::string> part_of(std::string_view bytes);

/// What keeps these from being all parts of one search, made by this version: a sentence with the
/// names of the files; absent: they are. `names`: of the files, in the same order.
[[nodiscard]] std::optional<std::string> mismatch(const std::vector<Part>& parts,
                                                  const std::vector<std::string>& names,
                                                  std::string_view version);

/// What the whole search with so many faults finds, of all parts together. Absent when functions
/// were seen to use something in some parts alone, so that the others' states say too little.
/// Throws PartsDisagree.
[[nodiscard]] std::optional<Found> join(const std::vector<Part>& parts, std::uint32_t faults);
/// The least number of faults with which some part broke something.
[[nodiscard]] std::optional<std::uint32_t> least_broken(const std::vector<Part>& parts);

}  // namespace ddbsim::explore
