#include "sim/explore/replay.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/explore/memory.hpp"
#include "sim/explore/wording.hpp"
#include "sim/scenario/evaluate.hpp"
#include "sim/scenario/stage.hpp"
#include "sim/scenario/turn_taker.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/value/ensure.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Json;
using world::Turn;

Turn::Kind kind_of(Move::Kind kind) {
  switch (kind) {
    case Move::Kind::deliver:
      return Turn::Kind::deliver;
    case Move::Kind::answer:
      return Turn::Kind::answer;
    case Move::Kind::wake:
      return Turn::Kind::wake;
    case Move::Kind::time_out:
      return Turn::Kind::time_out;
    case Move::Kind::land:
      return Turn::Kind::land;
    default:
      return Turn::Kind::expire;
  }
}

class Replay {
 public:
  Replay(Machine& machine, const scenario::Registry& registry,
         lambda::process::ProcessHost* processes, Memory* memory)
      : machine_(machine), answers_(first_), world_(machine.scenario().settings, answers_, trace_) {
    const auto problem = scenario::set_up(machine.scenario(), registry, world_, processes);
    if (problem) {
      throw std::runtime_error(scenario::text_of(*problem));
    }
    if (memory != nullptr) {
      memory->wrap_functions(machine.scenario(), world_);
    }
    tables_ = tables_in(world_.account());
  }

  void play(const Path& path) {
    State state = machine_.start();
    State next;
    std::vector<Move> moves;
    for (const std::uint16_t number : path) {
      machine_.moves(state, moves);
      const Move& move = moves[number];
      StoryLine line{.at = world_.now()};
      const std::size_t ended = world_.invocations().size();
      take(state, move, line);
      const Tables now = tables_in(world_.account());
      for_each_difference(tables_, now, [&](const auto& place, const Json& was, const Json& is) {
        line.changes.push_back({place.first, place.second, was, is});
      });
      tables_ = now;
      if (world_.invocations().size() > ended) {
        const auto& report = world_.invocations().back();
        line.ended = report.error.empty() ? "succeeded" : report.error;
      }
      replayed_.story.lines.push_back(std::move(line));
      machine_.apply(state, move, next);
      std::swap(state, next);
    }
    last_ = state;
  }

  Replayed finish(const scenario::Property& property, std::size_t number,
                  const Baseline& baseline) {
    Story& story = replayed_.story;
    story.property = property.name;
    story.when = property.when == scenario::Property::When::at_rest
                     ? "at rest"
                     : scenario::name_of(property.when);
    story.faults = Machine::faults(last_);
    judge(property, number, baseline);
    replayed_.tables = std::move(tables_);
    return std::move(replayed_);
  }

 private:
  void take(const State& state, const Move& move, StoryLine& line) {
    if (move.is_clients()) {
      take_client(state, move, line);
    } else {
      take_turn(state, move, line);
    }
  }

  void take_client(const State& state, const Move& move, StoryLine& line) {
    const ClientEntry& client = machine_.clients()[move.actor];
    const ClientTurn& turn = machine_.client_turn(state, move);
    scenario::Step step = (*client.steps)[turn.step];
    step.thing.clear();
    line.actor = client.name;
    line.subject = step.name;
    if (move.kind == Move::Kind::advance) {
      line.kind = StoryLine::Kind::advance;
      line.what = choice::text_of(turn.by);
      std::get<scenario::AdvanceStep>(step.action).still = true;
      world_.account().advance_to(world_.now() + turn.by);
    } else if (move.kind == Move::Kind::split) {
      split_shard(std::get<scenario::SplitStep>(step.action), line);
    } else {
      line.kind = StoryLine::Kind::request;
      send(turn, move, line);
      if (!turn.is_last || turn.step_has_several) {
        as_request(turn, step);
      }
      name_sights(client.name, step.name, move);
    }
    replayed_.steps.push_back(std::move(step));
  }

  void split_shard(const scenario::SplitStep& split, StoryLine& line) {
    const auto done = world_.split_shard(split.table, split.shard);
    value::ensure(done.has_value(), "the machine has split it, too");
    const std::size_t shards = world_.account().stream_of(split.table)->shards().size();
    line.kind = StoryLine::Kind::split;
    line.what = fmt::format("shard {} of {} into {} and {}", split.shard, split.table, shards - 2,
                            shards - 1);
  }

