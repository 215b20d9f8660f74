#include "sim/explore/machine.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/explore/memory.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/stage.hpp"
#include "sim/service/stream_record.hpp"
#include "sim/value/ensure.hpp"
#include "sim/wire/codec.hpp"
#include "sim/world/lane_rules.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Scenario;

/// The file with what is not allowed taken out.
Scenario reduced(Scenario scenario, const Allowed& allowed) {
  if (!allowed.shards) {
    scenario.settings.account.partitions = 1;
  }
  for (scenario::MappingTemplate& mapping : scenario.mappings) {
    if (!allowed.lanes) {
      mapping.body.erase("ParallelizationFactor");
    }
  }
  return scenario;
}

bool is_there(const scenario::Step& step, const Allowed& allowed) {
  return step.thing.empty() || allowed.things.contains(step.thing);
}

}  // namespace

Machine::Machine(const Scenario& exploration, const scenario::Registry& registry,
                 const Allowed& allowed, lambda::process::ProcessHost* processes, Memory* memory)
    : scenario_(reduced(exploration, allowed)),
      allowed_(allowed),
      world_(std::make_unique<world::World>(scenario_.settings, choices_, trace_)) {
  if (const auto problem = scenario::set_up(scenario_, registry, *world_, processes)) {
    throw std::runtime_error(scenario::text_of(*problem));
  }
  if (memory != nullptr) {
    memory->wrap_functions(scenario_, *world_);
  }
  catalogue_ = std::make_unique<Catalogue>(world_->account());
  engine_ = std::make_unique<Engine>(*world_, *catalogue_, allowed.stale_versions);
  add_mappings();
  nodes_ = std::make_unique<Nodes>(*world_, *catalogue_, mappings_);
  lanes_ = std::make_unique<Lanes>(*nodes_, mappings_);
  add_clients();
  make_start();
}

Machine::~Machine() = default;

void Machine::add_mappings() {
  std::vector<std::string> functions;
  for (const scenario::MappingTemplate& given : scenario_.mappings) {
    MappingEntry entry{.definition = world_->mapping(given.name)->definition};
    const std::string& name = entry.definition.function_name;
    auto function = std::ranges::find(functions, name);
    if (function == functions.end()) {
      function = functions.insert(function, name);
    }
    entry.function = static_cast<std::uint32_t>(function - functions.begin()) + 1;
    const auto& settings = scenario_.functions.at(name);
    entry.timeout = settings.timeout.value_or(lambda::kDefaultTimeout);
    entry.concurrency = settings.reserved_concurrency;
    entry.counts_attempts = allowed_.count_attempts.contains(given.name);
    entry.counts_positions = allowed_.count_positions.contains(given.name);
    const auto stream = world_->account().find_stream(entry.definition.event_source_arn);
    entry.stream = catalogue_->table_named(stream->definition().table_name);
    mappings_.push_back(std::move(entry));
  }
}

scenario::Values Machine::values_of(const scenario::PatternStep& use) const {
  scenario::Values values;
  for (const auto& [name, parameter] : scenario_.patterns.at(use.pattern).parameters) {
    const auto given = use.with.find(name);
    values[name] = given == use.with.end() ? *parameter.fallback : given->second;
  }
  return values;
}

void Machine::request_of_step(const scenario::Step& step,
                              std::vector<service::Request>& out) const {
  const auto add = [&](const scenario::RequestTemplate& request, const scenario::Values& values) {
    const auto body = scenario::fill(request.body, values);
    value::ensure(body.has_value(), "steps are checked when the file is read");
    auto decoded = wire::decode(request.operation, scenario::Json(*body), wire::Mode::service,
                                &world_->account().layouts());
    value::ensure(decoded.has_value(), "requests are checked when the file is read");
    out.push_back(std::move(*decoded));
  };
  if (const auto* request = std::get_if<scenario::RequestStep>(&step.action)) {
    add(request->request, {});
  } else if (const auto* use = std::get_if<scenario::PatternStep>(&step.action)) {
    const scenario::Values values = values_of(*use);
    for (const scenario::RequestTemplate& part : scenario_.patterns.at(use->pattern).requests) {
      add(part, values);
    }
  }
}

