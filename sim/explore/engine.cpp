#include "sim/explore/engine.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "sim/value/ensure.hpp"

namespace ddbsim::explore {
namespace {

/// Goes through all combinations of answers, one run after the other.
class Odometer final : public choice::Choices {
 public:
  std::size_t choose(const choice::Point& point,
                     std::span<const std::string_view> options) override {
    if (at_ == digits_.size()) {
      digits_.push_back({0, options.size()});
    }
    const std::size_t taken = digits_[at_++].value;
    if (taken != 0) {
      taken_.emplace_back(std::string(point.detail), std::string(options[taken]));
    }
    return taken;
  }
  /// To the next combination; false when there is none.
  bool advance() {
    at_ = 0;
    taken_.clear();
    while (!digits_.empty() && digits_.back().value + 1 == digits_.back().options) {
      digits_.pop_back();
    }
    if (digits_.empty()) {
      return false;
    }
    ++digits_.back().value;
    return true;
  }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> taken() const { return taken_; }

 private:
  struct Digit {
    std::size_t value;
    std::size_t options;
  };
  std::vector<Digit> digits_;
  std::size_t at_ = 0;
  std::vector<std::pair<std::string, std::string>> taken_;
};

Id at_slot(std::span<const Id> items, std::uint32_t slot) {
  return slot < items.size() ? items[slot] : 0;
}

}  // namespace

Engine::Engine(world::World& world, Catalogue& catalogue, std::uint32_t stale_versions)
    : world_(world), catalogue_(catalogue), stale_versions_(stale_versions), effects_(1) {
  take_items_out();
  mark_ = account().journal().mark();
}

void Engine::take_items_out() {
  for (std::uint32_t number = 0; number < catalogue_.tables().size(); ++number) {
    table::Table& table = *catalogue_.tables()[number].table;
    std::vector<value::Item> items;
    table.items().scan({}, [&](const value::Item& item) {
      items.push_back(item);
      return true;
    });
    for (const value::Item& item : items) {
      const std::uint32_t slot = catalogue_.slot_of(number, item);
      begin_.emplace_back(slot, catalogue_.chain_of({{item, {}}}));
      table.commit({.commit = 0, .at = {}, .before = item, .after = {}});
    }
    table.forget_versions_before(choice::Instant::max());
    readers_.push_back(table.log().add_reader());
  }
}

const std::vector<std::uint32_t>& Engine::dependencies(const RequestEntry& request) {
  if (request.tables.empty()) {
    return request.slots;
  }
  scratch_ = request.slots;
  for (const std::uint32_t table : request.tables) {
    const auto& slots = catalogue_.tables()[table].slots;
    scratch_.insert(scratch_.end(), slots.begin(), slots.end());
  }
  return scratch_;
}

namespace {

const Token* token_named(const std::string& token, std::span<const Token> tokens) {
  const auto at = std::ranges::find(tokens, token, &Token::token);
  return at == tokens.end() ? nullptr : &*at;
}

}  // namespace

std::span<const Id> Engine::effects(Id request, world::Fate fate, const Caller& caller, bool stale,
                                    choice::Instant now, std::span<const Id> items,
                                    std::span<const Token> tokens) {
  const RequestEntry& entry = catalogue_.request(request);
  const Token* const token = entry.token.empty() ? nullptr : token_named(entry.token, tokens);
  Fingerprint key{request, static_cast<std::uint64_t>(now.time_since_epoch().count())};
  key = key.then((static_cast<std::uint64_t>(fate) << 40U) |
                 (static_cast<std::uint64_t>(caller.number) << 8U) | (stale ? 1U : 0U));
  for (const std::uint32_t slot : dependencies(entry)) {
    if (const Id chain = at_slot(items, slot); chain != 0) {
      key = key.then((static_cast<std::uint64_t>(slot) << 32U) | chain);
    }
  }
  if (token != nullptr) {
    key = key.then(token->remembered.content);
  }
  const auto known = known_.find(key);
  if (known != known_.end()) {
    return {lists_.data() + known->second.first, known->second.second};
  }
  const std::vector<Id> found = execute_all({request, fate, caller, now, items, token}, stale);
  const auto begin = static_cast<std::uint32_t>(lists_.size());
  lists_.insert(lists_.end(), found.begin(), found.end());
  known_.emplace(key, std::pair(begin, static_cast<std::uint32_t>(found.size())));
  return {lists_.data() + begin, found.size()};
}

std::vector<Id> Engine::execute_all(const Call& call, bool stale) {
  std::vector<Id> found;
  Odometer odometer;
  const bool may_lag = stale && catalogue_.request(call.request).lags;
  do {
    Effect effect = execute(call, may_lag ? &odometer : nullptr);
    effect.sees = odometer.taken();
    found.push_back(static_cast<Id>(effects_.size()));
    effects_.push_back(std::move(effect));
  } while (may_lag && odometer.advance());
  return found;
}

Effect Engine::execute(const Call& call, choice::Choices* choices) {
  ++executions_;
  const Undo undo(*this);
  account().advance_to(call.now);
  put_chains(call);
  if (call.token != nullptr) {
    account().remember_token(call.token->token, call.token->remembered);
  }
  const auto before = log_ends();
  const service::Request& request = catalogue_.request(call.request).request;
  const service::CallContext context{.choices = choices, .point = {}};
  auto response = world::answer_with(call.fate, request, [&](service::RequestRef sent) {
    return call.caller.number == 0 ? service::execute(account(), sent, context)
                                   : world_.call_as(call.caller.function, 0, sent, context);
  });
  Effect effect;
  effect.refused = !response.has_value();
  effect.response = catalogue_.response_of(std::move(response));
  read_changes(before, call.items, effect);
  const std::string& token = catalogue_.request(call.request).token;
  if (call.token == nullptr && !token.empty()) {
    if (const auto* remembered = account().find_token(token)) {
      effect.remembers = {token, *remembered};
    }
  }
  return effect;
}

Id Engine::expiry(std::uint32_t slot, choice::Instant now, std::span<const Id> items) {
  const Undo undo(*this);
  account().advance_to(now);
  put_newest(slot, at_slot(items, slot));
  const auto before = log_ends();
  const Slot& place = catalogue_.slots()[slot];
  account().expire({.at = now, .table = catalogue_.tables()[place.table].name, .key = place.key});
  Effect effect;
  read_changes(before, items, effect);
  effects_.push_back(std::move(effect));
  return static_cast<Id>(effects_.size() - 1);
}

void Engine::commit(std::uint32_t slot, const value::Item& item, choice::Instant at) {
  const Slot& place = catalogue_.slots()[slot];
  table::Table& table = *catalogue_.tables()[place.table].table;
  const value::Item before = table.get(place.key);
  if (before || item) {
    table.commit({.commit = 0, .at = at, .before = before, .after = item});
  }
}

void Engine::put_newest(std::uint32_t slot, Id chain) {
  if (chain != 0) {
    commit(slot, catalogue_.item_of(chain), {});
  }
}

/// Oldest versions first, as if they had always been there; then those that came lately.
void Engine::put_chains(const Call& call) {
  const std::vector<std::uint32_t> slots = dependencies(catalogue_.request(call.request));
  for (const std::uint32_t slot : slots) {
    if (const Id chain = at_slot(call.items, slot); chain != 0) {
      commit(slot, catalogue_.chain(chain).versions.back().item, {});
    }
  }
  for (const std::uint32_t slot : slots) {
    if (const Id chain = at_slot(call.items, slot); chain != 0) {
      const auto& versions = catalogue_.chain(chain).versions;
      for (auto version = versions.rbegin() + 1; version != versions.rend(); ++version) {
        commit(slot, version->item, version->since);
      }
    }
  }
}

std::vector<table::ChangeLog::Position> Engine::log_ends() const {
  std::vector<table::ChangeLog::Position> ends;
  ends.reserve(catalogue_.tables().size());
  for (const TableEntry& table : catalogue_.tables()) {
    ends.push_back(table.table->log().end());
  }
  return ends;
}

/// In the order of their commits, whatever table they are in.
void Engine::read_changes(const std::vector<table::ChangeLog::Position>& from,
                          std::span<const Id> items, Effect& effect) {
  std::vector<std::pair<std::uint32_t, table::Change>> changes;
  for (std::uint32_t number = 0; number < from.size(); ++number) {
    const table::ChangeLog& log = catalogue_.tables()[number].table->log();
    for (auto at = from[number]; at < log.end(); ++at) {
      changes.emplace_back(number, log.at(at));
    }
  }
  std::vector<std::size_t> order(changes.size());
  std::ranges::copy(std::views::iota(std::size_t{0}, changes.size()), order.begin());
  std::ranges::sort(order, {},
                    [&](std::size_t at) { return std::pair(changes[at].second.commit, at); });
  for (const std::size_t at : order) {
    const auto& [number, change] = changes[at];
    if (change.before != change.after) {
      note_change(number, change, items, effect);
    }
  }
}

void Engine::note_change(std::uint32_t table, const table::Change& change,
                         std::span<const Id> items, Effect& effect) {
  const value::Item& image = change.after ? change.after : change.before;
  const std::uint32_t slot = catalogue_.slot_of(table, image);
  const TableEntry& entry = catalogue_.tables()[table];
  auto write = std::ranges::find(effect.writes, slot, &Effect::Write::slot);
  if (write == effect.writes.end()) {
    const Id before = at_slot(items, slot);
    write = effect.writes.insert(write, {slot, before, before});
  }
  std::vector<Chain::Version> versions{{change.after, change.at}};
  if (entry.lags && stale_versions_ != 0) {
    if (write->chain == 0) {
      versions.push_back({});
    } else {
      const auto& older = catalogue_.chain(write->chain).versions;
      versions.insert(versions.end(), older.begin(), older.end());
    }
    versions.resize(std::min<std::size_t>(versions.size(), stale_versions_ + 1U));
  }
  write->chain = catalogue_.chain_of(std::move(versions));
  if (entry.stream) {
    effect.changes.push_back(catalogue_.change_of(
        {.stream = table, .shard = shard_of(entry, image), .slot = slot, .change = change}));
  }
}

std::uint32_t Engine::shard_of(const TableEntry& table, const value::Item& item) const {
  const table::Shards& shards = table.stream->shards();
  const std::uint64_t place =
      shards.size() == 1 ? 0 : world_.account().place_of(*table.table, item);
  const auto at = std::ranges::find_if(shards, [place](const auto& shard) {
    return !shard->closed_at() && shard->range().first <= place && place <= shard->range().last;
  });
  value::ensure(at != shards.end(), "every key has a shard");
  return (*at)->number();
}

}  // namespace ddbsim::explore