  /// A step of several requests becomes several steps, so that others may come between.
  void as_request(const ClientTurn& turn, scenario::Step& step) const {
    const service::Request& request = machine_.catalogue().request(turn.request).request;
    scenario::RequestStep action;
    action.request.operation = service::operation_name(request.index());
    std::string text;
    wire::encode(service::reference_to(request), text);
    action.request.body = scenario::Ordered::parse(text);
    step.action = std::move(action);
    step.name =
        fmt::format("{}: {} {}", step.name,
                    std::get<scenario::RequestStep>(step.action).request.operation, turn.place);
  }

  void send(const ClientTurn& turn, const Move& move, StoryLine& line) {
    const RequestEntry& entry = machine_.catalogue().request(turn.request);
    describe(entry, line);
    const scenario::TurnStep sights = with_sights(move);
    answers_.begin(&sights);
    const auto response =
        world_.send(line.actor, line.subject, service::reference_to(entry.request));
    static_cast<void>(answers_.end());
    line.answer = text_of(response);
    line.refused = !response;
    note_sights(move, line);
  }

  void describe(const RequestEntry& entry, StoryLine& line) const {
    std::vector<std::string> keys;
    keys.reserve(entry.slots.size());
    for (const std::uint32_t slot : entry.slots) {
      keys.push_back(machine_.catalogue().slots()[slot].text);
    }
    describe_request(entry.request, keys, line);
  }

  [[nodiscard]] scenario::TurnStep with_sights(const Move& move) const {
    scenario::TurnStep step;
    if (move.effect != 0) {
      for (const auto& [detail, label] : machine_.engine().effect(move.effect).sees) {
        step.sees[detail] = label;
      }
    }
    return step;
  }
  void note_sights(const Move& move, StoryLine& line) const {
    for (const auto& [detail, label] : with_sights(move).sees) {
      line.stale.push_back(fmt::format("{}: {}", detail, label));
    }
  }
  void name_sights(const std::string& client, const std::string& step, const Move& move) {
    for (const auto& [detail, label] : with_sights(move).sees) {
      for (const auto question :
           {choice::Question::index_version, choice::Question::item_version}) {
        scenario::NamedChoice named;
        named.answer = {.question = question,
                        .actor = client,
                        .subject = step,
                        .attempt = {},
                        .call = {},
                        .detail = detail,
                        .take = label};
        replayed_.choices.push_back(std::move(named));
      }
    }
  }

  [[nodiscard]] Turn turn_for(const Move& move) {
    const std::string place = move.kind == Move::Kind::expire ? "" : machine_.place_name(move);
    std::uint32_t skipped = 0;
    for (Turn& turn : world_.turns()) {
      if (turn.kind != kind_of(move.kind)) {
        continue;
      }
      const bool fits = move.kind == Move::Kind::expire ? turn.subject == machine_.expiry_name(move)
                        : move.kind == Move::Kind::land ? skipped++ == move.late
                                                        : turn.place == place;
      if (fits) {
        return std::move(turn);
      }
    }
    std::string others;
    for (const Turn& turn : world_.turns()) {
      others += fmt::format(" {}:{}", turn.place, world::name_of(turn.kind));
    }
    throw std::runtime_error(fmt::format(
        "step {}: the world has no turn \"{}\" of {}: the search and the world do not agree, "
        "which is a mistake of ddbsim; please tell us (it has{})",
        replayed_.steps.size() + 1, world::name_of(kind_of(move.kind)), place, others));
  }

  void take_turn(const State& state, const Move& move, StoryLine& line) {
    const Turn turn = turn_for(move);
    scenario::TurnStep action = with_sights(move);
    action.kind = turn.kind;
    action.actor = turn.actor;
    action.record = turn.subject;
    action.attempt = std::max<std::uint32_t>(turn.attempt, 1);
    action.call = move.call;
    action.records = turn.kind == Turn::Kind::deliver && turn.is_new ? move.records : 0;
    action.take = move.fate == world::Fate::ok ? "" : std::string(world::name_of(move.fate));
    action.end = move.lost ? "lost" : "";
    describe_turn(state, move, turn, line);
    for (const std::string& what : scenario::take_turn(world_, answers_, action)) {
      throw std::runtime_error(fmt::format(
          "the world never came to \"{}\" of {} {}: the search and the world do not agree, which "
          "is a mistake of ddbsim; please tell us",
          what, action.actor, action.record));
    }
    scenario::Step step;
    step.action = std::move(action);
    replayed_.steps.push_back(std::move(step));
  }

