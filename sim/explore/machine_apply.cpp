// What a state becomes by a move.
#include <algorithm>

#include "sim/explore/machine.hpp"
#include "sim/service/stream_record.hpp"
#include "sim/world/lane_rules.hpp"

namespace ddbsim::explore {

Fingerprint Machine::part_of(std::size_t word, Id value) const {
  Fingerprint content{value, value};
  if (word >= first_lane_) {
    content = lanes_->print(value);
  } else if (word == kSql) {
    content = sql_histories_.print(value);
  } else if (word == kLateRequests) {
    content = late_.print(value);
  } else if (word == kTokens) {
    content = tokens_.print(value);
  } else if (word >= kFixedWords && word < first_client_ && is_owed_word(word)) {
    content = owed_.print(value);
  } else if (word == kClock) {
    const auto time = clocks_[value].time_since_epoch().count();
    content = {static_cast<std::uint64_t>(time), 0};
  }
  return word_names_[word].then(content);
}

bool Machine::is_owed_word(std::size_t word) const noexcept {
  return std::ranges::find(owed_words_, word, &OwedWord::word) != owed_words_.end();
}

void Machine::set(State& state, std::size_t word, Id value) {
  if (state.words[word] != 0) {
    state.rest.toggle(part_of(word, state.words[word]));
  }
  state.words[word] = value;
  if (value != 0) {
    state.rest.toggle(part_of(word, value));
  }
}

void Machine::set_item(State& state, std::uint32_t slot, Id chain) {
  const std::size_t word = first_item_ + slot;
  if (word >= state.words.size()) {
    state.words.resize(word + 1, 0);
  }
  const Fingerprint& name = catalogue_->slots()[slot].name;
  if (state.words[word] != 0) {
    state.items.toggle(name.then(catalogue_->chain_print(state.words[word])));
  }
  state.words[word] = chain;
  if (chain != 0) {
    state.items.toggle(name.then(catalogue_->chain_print(chain)));
  }
}

void Machine::apply(const State& from, const Move& move, State& to) {
  to.words = from.words;
  to.items = from.items;
  to.rest = from.rest;
  if (move.is_clients()) {
    apply_client(from, move, to);
  } else if (move.kind == Move::Kind::expire) {
    apply_expiry(from, move, to);
  } else if (move.kind == Move::Kind::land) {
    apply_landing(from, move, to);
  } else {
    apply_lane(from, move, to);
  }
}

void Machine::apply_client(const State& from, const Move& move, State& to) {
  const std::size_t word = first_client_ + move.actor;
  const ClientTurn& turn = clients_[move.actor].turns[to.words[word]];
  const bool skips = move.effect != 0 && engine_->effect(move.effect).refused;
  set(to, word, skips ? static_cast<Id>(turn.next_step) : to.words[word] + 1);
  if (move.kind == Move::Kind::advance) {
    set_clock(now(from) + turn.by, to);
    return;
  }
  if (move.kind == Move::Kind::split) {
    return;  // where changes go follows from where the client stands
  }
  do_effect(move.effect, 0, true, to);
  if (!skips) {
    note_sql(turn, to);
  }
}

void Machine::apply_expiry(const State& from, const Move& move, State& to) {
  const Slot& slot = catalogue_->slots()[move.slot];
  const table::Table& table = *catalogue_->tables()[slot.table].table;
  const value::Item& item = catalogue_->item_of(from.words[first_item_ + move.slot]);
  set_clock(std::max(now(from), *world_->account().expires(table, item)), to);
  const Fingerprint key{
      (static_cast<std::uint64_t>(move.slot) << 32U) | to.words[first_item_ + move.slot],
      to.words[kClock]};
  const auto [known, is_new] = expiries_.try_emplace(key, 0);
  if (is_new) {
    known->second = engine_->expiry(move.slot, now(to), items(to));
  }
  do_effect(known->second, 0, false, to);
}

void Machine::apply_landing(const State& from, const Move& move, State& to) {
  std::vector<LateRequest> late = late_[from.words[kLateRequests]];
  const std::uint32_t generation = late[move.late].generation;
  late.erase(late.begin() + static_cast<std::ptrdiff_t>(move.late));
  change_late(std::move(late), to);
  do_effect(move.effect, generation, false, to);
}

void Machine::change_late(std::vector<LateRequest> late, State& to) {
  Fingerprint print;
  for (const LateRequest& request : late) {
    print = print.then(word_names_[first_lane_ + request.lane].low)
                .then(request.call)
                .then(catalogue_->request_print(request.request))
                .then(request.generation);
  }
  set(to, kLateRequests, late.empty() ? 0 : late_.intern(print, [&] { return std::move(late); }));
}

void Machine::apply_lane(const State& from, const Move& move, State& to) {
  const std::size_t word = first_lane_ + move.actor;
  const std::uint32_t generation = generation_of((*lanes_)[from.words[word]]) + 1;
  set(to, word, move.step.lane);
  if (move.step.gave_up) {
    set(to, kFlags, to.words[kFlags] | kGaveUp);
  }
  if (move.fate != world::Fate::ok) {
    pay(to, fault_of(move.fate));
  }
  if (move.lost) {
    pay(to, kDuplicate);
  }
  if (move.fate == world::Fate::late) {
    std::vector<LateRequest> late = late_[from.words[kLateRequests]];
    late.push_back({move.actor, move.call, request_of(from, move), generation});
    change_late(std::move(late), to);
  }
  if (move.effect != 0) {
    do_effect(move.effect, generation, false, to);
  }
}

void Machine::pay(State& to, std::size_t kind) {
  set(to, kFaults, to.words[kFaults] + 1);
  if (const std::size_t word = fault_words_[kind]; word != 0) {
    set(to, word, to.words[word] + 1);
  }
}

std::uint32_t Machine::generation_of(const LaneEntry& lane) const {
  std::uint32_t generation = 0;
  if (!lane.queue.empty()) {
    for (const std::uint64_t record : lane.queue.front().positions) {
      generation = std::max(generation, catalogue_->record(static_cast<Id>(record)).generation);
    }
  }
  return generation;
}

void Machine::note_sql(const ClientTurn& turn, State& to) {
  if (turn.sql_call == 0) {
    return;
  }
  const Fingerprint print = sql_histories_.print(to.words[kSql]).then(turn.sql_call);
  const Id before = to.words[kSql];
  set(to, kSql, sql_histories_.intern(print, [&] {
    std::vector<scenario::SqlCall> calls = sql_histories_[before];
    calls.push_back(sql_calls_[turn.sql_call]);
    return calls;
  }));
}

void Machine::observe(const Effect& effect, Id number, bool by_client, State& to) {
  for (const OwedWord& word : owed_words_) {
    const Id before = to.words[word.word];
    const Fingerprint key{
        (static_cast<std::uint64_t>(word.word) << 33U) | before | (by_client ? 1ULL << 32U : 0),
        number};
    const auto [known, is_new] = owed_after_.try_emplace(key, 0);
    if (is_new) {
      scenario::Owed owed = owed_[before];
      for (const Effect::Write& write : effect.writes) {
        if (is_of(word.rule->rows, write.slot)) {
          owed.observe(*word.rule, catalogue_->item_of(write.before),
                       catalogue_->item_of(write.chain), by_client);
        }
      }
      known->second = intern(std::move(owed));
    }
    set(to, word.word, known->second);
  }
}

void Machine::do_effect(Id number, std::uint32_t generation, bool by_client, State& to) {
  const Effect& effect = engine_->effect(number);
  if (!effect.writes.empty()) {
    observe(effect, number, by_client, to);
  }
  for (const Effect::Write& write : effect.writes) {
    set_item(to, write.slot, write.chain);
  }
  for (const Id change : effect.changes) {
    append_change(change, generation, to);
  }
  if (effect.remembers) {
    std::vector<Token> tokens = tokens_[to.words[kTokens]];
    tokens.push_back(*effect.remembers);
    change_tokens(std::move(tokens), to);
  }
}

/// A change as it is when the shard that it was split off has not split yet.
Id Machine::before_splits(Id number, const State& state) {
  for (const Split& split : splits_) {
    const StreamChange& change = catalogue_->change(number);
    const bool is_done = state.words[first_client_ + split.client] > split.turn;
    if (is_done || change.stream != split.stream || change.shard < split.first_child) {
      continue;
    }
    const auto [known, is_new] = unsplit_.try_emplace(number, 0);
    if (is_new) {
      StreamChange before = change;
      before.shard = split.parent;
      known->second = catalogue_->change_of(std::move(before));
    }
    return known->second;
  }
  return number;
}

void Machine::append_change(Id number, std::uint32_t generation, State& to) {
  number = before_splits(number, to);
  const StreamChange& change = catalogue_->change(number);
  const std::uint64_t position = next_position(change, to);
  for (std::size_t lane = 0; lane < lane_places_.size(); ++lane) {
    const LanePlace& place = lane_places_[lane];
    const MappingEntry& mapping = mappings_[place.mapping];
    if (mapping.stream == change.stream && place.shard == change.shard) {
      append_to_lane(lane, number, generation, mapping.counts_positions ? position : 0, to);
    }
  }
}

void Machine::append_to_lane(std::size_t lane, Id number, std::uint32_t generation,
                             std::uint64_t position, State& to) {
  const LanePlace& place = lane_places_[lane];
  const StreamChange& change = catalogue_->change(number);
  const std::uint32_t factor = mappings_[place.mapping].definition.parallelization_factor;
  const auto& key = catalogue_->tables()[change.stream].stream->definition().key;
  if (world::lane_of(key, change.change, factor) != place.part ||
      !passes_filter(place.mapping, number)) {
    return;
  }
  if (generation > scenario_.bounds.generations) {
    set(to, kFlags, to.words[kFlags] | kFedItself);
    return;
  }
  const Id record =
      catalogue_->record_of({.change = number, .generation = generation, .position = position});
  const std::size_t word = first_lane_ + lane;
  set(to, word, lanes_->append(to.words[word], place.mapping, record));
}

bool Machine::passes_filter(std::uint32_t mapping, Id number) {
  const auto& filters = mappings_[mapping].definition.filters;
  if (filters.empty()) {
    return true;
  }
  const std::uint64_t key = (static_cast<std::uint64_t>(mapping) << 32U) | number;
  const auto [known, is_new] = filtered_.try_emplace(key, false);
  if (is_new) {
    const StreamChange& change = catalogue_->change(number);
    const table::Stream& stream = *catalogue_->tables()[change.stream].stream;
    const table::Shard& shard = *stream.shards()[change.shard];
    const auto json = lambda::record_to_json(
        service::to_stream_record(stream, change.change, shard.event_id(0),
                                  shard.sequence_number(0), world_->account().parameters().region),
        stream.definition().arn);
    known->second =
        std::ranges::any_of(filters, [&](const auto& filter) { return filter.matches(json); });
  }
  return known->second;
}

void Machine::set_clock(choice::Instant now, State& to) {
  auto at = std::ranges::find(clocks_, now);
  if (at == clocks_.end()) {
    at = clocks_.insert(at, now);
  }
  set(to, kClock, static_cast<Id>(at - clocks_.begin()));
  forget_tokens(to);
}

/// Whose time is over.
void Machine::forget_tokens(State& to) {
  if (to.words[kTokens] == 0) {
    return;
  }
  std::vector<Token> tokens = tokens_[to.words[kTokens]];
  std::erase_if(tokens, [&](const Token& token) { return token.remembered.expires <= now(to); });
  change_tokens(std::move(tokens), to);
}

void Machine::change_tokens(std::vector<Token> tokens, State& to) {
  std::ranges::sort(tokens, {}, &Token::token);
  Fingerprint print;
  for (const Token& token : tokens) {
    const auto expires = token.remembered.expires.time_since_epoch().count();
    print = print.then(token.token)
                .then(token.remembered.content)
                .then(static_cast<std::uint64_t>(expires));
  }
  set(to, kTokens, tokens.empty() ? 0 : tokens_.intern(print, [&] { return std::move(tokens); }));
}

}  // namespace ddbsim::explore
