// What can happen in a state.
#include <algorithm>

#include "sim/explore/machine.hpp"

namespace ddbsim::explore {

void Machine::moves(const State& state, std::vector<Move>& out) {
  out.clear();
  for (std::size_t client = 0; client < clients_.size(); ++client) {
    add_client_moves(state, static_cast<std::uint16_t>(client), out);
  }
  for (std::size_t lane = 0; lane < lane_places_.size(); ++lane) {
    add_lane_moves(state, static_cast<std::uint16_t>(lane), out);
  }
  add_landings(state, out);
  add_expiries(state, out);
}

std::span<const Id> Machine::effects(Id request, world::Fate fate, const Caller& caller,
                                     const State& state) {
  return engine_->effects(request, fate, caller, allowed_.stale_versions > 0, now(state),
                          items(state), tokens_[state.words[kTokens]]);
}

void Machine::add_landings(const State& state, std::vector<Move>& out) {
  if (state.words[kLateRequests] == 0) {
    return;
  }
  const std::vector<LateRequest> late = late_[state.words[kLateRequests]];
  for (std::uint32_t index = 0; index < late.size(); ++index) {
    const LateRequest& request = late[index];
    const MappingEntry& mapping = mappings_[lane_places_[request.lane].mapping];
    for (const Id effect : effects(
             request.request, world::Fate::ok,
             {.number = mapping.function, .function = mapping.definition.function_name}, state)) {
      out.push_back({.kind = Move::Kind::land,
                     .actor = request.lane,
                     .call = request.call,
                     .late = index,
                     .effect = effect});
    }
  }
}

void Machine::add_client_moves(const State& state, std::uint16_t client, std::vector<Move>& out) {
  const std::vector<ClientTurn>& turns = clients_[client].turns;
  const Id at = state.words[first_client_ + client];
  if (at >= turns.size()) {
    return;
  }
  if (turns[at].request == 0) {
    out.push_back(
        {.kind = turns[at].splits ? Move::Kind::split : Move::Kind::advance, .actor = client});
    return;
  }
  for (const Id effect : effects(turns[at].request, world::Fate::ok, Caller{}, state)) {
    out.push_back({.kind = Move::Kind::client, .actor = client, .effect = effect});
  }
}

/// By its parent, which has something left.
bool Machine::is_held_back(const State& state, const LanePlace& place) const noexcept {
  for (std::size_t lane = place.parents; lane < place.parents_end; ++lane) {
    if (state.words[first_lane_ + lane] != 0) {
      return true;
    }
  }
  return false;
}

bool Machine::has_room(const State& state, const MappingEntry& mapping) const {
  if (!mapping.concurrency) {
    return true;
  }
  std::uint32_t running = 0;
  for (std::size_t lane = 0; lane < lane_places_.size(); ++lane) {
    const MappingEntry& other = mappings_[lane_places_[lane].mapping];
    const LaneEntry& entry = (*lanes_)[state.words[first_lane_ + lane]];
    running += other.function == mapping.function && entry.node != 0 ? 1U : 0U;
  }
  return running < *mapping.concurrency;
}

void Machine::add_lane_moves(const State& state, std::uint16_t lane, std::vector<Move>& out) {
  const Id word = state.words[first_lane_ + lane];
  if (word == 0 || is_held_back(state, lane_places_[lane])) {
    return;
  }
  const LaneEntry& entry = (*lanes_)[word];
  if (entry.node == 0) {
    if (mappings_[entry.mapping].definition.enabled && has_room(state, mappings_[entry.mapping])) {
      add_deliveries(state, lane, out);
    }
    return;
  }
  const Node& node = (*nodes_)[entry.node];
  for (const Node::Call& call : node.calls) {
    add_answers(state, lane, call, out);
  }
  if (node.wake) {
    add_step(state, {.kind = Move::Kind::wake, .actor = lane},
             nodes_->after(entry.node, 0, 0, *node.wake), out);
  } else if (node.calls.empty()) {
    out.push_back({.kind = Move::Kind::time_out, .actor = lane, .step = lanes_->fail(word)});
  }
}

/// A success that is lost is the same as a failure: only what the mapping does with it differs.
void Machine::add_deliveries(const State& state, std::uint16_t lane, std::vector<Move>& out) {
  const Id word = state.words[first_lane_ + lane];
  const LaneEntry& entry = (*lanes_)[word];
  const auto add = [&](std::uint32_t records) {
    for (const bool lost : {false, true}) {
      if (!can_afford(state, world::Fate::ok, lost)) {
        continue;
      }
      const LaneStep step = lanes_->deliver(word, records, now(state), lost);
      if (lost && (*nodes_)[step.node].kind != Node::Kind::done) {
        continue;
      }
      out.push_back({.kind = Move::Kind::deliver,
                     .lost = lost,
                     .actor = lane,
                     .records = static_cast<std::uint16_t>(records),
                     .step = step});
    }
  };
  if (!entry.queue.empty()) {
    add(0);
    return;
  }
  const std::uint32_t most =
      std::min(allowed_.batch_size, mappings_[entry.mapping].definition.batch_size);
  const auto waiting = static_cast<std::uint32_t>(entry.pending.size());
  for (std::uint32_t records = std::min(most, waiting); records > 0; --records) {
    add(records);
  }
}

bool Machine::can_afford(const State& state, world::Fate fate, bool lost) const {
  std::uint32_t sum = state.words[kFaults];
  const auto has = [&](std::size_t kind) {
    const std::size_t word = fault_words_[kind];
    return (word == 0 ? 0 : state.words[word]) < allowed_.each[kind] && ++sum <= allowed_.faults;
  };
  return (fate == world::Fate::ok || has(fault_of(fate))) && (!lost || has(kDuplicate));
}

void Machine::add_answers(const State& state, std::uint16_t lane, const Node::Call& call,
                          std::vector<Move>& out) {
  const Id word = state.words[first_lane_ + lane];
  const Node& node = (*nodes_)[(*lanes_)[word].node];
  for (const world::Fate fate : catalogue_->request(call.request).fates) {
    if (can_afford(state, fate, false)) {
      add_fate(state,
               {.kind = Move::Kind::answer, .fate = fate, .actor = lane, .call = call.number}, node,
               call, out);
    }
  }
}

void Machine::add_fate(const State& state, Move move, const Node& node, const Node::Call& call,
                       std::vector<Move>& out) {
  const Id word = state.words[first_lane_ + move.actor];
  const MappingEntry& mapping = mappings_[node.mapping];
  const Id at = (*lanes_)[word].node;
  if (move.fate == world::Fate::late) {
    move.step = lanes_->fail(word);
    out.push_back(move);
    return;
  }
  const Caller caller{.number = mapping.function, .function = mapping.definition.function_name};
  for (const Id effect : effects(call.request, move.fate, caller, state)) {
    move.effect = effect;
    if (move.fate == world::Fate::crash_after) {
      move.step = lanes_->fail(word);
      out.push_back(move);
    } else {
      add_step(state, move,
               nodes_->after(at, call.number, engine_->effect(effect).response, now(state)), out);
    }
  }
}

void Machine::add_step(const State& state, Move move, Id node, std::vector<Move>& out) {
  const Id word = state.words[first_lane_ + move.actor];
  move.step = lanes_->go_on(word, node, false);
  out.push_back(move);
  if ((*nodes_)[node].kind == Node::Kind::done && can_afford(state, move.fate, true)) {
    move.lost = true;
    move.step = lanes_->go_on(word, node, true);
    out.push_back(move);
  }
}

void Machine::add_expiries(const State& state, std::vector<Move>& out) {
  for (const TableEntry& table : catalogue_->tables()) {
    if (table.table->definition().ttl_attribute.empty()) {
      continue;
    }
    std::vector<std::uint32_t> slots = table.slots;
    std::ranges::sort(slots, {},
                      [&](std::uint32_t slot) { return catalogue_->slots()[slot].text; });
    for (const std::uint32_t slot : slots) {
      const std::size_t word = first_item_ + slot;
      const Id chain = word < state.words.size() ? state.words[word] : 0;
      const value::Item& item = catalogue_->item_of(chain);
      if (item && world_->account().expires(*table.table, item)) {
        out.push_back({.kind = Move::Kind::expire, .slot = slot});
      }
    }
  }
}

}  // namespace ddbsim::explore
