#include "sim/scenario/deployed.hpp"

#include <algorithm>
#include <iterator>

#include "sim/scenario/fields.hpp"

namespace ddbsim::scenario {
namespace {

bool same_table(const RequestTemplate& a, const RequestTemplate& b) {
  return text_in(a.body, "TableName") == text_in(b.body, "TableName");
}

bool same_source_and_function(const MappingTemplate& a, const MappingTemplate& b) {
  return text_in(a.body, "FunctionName") == text_in(b.body, "FunctionName") &&
         text_in(a.body, "EventSourceArn") == text_in(b.body, "EventSourceArn");
}

/// Puts `front` before what is left of `list` without its doubles.
template <class List, class Same>
void put_before(List& list, List front, Same same) {
  std::erase_if(list, [&](const auto& element) {
    return std::ranges::any_of(front, [&](const auto& each) { return same(each, element); });
  });
  std::ranges::move(list, std::back_inserter(front));
  list = std::move(front);
}

}  // namespace

void put_on_deployed(Scenario& scenario, Scenario deployed) {
  for (MappingTemplate& mapping : deployed.mappings) {
    const auto own = std::ranges::find_if(scenario.mappings, [&](const MappingTemplate& other) {
      return same_source_and_function(mapping, other);
    });
    mapping.name = own == scenario.mappings.end() ? mapping.name : own->name;
  }
  put_before(scenario.tables, std::move(deployed.tables), same_table);
  put_before(scenario.mappings, std::move(deployed.mappings), same_source_and_function);
  // merge() adds what is not there yet.
  deployed.time_to_live.merge(std::move(scenario.time_to_live));
  scenario.time_to_live = std::move(deployed.time_to_live);
  deployed.roles.merge(std::move(scenario.roles));
  scenario.roles = std::move(deployed.roles);
  deployed.functions.merge(std::move(scenario.functions));
  scenario.functions = std::move(deployed.functions);
  if (!deployed.network.empty()) {
    scenario.network = std::move(deployed.network);
  }
  std::ranges::move(deployed.needs, std::back_inserter(scenario.needs));
}

}  // namespace ddbsim::scenario
