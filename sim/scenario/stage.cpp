#include "sim/scenario/stage.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/placeholders.hpp"
#include "sim/service/transitions.hpp"
#include "sim/value/ensure.hpp"
#include "sim/wire/answer_text.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::scenario {

namespace {

/// Makes the service measure. True when it would not have by itself.
template <class Request>
bool ask_for_capacity(Request& request) {
  if constexpr (requires { request.return_consumed_capacity; }) {
    if (!request.return_consumed_capacity || *request.return_consumed_capacity == "NONE") {
      request.return_consumed_capacity = "INDEXES";
      return true;
    }
  }
  return false;
}

void add_units(const service::ConsumedCapacity& capacity, std::optional<double>& units) {
  units = units.value_or(0) + capacity.capacity_units.value_or(0);
}

/// Units of a response; `take` them out of it.
template <class Response>
std::optional<double> units_of(Response& response, bool take) {
  std::optional<double> units;
  if constexpr (requires { response.consumed_capacity; }) {
    auto& capacity = response.consumed_capacity;
    if constexpr (requires { capacity->capacity_units; }) {
      if (capacity) {
        add_units(*capacity, units);
      }
    } else if (capacity) {
      for (const service::ConsumedCapacity& table : *capacity) {
        add_units(table, units);
      }
    }
    if (take) {
      capacity.reset();
    }
  }
  return units;
}

service::Request copy_of(service::RequestRef request) {
  return std::visit([](const auto* typed) { return service::Request(*typed); }, request);
}

}  // namespace

service::Result<service::Response> MeasuringClient::send(service::RequestRef request) {
  std::string shown;
  wire::encode(request, shown);
  return send_as(copy_of(request), Ordered::parse(shown));
}

service::Result<service::Response> MeasuringClient::send_as(service::Request request,
                                                            Ordered shown) {
  const bool take = std::visit([](auto& typed) { return ask_for_capacity(typed); }, request);
  auto response = world_.send(client_, step_, service::reference_to(request), cause_);
  std::optional<double> units;
  if (response) {
    units = std::visit([take](auto& typed) { return units_of(typed, take); }, *response);
  }
  if (units) {
    units_ = units_.value_or(0) + *units;
  }
  exchanges_.push_back({client_, std::string(service::operation_name(request.index())),
                        std::move(shown), !response, wire::answer_text(response), units});
  return response;
}

void MeasuringClient::note_refused(const std::string& operation, Ordered shown,
                                   const service::ServiceError& error) {
  exchanges_.push_back({client_, operation, std::move(shown), true,
                        wire::answer_text(std::unexpected(error)), std::nullopt});
}

lambda::MappingDefinition mapping_of(const MappingTemplate& mapping) {
  auto definition = lambda::mapping_from_json(mapping.body);
  value::ensure(definition.has_value(), "mappings are checked when the file is read");
  definition->name = mapping.name;
  return std::move(*definition);
}

namespace {

std::optional<Problem> refused(const Origin& origin, const service::ServiceError& error) {
  return origin.problem("", fmt::format("the service refuses this: {}: {}",
                                        service::name_of(error.type), error.message));
}

/// The tables that a scenario begins with have been there for a while: they are ACTIVE.
std::optional<Problem> add_tables(const Scenario& scenario, world::World& world) {
  for (const RequestTemplate& table : scenario.tables) {
    const auto request = wire::decode("CreateTable", Json(table.body), wire::Mode::strict,
                                      &world.account().layouts());
    value::ensure(request.has_value(), "tables are checked when the file is read");
    if (const auto response = world.send("setup", "tables", service::reference_to(*request));
        !response) {
      return refused(table.origin, response.error());
    }
  }
  service::finish_transitions(world.account(), choice::Instant::max());
  return std::nullopt;
}

std::optional<Problem> add_time_to_live(const Scenario& scenario, world::World& world) {
  for (const auto& [table, attribute] : scenario.time_to_live) {
    const service::UpdateTimeToLiveRequest request{
        .table_name = table,
        .time_to_live_specification =
            service::TimeToLiveSpecification{.enabled = true, .attribute_name = attribute}};
    if (const auto response = world.send("setup", "tables", &request); !response) {
      return refused({scenario.source, ""}, response.error());
    }
  }
  return std::nullopt;
}

std::optional<Problem> add_data(const Scenario& scenario, world::World& world) {
  for (const Data& data : scenario.data) {
    const auto item = fill(Json(data.item), {});
    value::ensure(item.has_value(), "data has no open placeholders");
    const Json body{{"TableName", data.table}, {"Item", *item}};
    const auto request =
        wire::decode("PutItem", body, wire::Mode::strict, &world.account().layouts());
    value::ensure(request.has_value(), "data is checked when the file is read");
    if (const auto response = world.send("setup", "data", service::reference_to(*request));
        !response) {
      return refused(data.origin, response.error());
    }
  }
  return std::nullopt;
}

}  // namespace

