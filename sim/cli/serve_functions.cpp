#include "sim/cli/serve_functions.hpp"

#include <filesystem>
#include <memory>
#include <ostream>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/report/style.hpp"
#include "sim/scenario/stage.hpp"

namespace ddbsim::cli {

namespace {

std::string role_arn(const scenario::FunctionDefinition& function, const world::World& world) {
  return fmt::format("arn:aws:iam::{}:role/{}", world.account().parameters().account_id,
                     function.role.empty() ? function.name + "-role" : function.role);
}

server::FunctionRecord record_of(const scenario::FunctionDefinition& function,
                                 const scenario::Scenario& scenario,
                                 const scenario::Registry& registry, const world::World& world) {
  server::FunctionRecord record;
  record.process = function.process;
  record.process.name = function.name;
  if (!function.native.empty()) {
    record.native = registry.handlers.at(function.native).handler;
    record.process.runtime = "provided.al2023";
    record.process.handler = function.native;
  } else if (function.program) {
    record.native = function.program;
    record.process.runtime = "provided.al2023";
    record.process.handler = "program";
  } else if (function.process.inline_code.empty()) {
    server::measure_code(function.process.code, record);
  }
  record.settings = scenario::settings_of(function, scenario.roles, world);
  record.role_arn = role_arn(function, world);
  record.description = function.description;
  record.reserved_concurrency = function.reserved_concurrency;
  return record;
}

}  // namespace

server::FunctionOptions function_options(const Parsed& parsed, const Io& io,
                                         const scenario::ProcessOptions& processes,
                                         const scenario::Scenario* scenario) {
  server::FunctionOptions options;
  options.processes.node_modules = processes.node_modules;
  options.processes.interpreters = processes.interpreters;
  if (parsed.value("clock", "wall") == "wall") {
    options.processes.virtual_time = false;
    options.processes.guard = std::nullopt;
    options.processes.patience = std::chrono::milliseconds(0);
  }
  if (scenario != nullptr) {
    options.processes.stubs = scenario->stubs;
    for (const auto& [name, role] : scenario->roles) {
      options.roles.emplace(name, iam::role_from_json(name, role).value());
    }
  }
  if (!parsed.has("quiet")) {
    options.log = [&out = io.out](std::string_view line) {
      out << report::printable(line.substr(0, line.size() - 1)) << "\n" << std::flush;
    };
  }
  return options;
}

void add_functions(const scenario::Scenario& scenario, const scenario::Registry& registry,
                   world::World& world, server::Functions& functions) {
  for (const auto& [name, function] : scenario.functions) {
    auto put = functions.put(world, record_of(function, scenario, registry, world));
    if (!put) {
      throw std::runtime_error(fmt::format("function {}: {}", name, put.error().message));
    }
  }
}

}  // namespace ddbsim::cli
