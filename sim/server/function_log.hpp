#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sim/lambda/handler.hpp"

// What functions print and what becomes of their invocations, as CloudWatch has it.
namespace ddbsim::server {

/// Makes whole lines of what functions print piece by piece, each with its function's name in
/// front.
class FunctionLog {
 public:
  using Sink = std::function<void(std::string_view line)>;  ///< with the line's end
  /// Null: nobody looks.
  explicit FunctionLog(Sink sink) : sink_(std::move(sink)) {}

  void add(const std::string& function, std::string_view text);
  /// The last line ends here, even if the function has not ended it.
  void end_line(const std::string& function);

 private:
  Sink sink_;
  std::map<std::string, std::string> unfinished_;  ///< by function
};

/// A handler whose invocations are written down: START, END and REPORT around what it prints, and
/// why it failed where it could not say so itself. `Activity::log` has all of it, as LogType Tail
/// shows it. What no invocation can be blamed for (a process that can't be started, or does nothing
/// for too long) becomes a failed invocation: nothing but memory's end leaves `next` as an
/// exception.
class LoggedHandler final : public lambda::Handler {
 public:
  /// Milliseconds of the clock that durations are measured by.
  using Clock = std::function<double()>;

  LoggedHandler(std::shared_ptr<const lambda::Handler> handler, std::shared_ptr<FunctionLog> log,
                Clock clock, std::uint32_t memory_mb)
      : handler_(std::move(handler)),
        log_(std::move(log)),
        clock_(std::move(clock)),
        memory_mb_(memory_mb) {}

  lambda::Step next(const lambda::Event& event, const lambda::InvocationContext& context,
                    std::span<const lambda::Answer> answers) const override;
  void abandon(const lambda::InvocationContext& context) const override;
  lambda::Activity take_activity(const lambda::InvocationContext& context) const override;

 private:
  struct Run {
    double began = 0;
    double took = 0;
    std::string failure;  ///< lines that the function did not print itself
    std::string status;   ///< "timeout", "error": of REPORT; empty: it succeeded
  };
  static void note_failure(const lambda::Failed& failed, Run& run);
  [[nodiscard]] std::string report_of(const lambda::InvocationContext& context,
                                      const Run& run) const;

  std::shared_ptr<const lambda::Handler> handler_;
  std::shared_ptr<FunctionLog> log_;
  Clock clock_;
  std::uint32_t memory_mb_;
  mutable std::map<std::string, Run> runs_;  ///< under way, by request
};

}  // namespace ddbsim::server
