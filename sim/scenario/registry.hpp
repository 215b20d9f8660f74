#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "sim/lambda/handler.hpp"
#include "sim/lambda/process/interpreters.hpp"
#include "sim/service/client.hpp"

namespace ddbsim::scenario {

/// A handler that is built into the program.
struct NativeHandlerEntry {
  std::string description;
  std::shared_ptr<const lambda::Handler> handler;
};

/// An access pattern that is built into the program. Its answer is JSON of its own form.
struct NativePatternEntry {
  std::string description;
  std::map<std::string, std::string> parameters;  ///< all required: name -> what it is
  std::function<service::Result<nlohmann::json>(service::Client&, const nlohmann::json& with)> run;
};

/// How functions that are processes run.
struct ProcessOptions {
  std::optional<std::chrono::milliseconds> guard = std::chrono::seconds(30);
  std::filesystem::path node_modules = {};
  std::shared_ptr<lambda::process::Interpreters> interpreters =
      std::make_shared<lambda::process::Interpreters>();
};

/// What scenarios may call by name: "messaging/published-handler". Filled by the program.
struct Registry {
  std::map<std::string, NativeHandlerEntry> handlers;
  std::map<std::string, NativePatternEntry> patterns;
  std::optional<ProcessOptions> processes;  ///< absent: functions that are processes don't run
};

}  // namespace ddbsim::scenario
