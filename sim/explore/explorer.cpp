#include "sim/explore/explorer.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "sim/explore/memory.hpp"
#include "sim/explore/regression.hpp"
#include "sim/explore/replay.hpp"
#include "sim/explore/walker.hpp"
#include "sim/explore/walks.hpp"
#include "sim/explore/words.hpp"
#include "sim/scenario/stage.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Property;
using scenario::Scenario;
using End = Summary::End;

/// A class of failures: a property, and what makes it possible.
struct Class {
  std::size_t property;
  std::vector<std::size_t> things;  ///< by number, ascending
  bool everything = false;          ///< of what the file allows: it is not known what is needed
};

std::vector<std::string> names_of(const std::vector<Thing>& things) {
  std::vector<std::string> names;
  for (const Thing& thing : things) {
    names.push_back(thing.name);
  }
  return names;
}

class Explorer {
 public:
  Explorer(const Scenario& file, const scenario::Registry& registry, const ExploreOptions& options)
      : file_(file),
        registry_(registry),
        options_(options),
        processes_(scenario::processes_of(file, registry)),
        things_(things_of(file)),
        properties_(properties_of(file)) {
    Summary& summary = explored_.summary;
    summary.name = file.name;
    summary.path = file.path();
  }

  Explored run() {
    if (search_everything()) {
      find_classes();
    }
    note_cost();
    Summary& summary = explored_.summary;
    if (!file_.breaks.empty()) {
      summary.verdict = "breaks " + file_.breaks;
    } else if (file_.holds) {
      summary.verdict = "holds";
    }
    summary.verdict_came = verdict_came(file_, summary);
    return std::move(explored_);
  }

  /// Of the file without the steps that the words leave out.
  std::expected<Explored, std::string> play(const Words& words) {
    left_out_ = words.left_out;
    Class what{.property = 0, .things = {}, .everything = !words.things};
    for (std::size_t thing = 0; words.things && thing < things_.size(); ++thing) {
      if (std::ranges::find(*words.things, things_[thing].name) != words.things->end()) {
        what.things.push_back(thing);
      }
    }
    if (auto problem = play_moves(what, words.moves)) {
      return std::unexpected(std::move(*problem));
    }
    explored_.summary.replayed = true;
    note_cost();
    return std::move(explored_);
  }

 private:
  void note_cost() {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun_;
    explored_.summary.seconds = seconds.count();
    if (processes_) {
      explored_.summary.handler_runs = memory_.asked();
    }
  }

  [[nodiscard]] std::uint32_t most_faults() const {
    return std::min(options_.faults, file_.bounds.faults);
  }

  std::unique_ptr<Machine> make(const Allowed& allowed) {
    return std::make_unique<Machine>(file_, registry_, allowed, processes_.get(),
                                     processes_ ? &memory_ : nullptr);
  }

  /// Runs `search` with what functions were seen to use counted, anew each time when one is seen
  /// to.
  template <class Search>
  auto counting(Allowed& allowed, Search search) {
    while (true) {
      allowed.count_attempts = attempts_;
      allowed.count_positions = positions_;
      try {
        return search();
      } catch (const MustCount& must) {
        (must.what == MustCount::What::attempts ? attempts_ : positions_).insert(must.mapping);
      }
    }
  }

  /// Depth first, until something breaks.
  Found search(const Allowed& allowed, const Baseline* baseline, Judge::Set wanted,
               const Limits& limits, const std::string& what) {
    SearchOptions options{.limits = limits,
                          .jobs = processes_ ? 1 : options_.jobs,
                          .stop_when_broken = true,
                          .wanted = wanted,
                          .baseline = baseline,
                          .progress = progress_of(what)};
    return search_all([&] { return make(allowed); }, options);
  }

  [[nodiscard]] Progress progress_of(const std::string& what) const {
    if (!options_.progress) {
      return {};
    }
    return [this, what](std::uint64_t states, std::uint64_t transitions) {
      options_.progress(what, states, transitions);
    };
  }

