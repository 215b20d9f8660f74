#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/lambda/handler.hpp"
#include "sim/lambda/process/interpreters.hpp"
#include "sim/lambda/process/process_function.hpp"
#include "sim/lambda/process/stubs.hpp"

// Functions that run as processes: the user's own Python or JavaScript file, or any program that
// speaks Lambda's runtime API.
namespace ddbsim::lambda::process {

struct ProcessSettings {
  /// Time, sleep, randomness and UUIDs of Python and JavaScript come from the simulator. False: the
  /// machine's (a server on the wall clock).
  bool virtual_time = true;
  /// Real time that a process may go on without asking for anything before it counts as stuck;
  /// absent: for ever (a debugger).
  std::optional<std::chrono::milliseconds> guard = std::chrono::seconds(30);
  /// Real time that `next` waits; after that it answers that the function is at work in real time,
  /// to be asked again. Absent: as long as it takes.
  std::optional<std::chrono::milliseconds> patience = {};
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  std::vector<Stub> stubs = {};
  /// Node packages that Lambda's own image has beside the function's (@aws-sdk); empty: none.
  std::filesystem::path node_modules = {};
  /// Shared by runs, so that the machine is asked once; null: asked anew.
  std::shared_ptr<Interpreters> interpreters = {};
};

/// A function did nothing for too long in real time: no verdict on its answer.
class Stuck : public std::runtime_error {
 public:
  Stuck(std::string function, const std::string& what)
      : std::runtime_error(what), function_(std::move(function)) {}
  [[nodiscard]] const std::string& function() const noexcept { return function_; }

 private:
  std::string function_;
};

/// The containers of a run, and a folder of their own for what they need; all of it ends with this.
///
/// A container is a process that has started the function; it takes one invocation at a time and
/// stays for the next (a warm start). Only what an invocation was told decides what it does, as
/// long as the function keeps nothing of its own between invocations.
class ProcessHost {
 public:
  explicit ProcessHost(ProcessSettings settings);
  ProcessHost(const ProcessHost&) = delete;
  ProcessHost& operator=(const ProcessHost&) = delete;
  ~ProcessHost();

  /// The function behind the handler interface; nothing starts before its first invocation. The
  /// error is a sentence: no such interpreter, no such folder. `next` throws Stuck and, where a
  /// process can't be had, std::runtime_error.
  [[nodiscard]] std::expected<std::shared_ptr<const Handler>, std::string> add(
      ProcessFunction function);

  /// Shown as they come, beside being kept: what functions print (a server).
  using LogSink = std::function<void(const std::string& function, std::string_view text)>;
  void on_log(LogSink sink);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace ddbsim::lambda::process
