#include "sim/server/function_log.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/lambda/process/process_host.hpp"

namespace ddbsim::server {

namespace {

std::string start_of(const lambda::InvocationContext& context) {
  return fmt::format("START RequestId: {} Version: $LATEST\n", context.request_id);
}

double milliseconds(choice::Duration duration) { return static_cast<double>(duration.count()); }

/// Errors that the runtime of the function can't print: it is gone.
bool is_of_the_sandbox(const std::string& type) {
  static constexpr std::array<std::string_view, 4> kTypes = {
      "Runtime.ExitError", "Function.ResponseSizeTooLarge", "Sandbox.Failure", "Sandbox.Timedout"};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

}  // namespace

void FunctionLog::add(const std::string& function, std::string_view text) {
  if (!sink_) {
    return;
  }
  std::string& line = unfinished_[function];
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    line += text.substr(0, end);
    if (end == std::string_view::npos) {
      return;
    }
    sink_(fmt::format("{} | {}\n", function, line));
    line.clear();
    text.remove_prefix(end + 1);
  }
}

void FunctionLog::end_line(const std::string& function) {
  const auto line = unfinished_.find(function);
  if (line != unfinished_.end() && !line->second.empty()) {
    sink_(fmt::format("{} | {}\n", function, line->second));
    line->second.clear();
  }
}

lambda::Step LoggedHandler::next(const lambda::Event& event,
                                 const lambda::InvocationContext& context,
                                 std::span<const lambda::Answer> answers) const {
  const auto [at, is_new] = runs_.try_emplace(context.request_id);
  if (is_new) {
    at->second.began = clock_();
    log_->end_line(context.function_name);
    log_->add(context.function_name, start_of(context));
  }
  lambda::Step step;
  try {
    step = handler_->next(event, context, answers);
  } catch (const std::runtime_error& error) {
    handler_->abandon(context);
    step = lambda::Failed{"Sandbox.Failure", error.what()};
  }
  if (!std::holds_alternative<lambda::Waiting>(step)) {
    at->second.took = clock_() - at->second.began;
  }
  if (const auto* failed = std::get_if<lambda::Failed>(&step)) {
    note_failure(*failed, at->second);
  }
  return step;
}

void LoggedHandler::note_failure(const lambda::Failed& failed, Run& run) {
  run.status = fmt::format("error\tError Type: {}", failed.error_type);
  if (is_of_the_sandbox(failed.error_type)) {
    run.failure = fmt::format("{}\n{}\n", failed.message, failed.error_type);
  }
}

void LoggedHandler::abandon(const lambda::InvocationContext& context) const {
  handler_->abandon(context);
  const auto run = runs_.find(context.request_id);
  if (run == runs_.end()) {
    return;
  }
  // Ticks come late, and never early; without the time being over, it is whoever owns the function
  // who ended it.
  constexpr double kTickMs = 100;
  const double limit = milliseconds(context.deadline - context.started);
  run->second.took = clock_() - run->second.began;
  if (run->second.took + kTickMs >= limit) {
    run->second.took = limit;
    run->second.status = "timeout";
    run->second.failure =
        fmt::format("{} {} Task timed out after {:.2f} seconds\n\n",
                    choice::text_of(context.deadline), context.request_id, limit / 1000);
  }
}

std::string LoggedHandler::report_of(const lambda::InvocationContext& context,
                                     const Run& run) const {
  // How much memory it took is not measured, so nothing is said of it.
  return fmt::format(
      "END RequestId: {0}\nREPORT RequestId: {0}\tDuration: {1:.2f} ms\tBilled Duration: {2:.0f} "
      "ms\tMemory Size: {3} MB\t{4}{5}\n",
      context.request_id, run.took, std::ceil(run.took), memory_mb_,
      run.status.empty() ? "" : "Status: ", run.status);
}

lambda::Activity LoggedHandler::take_activity(const lambda::InvocationContext& context) const {
  lambda::Activity activity = handler_->take_activity(context);
  const auto run = runs_.find(context.request_id);
  if (run == runs_.end()) {
    return activity;
  }
  if (!activity.log.empty() && activity.log.back() != '\n') {
    activity.log += '\n';
  }
  const std::string end = run->second.failure + report_of(context, run->second);
  runs_.erase(run);
  log_->end_line(context.function_name);
  log_->add(context.function_name, end);
  activity.log = start_of(context) + activity.log + end;
  return activity;
}

}  // namespace ddbsim::server
