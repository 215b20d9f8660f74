#include "sim/explore/player.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "sim/explore/search.hpp"
#include "sim/explore/teller.hpp"
#include "sim/explore/walker.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Scenario;

class Player {
 public:
  Player(Seeker& seeker, const Scenario& file, const Words& words)
      : seeker_(seeker), file_(file), words_(words) {
    const std::vector<Thing> things = things_of(file);
    class_.everything = !words.things;
    for (std::size_t thing = 0; words.things && thing < things.size(); ++thing) {
      if (std::ranges::find(*words.things, things[thing].name) != words.things->end()) {
        class_.things.push_back(thing);
      }
    }
  }

  std::expected<Explored, std::string> play() {
    Allowed allowed = class_.everything ? Allowed::everything(file_, file_.bounds.faults)
                                        : Allowed::only(file_, class_.things);
    return seeker_.counting(allowed, [&] { return play_in(allowed); });
  }

 private:
  std::expected<Explored, std::string> play_in(const Allowed& allowed) {
    Explored explored;
    const auto machine = seeker_.make(file_, allowed);
    Walker walker(*machine);
    if (auto problem = walker.take_all(words_.moves)) {
      return std::unexpected(std::move(*problem));
    }
    Summary& summary = explored.summary;
    summary.replayed = true;
    summary.faults = Machine::faults(walker.state());
    summary.transitions = words_.moves.size();
    summary.states = words_.moves.size() + 1;
    judge(*machine, allowed, walker, explored);
    return explored;
  }

  void judge(Machine& machine, const Allowed& allowed, const Walker& walker, Explored& explored) {
    Teller teller(seeker_, file_, explored);
    const Baseline baseline = baseline_for(allowed, teller);
    const auto [path, broken] = broken_on(machine, walker.path(), baseline);
    const auto what = [&](std::size_t property) {
      class_.property = property;
      Smallest all = as_it_is(machine, file_, {property, path, allowed, baseline});
      all.left_out = words_.left_out;
      return all;
    };
    for (std::size_t property = 0; property < teller.properties().size(); ++property) {
      if ((broken >> property & 1U) != 0) {
        const Smallest smallest = what(property);
        teller.tell(machine, class_, smallest);
      }
    }
    const auto rest = property_of_rest(teller.properties());
    if (broken == 0 && rest && leads_to_rest(machine, walker.state(), kStatesForRest) == false) {
      const Smallest smallest = what(*rest);
      teller.tell_restless(machine, class_, smallest);
    }
  }

  /// What the end of the path breaks; when that is nothing, the first state that breaks something.
  static std::pair<Path, Judge::Set> broken_on(Machine& machine, const Path& path,
                                               const Baseline& baseline) {
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
    return broken == 0 && first ? *first : std::pair(path, broken);
  }

  /// What there is at rest without a fault, when a property asks for it.
  Baseline baseline_for(Allowed allowed, Teller& teller) {
    if (!asks_for_baseline(teller.properties())) {
      return {};
    }
    allowed.faults = 0;
    SearchOptions options;
    options.limits = seeker_.options().limits;
    options.wanted = 0;
    Found found = seeker_.search(file_, allowed, options, "outcomes without a fault");
    teller.note_not_judged(found.baseline);
    return std::move(found.baseline);
  }

  Seeker& seeker_;
  const Scenario& file_;
  const Words& words_;
  Class class_;
};

}  // namespace

std::expected<Explored, std::string> play(Seeker& seeker, const Scenario& file,
                                          const Words& words) {
  return Player(seeker, file, words).play();
}

}  // namespace ddbsim::explore
