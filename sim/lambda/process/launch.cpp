#include "sim/lambda/process/launch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/hash.hpp"

namespace ddbsim::lambda::process {

namespace fs = std::filesystem;

namespace {

std::string joined(const std::vector<fs::path>& paths) {
  std::string out;
  for (const fs::path& path : paths) {
    out += (out.empty() ? "" : ":") + path.string();
  }
  return out;
}

using Environment = std::map<std::string, std::string>;

void add_lambda(const ProcessFunction& function, const ProcessSettings& settings,
                const Start& start, Environment& out) {
  const std::uint64_t name =
      value::hash_bytes(fmt::format("{}#{}", function.name, start.container));
  out.insert({{"_HANDLER", function.handler},
              {"AWS_LAMBDA_FUNCTION_NAME", function.name},
              {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
              {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(function.memory_mb)},
              {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name},
              {"AWS_LAMBDA_LOG_STREAM_NAME",
               fmt::format("2026/01/01/[$LATEST]{:016x}{:016x}", name, value::mix(name, 1))},
              {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
              {"AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime},
              {"AWS_LAMBDA_RUNTIME_API", fmt::format("127.0.0.1:{}", start.port)},
              {"AWS_REGION", settings.region},
              {"AWS_DEFAULT_REGION", settings.region},
              {"LAMBDA_TASK_ROOT", function.code.string()},
              {"TZ", ":UTC"},
              {"LANG", "en_US.UTF-8"}});
}

/// Credentials of the role, endpoints, proxies; nothing else is to be found.
void add_aws(const RunFolder& folder, const ProcessSettings& settings, const Start& start,
             Environment& out) {
  const std::string door = fmt::format("http://127.0.0.1:{}", start.port);
  out.insert({{"AWS_ACCESS_KEY_ID", "ASIADDBSIM" + settings.account_id.substr(0, 10)},
              {"AWS_SECRET_ACCESS_KEY", "ddbsim"},
              {"AWS_SESSION_TOKEN", "ddbsim"},
              {"AWS_CONFIG_FILE", "/dev/null"},
              {"AWS_SHARED_CREDENTIALS_FILE", "/dev/null"},
              {"AWS_EC2_METADATA_DISABLED", "true"},
              {"AWS_ENDPOINT_URL_DYNAMODB", door},
              {"AWS_ENDPOINT_URL_DYNAMODB_STREAMS", door},
              {"AWS_CA_BUNDLE", folder.authority.string()},
              {"REQUESTS_CA_BUNDLE", folder.authority.string()},
              {"SSL_CERT_FILE", folder.authority.string()},
              {"NODE_EXTRA_CA_CERTS", folder.authority.string()},
              {"HTTP_PROXY", door},
              {"http_proxy", door},
              {"HTTPS_PROXY", door},
              {"https_proxy", door},
              {"NO_PROXY", door.substr(7)},
              {"no_proxy", door.substr(7)}});
  if (settings.virtual_time) {
    // An SDK that tries again is a choice of the simulator ("answer-lost", "applied-twice"), not
    // of the process; a function's own environment may say otherwise.
    out.insert({{"AWS_MAX_ATTEMPTS", "1"}, {"AWS_RETRY_MODE", "standard"}});
  }
}

void add_python(const ProcessFunction& function, Environment& out) {
  std::vector<fs::path> path{function.code};
  for (const fs::path& layer : function.layers) {
    path.push_back(layer / "python");
    std::error_code error;
    for (const auto& version : fs::directory_iterator(layer / "python" / "lib", error)) {
      path.push_back(version.path() / "site-packages");
    }
  }
  std::sort(path.begin() + 1, path.end());
  out.insert({{"PYTHONPATH", joined(path)},
              {"PYTHONDONTWRITEBYTECODE", "1"},
              {"PYTHONUNBUFFERED", "1"},
              {"PYTHONHASHSEED", "0"},
              {"PYTHONIOENCODING", "utf-8"}});
}

void add_node(const ProcessFunction& function, const ProcessSettings& settings, Environment& out) {
  std::vector<fs::path> path;
  for (const fs::path& layer : function.layers) {
    path.push_back(layer / "nodejs" / "node_modules");
    path.push_back(layer / "node_modules");
  }
  if (!settings.node_modules.empty()) {
    path.push_back(fs::absolute(settings.node_modules));
  }
  out.insert({{"NODE_PATH", joined(path)}, {"NODE_NO_WARNINGS", "1"}});
}

}  // namespace

Command command_of(const ProcessFunction& function, const ProcessSettings& settings,
                   const RunFolder& folder, const Start& start) {
  Command command{.arguments = function.interpreter, .environment = {}, .folder = function.code};
  Environment& environment = command.environment;
  const Kind kind = kind_of_runtime(function.runtime).value_or(Kind::provided);
  environment = function.environment;  // what stands there is not replaced
  add_lambda(function, settings, start, environment);
  add_aws(folder, settings, start, environment);
  environment.insert({{"PATH", path_variable()},
                      {"HOME", folder.root.string()},
                      {"TMPDIR", folder.root.string()}});
  if (!start.clock.empty() && kind != Kind::provided) {
    environment.insert({{"DDBSIM_CLOCK", start.clock.string()},
                        {"DDBSIM_SEED", fmt::format("{}#{}", function.name, start.container)}});
  }
  if (kind == Kind::python) {
    add_python(function, environment);
    command.arguments.push_back(folder.python_bootstrap.string());
  } else if (kind == Kind::node) {
    add_node(function, settings, environment);
    command.arguments.push_back(folder.node_bootstrap.string());
  }
  return command;
}

}  // namespace ddbsim::lambda::process
