#include "sim/explore/seeker.hpp"

#include <algorithm>

#include "sim/scenario/stage.hpp"

namespace ddbsim::explore {
namespace {

/// Of one search of `find_least`.
constexpr std::uint64_t kStatesForAClass = 2'000'000;

}  // namespace

Seeker::Seeker(const scenario::Scenario& file, const scenario::Registry& registry, Options options)
    : registry_(registry),
      options_(std::move(options)),
      processes_(scenario::processes_of(file, registry)) {}

Seeker::~Seeker() = default;

std::unique_ptr<Machine> Seeker::make(const scenario::Scenario& file, const Allowed& allowed) {
  return std::make_unique<Machine>(file, registry_, allowed, processes_.get(), memory());
}

Progress Seeker::progress_of(const std::string& what) const {
  if (!options_.progress) {
    return {};
  }
  return [this, what](std::uint64_t states, std::uint64_t transitions) {
    options_.progress(what, states, transitions);
  };
}

Found Seeker::search(const scenario::Scenario& file, Allowed& allowed, SearchOptions search,
                     const std::string& what) {
  search.jobs = processes_ ? 1 : options_.jobs;
  search.stop_when_broken = true;
  search.progress = progress_of(what);
  return counting(allowed, [&] { return search_all([&] { return make(file, allowed); }, search); });
}

std::vector<Least> Seeker::find_least(const scenario::Scenario& file, Allowed allowed,
                                      std::uint32_t faults, Judge::Set wanted) {
  std::vector<Least> found;
  Baseline baseline;
  const std::uint32_t most = std::min(allowed.faults, faults);
  for (std::uint32_t count = 0; count <= most && wanted != 0; ++count) {
    allowed.faults = count;
    find_with(file, allowed, baseline, wanted, found);
  }
  return found;
}

void Seeker::find_with(const scenario::Scenario& file, Allowed& allowed, Baseline& baseline,
                       Judge::Set& wanted, std::vector<Least>& out) {
  SearchOptions options;
  options.limits = options_.limits;
  options.limits.states = std::min<std::uint64_t>(options.limits.states, kStatesForAClass);
  options.wanted = wanted;
  options.baseline = allowed.faults == 0 ? nullptr : &baseline;
  const Baseline* const given = options.baseline;
  // Depth first says soonest that nothing breaks: an invocation goes on from where it stands.
  Found found = search(file, allowed, options, "the least failures");
  if (found.broken == 0 && found.end == Summary::End::exhaustive) {
    if (given == nullptr) {
      baseline = std::move(found.baseline);
    }
    return;
  }
  counting(allowed, [&] {
    const auto machine = make(file, allowed);
    Judge judge(*machine, given);
    const Shortest shortest = find_shortest(*machine, judge, wanted, options.limits);
    if (given == nullptr) {
      baseline = judge.made();
      baseline.is_complete = shortest.end == Summary::End::exhaustive;
    }
    for (const auto& [property, path] : shortest.paths) {
      wanted &= ~(Judge::Set{1} << property);
      out.push_back({property, path, allowed, baseline});
    }
  });
}

}  // namespace ddbsim::explore