void Machine::add_clients() {
  for (const auto& [name, steps] : scenario_.clients) {
    ClientEntry client{.name = name, .steps = &steps, .turns = {}};
    for (std::size_t index = 0; index < steps.size(); ++index) {
      const scenario::Step& step = steps[index];
      if (!is_there(step, allowed_)) {
        continue;
      }
      if (const auto* advance = std::get_if<scenario::AdvanceStep>(&step.action)) {
        client.turns.push_back({.step = index, .by = advance->by});
      }
      std::vector<service::Request> requests;
      request_of_step(step, requests);
      for (const service::Request& sent : requests) {
        ClientTurn& turn = client.turns.emplace_back();
        turn.step = index;
        turn.request = catalogue_->request_of(sent);
        turn.is_last = &sent == &requests.back();
        turn.step_has_several = requests.size() > 1;
        turn.place = static_cast<std::size_t>(&sent - requests.data()) + 1;
      }
      if (const auto* use = std::get_if<scenario::PatternStep>(&step.action);
          use != nullptr && scenario::writes_sql(scenario_.patterns.at(use->pattern))) {
        client.turns.back().sql_call = static_cast<Id>(sql_calls_.size());
        sql_calls_.push_back(scenario::sql_call(use->pattern, values_of(*use)));
      }
      for (ClientTurn& turn : client.turns) {
        turn.next_step = turn.step == index ? client.turns.size() : turn.next_step;
      }
    }
    clients_.push_back(std::move(client));
  }
}

void Machine::make_start() {
  word_names_.assign(kFixedWords, {});
  for (std::size_t word = 0; word < kFixedWords; ++word) {
    word_names_[word] = Fingerprint{}.then(word);
  }
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    if (allowed_.each[kind] > 0 && allowed_.each[kind] < allowed_.faults) {
      fault_words_[kind] = word_names_.size();
      word_names_.push_back(Fingerprint{}.then(world::kFaultNames[kind]));
    }
  }
  add_owed_words();
  add_position_words();
  first_client_ = word_names_.size();
  for (const ClientEntry& client : clients_) {
    word_names_.push_back(Fingerprint{}.then("client").then(client.name));
  }
  first_lane_ = word_names_.size();
  for (std::uint32_t number = 0; number < mappings_.size(); ++number) {
    const auto& definition = mappings_[number].definition;
    const auto& shards = catalogue_->tables()[mappings_[number].stream].stream->shards();
    for (std::uint32_t shard = 0; shard < shards.size(); ++shard) {
      for (std::uint32_t part = 0; part < definition.parallelization_factor; ++part) {
        lane_places_.push_back({number, shard, part});
        word_names_.push_back(
            Fingerprint{}.then("lane").then(definition.name).then(shard).then(part));
      }
    }
  }
  first_item_ = word_names_.size();
  start_.words.assign(first_item_, 0);
  clocks_.push_back(world_->now());
  for (const auto& [slot, chain] : engine_->begin()) {
    set_item(start_, slot, chain);
  }
  for (const OwedWord& word : owed_words_) {
    scenario::Owed owed;
    for (const auto& [slot, chain] : engine_->begin()) {
      if (is_of(word.rule->rows, slot)) {
        owed.observe(*word.rule, {}, catalogue_->item_of(chain), true);
      }
    }
    set(start_, word.word, intern(std::move(owed)));
  }
  for (const auto& [place, word] : position_words_) {
    const auto& [stream, shard] = place;
    const auto had = catalogue_->tables()[stream].stream->shards()[shard]->end();
    set(start_, word, static_cast<Id>(had));
  }
  add_first_records();
}

void Machine::add_owed_words() {
  for (std::size_t number = 0; number < scenario_.properties.size(); ++number) {
    if (const auto* rule =
            std::get_if<scenario::OneLiveRow>(&scenario_.properties[number].predicate)) {
      owed_words_.push_back({number, word_names_.size(), rule});
      word_names_.push_back(Fingerprint{}.then("owed").then(number));
    }
  }
}

