#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/explore/allowed.hpp"
#include "sim/explore/engine.hpp"
#include "sim/explore/lanes.hpp"
#include "sim/scenario/owed.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sql_oracle.hpp"

namespace ddbsim::explore {

/// A state: a few numbers, each of something that came up. Places of items that came up later than
/// its last one are empty.
struct State {
  std::vector<Id> words;
  Fingerprint items;  ///< of the tables alone
  Fingerprint rest;   ///< of all else
  [[nodiscard]] Fingerprint print() const noexcept {
    return {items.low ^ rest.low, items.high ^ rest.high};
  }
};

/// One thing that can happen in a state.
struct Move {
  enum class Kind : std::uint8_t {
    client,
    advance,  ///< a client lets time pass
    split,    ///< a client splits a shard
    deliver,
    answer,
    wake,
    time_out,
    expire,
    land
  };
  Kind kind = Kind::client;
  /// The next step of a client.
  [[nodiscard]] bool is_clients() const noexcept { return kind <= Kind::split; }
  world::Fate fate = world::Fate::ok;
  bool lost = false;          ///< the invocation's success
  std::uint16_t actor = 0;    ///< client, or lane
  std::uint16_t records = 0;  ///< of `deliver`; 0: the batch that comes again
  std::uint32_t call = 0;     ///< of `answer` and `land`: its number
  std::uint32_t late = 0;     ///< of `land`: which of the requests on their way, oldest first
  Id effect = 0;              ///< of the engine
  LaneStep step;              ///< of lanes: how they go on
  std::uint32_t slot = 0;     ///< of `expire`
};

/// What a client does in turn.
struct ClientTurn {
  std::size_t step = 0;  ///< of its steps
  Id request = 0;        ///< 0: time passes, or a shard splits
  choice::Duration by{};
  bool splits = false;
  bool is_last = true;  ///< of its step
  bool step_has_several = false;
  std::size_t place = 1;      ///< 1.. within its step
  Id sql_call = 0;            ///< what SQL does when the step has committed; 0: nothing
  std::size_t next_step = 0;  ///< turn of the next step
};
struct ClientEntry {
  std::string name;
  const std::vector<scenario::Step>* steps = nullptr;
  std::vector<ClientTurn> turns;
};

/// A lane of a mapping, by its place in a state.
struct LanePlace {
  std::uint32_t mapping = 0;
  std::uint32_t shard = 0;
  std::uint32_t part = 0;
  std::string name;  ///< as a world names it: "trigger", "trigger/1.0"
  /// Lanes of the same mapping that must be done before this one begins: from the first, to before
  /// the second. None, unless its shard is a child.
  std::size_t parents = 0;
  std::size_t parents_end = 0;
};

/// A shard that splits when a client comes to that.
struct Split {
  std::uint32_t stream = 0;
  std::uint32_t parent = 0;
  std::uint32_t first_child = 0;  ///< the other is the next
  std::size_t client = 0;
  std::size_t turn = 0;
};

/// A request that a function sent before it was killed, and that has not come in yet.
struct LateRequest {
  std::uint16_t lane = 0;
  std::uint32_t call = 0;
  Id request = 0;
  std::uint32_t generation = 0;  ///< of records that it makes
};

class Memory;

/// A name as part of a word of `Machine::labels`: without blanks.
[[nodiscard]] std::string as_word(std::string name);

/// A scenario's world as a machine that a search drives: states that are few and small, moves in a
/// fixed order, each made in well under a microsecond once it was made before. All rules are those
/// of the service, the functions and the mappings themselves, asked once and remembered. For one
/// thread.
class Machine {
 public:
  /// `processes` run functions that are processes, `memory` remembers what functions did beyond
  /// this machine; both may be shared with machines of the same thread. Throws std::runtime_error
  /// when the cannot be set up, and what the functions throw later.
  Machine(const scenario::Scenario& exploration, const scenario::Registry& registry,
          const Allowed& allowed, lambda::process::ProcessHost* processes = nullptr,
          Memory* memory = nullptr);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  [[nodiscard]] const State& start() const noexcept { return start_; }
  /// All that can happen, in an order that depends on nothing but the state: clients, then lanes,
  /// then TTL; nothing bad first.
  void moves(const State& state, std::vector<Move>& out);
  /// `to` becomes what `from` is after the move; its memory is used again.
  void apply(const State& from, const Move& move, State& to);

