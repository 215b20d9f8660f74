#include <charconv>
#include <filesystem>
#include <memory>
#include <ostream>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/process_options.hpp"
#include "sim/cli/registry.hpp"
#include "sim/cli/serve_functions.hpp"
#include "sim/cli/template_option.hpp"
#include "sim/report/text.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/stage.hpp"
#include "sim/server/endpoint.hpp"
#include "sim/server/folder_store.hpp"
#include "sim/wire/http_listener.hpp"

namespace ddbsim::cli {

namespace {

/// A mistake of whoever started the server: one sentence.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::uint16_t port_of(const Parsed& parsed) {
  const std::string text = parsed.value("port", "8000");
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Mistake(fmt::format("--port is a number from 0 to 65535, not \"{}\"", text));
  }
  return port;
}

choice::Duration duration_of(const Parsed& parsed, std::string_view option) {
  const std::string text = parsed.value(option, "0s");
  const auto duration = choice::parse_duration(text);
  if (!duration) {
    throw Mistake(
        fmt::format("--{} is a length of time like \"500ms\" or \"2s\", not \"{}\"", option, text));
  }
  return *duration;
}

std::string text_of_file(const std::string& path) {
  auto text = scenario::read_text(path);
  if (!text) {
    throw Mistake(text.error());
  }
  return std::move(*text);
}

/// What a template alone is included in. A server plays no steps, but no scenario is without one.
constexpr std::string_view kEmptyScenario =
    R"({"kind": "scenario", "name": "a template", "steps": [{"advance": "1s"}]})";

/// The scenario that the server begins with, when there is one.
std::shared_ptr<const scenario::Scenario> scenario_of(const Parsed& parsed, const Io& io,
                                                      const scenario::Registry& registry) {
  const std::string path = parsed.value("scenario");
  auto stack = TemplateOption::of(parsed);
  if (!stack) {
    throw Mistake(stack.error());
  }
  if (path.empty() && stack->path.empty()) {
    return nullptr;
  }
  stack->region = parsed.value("region");
  const auto first = stack->maker(io, parsed.has("quiet"));
  const bool alone = path.empty();
  const std::string name =
      alone ? fmt::format("--template {}", stack->path) : fmt::format("--scenario {}", path);
  const scenario::Reading reading =
      alone ? scenario::read_text_as(stack->path, std::string(kEmptyScenario), registry, first)
            : scenario::read_files({path}, registry, first);
  if (!reading.good()) {
    throw Mistake(
        fmt::format("{}:\n{}", name, report::problems_text(reading.problems, report::Style{})));
  }
  if (reading.scenarios.empty()) {
    throw Mistake(fmt::format(
        "{}: {}", name, reading.others.empty() ? "this is no scenario" : reading.others[0].reason));
  }
  return reading.scenarios.front();
}

server::HostOptions host_options(const Parsed& parsed,
                                 const std::shared_ptr<const scenario::Scenario>& scenario,
                                 const scenario::Registry& registry) {
  server::HostOptions options;
  options.isolate = parsed.has("isolate");
  options.wall_clock = parsed.value("clock", "wall") == "wall";
  if (scenario) {
    options.settings = scenario->settings;
    options.set_up = [scenario, &registry](world::World& world, server::Functions& functions) {
      if (const auto problem = scenario::set_up(*scenario, registry, world, nullptr)) {
        throw std::runtime_error(scenario::text_of(*problem));
      }
      add_functions(*scenario, registry, world, functions);
    };
  }
  if (options.wall_clock) {
    options.settings.polling.call_duration = choice::Duration(0);  // it takes what it takes
  }
  if (parsed.has("region")) {
    options.settings.account.region = parsed.value("region");
  }
  if (parsed.has("index-lag")) {
    options.settings.account.index_lag = duration_of(parsed, "index-lag");
  }
  if (parsed.has("table-transition")) {
    options.settings.account.table_transition = duration_of(parsed, "table-transition");
  }
  if (parsed.has("validation")) {
    options.settings.account.validation = parsed.value("validation") == "2026"
                                              ? service::Validation::since_2026
                                              : service::Validation::classic;
  }
  return options;
}

/// The folder of --s3; null without it.
std::unique_ptr<server::FolderStore> store_of(const Parsed& parsed) {
  const std::string folder = parsed.value("s3");
  if (folder.empty()) {
    return nullptr;
  }
  if (!std::filesystem::is_directory(folder)) {
    throw Mistake(fmt::format("--s3 is a folder of buckets; {} is none", folder));
  }
  return std::make_unique<server::FolderStore>(folder);
}

void tell_ready(const Io& io, const wire::ListenOptions& listen, std::uint16_t port) {
  const bool v6 = listen.address.find(':') != std::string::npos;
  io.out << fmt::format("ddbsim serves DynamoDB on http://{}{}{}:{}\n", v6 ? "[" : "",
                        listen.address, v6 ? "]" : "", port)
         << std::flush;
}

int serve(const Parsed& parsed, const Io& io) {
  scenario::Registry registry = built_in();
  auto node_modules = node_modules_of(parsed);
  if (!node_modules) {
    throw Mistake(node_modules.error());
  }
  registry.processes.emplace().node_modules = std::move(*node_modules);
  const auto scenario = scenario_of(parsed, io, registry);
  server::HostOptions options = host_options(parsed, scenario, registry);
  options.functions = function_options(parsed, io, *registry.processes, scenario.get());
  const auto store = store_of(parsed);
  options.objects = store.get();
  server::Host host(std::move(options));
  server::EndpointOptions endpoint_options;
  endpoint_options.region = parsed.value("region", "us-east-1");
  if (const std::string path = parsed.value("credentials"); !path.empty()) {
    const std::string text = text_of_file(path);
    endpoint_options.credentials = server::read_credentials(text, path);
    endpoint_options.users = server::read_users(text, path);
  }
  server::Endpoint endpoint(host, endpoint_options);

  wire::ListenOptions listen;
  listen.address = parsed.value("host", "127.0.0.1");
  listen.port = port_of(parsed);
  wire::HttpListener listener(
      listen, [&endpoint](const wire::HttpRequest& request, wire::HttpResponse& response) {
        endpoint.handle(request, response);
      });
  listener.stop_on_signals();
  listener.repeat([&host] { return host.tick(); });
  if (!parsed.has("quiet")) {
    tell_ready(io, listen, listener.port());
  }
  listener.run();
  return kHeld;
}

}  // namespace

int serve_command(const Parsed& parsed, const Io& io) {
  try {
    return serve(parsed, io);
  } catch (const std::runtime_error& error) {
    return complain(io, error.what());
  }
}

}  // namespace ddbsim::cli