  /// For 0 faults, 1, and so on, until something breaks or a limit strikes. True: something broke.
  bool search_everything() {
    Summary& summary = explored_.summary;
    Baseline baseline;
    Judge::Set reached = 0;
    for (std::uint32_t faults = 0; faults <= most_faults(); ++faults) {
      Allowed allowed = Allowed::everything(file_, faults);
      Found found = counting(allowed, [&] {
        return search(allowed, faults == 0 ? nullptr : &baseline, ~Judge::Set{0},
                      limits_before_walks(), fmt::format("{} faults", faults));
      });
      if (faults == 0) {
        baseline = std::move(found.baseline);
      }
      reached |= found.reached;
      if (found.has_own_tokens && summary.notes.empty()) {
        summary.notes.emplace_back(
            "a function makes the tokens of its transactions itself; that the service remembers "
            "them between calls is left out");
      }
      summary.states = found.states;
      summary.transitions = found.transitions;
      summary.outcomes = found.outcomes.size();
      summary.handler_runs = found.handler_runs;
      summary.end = found.end;
      summary.faults = faults;
      if (found.broken != 0) {
        baseline_ = std::move(baseline);
        first_ = std::move(*found.met);
        return true;
      }
      if (found.end != End::exhaustive) {
        break;
      }
    }
    if (summary.end != End::exhaustive) {
      note_not_judged(baseline);
      if (property_of_rest()) {
        summary.notes.emplace_back(
            "whether each state leads to rest was not looked at: not all of them are known");
      }
      if (walk(std::move(baseline), reached)) {
        return true;
      }
    } else if (!comes_to_rest()) {
      return true;
    } else if (options_.count_schedules) {
      count();
    }
    for (std::size_t number = 0; number < properties_.size(); ++number) {
      if (properties_[number].when == Property::When::sometimes && (reached >> number & 1U) == 0) {
        summary.unreached.push_back(properties_[number].name);
      }
    }
    return false;
  }

  [[nodiscard]] bool time_is_limited() const {
    return options_.limits.until != std::chrono::steady_clock::time_point::max();
  }
  [[nodiscard]] std::uint64_t most_walks() const {
    return options_.walks.value_or(time_is_limited() ? ~std::uint64_t{0} : WalkOptions{}.walks);
  }

  /// A quarter of the time is left to random walks.
  [[nodiscard]] Limits limits_before_walks() const {
    Limits limits = options_.limits;
    if (time_is_limited() && most_walks() > 0) {
      limits.until -= (limits.until - begun_) / 4;
    }
    return limits;
  }

  /// What needs to know all outcomes without a fault.
  void note_not_judged(const Baseline& baseline) {
    for (const Property& property : properties_) {
      if (!baseline.is_complete &&
          std::holds_alternative<scenario::RetryTransparent>(property.predicate)) {
        explored_.summary.notes.push_back(fmt::format(
            "\"{}\" was not judged: the search without faults did not come to its end, so that not "
            "all of its outcomes are known",
            property.name));
      }
    }
  }

  /// Random walks behind a search that was cut. True: something broke.
  bool walk(Baseline baseline, Judge::Set& reached) {
    Summary& summary = explored_.summary;
    if (most_walks() == 0 || summary.end == End::interrupted) {
      return false;
    }
    Allowed allowed = Allowed::everything(file_, most_faults());
    WalkOptions options{.seed = options_.seed,
                        .walks = most_walks(),
                        .until = options_.limits.until,
                        .interrupted = options_.limits.interrupted,
                        .baseline = &baseline,
                        .progress = progress_of("random walks")};
    Walked walked =
        counting(allowed, [&] { return walk_randomly([&] { return make(allowed); }, options); });
    reached |= walked.reached;
    summary.walks = walked.walks;
    summary.walk_steps = walked.steps;
    summary.seed = options_.seed;
    if (walked.given_up > 0) {
      summary.notes.push_back(
          fmt::format("{} of the random walks were given up after {} moves: they did not come to "
                      "rest",
                      walked.given_up, walked.most_moves));
    }
    if (!walked.met) {
      return false;
    }
    summary.broken_by_walk = true;
    baseline_ = std::move(baseline);
    first_ = {std::move(walked.met->first), Judge::Set{1} << walked.met->second};
    return true;
  }

  void count() {
    Allowed allowed = Allowed::everything(file_, most_faults());
    Limits limits = options_.limits;
    limits.states = std::min<std::uint64_t>(limits.states, kStatesForRest);
    explored_.summary.schedules = counting(allowed, [&] {
      const auto machine = make(allowed);
      return count_schedules(*machine, limits);
    });
    if (!explored_.summary.schedules) {
      explored_.summary.notes.emplace_back("schedules were not counted: there are too many states");
    }
  }

