#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/explore/nodes.hpp"
#include "sim/world/lane.hpp"

namespace ddbsim::explore {

/// What a mapping keeps of a shard, by number: records that no poll has taken, batches that are not
/// done (`positions` are numbers of records), and where the function stands that has the oldest.
/// Records that no filter lets through are never in it.
struct LaneEntry {
  std::uint32_t mapping = 0;
  std::vector<Id> pending;
  std::vector<world::Batch> queue;  ///< oldest first
  Id node = 0;                      ///< 0: no delivery is under way
};

/// How a step of a lane went on.
struct LaneStep {
  Id lane = 0;
  Id node = 0;           ///< where the function stands now, or stood when it ended
  bool gave_up = false;  ///< records were given up
};

/// The rules of lanes, each asked once and remembered. Lane 0 is one that has nothing.
class Lanes {
 public:
  Lanes(Nodes& nodes, const std::vector<MappingEntry>& mappings)
      : nodes_(nodes), mappings_(mappings) {}

  [[nodiscard]] const LaneEntry& operator[](Id id) const { return lanes_[id]; }
  [[nodiscard]] const Fingerprint& print(Id id) const { return lanes_.print(id); }

  [[nodiscard]] Id append(Id lane, std::uint32_t mapping, Id record);
  /// How the oldest records that nobody took are delivered: so many of them; 0: the batch that
  /// comes again. The function begins; when it ends at once, `lost` says whether its success is.
  [[nodiscard]] LaneStep deliver(Id lane, std::uint32_t records, choice::Instant now, bool lost);
  /// The function of the lane goes on at `node`.
  [[nodiscard]] LaneStep go_on(Id lane, Id node, bool lost);
  /// The delivery fails without the function's doing: a crash, a time-out.
  [[nodiscard]] LaneStep fail(Id lane);

 private:
  struct Question {
    std::uint64_t what = 0;
    std::uint64_t with = 0;
    friend bool operator==(const Question&, const Question&) = default;
  };
  struct QuestionHash {
    using is_avalanching = void;
    std::size_t operator()(const Question& question) const noexcept {
      return value::mix(question.what, question.with);
    }
  };
  template <class Answer>
  [[nodiscard]] LaneStep once(const Question& question, Answer answer);
  [[nodiscard]] Id intern(LaneEntry entry);
  [[nodiscard]] LaneStep settle(LaneEntry entry, Id node, bool lost);
  [[nodiscard]] LaneStep failed(LaneEntry entry);
  [[nodiscard]] Id begin(LaneEntry& entry, std::uint32_t records, choice::Instant now);

  Nodes& nodes_;
  const std::vector<MappingEntry>& mappings_;
  Interner<LaneEntry> lanes_;
  boost::unordered_flat_map<Question, LaneStep, QuestionHash> known_;
};

}  // namespace ddbsim::explore
