#include <fmt/format.h>

#include "sim/scenario/reading.hpp"
#include "sim/world/fate.hpp"

namespace ddbsim::scenario::reading {
namespace {

void read_fault_kinds(const Place& place, Bounds& bounds) {
  const Fields kinds(place, "fault_kinds", {world::kFaultNames.begin(), world::kFaultNames.end()});
  for (const auto& [kind, count] : place.members()) {
    if (const auto most = count.integer(0, 15)) {
      bounds.fault_kinds[kind] = static_cast<std::uint32_t>(*most);
    }
  }
}

void read_bounds(const Place& place, Bounds& bounds) {
  const Fields fields(
      place, "bounds",
      {"faults", "fault_kinds", "batch_size", "stale_versions", "generations", "things"});
  const auto read_count = [&fields](std::string_view name, std::int64_t least, std::int64_t most,
                                    std::uint32_t& out) {
    if (const auto member = fields.find(name)) {
      out = static_cast<std::uint32_t>(member->integer(least, most).value_or(least));
    }
  };
  read_count("faults", 0, 15, bounds.faults);
  read_count("batch_size", 1, 10'000, bounds.batch_size);
  read_count("stale_versions", 0, 100, bounds.stale_versions);
  read_count("generations", 1, 100, bounds.generations);
  read_count("things", 0, 20, bounds.things);
  if (const auto kinds = fields.find("fault_kinds")) {
    read_fault_kinds(*kinds, bounds);
  }
}

void read_verdict(const Place& place, Scenario& scenario) {
  constexpr std::string_view kBreaks = "breaks ";
  const auto text = place.string();
  if (text && text->starts_with(kBreaks) && text->size() > kBreaks.size()) {
    scenario.breaks = text->substr(kBreaks.size());
  } else if (text == "holds") {
    scenario.holds = true;
  } else if (text) {
    place.expected("\"holds\", or \"breaks \" and the name of a property");
  }
}

/// What a search does not do: time that passes by itself, and what is made of it. Mappings that are
/// wrong are among these, which is told already.
void refuse_what_needs_time(const Fields& fields, const Scenario& scenario) {
  for (const MappingTemplate& mapping : scenario.mappings) {
    for (const char* const option : {"TumblingWindowInSeconds", "MaximumRecordAgeInSeconds"}) {
      if (mapping.body.contains(option) && mapping.body[option].is_number() &&
          mapping.body[option].get<std::int64_t>() > 0) {
        fields.place().problems().push_back(mapping.origin.problem(
            fmt::format("/{}", option),
            "a search has no time that passes by itself, so it can't look at this: leave it out "
            "here, and play it with `ddbsim run`",
            true));
      }
    }
  }
}

}  // namespace

void read_exploration(const Fields& fields, Scenario& scenario) {
  scenario.is_exploration = true;
  if (const auto clients = fields.find("clients")) {
    for (const auto& [name, steps] : clients->members()) {
      scenario.clients[name] = read_client_steps(name, steps);
    }
  }
  if (const auto bounds = fields.find("bounds")) {
    read_bounds(*bounds, scenario.bounds);
  }
  if (const auto verdict = fields.find("verdict")) {
    read_verdict(*verdict, scenario);
  }
  refuse_what_needs_time(fields, scenario);
  constexpr std::size_t kProperties = 64;
  if (scenario.properties.size() > kProperties) {
    fields.place().problem(fmt::format("a search judges at most {} properties, and here are {}",
                                       kProperties, scenario.properties.size()));
  }
}

}  // namespace ddbsim::scenario::reading
