#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "sim/cli/options.hpp"
#include "sim/scenario/registry.hpp"

namespace ddbsim::cli {

/// --processes and what belongs to it; --template means it, too: whoever brings a template wants
/// its functions to run. A sentence when something is wrong.
[[nodiscard]] std::optional<std::string> use_processes(const Parsed& parsed,
                                                       scenario::Registry& registry);

/// The folder of --node-modules; empty without it. The error is a sentence.
[[nodiscard]] std::expected<std::filesystem::path, std::string> node_modules_of(
    const Parsed& parsed);

}  // namespace ddbsim::cli
