// Direct invocations: somebody calls a function and waits for it.

#include <algorithm>

#include <fmt/format.h>

#include "sim/world/world.hpp"

namespace ddbsim::world {
namespace {

lambda::Failed timed_out(const lambda::InvocationContext& context) {
  return {
      "Sandbox.Timedout",
      fmt::format("RequestId: {} Error: Task timed out after {:.2f} seconds", context.request_id,
                  static_cast<double>((context.deadline - context.started).count()) / 1000)};
}

}  // namespace

std::expected<World::Invoked, std::string> World::invoke(
    const std::string& name, nlohmann::json payload,
    const std::function<choice::Instant(choice::Instant wake)>& clock) {
  const auto at = functions_.find(name);
  if (at == functions_.end()) {
    return std::unexpected(fmt::format("Function not found: {}", function_arn(name)));
  }
  const Function& function = at->second;
  lambda::Event event;
  event.payload = std::move(payload);
  const lambda::InvocationContext context{
      .function_name = name,
      .function_arn = function_arn(name),
      .request_id = account_.make_uuid("invoke", fmt::format("{}|{}", name, ++direct_invocations_)),
      .started = now(),
      .deadline = now() + function.settings.timeout};
  std::vector<lambda::Answer> answers;
  const auto ended = [&](std::variant<lambda::Done, lambda::Failed> outcome) {
    return Invoked{std::move(outcome), function.handler->take_activity(context),
                   context.request_id};
  };
  for (;;) {
    lambda::Step step = function.handler->next(event, context, answers);
    if (auto* done = std::get_if<lambda::Done>(&step)) {
      return ended(std::move(*done));
    }
    if (auto* failed = std::get_if<lambda::Failed>(&step)) {
      return ended(std::move(*failed));
    }
    const auto& waiting = std::get<lambda::Waiting>(step);
    const auto reachable = std::ranges::find_if(waiting.calls, [&](const auto& call) {
      return way_of(function, 0, call.request).kind != lambda::Way::Kind::none;
    });
    if (reachable == waiting.calls.end()) {
      const choice::Instant wake =
          std::min(waiting.wake.value_or(context.deadline), context.deadline);
      account_.advance_to(std::max(clock(wake), now()));
      if (now() >= context.deadline) {
        function.handler->abandon(context);
        return ended(timed_out(context));
      }
      answers.push_back({.call = 0, .request = {}, .response = {}, .at = now()});
      continue;
    }
    auto response = call(function, way_of(function, 0, reachable->request),
                         service::reference_to(reachable->request), {});
    answers.push_back({reachable->number, reachable->request, std::move(response), now()});
  }
}

}  // namespace ddbsim::world
