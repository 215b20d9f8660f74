// Direct invocations: somebody calls a function.

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/ensure.hpp"
#include "sim/world/direct.hpp"
#include "sim/world/poller.hpp"

namespace ddbsim::world {

std::expected<std::string, lambda::ApiError> World::begin_invocation(const std::string& name,
                                                                     nlohmann::json payload,
                                                                     OnInvoked ended) {
  value::ensure(!account_.journal().recording(), "functions are invoked between marks");
  const auto at = functions_.find(name);
  if (at == functions_.end() || at->second.is_deleted) {
    return std::unexpected(lambda::ApiError{
        "ResourceNotFoundException", fmt::format("Function not found: {}", function_arn(name))});
  }
  if (!has_room(name)) {
    return std::unexpected(lambda::ApiError{"TooManyRequestsException", "Rate Exceeded."});
  }
  auto direct = std::make_unique<Direct>();
  direct->actor = "invoke " + name;
  direct->function = at->second;
  direct->event.payload = std::move(payload);
  direct->context = {
      .function_name = name,
      .function_arn = function_arn(name),
      .request_id = account_.make_uuid("invoke", fmt::format("{}|{}", name, ++direct_invocations_)),
      .started = now(),
      .deadline = now() + at->second.settings.timeout};
  direct->due = now();
  direct->ended = std::move(ended);
  directs_.push_back(std::move(direct));
  return directs_.back()->context.request_id;
}

/// The invocation leaves before its caller hears of it, who may begin another.
void World::end_direct(std::size_t index, std::variant<lambda::Done, lambda::Failed> outcome) {
  const std::unique_ptr<Direct> direct = std::move(directs_[index]);
  directs_.erase(directs_.begin() + static_cast<std::ptrdiff_t>(index));
  Invoked invoked{std::move(outcome), direct->function.handler->take_activity(direct->context),
                  direct->context.request_id};
  if (direct->ended) {
    direct->ended(std::move(invoked));
  }
}

/// Gives the function what it waited for: the answer to its first call that comes through, or that
/// time has passed.
bool World::answer_direct(Direct& direct) {
  if (now() >= direct.context.deadline) {
    direct.function.handler->abandon(direct.context);
    return false;
  }
  if (direct.waiting.wake && *direct.waiting.wake <= now()) {
    direct.answers.push_back({.call = 0, .request = {}, .response = {}, .at = now()});
  } else if (!direct.waiting.calls.empty()) {
    const lambda::Waiting::Call call = direct.waiting.calls.front();
    auto response = this->call(direct.function, way_of(direct.function, 0, call.request.index()),
                               service::reference_to(call.request), {});
    direct.answers.push_back({call.number, call.request, std::move(response), now()});
  }
  return true;
}

void World::step_direct(std::size_t index) {
  Direct& direct = *directs_[index];
  if (direct.begun && !answer_direct(direct)) {
    end_direct(index, timed_out(direct.context));
    return;
  }
  direct.begun = true;
  lambda::Step step = direct.function.handler->next(direct.event, direct.context, direct.answers);
  if (auto* done = std::get_if<lambda::Done>(&step)) {
    end_direct(index, std::move(*done));
  } else if (auto* failed = std::get_if<lambda::Failed>(&step)) {
    end_direct(index, std::move(*failed));
  } else {
    direct.waiting = std::get<lambda::Waiting>(std::move(step));
    std::erase_if(direct.waiting.calls, [&](const lambda::Waiting::Call& call) {
      return way_of(direct.function, 0, call.request.index()).kind == lambda::Way::Kind::none;
    });
    direct.due = due_of(direct.waiting, direct.context);
  }
}

/// When a waiting function goes on: at an answer, when it has slept, or when it is to be asked
/// again; at its deadline at the latest.
choice::Instant World::due_of(const lambda::Waiting& waiting,
                              const lambda::InvocationContext& context) const {
  choice::Instant due = context.deadline;
  if (!waiting.calls.empty()) {
    due = std::min(due, now() + settings_.polling.call_duration);
  }
  if (waiting.in_real_time) {
    due = std::min(due, now() + lambda::kAskAgain);
  }
  return waiting.wake ? std::min(due, std::max(*waiting.wake, now())) : due;
}

std::size_t World::running_invocations() const {
  std::size_t running = directs_.size();
  for (const auto& [name, poller] : pollers_) {
    running += poller->running();
  }
  return running;
}

}  // namespace ddbsim::world
