#include "sim/scenario/turn_taker.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ddbsim::scenario {
namespace {

using world::Turn;

/// How a turn stands to the one that is named.
enum class Match : std::uint8_t { elsewhere, before, named };

bool has_call(const Turn& turn, std::uint32_t call) {
  return std::ranges::find(turn.calls, call) != turn.calls.end();
}

Match match_delivery(const Turn& turn, const TurnStep& step) {
  const bool is_first = turn.subject == step.record;
  if (is_first && turn.attempt == step.attempt) {
    return step.kind == Turn::Kind::deliver ? Match::named : Match::before;
  }
  if (is_first) {
    return turn.attempt < step.attempt ? Match::before : Match::elsewhere;
  }
  return std::ranges::find(turn.records, step.record) != turn.records.end() ? Match::before
                                                                            : Match::elsewhere;
}

Match match_running(const Turn& turn, const TurnStep& step) {
  if (turn.subject != step.record || turn.attempt > step.attempt) {
    return Match::elsewhere;
  }
  if (turn.attempt < step.attempt) {
    return Match::before;
  }
  const bool is_named =
      turn.kind == step.kind && (step.kind != Turn::Kind::answer || has_call(turn, step.call));
  if (is_named) {
    return Match::named;
  }
  const bool is_earlier = turn.kind == Turn::Kind::answer && step.kind == Turn::Kind::answer &&
                          turn.calls.front() < step.call;
  return is_earlier ? Match::before : Match::elsewhere;
}

Match match(const Turn& turn, const TurnStep& step) {
  if (turn.actor != step.actor) {
    return Match::elsewhere;
  }
  switch (turn.kind) {
    case Turn::Kind::expire:
      return turn.kind == step.kind && turn.subject == step.record ? Match::named
                                                                   : Match::elsewhere;
    case Turn::Kind::land:
      return turn.kind == step.kind && turn.subject == step.record &&
                     turn.attempt == step.attempt && has_call(turn, step.call)
                 ? Match::named
                 : Match::elsewhere;
    case Turn::Kind::deliver:
      return match_delivery(turn, step);
    default:
      return match_running(turn, step);
  }
}

/// A batch that begins with records of others ends before the named one.
TurnStep before(const Turn& turn, const TurnStep& step) {
  TurnStep earlier{.kind = turn.kind, .actor = turn.actor, .record = turn.subject};
  const auto at = std::ranges::find(turn.records, step.record);
  if (turn.kind == Turn::Kind::deliver && turn.is_new && at != turn.records.begin()) {
    earlier.records = static_cast<std::uint32_t>(at - turn.records.begin());
  }
  return earlier;
}

/// The lane works on a batch of others, behind which the named record waits.
bool is_busy_before(const Turn& turn, const TurnStep& step, const std::vector<std::string>& begun) {
  return turn.actor == step.actor && turn.kind != Turn::Kind::expire &&
         turn.kind != Turn::Kind::land && turn.subject != step.record &&
         std::ranges::find(begun, turn.place) != begun.end();
}

}  // namespace

void TurnAnswers::begin(const TurnStep* step) {
  step_ = step;
  left_.clear();
  if (step == nullptr) {
    return;
  }
  if (!step->take.empty() && step->take != "ok") {
    left_.push_back("take " + step->take);
  }
  if (!step->end.empty() && step->end != "seen") {
    left_.push_back("end " + step->end);
  }
  for (const auto& [detail, label] : step->sees) {
    left_.push_back("sees " + detail);
  }
}

std::vector<std::string> TurnAnswers::end() {
  step_ = nullptr;
  return std::move(left_);
}

TurnAnswers::Named TurnAnswers::named_for(const choice::Point& point) const {
  switch (point.question) {
    case choice::Question::batch_size:
      return {.what = {}, .label = std::to_string(step_->records)};
    case choice::Question::next:
      return {.what = {}, .label = fmt::format("call {}", step_->call)};
    case choice::Question::call:
      return {.what = "take " + step_->take, .label = step_->take};
    case choice::Question::invocation_end:
      return {.what = "end " + step_->end, .label = step_->end};
    case choice::Question::index_version:
    case choice::Question::item_version: {
      const auto seen = step_->sees.find(point.detail);
      return seen == step_->sees.end()
                 ? Named{}
                 : Named{.what = "sees " + seen->first, .label = seen->second};
    }
    case choice::Question::expiry:
      break;
  }
  return {};
}

std::size_t TurnAnswers::choose(const choice::Point& point,
                                std::span<const std::string_view> options) {
  const Named named = step_ == nullptr ? Named{} : named_for(point);
  const auto at = std::ranges::find(options, named.label);
  if (at == options.end()) {
    return otherwise_.choose(point, options);
  }
  std::erase(left_, named.what);
  return static_cast<std::size_t>(at - options.begin());
}

std::vector<std::string> take_turn(world::World& world, TurnAnswers& answers,
                                   const TurnStep& step) {
  constexpr int kMost = 100'000;   // a function that feeds itself never comes to its end
  std::vector<std::string> begun;  // lanes at work on what stands before the named record
  for (int count = 0; count < kMost; ++count) {
    const std::vector<Turn> turns = world.turns();
    const Turn* earlier = nullptr;
    for (const Turn& turn : turns) {
      const Match how = match(turn, step);
      if (how == Match::named) {
        answers.begin(&step);
        world.take(turn);
        std::vector<std::string> left = answers.end();
        if (turn.records.size() < step.records) {
          left.push_back(fmt::format("records {}", step.records));
        }
        return left;
      }
      if (how == Match::before || is_busy_before(turn, step, begun)) {
        earlier = &turn;
      }
    }
    if (earlier == nullptr) {
      break;
    }
    begun.push_back(earlier->place);
    const TurnStep unnamed = before(*earlier, step);
    answers.begin(&unnamed);
    world.take(*earlier);
    static_cast<void>(answers.end());
  }
  return {"the turn"};
}

}  // namespace ddbsim::scenario
