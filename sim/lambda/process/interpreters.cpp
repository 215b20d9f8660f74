#include "sim/lambda/process/interpreters.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ddbsim::lambda::process {

namespace fs = std::filesystem;
using Program = std::expected<std::vector<std::string>, std::string>;

namespace {

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

std::vector<fs::path> folders_of_path() {
  std::vector<fs::path> folders;
  std::string path = path_variable() + ":";
  for (std::size_t begin = 0; begin < path.size();) {
    const auto end = path.find(':', begin);
    folders.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  folders.emplace_back("/usr/bin");
  return folders;
}

void add_program(const fs::path& path, std::vector<std::string>& out) {
  if (is_program(path) && std::ranges::find(out, path.string()) == out.end()) {
    out.push_back(path.string());
  }
}

/// All programs of that name on PATH, in its order.
void add_programs(const std::string& name, std::vector<std::string>& out) {
  for (const fs::path& folder : folders_of_path()) {
    add_program(folder / name, out);
  }
}

Program find_node() {
  std::vector<std::string> found;
  add_programs("node", found);
  if (found.empty()) {
    return std::unexpected(
        "there is no node on the PATH; install one, or name one in "
        "\"interpreter\"");
  }
  return std::vector{found.front()};
}

Program find_bootstrap(const ProcessFunction& function) {
  for (const fs::path& folder : {function.code, fs::path("/opt")}) {
    if (is_program(folder / "bootstrap")) {
      return std::vector{(folder / "bootstrap").string()};
    }
  }
  return std::unexpected(
      fmt::format("there is no program \"bootstrap\" in {}, which a \"{}\" "
                  "function is",
                  function.code.string(), function.runtime));
}

/// Runs a program without input; what it printed, when it succeeds.
std::optional<std::string> output_of(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) {
    arguments.push_back(word.data());
  }
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::nullopt;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int file : {STDIN_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, file, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t process = 0;
  const int failed =
      posix_spawn(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string output;
  std::array<char, 256> part{};
  for (ssize_t size = 0; (size = read(ends[0], part.data(), part.size())) > 0;) {
    output.append(part.data(), static_cast<std::size_t>(size));
  }
  close(ends[0]);
  int status = 1;
  const bool succeeded = failed == 0 && waitpid(process, &status, 0) == process && status == 0;
  return succeeded ? std::optional(std::move(output)) : std::nullopt;
}

bool has_package(const fs::path& modules, const std::string& package) {
  std::error_code error;
  return fs::exists(modules / package, error);
}

}  // namespace

std::string path_variable() {
  const char* const value = std::getenv("PATH");
  return value == nullptr || *value == '\0' ? "/usr/local/bin:/usr/bin:/bin" : value;
}

bool Interpreters::has_module(const std::string& python, const std::string& module) {
  const auto [at, added] = modules_.try_emplace({python, module}, false);
  if (added) {
    at->second = output_of({python, "-c",
                            "import importlib.util, sys; "
                            "sys.exit(importlib.util.find_spec(sys.argv[1]) is None)",
                            module})
                     .has_value();
  }
  return at->second;
}

const std::string& Interpreters::behind_script(const std::string& python) {
  const auto [at, added] = behind_.try_emplace(python, python);
  std::ifstream file(python, std::ios::binary);
  if (added && file.get() == '#' && file.get() == '!') {
    const std::string real =
        output_of({python, "-c", "import sys; print(sys.executable, end='')"}).value_or("");
    at->second = is_program(real) ? real : python;
  }
  return at->second;
}

Program Interpreters::find_python(const ProcessFunction& function) {
  for (const char* const environment : {".venv", "venv"}) {
    const fs::path python = function.code / environment / "bin" / "python";
    if (is_program(python)) {
      return std::vector{python.string()};
    }
  }
  std::vector<std::string> found;
  add_programs(function.runtime, found);
  add_programs("python3", found);
  if (found.empty()) {
    return std::unexpected(
        "there is no python3 on the PATH; install one, or name one in \"interpreter\"");
  }
  const auto complete = std::ranges::find_if(
      found, [this](const std::string& python) { return has_module(python, "boto3"); });
  return std::vector{behind_script(complete == found.end() ? found.front() : *complete)};
}

Program Interpreters::find(const ProcessFunction& function) {
  if (!function.interpreter.empty()) {
    std::vector<std::string> named = function.interpreter;
    if (named.front().find('/') == std::string::npos) {
      std::vector<std::string> found;
      add_programs(named.front(), found);
      named.front() = found.empty() ? named.front() : found.front();
    }
    return is_program(named.front())
               ? Program(std::move(named))
               : std::unexpected(fmt::format("there is no program \"{}\"", named.front()));
  }
  switch (kind_of_runtime(function.runtime).value_or(Kind::provided)) {
    case Kind::python:
      return find_python(function);
    case Kind::node:
      return find_node();
    default:
      return find_bootstrap(function);
  }
}

std::optional<std::string> Interpreters::missing(const std::string& need,
                                                 const fs::path& node_modules) {
  const auto colon = need.find(':');
  const std::string program = need.substr(0, colon);
  std::vector<std::string> found;
  add_programs(program, found);
  if (found.empty()) {
    return fmt::format("{}, which is not on the PATH", program);
  }
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  const std::string name = need.substr(colon + 1);
  const bool there = program == "node"
                         ? has_package(node_modules, name) || has_package("node_modules", name)
                         : std::ranges::any_of(
                               found, [&](const auto& python) { return has_module(python, name); });
  return there ? std::nullopt
               : std::optional(fmt::format("{}, which {} does not have here", name, program));
}

std::optional<Kind> kind_of_runtime(std::string_view runtime) {
  if (runtime.starts_with("python3")) {
    return Kind::python;
  }
  if (runtime.starts_with("nodejs")) {
    return Kind::node;
  }
  return runtime.starts_with("provided") ? std::optional(Kind::provided) : std::nullopt;
}

}  // namespace ddbsim::lambda::process
