#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/explore/catalogue.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::explore {

/// A token that the service remembers.
struct Token {
  std::string token;
  service::RememberedToken remembered;
};

/// What a request does in one state of the items that it depends on.
struct Effect {
  Id response = 0;
  bool refused = false;
  struct Write {
    std::uint32_t slot;
    Id before;
    Id chain;
  };
  std::vector<Write> writes;  ///< of each slot the last
  std::vector<Id> changes;    ///< that go into streams, in order
  /// Older versions that it saw: detail of the choice, label.
  std::vector<std::pair<std::string, std::string>> sees;
  std::optional<Token> remembers;  ///< from now on
};

/// Whoever sends a request: no function (a client), or one of the world's.
struct Caller {
  std::uint32_t number = 0;  ///< 0: a client
  std::string_view function;
};

/// The service itself, asked once for each request in each state of the items that it depends on:
/// they are put into an empty world, the request is sent, what it changed is read, and all of it is
/// undone. Everything else is remembered.
class Engine {
 public:
  /// Takes the items of `world` out; nobody else uses it any more. `stale_versions`: how many
  /// changes of an item a lagging read may look back.
  Engine(world::World& world, Catalogue& catalogue, std::uint32_t stale_versions);

  /// Chains of the items that the world began with, by slot.
  [[nodiscard]] const std::vector<std::pair<std::uint32_t, Id>>& begin() const noexcept {
    return begin_;
  }
  /// The ways in which it can go: one, or as many as versions that a lagging read may show, "all
  /// newest" first. `items` has the chain of each slot, by number; those beyond it are 0. `tokens`:
  /// those that the service remembers.
  [[nodiscard]] std::span<const Id> effects(Id request, world::Fate fate, const Caller& caller,
                                            bool stale, choice::Instant now,
                                            std::span<const Id> items,
                                            std::span<const Token> tokens);
  [[nodiscard]] const Effect& effect(Id id) const { return effects_[id]; }
  /// TTL deletes the item of a slot.
  [[nodiscard]] Id expiry(std::uint32_t slot, choice::Instant now, std::span<const Id> items);
  /// How often the service was really asked.
  [[nodiscard]] std::uint64_t executions() const noexcept { return executions_; }

  /// Items of a state in the world, as `visit` finds them there: newest versions only.
  template <class Visit>
  auto with_items(std::span<const Id> items, choice::Instant now, Visit visit) {
    const Undo undo(*this);
    account().advance_to(now);
    for (std::uint32_t slot = 0; slot < items.size(); ++slot) {
      put_newest(slot, items[slot]);
    }
    return visit(account());
  }
  [[nodiscard]] service::Account& account() noexcept { return world_.account(); }

 private:
  class Undo {
   public:
    explicit Undo(Engine& engine) : engine_(engine) {}
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    ~Undo() { engine_.account().journal().undo_to(engine_.mark_); }

   private:
    Engine& engine_;
  };
  struct Call {
    Id request;
    world::Fate fate;
    const Caller& caller;
    choice::Instant now;
    std::span<const Id> items;
    const Token* token;  ///< of the request, when the service remembers it; null: it does not
  };

  [[nodiscard]] const std::vector<std::uint32_t>& dependencies(const RequestEntry& request);
  void take_items_out();
  [[nodiscard]] std::vector<Id> execute_all(const Call& call, bool stale);
  [[nodiscard]] Effect execute(const Call& call, choice::Choices* choices);
  void put_newest(std::uint32_t slot, Id chain);
  void put_chains(const Call& call);
  void commit(std::uint32_t slot, const value::Item& item, choice::Instant at);
  [[nodiscard]] std::vector<table::ChangeLog::Position> log_ends() const;
  void read_changes(const std::vector<table::ChangeLog::Position>& from, std::span<const Id> items,
                    Effect& effect);
  void note_change(std::uint32_t table, const table::Change& change, std::span<const Id> items,
                   Effect& effect);
  [[nodiscard]] std::uint32_t shard_of(const TableEntry& table, const value::Item& item) const;

  world::World& world_;
  Catalogue& catalogue_;
  std::uint32_t stale_versions_;
  state::Journal::Mark mark_ = 0;
  std::vector<std::pair<std::uint32_t, Id>> begin_;
  std::vector<table::ChangeLog::ReaderId> readers_;
  boost::unordered_flat_map<Fingerprint, std::pair<std::uint32_t, std::uint32_t>, FingerprintHash>
      known_;              ///< where in `lists_`
  std::vector<Id> lists_;  ///< effects, the ways of one call after those of another
  std::deque<Effect> effects_;
  std::vector<std::uint32_t> scratch_;
  std::uint64_t executions_ = 0;
};

}  // namespace ddbsim::explore
