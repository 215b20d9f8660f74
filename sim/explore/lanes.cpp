#include "sim/explore/lanes.hpp"

#include <algorithm>

#include "sim/world/lane_rules.hpp"

namespace ddbsim::explore {
namespace {

enum class Rule : std::uint8_t { append, deliver, go_on, fail };

std::uint64_t word(Rule rule, Id lane, bool flag = false) {
  return (static_cast<std::uint64_t>(rule) << 40U) | (flag ? 1ULL << 48U : 0) | lane;
}

std::vector<Id> records_of(const world::Batch& batch) {
  std::vector<Id> records;
  records.reserve(batch.positions.size());
  for (const std::uint64_t record : batch.positions) {
    records.push_back(static_cast<Id>(record));
  }
  return records;
}

}  // namespace

template <class Answer>
LaneStep Lanes::once(const Question& question, Answer answer) {
  const auto known = known_.find(question);
  if (known != known_.end()) {
    return known->second;
  }
  const LaneStep step = answer();
  known_.emplace(question, step);
  return step;
}

Id Lanes::intern(LaneEntry entry) {
  if (entry.pending.empty() && entry.queue.empty()) {
    return 0;
  }
  Fingerprint print = Fingerprint{}.then(mappings_[entry.mapping].definition.name);
  print = print.then(nodes_.batch_print(nodes_.batch_of(entry.pending)));
  for (const world::Batch& batch : entry.queue) {
    print = print.then(nodes_.batch_print(nodes_.batch_of(records_of(batch))))
                .then(batch.retries)
                .then(batch.attempts);
  }
  print = print.then(nodes_.print(entry.node));
  return lanes_.intern(print, [&] { return std::move(entry); });
}

Id Lanes::append(Id lane, std::uint32_t mapping, Id record) {
  const Question question{word(Rule::append, lane),
                          (static_cast<std::uint64_t>(mapping) << 32U) | record};
  return once(question,
              [&] {
                LaneEntry entry = lanes_[lane];
                entry.mapping = mapping;
                entry.pending.push_back(record);
                return LaneStep{.lane = intern(std::move(entry))};
              })
      .lane;
}

Id Lanes::begin(LaneEntry& entry, std::uint32_t records, choice::Instant now) {
  if (records != 0) {
    const auto end = entry.pending.begin() + records;
    entry.queue.push_back({.positions = {entry.pending.begin(), end}});
    entry.pending.erase(entry.pending.begin(), end);
  }
  const world::Batch& batch = entry.queue.front();
  return nodes_.begin(entry.mapping, nodes_.batch_of(records_of(batch)), batch.attempts + 1, now);
}

LaneStep Lanes::deliver(Id lane, std::uint32_t records, choice::Instant now, bool lost) {
  const auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
  return once({word(Rule::deliver, lane, lost), value::mix(records, time)}, [&] {
    LaneEntry entry = lanes_[lane];
    const Id node = begin(entry, records, now);
    return settle(std::move(entry), node, lost);
  });
}

LaneStep Lanes::go_on(Id lane, Id node, bool lost) {
  return once({word(Rule::go_on, lane, lost), node},
              [&] { return settle(lanes_[lane], node, lost); });
}

LaneStep Lanes::fail(Id lane) {
  return once({word(Rule::fail, lane), 0}, [&] { return failed(lanes_[lane]); });
}

LaneStep Lanes::settle(LaneEntry entry, Id node, bool lost) {
  const Node& at = nodes_[node];
  LaneStep step;
  if (at.kind == Node::Kind::waiting) {
    entry.node = node;
    step.lane = intern(std::move(entry));
  } else if (at.kind == Node::Kind::failed || lost || at.first_failure == 0) {
    step = failed(std::move(entry));
  } else {
    entry.node = 0;
    if (at.first_failure == entry.queue.front().positions.size()) {
      entry.queue.erase(entry.queue.begin());
    } else {
      world::keep_rest(entry.queue.front(), at.first_failure);
    }
    step.lane = intern(std::move(entry));
  }
  step.node = node;
  return step;
}

/// How often a batch has come counts only where somebody counts it: else the world is the same as
/// before, and a search sees that it is.
LaneStep Lanes::failed(LaneEntry entry) {
  const lambda::MappingDefinition& mapping = mappings_[entry.mapping].definition;
  LaneStep step{.node = entry.node};
  entry.node = 0;
  if (mappings_[entry.mapping].counts_attempts) {
    ++entry.queue.front().attempts;
  }
  if (!world::split_oldest(mapping, entry.queue)) {
    if (!world::retry_oldest(mapping, entry.queue)) {
      step.gave_up = true;
      entry.queue.erase(entry.queue.begin());
    } else if (!mapping.max_retries) {
      entry.queue.front().retries = 0;
    }
  }
  step.lane = intern(std::move(entry));
  return step;
}

}  // namespace ddbsim::explore