void Machine::add_position_words() {
  for (const MappingEntry& mapping : mappings_) {
    if (!mapping.counts_positions) {
      continue;
    }
    const TableEntry& table = catalogue_->tables()[mapping.stream];
    for (const auto& shard : table.stream->shards()) {
      const auto [at, is_new] =
          position_words_.try_emplace({mapping.stream, shard->number()}, word_names_.size());
      if (is_new) {
        word_names_.push_back(
            Fingerprint{}.then("position").then(table.name).then(shard->number()));
      }
    }
  }
}

std::uint64_t Machine::next_position(const StreamChange& change, State& to) {
  const auto word = position_words_.find({change.stream, change.shard});
  if (word == position_words_.end()) {
    return 0;
  }
  set(to, word->second, to.words[word->second] + 1);
  return to.words[word->second];
}

Id Machine::intern(scenario::Owed owed) {
  if (owed.identities().empty()) {
    return 0;
  }
  Fingerprint print;
  for (const std::string& identity : owed.identities()) {
    print = print.then(identity);
  }
  return owed_.intern(print, [&] { return std::move(owed); });
}

bool Machine::is_of(const scenario::Selection& selection, std::uint32_t slot) const {
  return catalogue_->tables()[catalogue_->slots()[slot].table].name == selection.table;
}

const scenario::Owed* Machine::owed(const State& state, std::size_t property) const {
  for (const OwedWord& word : owed_words_) {
    if (word.property == property) {
      return &owed_[state.words[word.word]];
    }
  }
  return nullptr;
}

Fingerprint Machine::judged_print(const State& state) const {
  Fingerprint print = state.items;
  if (state.words[kSql] != 0) {
    print.toggle(part_of(kSql, state.words[kSql]));
  }
  for (const OwedWord& word : owed_words_) {
    if (state.words[word.word] != 0) {
      print.toggle(part_of(word.word, state.words[word.word]));
    }
  }
  return print;
}

/// What the streams hold when the mappings begin, for those that begin at the oldest record.
void Machine::add_first_records() {
  for (std::size_t lane = 0; lane < lane_places_.size(); ++lane) {
    const LanePlace& place = lane_places_[lane];
    const MappingEntry& mapping = mappings_[place.mapping];
    if (mapping.definition.starting_position == lambda::StartingPosition::latest) {
      continue;
    }
    const table::Shard& shard = *catalogue_->tables()[mapping.stream].stream->shards()[place.shard];
    for (std::uint64_t position = shard.begin(); position < shard.end(); ++position) {
      const table::Change& change = shard.at(position);
      const value::Item& image = change.after ? change.after : change.before;
      append_to_lane(lane,
                     catalogue_->change_of({.stream = mapping.stream,
                                            .shard = place.shard,
                                            .slot = catalogue_->slot_of(mapping.stream, image),
                                            .change = change}),
                     0, mapping.counts_positions ? position + 1 : 0, start_);
    }
  }
}