  /// Is there a property that says that the world comes to rest?
  [[nodiscard]] std::optional<std::size_t> property_of_rest() const {
    for (std::size_t number = 0; number < properties_.size(); ++number) {
      const auto& predicate = properties_[number].predicate;
      if (std::holds_alternative<scenario::Drains>(predicate) ||
          std::holds_alternative<scenario::Livelock>(predicate)) {
        return number;
      }
    }
    return std::nullopt;
  }

  /// Looks for a state from which nothing but further faults leads to rest.
  bool comes_to_rest() {
    const auto property = property_of_rest();
    if (!property) {
      if (explored_.summary.outcomes == 0) {
        explored_.summary.notes.emplace_back(
            "nothing ever comes to rest, so that no property at rest was judged");
      }
      return true;
    }
    Allowed allowed = Allowed::everything(file_, most_faults());
    return counting(allowed, [&] {
      const auto machine = make(allowed);
      Limits limits = options_.limits;
      limits.states = std::min<std::uint64_t>(limits.states, kStatesForRest);
      const Restless found = find_restless(*machine, limits);
      if (found.end != End::exhaustive) {
        explored_.summary.notes.emplace_back(
            "whether each state leads to rest was not looked at: there are too many");
      }
      if (!found.path) {
        return true;
      }
      classes_.push_back({*property, {}});
      tell_restless(*machine, {.property = *property, .things = {}, .everything = true}, allowed,
                    *found.path);
      return false;
    });
  }

  void tell_restless(Machine& machine, const Class& what, const Allowed& allowed,
                     const Path& path) {
    tell(machine, what, allowed, {}, path);
    explored_.summary.stories.back().message =
        "from here on nothing comes to rest any more, however often it is tried";
  }

  // Classes.

  void find_classes() {
    if (!explored_.summary.stories.empty()) {
      return;  // of rest: there is one
    }
    const std::size_t most = std::min<std::size_t>(file_.bounds.things, things_.size());
    for (std::size_t size = 0; size <= most; ++size) {
      std::vector<std::size_t> set(size);
      find_in_sets(set, 0, 0);
    }
    if (explored_.summary.stories.empty()) {
      find_in({}, true);
    }
    if (std::ranges::none_of(classes_, [&](const Class& known) {
          return (first_.second >> known.property & 1U) != 0;
        })) {
      tell_first();
    }
  }

  /// No class of it was found within the limits of that: what broke is told as it was met.
  void tell_first() {
    Summary& summary = explored_.summary;
    Allowed allowed =
        Allowed::everything(file_, summary.broken_by_walk ? most_faults() : summary.faults);
    const auto& [path, broken] = first_;
    const Class what{.property = static_cast<std::size_t>(std::countr_zero(broken)),
                     .things = {},
                     .everything = true};
    counting(allowed, [&] { tell(*make(allowed), what, allowed, baseline_, path); });
    summary.notes.push_back(fmt::format(
        "\"{}\" is told as {}: a least way to break it, and what makes that possible, were not "
        "found within the limits",
        properties_[what.property].name,
        summary.broken_by_walk ? fmt::format("random walk {} met it, shortened", summary.walks)
                               : "it was met"));
  }

  /// All sets of that size, in order.
  void find_in_sets(std::vector<std::size_t>& set, std::size_t at, std::size_t from) {
    if (at == set.size()) {
      find_in(set, false);
      return;
    }
    for (std::size_t thing = from; thing < things_.size(); ++thing) {
      set[at] = thing;
      find_in_sets(set, at + 1, thing + 1);
    }
  }

  [[nodiscard]] bool is_known(std::size_t property, const std::vector<std::size_t>& set) const {
    return std::ranges::any_of(classes_, [&](const Class& known) {
      return known.property == property && std::ranges::includes(set, known.things);
    });
  }

  [[nodiscard]] Judge::Set wanted_in(const std::vector<std::size_t>& set) const {
    Judge::Set wanted = 0;
    for (std::size_t number = 0; number < properties_.size(); ++number) {
      const bool may_break = properties_[number].when != Property::When::sometimes;
      wanted |= may_break && !is_known(number, set) ? Judge::Set{1} << number : 0;
    }
    return wanted;
  }

