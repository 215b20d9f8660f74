#include "sim/explore/explorer.hpp"

#include <algorithm>
#include <bit>
#include <set>

#include <fmt/format.h>

#include "sim/explore/minimizer.hpp"
#include "sim/explore/player.hpp"
#include "sim/explore/seeker.hpp"
#include "sim/explore/shrink.hpp"
#include "sim/explore/teller.hpp"
#include "sim/explore/walker.hpp"
#include "sim/explore/walks.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Property;
using scenario::Scenario;
using End = Summary::End;

void note_cost(std::chrono::steady_clock::time_point begun, Seeker& seeker, Summary& summary) {
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  summary.seconds = seconds.count();
  if (const Memory* const memory = seeker.memory()) {
    summary.handler_runs = memory->asked();
  }
}

Seeker::Options seeker_options(const ExploreOptions& options) {
  return {.jobs = options.jobs, .limits = options.limits, .progress = options.progress};
}

class Explorer {
 public:
  Explorer(const Scenario& file, const scenario::Registry& registry, const ExploreOptions& options)
      : file_(file),
        options_(options),
        seeker_(file, registry, seeker_options(options)),
        teller_(seeker_, file, explored_) {
    Summary& summary = explored_.summary;
    summary.name = file.name;
    summary.path = file.path();
  }

