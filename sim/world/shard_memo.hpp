#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/table/stream.hpp"

namespace ddbsim::world {

/// What is worth remembering of a shard's records: facts that follow from the records alone, so
/// that they are no state. Positions never change their record while nothing is undone; whoever may
/// undo does without.
class ShardMemo {
 public:
  /// How many records before `position` that the shard still holds are the same event of the same
  /// item.
  [[nodiscard]] std::size_t earlier(const table::Stream& stream, const table::Shard& shard,
                                    std::uint64_t position);

  /// The verdict of a filter on a record, asked once: `ask()` gives it.
  template <class Ask>
  [[nodiscard]] bool passes(std::uint64_t position, Ask ask) {
    return remembered(passes_, position, ask);
  }
  /// Bytes of a record's JSON, likewise.
  template <class Ask>
  [[nodiscard]] std::size_t json_bytes(std::uint64_t position, Ask ask) {
    return remembered(json_bytes_, position, ask);
  }

 private:
  template <class Facts, class Ask>
  static auto remembered(Facts& facts, std::uint64_t position, Ask ask) {
    const auto [at, added] = facts.try_emplace(position);
    if (added) {
      at->second = ask();
    }
    return at->second;
  }

  boost::unordered_flat_map<std::uint64_t, std::vector<std::uint64_t>>
      positions_;            ///< by hash of item and event
  std::uint64_t known_ = 0;  ///< end of what is in there
  boost::unordered_flat_map<std::uint64_t, bool> passes_;
  boost::unordered_flat_map<std::uint64_t, std::size_t> json_bytes_;
};

/// The same, counted anew.
[[nodiscard]] std::size_t count_earlier(const table::Stream& stream, const table::Shard& shard,
                                        std::uint64_t position);

}  // namespace ddbsim::world
