#include "sim/explore/walks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "sim/explore/shrink.hpp"
#include "sim/explore/walker.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::explore {
namespace {

/// Random words that are a function of two numbers and of how many were drawn.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t number) : key_(value::mix(seed, number)) {}
  std::uint64_t draw() { return value::mix(key_, ++drawn_); }
  /// 0 to `count` - 1.
  std::size_t below(std::size_t count) { return draw() % count; }

 private:
  std::uint64_t key_;
  std::uint64_t drawn_ = 0;
};

/// Of walks through a world.
struct Lengths {
  std::size_t plain = 1;  ///< moves until nothing is left, when the first one is taken each time
  std::size_t most = 0;   ///< a walk is given up
};

Lengths lengths_of(Machine& machine) {
  constexpr std::size_t kMost = 10'000;
  constexpr std::size_t kMostWithoutEnd = 1'000;  // of a function that fails for ever
  Walker walker(machine);
  while (!walker.moves().empty() && walker.path().size() < kMost) {
    walker.take(std::size_t{0});
  }
  if (!walker.moves().empty()) {
    return {kMostWithoutEnd, kMostWithoutEnd};
  }
  const std::size_t plain = std::max<std::size_t>(walker.path().size(), 1);
  return {plain, std::min(kMost, 4 * plain + 100)};
}

/// Moves of one actor: they stand one behind the other.
struct Turn {
  std::uint32_t actor;
  std::size_t begin;
  std::size_t end;
};

std::uint32_t actor_of(const Move& move) {
  constexpr std::uint32_t kLanes = 1U << 16U;
  switch (move.kind) {
    case Move::Kind::client:
    case Move::Kind::advance:
    case Move::Kind::split:
      return move.actor;
    case Move::Kind::expire:
      return 2 * kLanes;
    default:
      return kLanes + move.actor;
  }
}

/// How one walk chooses.
class Chance {
 public:
  Chance(Machine& machine, std::uint64_t seed, std::uint64_t number, const Lengths& lengths)
      : machine_(machine), dice_(seed, number) {
    careful_ = std::size_t{2} << dice_.below(4);
    const std::uint64_t off = dice_.draw();
    for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
      is_off_[kind] = (off >> kind & 1U) != 0;
    }
    if (number % 2 == 1) {
      key_ = dice_.draw();
      // Batches are smaller and faults are more than in the plain walk, so that others are longer.
      lasts_ = lengths.plain + lengths.plain / 2;
      places_.resize(number / 2 % 4);
      for (std::size_t& place : places_) {
        place = dice_.below(lasts_);
      }
    }
  }

  /// Which move to take at step 0, 1, ...
  std::size_t choose(const std::vector<Move>& moves, std::size_t step) {
    turns_.clear();
    for (std::size_t at = 0; at < moves.size(); ++at) {
      const std::uint32_t actor = actor_of(moves[at]);
      if (turns_.empty() || turns_.back().actor != actor) {
        turns_.push_back({actor, at, at});
      }
      turns_.back().end = at + 1;
    }
    if (step >= lasts_) {
      return choose_of(moves, turns_[dice_.below(turns_.size())]);
    }
    for (std::size_t place = 0; place < places_.size(); ++place) {
      if (places_[place] == step) {
        fallen_[highest().actor] = place;
      }
    }
    return choose_of(moves, highest());
  }

 private:
  /// Actors that fell are below all others.
  [[nodiscard]] std::pair<bool, std::uint64_t> priority(const Turn& turn) const {
    const auto fell = fallen_.find(turn.actor);
    return fell == fallen_.end() ? std::pair(true, value::mix(key_, turn.actor))
                                 : std::pair(false, std::uint64_t{fell->second});
  }
  [[nodiscard]] const Turn& highest() const {
    return *std::ranges::max_element(turns_, {}, [&](const Turn& turn) { return priority(turn); });
  }

  std::size_t choose_of(const std::vector<Move>& moves, const Turn& turn) {
    const bool anything = dice_.below(careful_) == 0;
    open_.clear();
    for (std::size_t at = turn.begin; at < turn.end; ++at) {
      if (anything ? !is_off(moves[at]) : is_harmless(machine_, moves[at])) {
        open_.push_back(at);
      }
    }
    return open_.empty() ? turn.begin : open_[dice_.below(open_.size())];
  }
  [[nodiscard]] bool is_off(const Move& move) const {
    return (move.fate != world::Fate::ok && is_off_[fault_of(move.fate)]) ||
           (move.lost && is_off_[kDuplicate]);
  }

  Machine& machine_;
  Dice dice_;
  std::size_t careful_ = 2;  ///< one in so many moves may be unusual
  std::array<bool, kFaultKinds> is_off_{};
  std::uint64_t key_ = 0;            ///< of priorities
  std::size_t lasts_ = 0;            ///< steps that priorities decide; 0: none
  std::vector<std::size_t> places_;  ///< steps before which the highest falls
  std::map<std::uint32_t, std::size_t> fallen_;
  std::vector<Turn> turns_;
  std::vector<std::size_t> open_;
};

