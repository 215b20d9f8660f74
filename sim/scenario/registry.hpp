#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "sim/lambda/handler.hpp"
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

/// What scenarios may call by name: "messaging/published-handler". Filled by the program.
struct Registry {
  std::map<std::string, NativeHandlerEntry> handlers;
  std::map<std::string, NativePatternEntry> patterns;
};

}  // namespace ddbsim::scenario