Fingerprint Machine::part_of(std::size_t word, Id value) const {
  Fingerprint content{value, value};
  if (word >= first_lane_) {
    content = lanes_->print(value);
  } else if (word == kSql) {
    content = sql_histories_.print(value);
  } else if (word == kLateRequests) {
    content = late_.print(value);
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

bool Machine::is_at_rest(const State& state) const noexcept {
  for (std::size_t client = 0; client < clients_.size(); ++client) {
    if (state.words[first_client_ + client] < clients_[client].turns.size()) {
      return false;
    }
  }
  for (std::size_t word = first_lane_; word < first_item_; ++word) {
    if (state.words[word] != 0) {
      return false;
    }
  }
  return state.words[kLateRequests] == 0;
}

// ---- What can happen ----------------------------------------------------------------------------

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

void Machine::add_landings(const State& state, std::vector<Move>& out) {
  if (state.words[kLateRequests] == 0) {
    return;
  }
  const bool stale = allowed_.stale_versions > 0;
  const std::vector<LateRequest> late = late_[state.words[kLateRequests]];
  for (std::uint32_t index = 0; index < late.size(); ++index) {
    const LateRequest& request = late[index];
    const MappingEntry& mapping = mappings_[lane_places_[request.lane].mapping];
    for (const Id effect : engine_->effects(
             request.request, world::Fate::ok,
             {.number = mapping.function, .function = mapping.definition.function_name}, stale,
             now(state), items(state))) {
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
    out.push_back({.kind = Move::Kind::advance, .actor = client});
    return;
  }
  const bool stale = allowed_.stale_versions > 0;
  for (const Id effect : engine_->effects(turns[at].request, world::Fate::ok, Caller{}, stale,
                                          now(state), items(state))) {
    out.push_back({.kind = Move::Kind::client, .actor = client, .effect = effect});
  }
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
  if (word == 0) {
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
  const bool stale = allowed_.stale_versions > 0;
  const auto effects =
      engine_->effects(call.request, move.fate,
                       {.number = mapping.function, .function = mapping.definition.function_name},
                       stale, now(state), items(state));
  for (const Id effect : effects) {
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

// ---- What then is -------------------------------------------------------------------------------

void Machine::apply(const State& from, const Move& move, State& to) {
  to.words = from.words;
  to.items = from.items;
  to.rest = from.rest;
  switch (move.kind) {
    case Move::Kind::client:
    case Move::Kind::advance:
      return apply_client(from, move, to);
    case Move::Kind::expire:
      return apply_expiry(from, move, to);
    case Move::Kind::land:
      return apply_landing(from, move, to);
    default:
      return apply_lane(from, move, to);
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
}

void Machine::append_change(Id number, std::uint32_t generation, State& to) {
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
}

// ---- Names --------------------------------------------------------------------------------------

std::string Machine::place_name(const Move& move) const {
  const LanePlace& place = lane_places_[move.actor];
  const auto& definition = mappings_[place.mapping].definition;
  const std::size_t shards =
      catalogue_->tables()[mappings_[place.mapping].stream].stream->shards().size();
  return world::lane_name(definition, shards, place.shard, place.part);
}

Id Machine::request_of(const State& state, const Move& move) const {
  if (move.kind == Move::Kind::land) {
    return late_[state.words[kLateRequests]][move.late].request;
  }
  const LaneEntry& lane = (*lanes_)[state.words[first_lane_ + move.actor]];
  const auto& calls = (*nodes_)[lane.node].calls;
  return std::ranges::find(calls, move.call, &Node::Call::number)->request;
}

std::string Machine::expiry_name(const Move& move) const {
  const Slot& slot = catalogue_->slots()[move.slot];
  return catalogue_->tables()[slot.table].name + " " + slot.text;
}

std::string as_word(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; }, '_');
  return name;
}

std::vector<std::string> Machine::labels(const std::vector<Move>& moves) const {
  std::vector<std::string> labels;
  std::map<std::string, int> seen;
  for (const Move& move : moves) {
    std::string label;
    switch (move.kind) {
      case Move::Kind::client:
      case Move::Kind::advance:
        label = clients_[move.actor].name;
        break;
      case Move::Kind::expire:
        label = "ttl:" + catalogue_->slots()[move.slot].text;
        break;
      case Move::Kind::deliver:
        label = fmt::format("{}:{}", place_name(move), move.records);
        break;
      case Move::Kind::answer:
        label = fmt::format("{}.{}", place_name(move), move.call);
        break;
      case Move::Kind::land:
        label = fmt::format("{}.late.{}", place_name(move), move.call);
        break;
      default:
        label = fmt::format("{}.{}", place_name(move),
                            move.kind == Move::Kind::wake ? "wake" : "time-out");
    }
    label = as_word(std::move(label));
    if (move.fate != world::Fate::ok) {
      label += fmt::format("!{}", world::name_of(move.fate));
    }
    label += move.lost ? "!duplicate" : "";
    const int before = seen[label]++;  // ways that a stale read may go
    labels.push_back(before == 0 ? label : fmt::format("{}~{}", label, before));
  }
  return labels;
}

}  // namespace ddbsim::explore