  Explored run() {
    if (search_everything()) {
      find_classes();
    }
    if (options_.jobs > 1 && seeker_.processes() != nullptr) {
      explored_.summary.notes.emplace_back(
          "one thread searched, whatever --jobs says: functions of this file are processes");
    }
    Summary& summary = explored_.summary;
    const std::uint64_t elsewhere = options_.parts != nullptr ? summary.handler_runs : 0;
    note_cost(begun_, seeker_, summary);
    summary.handler_runs = std::max(summary.handler_runs, elsewhere);
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
      part.levels.push_back(level_of(std::move(found), seeker_.attempts(), seeker_.positions()));
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

  /// Everything that the file allows with so many faults.
  Found search_at(std::uint32_t faults) {
    Allowed allowed = Allowed::everything(file_, faults);
    SearchOptions options;
    options.limits = shard_ ? options_.limits : limits_before_walks();
    options.baseline = faults == 0 ? nullptr : &baseline_;
    options.shard = shard_;
    Found found = seeker_.search(file_, allowed, options, fmt::format("{} faults", faults));
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
        seeker_.count(level.count_attempts, level.count_positions);
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

  /// Parts don't tell what there was without a fault.
  void know_baseline() {
    if (options_.parts != nullptr && !baseline_.is_complete && asks_for_baseline(properties())) {
      static_cast<void>(search_at(0));
    }
  }

  /// Of parts some may have come to the end of a limit, and others to what breaks.
  [[nodiscard]] bool breaks_after(std::uint32_t faults) const {
    return options_.parts != nullptr && least_broken(*options_.parts).value_or(0) > faults;
  }

  /// For 0 faults, 1, and so on, until something breaks or a limit strikes. True: something broke.
  bool search_everything() {
    Summary& summary = explored_.summary;
    for (std::uint32_t faults = 0; faults <= most_faults(); ++faults) {
      Found found = options_.parts != nullptr ? join_at(faults) : search_at(faults);
      note(found, faults);
      if (found.broken != 0) {
        first_ = std::move(*found.met);
        return true;
      }
      if (found.end != End::exhaustive && !breaks_after(faults)) {
        break;
      }
    }
    if (summary.end == End::exhaustive ? !comes_to_rest() : walk()) {
      return true;
    }
    if (summary.end == End::exhaustive && options_.count_schedules) {
      count();
    }
    for (std::size_t number = 0; number < properties().size(); ++number) {
      if (properties()[number].when == Property::When::sometimes &&
          (reached_ >> number & 1U) == 0) {
        summary.unreached.push_back(properties()[number].name);
      }
    }
    return false;
  }

  void note(const Found& found, std::uint32_t faults) {
    Summary& summary = explored_.summary;
    reached_ |= found.reached;
    summary.states = found.states;
    summary.transitions = found.transitions;
    summary.outcomes = found.outcomes.size();
    summary.handler_runs = found.handler_runs;
    summary.end = found.end;
    summary.faults = faults;
  }

  // Random walks.

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

  /// Random walks behind a search that was cut. True: something broke.
  bool walk() {
    Summary& summary = explored_.summary;
    know_baseline();
    teller_.note_not_judged(baseline_);
    if (property_of_rest(properties())) {
      summary.notes.emplace_back(
          "whether each state leads to rest was not looked at: not all of them are known");
    }
    if (most_walks() == 0 || summary.end == End::interrupted) {
      return false;
    }
    Allowed allowed = Allowed::everything(file_, most_faults());
    WalkOptions options{.seed = options_.seed,
                        .walks = most_walks(),
                        .until = options_.limits.until,
                        .interrupted = options_.limits.interrupted,
                        .baseline = &baseline_,
                        .progress = seeker_.progress_of("random walks")};
    Walked walked = seeker_.counting(allowed, [&] {
      return walk_randomly([&] { return seeker_.make(file_, allowed); }, options);
    });
    reached_ |= walked.reached;
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
    first_ = {std::move(walked.met->first), Judge::Set{1} << walked.met->second};
    return true;
  }

  /// Of a second pass, which keeps more of each state.
  [[nodiscard]] Limits limits_of_pass() const {
    Limits limits = options_.limits;
    limits.states = std::min<std::uint64_t>(limits.states, kStatesForRest);
    return limits;
  }

  void count() {
    Allowed allowed = Allowed::everything(file_, most_faults());
    explored_.summary.schedules = seeker_.counting(allowed, [&] {
      const auto machine = seeker_.make(file_, allowed);
      return count_schedules(*machine, limits_of_pass());
    });
    if (!explored_.summary.schedules) {
      explored_.summary.notes.emplace_back("schedules were not counted: there are too many states");
    }
  }

  void note_unjudged() {
    for (const Property& property : properties()) {
      if (explored_.summary.outcomes == 0 && property.when == Property::When::at_rest) {
        explored_.summary.unjudged.push_back(property.name);
      }
    }
  }

  /// On, without anything unusual, until a state comes again: what goes on there is to be seen.
  [[nodiscard]] static Path once_around(Machine& machine, const Path& path) {
    constexpr std::size_t kMost = 100;
    Walker walker(machine);
    for (const std::uint16_t move : path) {
      walker.take(std::size_t{move});
    }
    std::set<Fingerprint> seen;
    while (!walker.moves().empty() && seen.insert(walker.state().print()).second &&
           seen.size() < kMost) {
      walker.take(std::size_t{0});
    }
    return walker.path();
  }

  /// Looks for a state from which nothing but further faults leads to rest.
  bool comes_to_rest() {
    const auto property = property_of_rest(properties());
    if (!property) {
      note_unjudged();
      return true;
    }
    Allowed allowed = Allowed::everything(file_, most_faults());
    return seeker_.counting(allowed, [&] {
      const auto machine = seeker_.make(file_, allowed);
      const Restless found = find_restless(*machine, limits_of_pass());
      if (found.end != End::exhaustive) {
        explored_.summary.notes.emplace_back(
            "whether each state leads to rest was not looked at: there are too many");
      }
      if (!found.path) {
        return true;
      }
      const Path path = once_around(*machine, *found.path);
      const Smallest what = as_it_is(*machine, file_, {*property, path, allowed, {}});
      teller_.tell_restless(*machine, {*property, {}, true}, what);
      return false;
    });
  }

  // Classes.

  void find_classes() {
    if (!explored_.summary.stories.empty()) {
      return;  // of rest: there is one
    }
    const std::size_t most = std::min<std::size_t>(file_.bounds.things, things().size());
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

  /// No class of it was found within the limits of that: what broke is told as it was met, without
  /// what it plainly does not need.
  void tell_first() {
    Summary& summary = explored_.summary;
    know_baseline();
    const auto property = static_cast<std::size_t>(std::countr_zero(first_.second));
    Allowed allowed =
        Allowed::everything(file_, summary.broken_by_walk ? most_faults() : summary.faults);
    seeker_.counting(allowed, [&] {
      const auto machine = seeker_.make(file_, allowed);
      check_way(*machine, first_.first, property);
      Judge judge(*machine, allowed.faults == 0 ? nullptr : &baseline_);
      const std::atomic<bool>* const interrupted = options_.limits.interrupted;
      Path path = shrink(*machine, judge, first_.first, property,
                         [&] { return interrupted != nullptr && *interrupted; });
      const Smallest what =
          as_it_is(*machine, file_, {property, std::move(path), allowed, baseline_});
      teller_.tell(*machine, {property, {}, true}, what);
    });
    summary.notes.push_back(fmt::format(
        "\"{}\" is told as {} met it, shortened: a least way to break it, and what makes that "
        "possible, were not found within the limits",
        properties()[property].name,
        summary.broken_by_walk ? fmt::format("random walk {}", summary.walks) : "the search"));
  }

  /// A way that a part told of may be that of another program.
  void check_way(Machine& machine, const Path& path, std::size_t property) const {
    Walker walker(machine);
    bool is_there = property < properties().size();
    for (std::size_t at = 0; is_there && at < path.size(); ++at) {
      is_there = path[at] < walker.moves().size();
      if (is_there) {
        walker.take(std::size_t{path[at]});
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
    for (std::size_t thing = from; thing < things().size(); ++thing) {
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
    for (std::size_t number = 0; number < properties().size(); ++number) {
      const bool may_break = properties()[number].when != Property::When::sometimes;
      wanted |= may_break && !is_known(number, set) ? Judge::Set{1} << number : 0;
    }
    return wanted;
  }

  void find_in(const std::vector<std::size_t>& set, bool everything) {
    Judge::Set wanted = wanted_in(set);
    if (wanted == 0) {
      return;
    }
    const Allowed allowed =
        everything ? Allowed::everything(file_, most_faults()) : Allowed::only(file_, set);
    for (Least& least : seeker_.find_least(file_, allowed, most_faults(), wanted)) {
      classes_.push_back({least.property, set, everything});
      const Smallest smallest = minimize(seeker_, file_, std::move(least), smaller_than(set));
      const auto machine = seeker_.make(smallest.file, smallest.least.allowed);
      teller_.tell(*machine, classes_.back(), smallest);
    }
  }

  /// What the largest smaller sets allow.
  [[nodiscard]] std::vector<Allowed> smaller_than(const std::vector<std::size_t>& set) const {
    std::vector<Allowed> smaller;
    for (const std::size_t thing : set) {
      std::vector<std::size_t> others = set;
      std::erase(others, thing);
      Allowed allowed = Allowed::only(file_, others);
      allowed.faults = std::min(allowed.faults, most_faults());
      smaller.push_back(std::move(allowed));
    }
    return smaller;
  }

  [[nodiscard]] const std::vector<Thing>& things() const noexcept { return teller_.things(); }
  [[nodiscard]] const std::vector<Property>& properties() const noexcept {
    return teller_.properties();
  }

  const Scenario& file_;
  const ExploreOptions& options_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  Explored explored_;
  Seeker seeker_;
  Teller teller_;
  std::vector<Class> classes_;
  Baseline baseline_;
  std::optional<Shard> shard_;  ///< absent: everything is searched
  Judge::Set reached_ = 0;
  std::pair<Path, Judge::Set> first_;  ///< a way to break something, and what
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

std::expected<Explored, std::string> play_words(const Scenario& exploration,
                                                const scenario::Registry& registry,
                                                const ExploreOptions& options,
                                                const std::string& words) {
  const auto begun = std::chrono::steady_clock::now();
  const auto parsed = parse_words(words, exploration);
  if (!parsed) {
    return std::unexpected(parsed.error());
  }
  const Scenario less = without_steps(exploration, parsed->left_out);
  Seeker seeker(less, registry, seeker_options(options));
  auto played = play(seeker, less, *parsed);
  if (played) {
    Summary& summary = played->summary;
    summary.name = exploration.name;
    summary.path = exploration.path();
    note_cost(begun, seeker, summary);
  }
  return played;
}

bool verdict_came(const Scenario& exploration, const Summary& summary) {
  if (exploration.holds) {
    return summary.stories.empty() && summary.end == Summary::End::exhaustive &&
           summary.unreached.empty() && summary.unjudged.empty();
  }
  if (exploration.breaks.empty()) {
    return true;
  }
  return std::ranges::any_of(
      summary.stories, [&](const Story& story) { return story.property == exploration.breaks; });
}

}  // namespace ddbsim::explore
