#include "sim/explore/teller.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "sim/explore/nearest.hpp"
#include "sim/explore/regression.hpp"
#include "sim/explore/replay.hpp"
#include "sim/explore/walker.hpp"

namespace ddbsim::explore {

using scenario::Property;

Teller::Teller(Seeker& seeker, const scenario::Scenario& file, Explored& explored)
    : seeker_(seeker),
      explored_(explored),
      things_(things_of(file)),
      properties_(properties_of(file)) {}

void Teller::tell(Machine& machine, const Class& found, const Smallest& what) {
  const Property& property = properties_[found.property];
  const Least& least = what.least;
  Replayed replayed = replay(machine, property, found.property, least.path, least.baseline,
                             seeker_.registry(), seeker_.processes(), seeker_.memory());
  Story& story = replayed.story;
  story.replay = line_of(found, what);
  if (!replayed.broke) {
    throw std::runtime_error(
        fmt::format("\"{}\" breaks in the search and holds in the world: a mistake of ddbsim; "
                    "please tell us. The schedule: {}",
                    property.name, story.replay));
  }
  if (found.everything) {
    story.things = things_on(machine, least.path);
  }
  for (const std::size_t thing : found.things) {
    story.things.push_back(things_[thing].name);
  }
  if (property.when == Property::When::at_rest) {
    story.differences = differences(what, property, replayed.tables);
  }
  explored_.regressions.push_back(regression_of(what.file, least.allowed, replayed, property));
  explored_.summary.stories.push_back(std::move(story));
}

void Teller::tell_restless(Machine& machine, const Class& found, const Smallest& what) {
  tell(machine, found, what);
  explored_.summary.stories.back().message =
      "nothing comes to rest any more, however often it is tried";
}

void Teller::note_not_judged(const Baseline& baseline) {
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

/// What `--replay` takes. A line with nothing on it would be none: then it says what may happen.
std::string Teller::line_of(const Class& found, const Smallest& what) const {
  Words words{.things = {}, .left_out = what.left_out, .moves = what.words};
  if (!found.everything || (words.left_out.empty() && words.moves.empty())) {
    words.things.emplace();
    for (std::size_t thing = 0; thing < things_.size(); ++thing) {
      if (found.everything || std::ranges::binary_search(found.things, thing)) {
        words.things->push_back(things_[thing].name);
      }
    }
  }
  return text_of(words);
}

/// Those that moves of a path show.
std::vector<std::string> Teller::things_on(Machine& machine, const Path& path) const {
  std::set<std::string_view> seen;
  Walker walker(machine);
  for (const std::uint16_t number : path) {
    const Move& move = walker.moves()[number];
    if (move.is_clients()) {
      const std::size_t step = machine.client_turn(walker.state(), move).step;
      seen.insert((*machine.clients()[move.actor].steps)[step].thing);
    }
    seen.insert(move.fate == world::Fate::ok ? "" : world::kFaultNames.at(fault_of(move.fate)));
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

/// To the nearest good outcome, with the same clients' steps and nothing else that is special.
std::vector<StoryDifference> Teller::differences(const Smallest& what, const Property& property,
                                                 const Tables& tables) {
  Allowed plain;
  plain.things = what.least.allowed.things;
  return seeker_.counting(plain, [&] {
    const auto machine = seeker_.make(what.file, plain);
    return nearest_good(*machine, property, tables);
  });
}

}  // namespace ddbsim::explore