namespace {

std::expected<std::shared_ptr<const lambda::Handler>, std::string> handler_of(
    const FunctionDefinition& function, const Registry& registry,
    lambda::process::ProcessHost* processes) {
  if (!function.native.empty()) {
    return registry.handlers.at(function.native).handler;
  }
  if (function.program) {
    return function.program;
  }
  if (processes == nullptr) {
    return std::make_shared<lambda::NativeHandler>(
        [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
          return lambda::Done{};
        });
  }
  return processes->add(function.process);
}

}  // namespace

std::unique_ptr<lambda::process::ProcessHost> processes_of(const Scenario& scenario,
                                                           const Registry& registry) {
  const bool has_some =
      std::ranges::any_of(scenario.functions,
                          [](const auto& entry) { return entry.second.is_process(); }) ||
      std::ranges::any_of(scenario.steps, [](const Step& step) {
        const auto* create = std::get_if<CreateFunctionStep>(&step.action);
        return create != nullptr && create->function.is_process();
      });
  if (!has_some || !registry.processes) {
    return nullptr;
  }
  return std::make_unique<lambda::process::ProcessHost>(
      lambda::process::ProcessSettings{.guard = registry.processes->guard,
                                       .region = scenario.settings.account.region,
                                       .account_id = scenario.settings.account.account_id,
                                       .stubs = scenario.stubs,
                                       .node_modules = registry.processes->node_modules,
                                       .interpreters = registry.processes->interpreters});
}

lambda::FunctionSettings settings_of(const FunctionDefinition& function,
                                     const std::map<std::string, Json>& roles,
                                     const world::World& world) {
  lambda::FunctionSettings settings{.timeout = function.timeout.value_or(lambda::kDefaultTimeout)};
  if (!function.role.empty()) {
    settings.role = iam::role_from_json(function.role, roles.at(function.role)).value();
  }
  if (function.vpc) {
    settings.vpc = lambda::vpc_from_json(*function.vpc, world.network()).value();
  }
  return settings;
}

std::expected<void, std::string> add_function(const FunctionDefinition& function,
                                              const std::map<std::string, Json>& roles,
                                              const Registry& registry, world::World& world,
                                              lambda::process::ProcessHost* processes) {
  auto handler = handler_of(function, registry, processes);
  if (!handler) {
    return std::unexpected(std::move(handler.error()));
  }
  world.reserve_concurrency(function.name, function.reserved_concurrency);
  const auto added =
      world.add_function(function.name, std::move(*handler), settings_of(function, roles, world));
  return added ? std::expected<void, std::string>()
               : std::unexpected(fmt::format("{}: {}", added.error().type, added.error().message));
}

std::optional<Problem> set_up(const Scenario& scenario, const Registry& registry,
                              world::World& world, lambda::process::ProcessHost* processes) {
  if (auto problem = add_tables(scenario, world)) {
    return problem;
  }
  if (auto problem = add_time_to_live(scenario, world)) {
    return problem;
  }
  if (auto problem = add_data(scenario, world)) {
    return problem;
  }
  world.set_network(lambda::network_from_json(scenario.network).value());
  for (const auto& [name, function] : scenario.functions) {
    if (auto added = add_function(function, scenario.roles, registry, world, processes); !added) {
      return function.origin.problem("", std::move(added.error()));
    }
  }
  for (const MappingTemplate& mapping : scenario.mappings) {
    if (const auto added = world.add_mapping(mapping_of(mapping)); !added) {
      return mapping.origin.problem("", added.error());
    }
  }
  return std::nullopt;
}

}  // namespace ddbsim::scenario
