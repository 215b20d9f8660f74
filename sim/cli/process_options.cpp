#include "sim/cli/process_options.hpp"

#include <fmt/format.h>

namespace ddbsim::cli {

std::expected<std::filesystem::path, std::string> node_modules_of(const Parsed& parsed) {
  std::filesystem::path folder = parsed.value("node-modules");
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    return std::unexpected(fmt::format("--node-modules is a folder; {} is none", folder.string()));
  }
  return folder;
}

std::optional<std::string> use_processes(const Parsed& parsed, scenario::Registry& registry) {
  if (!parsed.has("processes") && !parsed.has("template")) {
    for (const char* const option : {"guard", "node-modules"}) {
      if (parsed.has(option)) {
        return fmt::format("--{} is of functions that are processes: add --processes", option);
      }
    }
    return std::nullopt;
  }
  auto node_modules = node_modules_of(parsed);
  if (!node_modules) {
    return std::move(node_modules.error());
  }
  scenario::ProcessOptions options{.node_modules = std::move(*node_modules)};
  if (parsed.has("guard")) {
    const auto guard = choice::parse_duration(parsed.value("guard"));
    if (!guard) {
      return fmt::format("--guard is a length of time like \"30s\", not \"{}\"",
                         parsed.value("guard"));
    }
    options.guard = guard->count() == 0 ? std::nullopt : guard;
  }
  registry.processes = std::move(options);
  return std::nullopt;
}

}  // namespace ddbsim::cli