  /// Nothing is left to do for clients and functions.
  [[nodiscard]] bool is_at_rest(const State& state) const noexcept;
  [[nodiscard]] static std::uint32_t faults(const State& state) noexcept {
    return state.words[kFaults];
  }
  [[nodiscard]] static bool gave_up(const State& state) noexcept {
    return (state.words[kFlags] & kGaveUp) != 0;
  }
  /// A function made a record, by handling a record, that came of handling a record, and so on.
  [[nodiscard]] static bool feeds_itself(const State& state) noexcept {
    return (state.words[kFlags] & kFedItself) != 0;
  }
  [[nodiscard]] std::span<const Id> items(const State& state) const noexcept {
    return std::span(state.words).subspan(first_item_);
  }
  /// The writing patterns that clients have committed, in order.
  [[nodiscard]] const std::vector<scenario::SqlCall>& sql_calls(const State& state) const {
    return sql_histories_[state.words[kSql]];
  }
  /// What a `one_live_row` demands (by number of the property); null for other properties.
  [[nodiscard]] const scenario::Owed* owed(const State& state, std::size_t property) const;
  /// Of all that properties can look at.
  [[nodiscard]] Fingerprint judged_print(const State& state) const;
  [[nodiscard]] choice::Instant now(const State& state) const noexcept {
    return clocks_[state.words[kClock]];
  }

  [[nodiscard]] const std::vector<ClientEntry>& clients() const noexcept { return clients_; }
  [[nodiscard]] const ClientTurn& client_turn(const State& state, const Move& move) const {
    return clients_[move.actor].turns[state.words[first_client_ + move.actor]];
  }
  /// Of moves of lanes.
  [[nodiscard]] const MappingEntry& mapping_of(const Move& move) const {
    return mappings_[lane_places_[move.actor].mapping];
  }
  /// Of moves of lanes: the lane as a world names it.
  [[nodiscard]] const std::string& place_name(const Move& move) const {
    return lane_places_[move.actor].name;
  }
  /// Of `answer` and `land`: what was asked.
  [[nodiscard]] Id request_of(const State& state, const Move& move) const;
  /// Of `expire`: "TABLE KEY".
  [[nodiscard]] std::string expiry_name(const Move& move) const;
  /// A short word for each move of a state, no two the same: "ann", "trigger:2", "trigger.1",
  /// "trigger.1!crash-after".
  [[nodiscard]] std::vector<std::string> labels(const std::vector<Move>& moves) const;
  [[nodiscard]] Catalogue& catalogue() noexcept { return *catalogue_; }
  [[nodiscard]] const Catalogue& catalogue() const noexcept { return *catalogue_; }
  [[nodiscard]] Engine& engine() noexcept { return *engine_; }
  [[nodiscard]] const Nodes& nodes() const noexcept { return *nodes_; }
  [[nodiscard]] const scenario::Scenario& scenario() const noexcept { return scenario_; }

 private:
  // The first words of a state.
  static constexpr std::size_t kFaults = 0;
  static constexpr std::size_t kFlags = 1;
  static constexpr std::size_t kClock = 2;
  static constexpr std::size_t kSql = 3;
  static constexpr std::size_t kLateRequests = 4;
  static constexpr std::size_t kTokens = 5;
  static constexpr std::size_t kFixedWords = 6;
  static constexpr Id kGaveUp = 1;
  static constexpr Id kFedItself = 2;

  void split_shards();
  void add_clients();
  void add_mappings();
  void make_start();
  void add_lanes(std::uint32_t mapping);
  void add_first_records();
  [[nodiscard]] Id intern(scenario::Owed owed);
  [[nodiscard]] bool is_of(const scenario::Selection& selection, std::uint32_t slot) const;
  [[nodiscard]] bool is_owed_word(std::size_t word) const noexcept;
  [[nodiscard]] scenario::Values values_of(const scenario::PatternStep& use) const;
  void request_of_step(const scenario::Step& step, std::vector<service::Request>& out) const;