  void describe_turn(const State& state, const Move& move, const Turn& turn, StoryLine& line) {
    static constexpr std::array kKinds = {StoryLine::Kind::delivery, StoryLine::Kind::call,
                                          StoryLine::Kind::wake,     StoryLine::Kind::wake,
                                          StoryLine::Kind::expiry,   StoryLine::Kind::landing};
    line.kind = kKinds[static_cast<std::size_t>(turn.kind)];
    line.subject = turn.subject;
    line.attempt = turn.attempt;
    line.call = move.call;
    line.fault = move.fate == world::Fate::ok ? "" : std::string(world::name_of(move.fate));
    if (move.lost) {
      line.fault += line.fault.empty() ? "duplicate" : ", duplicate";
    }
    if (turn.kind == Turn::Kind::expire) {
      line.actor = "time-to-live";
      return;
    }
    line.actor = machine_.mapping_of(move).definition.function_name;
    line.place = turn.place;
    if (turn.kind == Turn::Kind::deliver) {
      line.records = turn.records;
      if (turn.is_new) {
        line.records.resize(std::min<std::size_t>(line.records.size(), move.records));
      }
      line.what = fmt::format("{} records", line.records.size());
    } else if (turn.kind == Turn::Kind::answer || turn.kind == Turn::Kind::land) {
      const RequestEntry& entry = machine_.catalogue().request(machine_.request_of(state, move));
      describe(entry, line);
      if (move.fate == world::Fate::late) {
        line.answer = "on its way";
        return;
      }
      const auto& response =
          machine_.catalogue().response(machine_.engine().effect(move.effect).response).response;
      line.answer = text_of(response);
      line.refused = !response;
      note_sights(move, line);
    }
  }

  void judge(const scenario::Property& property, std::size_t number, const Baseline& baseline) {
    scenario::Property judged = property;
    if (const auto* rule = std::get_if<scenario::RetryTransparent>(&property.predicate)) {
      scenario::OneOf one_of{.tables = rule->tables, .outcomes = {}};
      // In an order of their own: that of the search depends on its threads.
      const std::map outcomes(baseline.of[number].begin(), baseline.of[number].end());
      for (const auto& [print, outcome] : outcomes) {
        one_of.outcomes.push_back(outcome);
      }
      replayed_.one_of = one_of;
      judged.predicate = std::move(one_of);
    }
    const auto sql = scenario::SqlOracle::make(machine_.scenario());
    const scenario::Finding finding =
        scenario::evaluate(judged, {.account = world_.account(),
                                    .owed = machine_.owed(last_, number),
                                    .sql = sql->get(),
                                    .done = machine_.sql_calls(last_)});
    Story& story = replayed_.story;
    if (!finding.mine) {
      replayed_.broke = true;
      story.message = Machine::feeds_itself(last_)
                          ? "the function's own writes come back to it, again and again"
                          : "records were given up";
      return;
    }
    replayed_.broke = scenario::breaks(judged, finding);
    story.message = finding.message;
    story.expected = finding.expected;
    story.actual = finding.actual;
    story.rows = finding.rows;
  }

  Machine& machine_;
  choice::FirstOption first_;
  scenario::TurnAnswers answers_;
  world::Trace trace_;
  world::World world_;
  Tables tables_;
  State last_;
  Replayed replayed_;
};

}  // namespace

Replayed replay(Machine& machine, const scenario::Property& property, std::size_t number,
                const Path& path, const Baseline& baseline, const scenario::Registry& registry,
                lambda::process::ProcessHost* processes, Memory* memory) {
  Replay replay(machine, registry, processes, memory);
  replay.play(path);
  return replay.finish(property, number, baseline);
}

}  // namespace ddbsim::explore
