#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/lambda/process/child.hpp"
#include "sim/lambda/process/process_function.hpp"
#include "sim/lambda/process/process_host.hpp"

namespace ddbsim::lambda::process {

/// The folder of a run, and the files in it that processes need.
struct RunFolder {
  std::filesystem::path root;
  std::filesystem::path authority;         ///< PEM of the local authority
  std::filesystem::path python_bootstrap;  ///< bootstrap.py
  std::filesystem::path node_bootstrap;    ///< bootstrap.cjs
};

/// What decides how a container starts, besides its function.
struct Start {
  std::uint32_t container = 0;  ///< 1.. within its function
  std::uint16_t port = 0;
  std::filesystem::path clock;  ///< empty: the machine's clock
};

/// Environment and arguments as Lambda's, with nothing of the user's AWS configuration.
[[nodiscard]] Command command_of(const ProcessFunction& function, const ProcessSettings& settings,
                                 const RunFolder& folder, const Start& start);

}  // namespace ddbsim::lambda::process
