#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/registry.hpp"
#include "sim/scenario/scenario.hpp"

// The parts of the reader. Each reads one kind of object and adds what is wrong to the place's
// problems; what it returns is whole only when nothing was added.
namespace ddbsim::scenario::reading {

// read_expectations.cpp
[[nodiscard]] Expectation read_expectation(const Place& place);
[[nodiscard]] StateExpectation read_state(const Place& place, bool at_rest);

// read_parts.cpp
/// tables, data, functions, mappings, patterns, sql_schema, sql_data, properties: appended to the
/// scenario.
void read_parts(const Fields& fields, Scenario& scenario);
void read_world(const Place& place, world::World::Settings& settings);
/// {"PutItem": {...}}; any operation when `raw`.
[[nodiscard]] std::optional<RequestTemplate> read_request(const Place& place, bool raw);
[[nodiscard]] MappingTemplate read_mapping(const Place& place);
/// `needs` gets what the machine must have to run it; `also` are members that it may have besides.
[[nodiscard]] FunctionDefinition read_function(const std::string& name, const Place& place,
                                               std::vector<std::string>& needs,
                                               const std::vector<std::string_view>& also = {});
[[nodiscard]] std::optional<NamedChoice> read_choice(const Place& place);

// read_properties.cpp
/// Member "properties", appended to the scenario; expressions are compiled here.
void read_properties(const Fields& fields, Scenario& scenario);

// read_steps.cpp
[[nodiscard]] std::vector<Step> read_steps(const Place& place);
/// Of a client of an exploration.
[[nodiscard]] std::vector<Step> read_client_steps(const std::string& client, const Place& place);

// read_exploration.cpp
/// clients, bounds: what an exploration has instead of steps.
void read_exploration(const Fields& fields, Scenario& scenario);

// check.cpp
/// What needs the whole scenario: names that must exist, parameters, requests by the service's
/// shapes.
void check(const Scenario& scenario, const Registry& registry, Problems& problems);

/// Something named that must be one of these.
void must_exist(const Origin& origin, std::string_view below, std::string_view what,
                std::string_view name, const std::vector<std::string_view>& known,
                Problems& problems, bool at_name = false);
template <class Map>
std::vector<std::string_view> names_of(const Map& map) {
  std::vector<std::string_view> names;
  names.reserve(map.size());
  for (const auto& [name, value] : map) {
    names.push_back(name);
  }
  return names;
}

// check_properties.cpp
/// Names of tables, attributes and patterns that properties use.
void check_properties(const Scenario& scenario, const std::vector<std::string_view>& tables,
                      Problems& problems);

// check_response.cpp
/// Members of an expected response that the operation's answer never has.
void check_response(std::string_view operation, const Expectation& expectation, Problems& problems);

}  // namespace ddbsim::scenario::reading
