#include "sim/explore/allowed.hpp"

#include <algorithm>

#include "sim/scenario/stage.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Scenario;

std::uint32_t largest_batch(const Scenario& exploration) {
  std::uint32_t largest = 1;
  for (const auto& mapping : exploration.mappings) {
    largest = std::max(largest, scenario::mapping_of(mapping).batch_size);
  }
  const std::uint32_t bound = exploration.bounds.batch_size;
  return bound == 0 ? largest : std::min(bound, largest);
}

bool lags(const Scenario& exploration) {
  const auto& account = exploration.settings.account;
  return exploration.bounds.stale_versions > 0 &&
         (account.index_lag.count() > 0 || account.read_staleness.count() > 0);
}

bool has_lanes(const Scenario& exploration) {
  return std::ranges::any_of(exploration.mappings, [](const auto& mapping) {
    return scenario::mapping_of(mapping).parallelization_factor > 1;
  });
}

std::uint32_t limit_of(const Scenario& exploration, std::size_t kind) {
  const auto& kinds = exploration.bounds.fault_kinds;
  const auto at = kinds.find(world::kFaultNames[kind]);
  if (at != kinds.end()) {
    return std::min(at->second, exploration.bounds.faults);
  }
  // Requests of the dead are looked at only where somebody asks for them.
  return kinds.empty() && kind != kLate ? exploration.bounds.faults : 0;
}

}  // namespace

std::size_t fault_of(world::Fate fate) noexcept {
  return static_cast<std::size_t>(std::ranges::find(world::kFaultNames, world::name_of(fate)) -
                                  world::kFaultNames.begin());
}

Allowed Allowed::everything(const Scenario& exploration, std::uint32_t faults) {
  Allowed allowed{.faults = faults};
  for (const Thing& thing : things_of(exploration)) {
    thing.allow(exploration, thing.name, allowed);
  }
  allowed.faults = faults;
  return allowed;
}

Allowed Allowed::only(const Scenario& exploration, const std::vector<std::size_t>& things) {
  const std::vector<Thing> all = things_of(exploration);
  Allowed allowed;
  for (const std::size_t thing : things) {
    all.at(thing).allow(exploration, all.at(thing).name, allowed);
  }
  return allowed;
}

std::vector<Thing> things_of(const Scenario& exploration) {
  std::vector<Thing> things;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    if (limit_of(exploration, kind) > 0) {
      things.push_back({std::string(world::kFaultNames[kind]), true,
                        [](const Scenario& file, const std::string& name, Allowed& allowed) {
                          const auto at = std::ranges::find(world::kFaultNames, name);
                          const auto index =
                              static_cast<std::size_t>(at - world::kFaultNames.begin());
                          allowed.each[index] = limit_of(file, index);
                          allowed.faults = file.bounds.faults;
                        }});
    }
  }
  if (lags(exploration)) {
    things.push_back(
        {"stale read", false, [](const Scenario& file, const std::string&, Allowed& allowed) {
           allowed.stale_versions = file.bounds.stale_versions;
         }});
  }
  if (largest_batch(exploration) > 1) {
    things.push_back(
        {"batch above one", false, [](const Scenario& file, const std::string&, Allowed& allowed) {
           allowed.batch_size = largest_batch(file);
         }});
  }
  if (has_lanes(exploration)) {
    things.push_back(
        {"parallelization", false,
         [](const Scenario&, const std::string&, Allowed& allowed) { allowed.lanes = true; }});
  }
  if (exploration.settings.account.partitions > 1) {
    things.push_back(
        {"several shards", false,
         [](const Scenario&, const std::string&, Allowed& allowed) { allowed.shards = true; }});
  }
  for (const auto& [client, steps] : exploration.clients) {
    for (const scenario::Step& step : steps) {
      const bool known = std::ranges::find(things, step.thing, &Thing::name) != things.end();
      if (!step.thing.empty() && !known) {
        things.push_back(
            {step.thing, false, [](const Scenario&, const std::string& name, Allowed& allowed) {
               allowed.things.insert(name);
             }});
      }
    }
  }
  return things;
}

}  // namespace ddbsim::explore
