#include "sim/explore/machine.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/explore/memory.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/stage.hpp"
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

/// Of the reduced file: a shard that is not there does not split.
bool is_there(const scenario::Step& step, const Scenario& scenario, const Allowed& allowed) {
  const auto* const split = std::get_if<scenario::SplitStep>(&step.action);
  return (step.thing.empty() || allowed.things.contains(step.thing)) &&
         (split == nullptr || split->shard < scenario.settings.account.partitions);
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
  split_shards();
  catalogue_ = std::make_unique<Catalogue>(world_->account());
  engine_ = std::make_unique<Engine>(*world_, *catalogue_, allowed.stale_versions);
  add_mappings();
  nodes_ = std::make_unique<Nodes>(*world_, *catalogue_, mappings_);
  lanes_ = std::make_unique<Lanes>(*nodes_, mappings_);
  add_clients();
  make_start();
}

Machine::~Machine() = default;

/// Shards split before anything is asked, so that children are there; until a client comes to the
/// split, changes go to the parent instead.
void Machine::split_shards() {
  for (const auto& [client, steps] : scenario_.clients) {
    for (const scenario::Step& step : steps) {
      const auto* const split = std::get_if<scenario::SplitStep>(&step.action);
      if (split == nullptr || !is_there(step, scenario_, allowed_)) {
        continue;
      }
      if (const auto done = world_->split_shard(split->table, split->shard); !done) {
        throw std::runtime_error(fmt::format("{}: step \"{}\" of {}: {}", scenario_.path(),
                                             step.name, client, done.error()));
      }
    }
  }
}

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
      if (!is_there(step, scenario_, allowed_)) {
        continue;
      }
      if (const auto* advance = std::get_if<scenario::AdvanceStep>(&step.action)) {
        client.turns.push_back({.step = index, .by = advance->by});
      } else if (const auto* split = std::get_if<scenario::SplitStep>(&step.action)) {
        const std::uint32_t stream = catalogue_->table_named(split->table);
        const std::size_t shards = catalogue_->tables()[stream].stream->shards().size();
        splits_.push_back({.stream = stream,
                           .parent = split->shard,
                           .first_child = static_cast<std::uint32_t>(shards - 2),
                           .client = clients_.size(),
                           .turn = client.turns.size()});
        client.turns.push_back({.step = index, .splits = true});
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
    add_lanes(number);
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

void Machine::add_lanes(std::uint32_t mapping) {
  const auto& definition = mappings_[mapping].definition;
  const auto& shards = catalogue_->tables()[mappings_[mapping].stream].stream->shards();
  const std::size_t factor = definition.parallelization_factor;
  const std::size_t first = lane_places_.size();
  const auto begun = static_cast<std::size_t>(
      std::ranges::count_if(shards, [](const auto& shard) { return !shard->parent(); }));
  for (std::uint32_t shard = 0; shard < shards.size(); ++shard) {
    const auto parent = shards[shard]->parent();
    const std::size_t parents = parent ? first + *parent * factor : 0;
    for (std::uint32_t part = 0; part < factor; ++part) {
      lane_places_.push_back(
          {.mapping = mapping,
           .shard = shard,
           .part = part,
           .name = world::lane_name(definition, parent ? shards.size() : begun, shard, part),
           .parents = parents,
           .parents_end = parent ? parents + factor : 0});
      word_names_.push_back(
          Fingerprint{}.then("lane").then(definition.name).then(shard).then(part));
    }
  }
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

// ---- Names --------------------------------------------------------------------------------------

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
      case Move::Kind::split:
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