  void add_client_moves(const State& state, std::uint16_t client, std::vector<Move>& out);
  void add_lane_moves(const State& state, std::uint16_t lane, std::vector<Move>& out);
  void add_deliveries(const State& state, std::uint16_t lane, std::vector<Move>& out);
  void add_answers(const State& state, std::uint16_t lane, const Node::Call& call,
                   std::vector<Move>& out);
  void add_fate(const State& state, Move move, const Node& node, const Node::Call& call,
                std::vector<Move>& out);
  void add_step(const State& state, Move move, Id node, std::vector<Move>& out);
  void add_expiries(const State& state, std::vector<Move>& out);
  void add_landings(const State& state, std::vector<Move>& out);
  void change_late(std::vector<LateRequest> late, State& to);
  void change_tokens(std::vector<Token> tokens, State& to);
  void forget_tokens(State& to);
  [[nodiscard]] std::span<const Id> effects(Id request, world::Fate fate, const Caller& caller,
                                            const State& state);
  void apply_lane(const State& from, const Move& move, State& to);
  void apply_client(const State& from, const Move& move, State& to);
  void apply_expiry(const State& from, const Move& move, State& to);
  void apply_landing(const State& from, const Move& move, State& to);
  [[nodiscard]] bool is_held_back(const State& state, const LanePlace& place) const noexcept;
  [[nodiscard]] bool has_room(const State& state, const MappingEntry& mapping) const;
  [[nodiscard]] bool can_afford(const State& state, world::Fate fate, bool lost) const;

  void pay(State& to, std::size_t kind);
  void do_effect(Id number, std::uint32_t generation, bool by_client, State& to);
  [[nodiscard]] Id before_splits(Id number, const State& state);
  void append_change(Id number, std::uint32_t generation, State& to);
  void append_to_lane(std::size_t lane, Id number, std::uint32_t generation, std::uint64_t position,
                      State& to);
  void add_position_words();
  /// Counts a record of a shard, where somebody looks at that; its place, 1.., else 0.
  [[nodiscard]] std::uint64_t next_position(const StreamChange& change, State& to);
  void set_clock(choice::Instant now, State& to);
  [[nodiscard]] bool passes_filter(std::uint32_t mapping, Id number);
  [[nodiscard]] std::uint32_t generation_of(const LaneEntry& lane) const;

  void add_owed_words();
  void observe(const Effect& effect, Id number, bool by_client, State& to);
  void note_sql(const ClientTurn& turn, State& to);

  void set(State& state, std::size_t word, Id value);
  void set_item(State& state, std::uint32_t slot, Id chain);
  [[nodiscard]] Fingerprint part_of(std::size_t word, Id value) const;

  scenario::Scenario scenario_;
  Allowed allowed_;
  choice::FirstOption choices_;
  world::Trace trace_;
  std::unique_ptr<world::World> world_;
  std::vector<MappingEntry> mappings_;
  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Nodes> nodes_;
  std::unique_ptr<Lanes> lanes_;

  struct OwedWord {
    std::size_t property;
    std::size_t word;
    const scenario::OneLiveRow* rule;
  };
  std::vector<OwedWord> owed_words_;
  /// How many records a shard has had: word by stream and shard, where it counts.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> position_words_;
  Interner<scenario::Owed> owed_;
  boost::unordered_flat_map<Fingerprint, Id, FingerprintHash> owed_after_;
  std::vector<scenario::SqlCall> sql_calls_ = std::vector<scenario::SqlCall>(1);
  Interner<std::vector<scenario::SqlCall>> sql_histories_;
  Interner<std::vector<LateRequest>> late_;
  Interner<std::vector<Token>> tokens_;

  std::vector<ClientEntry> clients_;
  std::vector<LanePlace> lane_places_;
  std::vector<Split> splits_;
  boost::unordered_flat_map<Id, Id> unsplit_;  ///< changes of children as ones of their parent
  std::vector<Fingerprint> word_names_;
  std::array<std::size_t, kFaultKinds> fault_words_{};  ///< 0: only the sum is limited
  std::size_t first_client_ = 0;
  std::size_t first_lane_ = 0;
  std::size_t first_item_ = 0;
  std::vector<choice::Instant> clocks_;
  boost::unordered_flat_map<std::uint64_t, bool> filtered_;  ///< mapping and change
  boost::unordered_flat_map<Fingerprint, Id, FingerprintHash> expiries_;
  State start_;
};

}  // namespace ddbsim::explore
