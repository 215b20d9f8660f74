// Turns: what could happen next, for whoever decides the order himself.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/value/ensure.hpp"
#include "sim/world/direct.hpp"
#include "sim/world/poller.hpp"

namespace ddbsim::world {

std::string_view name_of(Turn::Kind kind) noexcept {
  constexpr std::array<std::string_view, 6> kNames = {"deliver",  "answer", "wake",
                                                      "time-out", "expire", "land"};
  return kNames[static_cast<std::size_t>(kind)];
}

void Poller::add_turns(std::vector<Turn>& turns, std::size_t first_tag) {
  value::ensure(!has_windows(), "tumbling windows need time to pass");
  follow_shards(lambda::StartingPosition::trim_horizon);
  for (std::size_t lane = 0; lane < lanes_.size() && exists(lane); ++lane) {
    const Lane& state = lanes_[lane]->get();
    if (state.running) {
      add_turns_of(*state.running, lane, first_tag + lane, turns);
    } else if (definition_.enabled && world_.has_room(definition_.function_name)) {
      add_delivery(lane, first_tag + lane, turns);
    }
  }
}

Turn Poller::turn(Turn::Kind kind, std::size_t lane, std::size_t tag) const {
  Turn turn;
  turn.kind = kind;
  turn.actor = definition_.name;
  turn.place = lane_names_[lane];
  turn.tag = tag;
  return turn;
}

void Poller::add_turns_of(const Invocation& invocation, std::size_t lane, std::size_t tag,
                          std::vector<Turn>& turns) const {
  const auto add = [&](Turn::Kind kind) -> Turn& {
    Turn& added = turns.emplace_back(turn(kind, lane, tag));
    added.subject = invocation.subject;
    added.attempt = invocation.attempt;
    return added;
  };
  if (!invocation.waiting.calls.empty()) {
    Turn& answers = add(Turn::Kind::answer);
    for (const auto& call : invocation.waiting.calls) {
      answers.calls.push_back(call.number);
    }
  }
  if (invocation.waiting.wake) {
    add(Turn::Kind::wake);
  } else if (invocation.waiting.calls.empty()) {
    add(Turn::Kind::time_out);
  }
}

/// Records that no filter lets through are passed over as soon as anybody looks.
void Poller::pass_over_filtered(std::size_t lane) {
  const Gathered gathered = gather(lane, lanes_[lane]->get().cursor);
  if (gathered.positions.empty() && gathered.cursor > lanes_[lane]->get().cursor) {
    Lane next = lanes_[lane]->get();
    next.cursor = gathered.cursor;
    statistics_.filtered += gathered.filtered;
    lanes_[lane]->set(std::move(next));
  }
}

void Poller::add_delivery(std::size_t lane, std::size_t tag, std::vector<Turn>& turns) {
  Batch batch;
  const bool is_new = lanes_[lane]->get().queue.empty();
  if (is_new) {
    pass_over_filtered(lane);
    if (!parent_is_done(lane)) {
      return;
    }
    batch.positions = gather(lane, lanes_[lane]->get().cursor).positions;
    if (batch.positions.empty()) {
      return;
    }
  } else {
    batch = lanes_[lane]->get().queue.front();
  }
  Turn& added = turns.emplace_back(turn(Turn::Kind::deliver, lane, tag));
  added.subject = subject_of(lane, batch);
  added.attempt = batch.attempts + 1;
  added.is_new = is_new;
  for (const std::uint64_t position : batch.positions) {
    added.records.push_back(subject_of(lane, Batch{.positions = {position}}));
  }
}

void Poller::take(std::size_t lane, Turn::Kind kind) {
  switch (kind) {
    case Turn::Kind::deliver:
      if (lanes_[lane]->get().queue.empty()) {
        poll(lane);
      } else {
        deliver(lane);
      }
      return;
    case Turn::Kind::answer:
      answer_call(lane, take_running(lane));
      return;
    case Turn::Kind::wake: {
      auto invocation = take_running(lane);
      const choice::Instant at = *invocation->waiting.wake;
      wake(lane, std::move(invocation), at);
      return;
    }
    case Turn::Kind::time_out:
      time_out(lane, *take_running(lane));
      return;
    case Turn::Kind::expire:
    case Turn::Kind::land:
      break;  // no lane's
  }
}

std::vector<Turn> World::turns() {
  std::vector<Turn> turns;
  std::size_t tag = 0;
  for (const auto& [name, poller] : pollers_) {
    poller->add_turns(turns, tag);
    tag += poller->lanes();
  }
  for (std::size_t index = 0; index < late_.size(); ++index) {
    const Late& late = late_[index];
    turns.push_back({.kind = Turn::Kind::land,
                     .actor = late.mapping,
                     .place = late.place,
                     .subject = late.subject,
                     .attempt = late.attempt,
                     .calls = {late.call},
                     .records = {},
                     .tag = index});
  }
  for (const service::Expiring& expiring : account_.expiring()) {
    Turn& turn = turns.emplace_back();
    turn.kind = Turn::Kind::expire;
    turn.actor = "time-to-live";
    turn.subject = fmt::format(
        "{} {}", expiring.table,
        table::key_text(account_.find_table(expiring.table)->definition().key, expiring.key));
    turn.at = expiring.at;
  }
  return turns;
}

void World::take(const Turn& turn) {
  if (turn.kind == Turn::Kind::expire) {
    account_.advance_to(std::max(turn.at, now()));
    for (const service::Expiring& expiring : account_.expiring()) {
      const table::Table& table = *account_.find_table(expiring.table);
      if (turn.subject == fmt::format("{} {}", expiring.table,
                                      table::key_text(table.definition().key, expiring.key))) {
        expire([&] { account_.expire(expiring); });
        return;
      }
    }
    return;
  }
  if (turn.kind == Turn::Kind::land) {
    land(turn.tag);
    return;
  }
  std::size_t tag = turn.tag;
  for (const auto& [name, poller] : pollers_) {
    if (tag < poller->lanes()) {
      poller->take(tag, turn.kind);
      return;
    }
    tag -= poller->lanes();
  }
}

}  // namespace ddbsim::world