class Walks {
 public:
  Walks(const MakeMachine& make, const WalkOptions& options) : make_(make), options_(options) {}

  Walked run() {
    renew();
    const Lengths lengths = lengths_of(*machine_);
    walked_.most_moves = lengths.most;
    for (std::uint64_t number = 0; number < options_.walks && !is_over(); ++number) {
      walk(number, lengths);
      ++walked_.walks;
      if (walked_.broken != 0) {
        tell_less();
        break;
      }
      if (walked_.steps >= renewed_at_ + kStepsOfAMachine) {
        renew();
      }
      if (options_.progress) {
        options_.progress(walked_.steps + walked_.walks, walked_.steps);
      }
    }
    walked_.reached |= judge_->reached();
    return std::move(walked_);
  }

 private:
  /// A machine never forgets; this bounds what it remembers.
  void renew() {
    if (judge_) {
      walked_.reached |= judge_->reached();
    }
    walker_.reset();
    judge_.reset();
    machine_ = make_();
    judge_.emplace(*machine_, options_.baseline);
    walker_.emplace(*machine_);
    renewed_at_ = walked_.steps;
  }

  [[nodiscard]] bool is_over() const {
    return std::chrono::steady_clock::now() >= options_.until || is_interrupted();
  }
  [[nodiscard]] bool is_interrupted() const {
    return options_.interrupted != nullptr && *options_.interrupted;
  }

  void walk(std::uint64_t number, const Lengths& lengths) {
    Chance chance(*machine_, options_.seed, number, lengths);
    walker_->restart();
    for (std::size_t step = 0;; ++step) {
      walked_.broken = judge_->broken_by(walker_->state(), walker_->is_at_rest());
      if (walked_.broken != 0 || walker_->moves().empty()) {
        return;
      }
      if (step == lengths.most) {
        ++walked_.given_up;
        return;
      }
      walker_->take(chance.choose(walker_->moves(), step));
      ++walked_.steps;
    }
  }

  /// Takes little time: also when all of it is over.
  void tell_less() {
    const auto property = static_cast<std::size_t>(std::countr_zero(walked_.broken));
    walked_.met.emplace(
        shrink(*machine_, *judge_, walker_->path(), property, [&] { return is_interrupted(); }),
        property);
  }

  static constexpr std::uint64_t kStepsOfAMachine = 500'000;

  const MakeMachine& make_;
  const WalkOptions& options_;
  std::unique_ptr<Machine> machine_;
  std::optional<Judge> judge_;
  std::optional<Walker> walker_;
  std::uint64_t renewed_at_ = 0;
  Walked walked_;
};

}  // namespace

Walked walk_randomly(const MakeMachine& make, const WalkOptions& options) {
  return Walks(make, options).run();
}

}  // namespace ddbsim::explore
