#include "sim/cli/process_options.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace ddbsim::cli {

std::optional<std::string> use_processes(const Parsed& parsed, scenario::Registry& registry) {
  if (!parsed.has("processes") && !parsed.has("template")) {
    return std::nullopt;
  }
  scenario::ProcessOptions options{.node_modules = parsed.value("node-modules")};
  if (parsed.has("guard")) {
    const auto guard = choice::parse_duration(parsed.value("guard"));
    if (!guard) {
      return fmt::format("--guard is a length of time like \"30s\", not \"{}\"",
                         parsed.value("guard"));
    }
    options.guard = guard->count() == 0 ? std::nullopt : std::optional(*guard);
  }
  if (!options.node_modules.empty() && !std::filesystem::is_directory(options.node_modules)) {
    return fmt::format("--node-modules is a folder; {} is none", options.node_modules.string());
  }
  registry.processes = std::move(options);
  return std::nullopt;
}

}  // namespace ddbsim::cli