  [[nodiscard]] Allowed allowed_in(const std::vector<std::size_t>& set, bool everything) const {
    if (everything) {
      return Allowed::everything(file_, most_faults());
    }
    Allowed allowed;
    for (const std::size_t thing : set) {
      things_[thing].allow(file_, things_[thing].name, allowed);
    }
    return allowed;
  }

  void find_in(const std::vector<std::size_t>& set, bool everything) {
    Judge::Set wanted = wanted_in(set);
    if (wanted == 0) {
      return;
    }
    Allowed allowed = allowed_in(set, everything);
    const std::uint32_t most = std::min(allowed.faults, most_faults());
    // A set with faults says nothing without one: that is a smaller set's.
    Baseline baseline;
    for (std::uint32_t faults = 0; faults <= most && wanted != 0; ++faults) {
      allowed.faults = faults;
      counting(allowed, [&] { find_with(set, everything, allowed, baseline, wanted); });
    }
  }

  void find_with(const std::vector<std::size_t>& set, bool everything, const Allowed& allowed,
                 Baseline& baseline, Judge::Set& wanted) {
    Limits limits = options_.limits;
    limits.states = std::min<std::uint64_t>(limits.states, kStatesForAClass);
    const Baseline* const given = allowed.faults == 0 ? nullptr : &baseline;
    // Depth first says soonest that nothing breaks: an invocation goes on from where it stands.
    Found found = search(allowed, given, wanted, limits, "the least failures");
    if (found.broken == 0 && found.end == End::exhaustive) {
      if (given == nullptr) {
        baseline = std::move(found.baseline);
      }
      return;
    }
    const auto machine = make(allowed);
    Judge judge(*machine, given);
    const Shortest shortest = find_shortest(*machine, judge, wanted, limits);
    if (allowed.faults == 0) {
      baseline = judge.made();
      baseline.is_complete = shortest.end == End::exhaustive;
    }
    for (const auto& [property, path] : shortest.paths) {
      wanted &= ~(Judge::Set{1} << property);
      classes_.push_back({property, set});
      tell(*machine, {property, set, everything}, allowed, baseline, path);
    }
  }

  void tell(Machine& machine, const Class& what, const Allowed& allowed, const Baseline& baseline,
            const Path& path) {
    const Property& property = properties_[what.property];
    Replayed replayed = replay(machine, property, what.property, path, baseline, registry_,
                               processes_.get(), processes_ ? &memory_ : nullptr);
    Words words{.things = {}, .left_out = left_out_, .moves = words_of(machine, path)};
    for (const std::size_t thing : what.things) {
      replayed.story.things.push_back(things_[thing].name);
    }
    if (what.everything) {
      replayed.story.things = things_on(machine, path);
      if (path.empty()) {  // a line with nothing on it would be none
        words.things = names_of(things_);
      }
    } else {
      words.things = replayed.story.things;
    }
    replayed.story.replay = text_of(words);
    if (!replayed.broke) {
      throw std::runtime_error(
          fmt::format("\"{}\" breaks in the search and holds in the world: a mistake of ddbsim; "
                      "please tell us. "
                      "The schedule: {}",
                      property.name, replayed.story.replay));
    }
    explored_.regressions.push_back(regression_of(file_, allowed, replayed, property));
    explored_.summary.stories.push_back(std::move(replayed.story));
  }

  /// Those that moves of a path show.
  std::vector<std::string> things_on(Machine& machine, const Path& path) const {
    std::set<std::string_view> seen;
    Walker walker(machine);
    for (const std::uint16_t number : path) {
      const Move& move = walker.moves()[number];
      if (move.kind == Move::Kind::client || move.kind == Move::Kind::advance) {
        const std::size_t step = machine.client_turn(walker.state(), move).step;
        seen.insert((*machine.clients()[move.actor].steps)[step].thing);
      }
      seen.insert(move.fate == world::Fate::ok ? "" : world::name_of(move.fate));
      seen.insert(move.lost ? world::kFaultNames[kDuplicate] : "");
      seen.insert(is_stale(machine, move) ? "stale read" : "");
      seen.insert(move.records > 1 ? "batch above one" : "");
      walker.take(std::size_t{number});
    }
    std::vector<std::string> things;
    for (const Thing& thing : things_) {
      if (seen.contains(thing.name)) {
        things.push_back(thing.name);
      }
    }
    return things;
  }

  // Words.

