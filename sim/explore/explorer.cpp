#include "sim/explore/explorer.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "sim/explore/memory.hpp"
#include "sim/explore/regression.hpp"
#include "sim/explore/replay.hpp"
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
};

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
    const auto begun = std::chrono::steady_clock::now();
    const bool broken = search_everything();
    if (broken) {
      find_classes();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
    Summary& summary = explored_.summary;
    summary.seconds = seconds.count();
    if (processes_) {
      summary.handler_runs =
          std::max(options_.parts != nullptr ? summary.handler_runs : 0, memory_.asked());
    }
    if (!file_.breaks.empty()) {
      summary.verdict = "breaks " + file_.breaks;
    } else if (file_.holds) {
      summary.verdict = "holds";
    }
    summary.verdict_came = verdict_came(file_, summary);
    return std::move(explored_);
  }

  Part run_part(Shard shard) {
    Part part{.version = {},
              .file = file_.path(),
              .content = content_of(file_),
              .shard = shard,
              .faults = most_faults(),
              .levels = {}};
    for (std::uint32_t faults = 0; faults <= most_faults(); ++faults) {
      shard_ = faults == 0 ? Shard{} : shard;
      Found found = search_at(faults);
      const bool is_over = found.broken != 0 || found.end != End::exhaustive;
      part.levels.push_back(level_of(std::move(found), attempts_, positions_));
      if (is_over) {
        break;
      }
    }
    return part;
  }

 private:
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
               const Limits& limits, const std::string& what, std::optional<Shard> shard = {}) {
    SearchOptions options{.limits = limits,
                          .jobs = processes_ ? 1 : options_.jobs,
                          .stop_when_broken = true,
                          .wanted = wanted,
                          .baseline = baseline,
                          .shard = shard,
                          .progress = {}};
    if (options_.progress) {
      options.progress = [&](std::uint64_t states, std::uint64_t transitions) {
        options_.progress(what, states, transitions);
      };
    }
    return search_all([&] { return make(allowed); }, options);
  }

  /// Everything that the file allows with so many faults.
  Found search_at(std::uint32_t faults) {
    Allowed allowed = Allowed::everything(file_, faults);
    const Baseline* const given = faults == 0 ? nullptr : &baseline_;
    Found found = counting(allowed, [&] {
      return search(allowed, given, ~Judge::Set{0}, options_.limits,
                    fmt::format("{} faults", faults), shard_);
    });
    if (faults == 0) {
      baseline_ = std::move(found.baseline);
    }
    return found;
  }

  /// The same, of parts that were searched elsewhere.
  Found join_at(std::uint32_t faults) {
    for (const Part& part : *options_.parts) {
      if (faults < part.levels.size()) {
        const PartLevel& level = part.levels[faults];
        attempts_.insert(level.count_attempts.begin(), level.count_attempts.end());
        positions_.insert(level.count_positions.begin(), level.count_positions.end());
      }
    }
    if (auto joined = join(*options_.parts, faults)) {
      return std::move(*joined);
    }
    if (faults > 0 && !baseline_.is_complete) {
      Found found = search_at(0);
      if (found.end != End::exhaustive) {
        return found;
      }
    }
    return search_at(faults);
  }

  /// Of parts some may have come to the end of a limit, and others to what breaks.
  [[nodiscard]] bool breaks_after(std::uint32_t faults) const {
    return options_.parts != nullptr && least_broken(*options_.parts).value_or(0) > faults;
  }

  /// For 0 faults, 1, and so on, until something breaks or a limit strikes. True: something broke.
  bool search_everything() {
    Summary& summary = explored_.summary;
    Judge::Set reached = 0;
    for (std::uint32_t faults = 0; faults <= most_faults(); ++faults) {
      Found found = options_.parts != nullptr ? join_at(faults) : search_at(faults);
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
        first_ = std::move(found);
        return true;
      }
      if (found.end != End::exhaustive && !breaks_after(faults)) {
        break;
      }
    }
    if (summary.end == End::exhaustive && !comes_to_rest()) {
      return true;
    }
    if (summary.end == End::exhaustive && options_.count_schedules) {
      count();
    }
    for (std::size_t number = 0; number < properties_.size(); ++number) {
      if (properties_[number].when == Property::When::sometimes && (reached >> number & 1U) == 0) {
        summary.unreached.push_back(properties_[number].name);
      }
    }
    return false;
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
      tell(*machine, {}, allowed, {}, *property, *found.path);
      explored_.summary.stories.back().message =
          "from here on nothing comes to rest any more, however often it is tried";
      return false;
    });
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
    if (explored_.summary.stories.empty()) {
      tell_first();
    }
  }

  /// No class was found within the limits of that: what broke is told as it was met.
  void tell_first() {
    if (options_.parts != nullptr && !baseline_.is_complete) {
      static_cast<void>(search_at(0));  // parts don't tell what there was without a fault
    }
    Allowed allowed = Allowed::everything(file_, explored_.summary.faults);
    counting(allowed, [&] {
      const auto machine = make(allowed);
      const auto& [path, broken] = *first_.met;
      check_way(*machine, path, broken);
      tell(*machine, {}, allowed, baseline_, static_cast<std::size_t>(std::countr_zero(broken)),
           path);
    });
    explored_.summary.notes.emplace_back(
        "the failure is told as it was met: a least one, and what makes it possible, were not "
        "found "
        "within the limits");
  }

  /// A way that a part told of may be that of another program.
  void check_way(Machine& machine, const Path& path, Judge::Set broken) const {
    State state = machine.start();
    State next;
    std::vector<Move> moves;
    bool is_there = static_cast<std::size_t>(std::countr_zero(broken)) < properties_.size();
    for (std::size_t at = 0; is_there && at < path.size(); ++at) {
      machine.moves(state, moves);
      is_there = path[at] < moves.size();
      if (is_there) {
        machine.apply(state, moves[path[at]], next);
        std::swap(state, next);
      }
    }
    if (!is_there) {
      throw PartsDisagree("a part tells of a failure on a way that does not exist here");
    }
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
      counting(allowed, [&] { find_with(set, allowed, baseline, wanted); });
    }
  }

  void find_with(const std::vector<std::size_t>& set, const Allowed& allowed, Baseline& baseline,
                 Judge::Set& wanted) {
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
      tell(*machine, set, allowed, baseline, property, path);
    }
  }

  void tell(Machine& machine, const std::vector<std::size_t>& set, const Allowed& allowed,
            const Baseline& baseline, std::size_t number, const Path& path) {
    Replayed replayed = replay(machine, properties_[number], number, path, baseline, registry_,
                               processes_.get(), processes_ ? &memory_ : nullptr);
    if (!replayed.broke) {
      throw std::runtime_error(
          fmt::format("\"{}\" breaks in the search and holds in the world: a mistake of ddbsim; "
                      "please tell us. "
                      "The schedule: {}",
                      properties_[number].name, words_of(machine, path)));
    }
    for (const std::size_t thing : set) {
      replayed.story.things.push_back(things_[thing].name);
    }
    replayed.story.replay = words_of(machine, path);
    explored_.regressions.push_back(regression_of(file_, allowed, replayed, properties_[number]));
    explored_.summary.stories.push_back(std::move(replayed.story));
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
  std::optional<Shard> shard_;  ///< absent: everything is searched
  Found first_;                 ///< that broke something
  Explored explored_;
};

}  // namespace

Explored explore(const Scenario& exploration, const scenario::Registry& registry,
                 const ExploreOptions& options) {
  return Explorer(exploration, registry, options).run();
}

Part explore_part(const Scenario& exploration, const scenario::Registry& registry,
                  const ExploreOptions& options, Shard shard) {
  return Explorer(exploration, registry, options).run_part(shard);
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
