#include <algorithm>

#include <fmt/format.h>

#include "sim/lambda/handler.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::lambda {
namespace {

service::Request copy_of(service::RequestRef request) {
  return std::visit([](const auto* typed) { return service::Request(*typed); }, request);
}

/// Stops a function at a call without an answer. No std::exception, so that a function's own error
/// handling does not take it for an error of the service.
struct Suspended {
  std::uint32_t call;
  service::Request request;
};

/// Feeds recorded answers, in order of call, then suspends.
class ReplayingClient final : public service::Client {
 public:
  explicit ReplayingClient(std::span<const Answer> answers) : answers_(answers) {}

  service::Result<service::Response> send(service::RequestRef request) override {
    if (next_ == answers_.size()) {
      throw Suspended{static_cast<std::uint32_t>(next_ + 1), copy_of(request)};
    }
    const Answer& answer = answers_[next_++];
    if (wire::canonical_text(request) !=
        wire::canonical_text(service::reference_to(answer.request))) {
      throw NotDeterministic(answer.call, answer.request, copy_of(request));
    }
    return answer.response;
  }

 private:
  std::span<const Answer> answers_;
  std::size_t next_ = 0;
};

}  // namespace

std::string sdk_token(const InvocationContext& context, std::uint32_t request) {
  constexpr std::size_t kDigits = 4;
  const std::string& id = context.request_id;
  return id.substr(0, id.size() - std::min(kDigits, id.size())) +
         fmt::format("{:0{}x}", request, kDigits);
}

NotDeterministic::NotDeterministic(std::uint32_t call, const service::Request& recorded,
                                   const service::Request& now)
    : std::runtime_error(fmt::format("the handler is not deterministic at call {}: on the same "
                                     "answers it asked first\n  {}\nand now\n  {}",
                                     call, wire::canonical_text(service::reference_to(recorded)),
                                     wire::canonical_text(service::reference_to(now)))) {}

Step NativeHandler::next(const Event& event, const InvocationContext& context,
                         std::span<const Answer> answers) const {
  ReplayingClient client(answers);
  try {
    return std::visit([](auto&& outcome) { return Step(std::forward<decltype(outcome)>(outcome)); },
                      function_(client, event, context));
  } catch (Suspended& suspended) {
    Waiting waiting;
    waiting.calls.push_back({suspended.call, std::move(suspended.request)});
    return waiting;
  } catch (const NotDeterministic&) {
    throw;
  } catch (const std::exception& error) {
    return Failed{"Error", error.what()};
  }
}

}  // namespace ddbsim::lambda