  /// A problem: one of the moves is not possible.
  std::optional<std::string> play_moves(const Class& what, const std::vector<std::string>& moves) {
    Allowed allowed = what.everything ? Allowed::everything(file_, file_.bounds.faults)
                                      : allowed_in(what.things, false);
    return counting(allowed, [&] { return play_in(allowed, what, moves); });
  }

  std::optional<std::string> play_in(const Allowed& allowed, const Class& what,
                                     const std::vector<std::string>& moves) {
    Summary& summary = explored_.summary;
    summary.stories.clear();
    summary.notes.clear();
    explored_.regressions.clear();
    const auto machine = make(allowed);
    Walker walker(*machine);
    if (auto problem = walker.take_all(moves)) {
      return problem;
    }
    summary.faults = machine->faults(walker.state());
    summary.transitions = moves.size();
    summary.states = moves.size() + 1;
    judge_way(*machine, allowed, what, walker.path());
    return std::nullopt;
  }

  void judge_way(Machine& machine, const Allowed& allowed, const Class& what, const Path& path) {
    const Baseline baseline = baseline_for(allowed);
    Judge judge(machine, &baseline);
    Walker walker(machine);
    Judge::Set broken = judge.broken_by(walker.state(), walker.is_at_rest());
    std::optional<std::pair<Path, Judge::Set>> first;
    for (const std::uint16_t move : path) {
      if (broken != 0 && !first) {
        first.emplace(walker.path(), broken);
      }
      walker.take(std::size_t{move});
      broken = judge.broken_by(walker.state(), walker.is_at_rest());
    }
    if (broken != 0 || !first) {
      first.emplace(path, broken);
    }
    Class told = what;
    for (told.property = 0; told.property < properties_.size(); ++told.property) {
      if ((first->second >> told.property & 1U) != 0) {
        tell(machine, told, allowed, baseline, first->first);
      }
    }
    const auto rest = property_of_rest();
    if (first->second == 0 && rest &&
        leads_to_rest(machine, walker.state(), kStatesForRest) == false) {
      told.property = *rest;
      tell_restless(machine, told, allowed, path);
    }
  }

  /// What there is at rest without a fault, when a property asks for it.
  Baseline baseline_for(Allowed allowed) {
    const auto asks = std::ranges::find_if(properties_, [](const Property& property) {
      return std::holds_alternative<scenario::RetryTransparent>(property.predicate);
    });
    if (asks == properties_.end()) {
      return {};
    }
    allowed.faults = 0;
    Found found = search(allowed, nullptr, 0, options_.limits, "outcomes without a fault");
    note_not_judged(found.baseline);
    return std::move(found.baseline);
  }

  static constexpr std::uint64_t kStatesForAClass = 2'000'000;
  static constexpr std::uint64_t kStatesForRest = 3'000'000;

  const Scenario& file_;
  const scenario::Registry& registry_;
  const ExploreOptions& options_;
  std::unique_ptr<lambda::process::ProcessHost> processes_;
  Memory memory_;
  std::vector<Thing> things_;
  std::vector<Property> properties_;
  std::set<std::string, std::less<>> attempts_;
  std::set<std::string, std::less<>> positions_;
  std::vector<Class> classes_;
  Baseline baseline_;
  std::pair<Path, Judge::Set> first_;  ///< a way to break something, and what
  std::vector<Words::LeftOut> left_out_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  Explored explored_;
};

}  // namespace

Explored explore(const Scenario& exploration, const scenario::Registry& registry,
                 const ExploreOptions& options) {
  return Explorer(exploration, registry, options).run();
}

std::expected<Explored, std::string> play_words(const Scenario& exploration,
                                                const scenario::Registry& registry,
                                                const ExploreOptions& options,
                                                const std::string& text) {
  const auto words = parse_words(text, exploration);
  if (!words) {
    return std::unexpected(words.error());
  }
  const Scenario less = without_steps(exploration, words->left_out);
  return Explorer(less, registry, options).play(*words);
}

bool verdict_came(const Scenario& exploration, const Summary& summary) {
  if (exploration.holds) {
    return summary.stories.empty() && summary.end == Summary::End::exhaustive &&
           summary.unreached.empty();
  }
  if (exploration.breaks.empty()) {
    return true;
  }
  return std::ranges::any_of(
      summary.stories, [&](const Story& story) { return story.property == exploration.breaks; });
}

}  // namespace ddbsim::explore
