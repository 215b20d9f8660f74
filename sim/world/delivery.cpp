// What happens to a batch: delivery, the calls of the function, success, failure, retry, giving up.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/service/stream_record.hpp"
#include "sim/value/hash.hpp"
#include "sim/wire/answer_text.hpp"
#include "sim/wire/codec.hpp"
#include "sim/world/failure_record.hpp"
#include "sim/world/lane_rules.hpp"
#include "sim/world/poller.hpp"

namespace ddbsim::world {
namespace {

constexpr std::array<std::string_view, 2> kEnds = {"seen", "lost"};

/// The oldest batch leaves; with the end of a tumbling window, the window too.
void done_with_batch(Lane& next) {
  if (next.queue.front().ends_window()) {
    next.window.reset();
  }
  next.queue.erase(next.queue.begin());
}

}  // namespace

choice::Duration Poller::backoff(std::uint32_t retries) const {
  const auto& polling = world_.settings_.polling;
  choice::Duration wait = polling.retry_backoff;
  for (std::uint32_t i = 0; i < retries && wait < polling.retry_backoff_max; ++i) {
    wait *= 2;
  }
  return std::min(wait, polling.retry_backoff_max);
}

bool Poller::drop_expired(std::size_t lane) {
  Lane next = lanes_[lane]->get();
  const table::Shard& shard = shard_of(lane);
  Batch& batch = next.queue.front();
  const auto is_too_old = [&](choice::Instant at) {
    return definition_.max_record_age && world_.now() - at > *definition_.max_record_age;
  };
  if (batch.ends_window()) {  // has no record that could be too old: its time counts
    if (!is_too_old(next.window->end)) {
      return true;
    }
    give_up(lane, batch, "RecordAgeExceeded", 0);
    done_with_batch(next);
    lanes_[lane]->set(std::move(next));
    return false;
  }
  Batch old{.positions = {}, .attempts = batch.attempts};
  std::erase_if(batch.positions, [&](std::uint64_t position) {
    if (position < shard.begin()) {
      return true;
    }
    const bool too_old = is_too_old(shard.at(position).at);
    if (too_old) {
      old.positions.push_back(position);
    }
    return too_old;
  });
  if (!old.positions.empty()) {
    give_up(lane, old, "RecordAgeExceeded", 0);
  }
  const bool left = !batch.positions.empty();
  if (!left) {
    next.queue.erase(next.queue.begin());
  }
  lanes_[lane]->set(std::move(next));
  return left;
}

/// A function without room for one more invocation is asked again later, until the records are too
/// old (documented: whatever MaximumRetryAttempts says).
bool Poller::is_throttled(std::size_t lane) {
  if (world_.has_room(definition_.function_name)) {
    return false;
  }
  Lane next = lanes_[lane]->get();
  Batch& batch = next.queue.front();
  batch.not_before = world_.now() + backoff(batch.throttles);
  ++batch.throttles;
  ++statistics_.throttled;
  world_.trace_.write(
      world_.now(), definition_.name, "throttle", 0,
      {{"function", definition_.function_name}, {"not_before", choice::text_of(batch.not_before)}});
  lanes_[lane]->set(std::move(next));
  return true;
}

void Poller::deliver(std::size_t lane) {
  if (!drop_expired(lane) || is_throttled(lane)) {
    return;
  }
  Lane next = lanes_[lane]->get();
  ++next.queue.front().attempts;
  next.queue.front().throttles = 0;
  begin_window(next, lane);
  const Batch batch = next.queue.front();
  lanes_[lane]->set(std::move(next));
  proceed(lane, start(lane, batch));
}

std::shared_ptr<lambda::Event> Poller::event_of(std::size_t lane, const Batch& batch) const {
  auto event = std::make_shared<lambda::Event>();
  event->event_source_arn = stream_->definition().arn;
  for (const std::uint64_t position : batch.positions) {
    event->records.push_back(service::to_stream_record(*stream_, shard_of(lane), position,
                                                       world_.account().parameters().region));
  }
  if (has_windows() && lanes_[lane]->get().window) {
    event->window = event_window(lane, batch);
  }
  return event;
}

std::string Poller::request_id_of(const std::string& subject, const Batch& batch) const {
  return invocation_id(world_.account(), definition_.name, subject, batch.attempts);
}

std::shared_ptr<Invocation> Poller::start(std::size_t lane, const Batch& batch) {
  auto invocation = std::make_shared<Invocation>();
  auto event = event_of(lane, batch);
  invocation->subject = subject_of(lane, batch);
  invocation->attempt = batch.attempts;
  const auto& function = world_.functions_.at(definition_.function_name);
  invocation->handler = function.handler;
  invocation->context = {.function_name = definition_.function_name,
                         .function_arn = world_.function_arn(definition_.function_name),
                         .request_id = request_id_of(invocation->subject, batch),
                         .started = world_.now(),
                         .deadline = world_.now() + function.settings.timeout};
  if (world_.trace_.on()) {
    TraceLine records = TraceLine::array();
    for (const auto& record : event->records) {
      records.push_back(TraceLine(lambda::record_to_json(record, event->event_source_arn)));
    }
    const std::uint64_t cause =
        batch.ends_window()
            ? 0
            : world_.line_of_commit(shard_of(lane).at(batch.positions.front()).commit);
    TraceLine line{{"function", definition_.function_name},
                   {"subject", invocation->subject},
                   {"attempt", batch.attempts},
                   {"records", std::move(records)}};
    if (event->window) {
      line["state"] = TraceLine(event->window->state);
      line["final"] = event->window->is_final;
    }
    invocation->trace_line =
        world_.trace_.write(world_.now(), definition_.name, "invoke", cause, line);
  }
  invocation->event = std::move(event);
  return invocation;
}

/// Asks the function what it does after the answers so far.
void Poller::proceed(std::size_t lane, std::shared_ptr<Invocation> invocation) {
  lambda::Step step =
      invocation->handler->next(*invocation->event, invocation->context, invocation->answers);
  if (auto* done = std::get_if<lambda::Done>(&step)) {
    finish(lane, *invocation, *done);
    return;
  }
  if (auto* failed = std::get_if<lambda::Failed>(&step)) {
    fail(lane, *invocation, *failed);
    return;
  }
  invocation->waiting = std::get<lambda::Waiting>(std::move(step));
  drop_lost_calls(lane, *invocation);
  invocation->due = world_.due_of(invocation->waiting, invocation->context);
  Lane next = lanes_[lane]->get();
  next.running = std::move(invocation);
  lanes_[lane]->set(std::move(next));
}

/// Calls that find no way hang: nobody answers them.
void Poller::drop_lost_calls(std::size_t lane, Invocation& invocation) {
  const World::Function& function = world_.functions_.at(definition_.function_name);
  std::erase_if(invocation.waiting.calls, [&](const lambda::Waiting::Call& call) {
    const lambda::Way way = world_.way_of(function, lane, call.request.index());
    if (way.kind != lambda::Way::Kind::none) {
      return false;
    }
    const std::string_view operation = service::operation_name(call.request.index());
    std::string hung =
        fmt::format("call {} ({}) got no answer: {}", call.number, operation, way.why);
    if (hung != invocation.hung) {
      invocation.hung = std::move(hung);
      world_.trace_.write(world_.now(), definition_.function_name, "hang", invocation.trace_line,
                          {{"call", call.number}, {"operation", operation}, {"why", way.why}});
    }
    return true;
  });
}

choice::Point Poller::point_of(choice::Question question, const Invocation& invocation,
                               std::uint32_t call) const {
  return {.question = question,
          .actor = definition_.function_name,
          .subject = invocation.subject,
          .attempt = invocation.attempt,
          .call = call};
}

/// Which of several outstanding calls is answered first.
std::size_t Poller::choose_call(const Invocation& invocation) {
  std::vector<std::string> labels;
  labels.reserve(invocation.waiting.calls.size());
  for (const auto& call : invocation.waiting.calls) {
    labels.push_back(fmt::format("call {}", call.number));
  }
  const std::vector<std::string_view> options(labels.begin(), labels.end());
  return choice::ask(world_.choices(), point_of(choice::Question::next, invocation), options);
}

Fate Poller::choose_fate(const Invocation& invocation, const lambda::Waiting::Call& call) {
  const auto options = fates_of(call.request);
  choice::Point point = point_of(choice::Question::call, invocation, call.number);
  point.detail = service::operation_name(call.request.index());
  return fate_named(options[choice::ask(world_.choices(), point, options)]);
}

service::Result<service::Response> Poller::perform(std::size_t lane, Fate fate,
                                                   const Invocation& invocation,
                                                   const lambda::Waiting::Call& call) {
  const service::CallContext context{
      .choices = &world_.choices(),
      .point = point_of(choice::Question::call, invocation, call.number)};
  const std::uint64_t commits = world_.account().last_commit();
  const World::Function& function = world_.functions_.at(definition_.function_name);
  const lambda::Way way = world_.way_of(function, lane, call.request.index());
  auto response = answer_with(fate, call.request, [&](service::RequestRef request) {
    return world_.call(function, way, request, context);
  });
  world_.note_commits(commits, invocation.trace_line);
  return response;
}

std::shared_ptr<Invocation> Poller::take_running(std::size_t lane) {
  auto invocation = std::make_shared<Invocation>(*lanes_[lane]->get().running);
  Lane idle = lanes_[lane]->get();
  idle.running = nullptr;
  lanes_[lane]->set(std::move(idle));
  return invocation;
}

void Poller::time_out(std::size_t lane, const Invocation& invocation) {
  invocation.handler->abandon(invocation.context);
  fail(lane, invocation, timed_out(invocation.context));
}

void Poller::wake(std::size_t lane, std::shared_ptr<Invocation> invocation, choice::Instant at) {
  invocation->node = value::mix(invocation->node, 0);
  invocation->answers.push_back({.call = 0, .request = {}, .response = {}, .at = at});
  proceed(lane, std::move(invocation));
}

void Poller::answer(std::size_t lane) {
  auto invocation = take_running(lane);
  if (world_.now() >= invocation->context.deadline) {
    time_out(lane, *invocation);
  } else if (invocation->waiting.wake && *invocation->waiting.wake <= world_.now()) {
    wake(lane, std::move(invocation), world_.now());
  } else if (invocation->waiting.calls.empty()) {  // at work in real time
    proceed(lane, std::move(invocation));
  } else {
    answer_call(lane, std::move(invocation));
  }
}

void Poller::crash(std::size_t lane, const Invocation& invocation) {
  invocation.handler->abandon(invocation.context);
  fail(lane, invocation,
       {"Runtime.ExitError",
        fmt::format("RequestId: {} Error: Runtime exited with error: signal: killed",
                    invocation.context.request_id)});
}

/// The request is on its way; nobody waits for its answer any more.
void Poller::send_late(std::size_t lane, const Invocation& invocation,
                       const lambda::Waiting::Call& call) {
  constexpr choice::Duration kOnItsWay = std::chrono::seconds(5);  // assumed; longer than a retry
  world_.trace_.write(world_.now(), definition_.function_name, "call", invocation.trace_line,
                      {{"call", call.number},
                       {"operation", service::operation_name(call.request.index())},
                       {"request", wire::to_json(service::reference_to(call.request))},
                       {"fault", name_of(Fate::late)}});
  world_.late_.push_back({.mapping = definition_.name,
                          .place = lane_names_[lane],
                          .function = definition_.function_name,
                          .container = lane,
                          .subject = invocation.subject,
                          .attempt = invocation.attempt,
                          .call = call.number,
                          .request = call.request,
                          .cause = invocation.trace_line,
                          .due = world_.now() + kOnItsWay});
}

/// One of the outstanding calls is answered.
void Poller::answer_call(std::size_t lane, std::shared_ptr<Invocation> invocation) {
  const std::size_t which = choose_call(*invocation);
  const lambda::Waiting::Call call = invocation->waiting.calls[which];
  const Fate fate = choose_fate(*invocation, call);
  if (fate == Fate::late) {
    send_late(lane, *invocation, call);
    crash(lane, *invocation);
    return;
  }
  auto response = perform(lane, fate, *invocation, call);
  if (world_.trace_.on()) {
    TraceLine line{{"call", call.number},
                   {"operation", service::operation_name(call.request.index())},
                   {"request", wire::to_json(service::reference_to(call.request))}};
    if (fate != Fate::ok) {
      line["fault"] = name_of(fate);
    }
    line[response ? "response" : "error"] =
        response ? wire::to_json(*response) : wire::to_json(response.error());
    world_.trace_.write(world_.now(), definition_.function_name, "call", invocation->trace_line,
                        line);
  }
  if (fate == Fate::crash_after) {
    crash(lane, *invocation);
    return;
  }
  invocation->node = value::mix(value::mix(invocation->node, call.number),
                                value::hash_bytes(wire::answer_text(response)));
  invocation->answers.push_back({call.number, call.request, std::move(response), world_.now()});
  proceed(lane, std::move(invocation));
}

void Poller::report(const Invocation& invocation, const Batch& batch, const std::string& error) {
  ++statistics_.invocations;
  last_failed_ = !error.empty();
  statistics_.failures += last_failed_ ? 1 : 0;
  world_.invocations_.push_back({.mapping = definition_.name,
                                 .function = definition_.function_name,
                                 .subject = invocation.subject,
                                 .attempt = batch.attempts,
                                 .records = batch.positions.size(),
                                 .calls = static_cast<std::uint32_t>(invocation.answers.size()),
                                 .started = invocation.context.started,
                                 .ended = world_.now(),
                                 .succeeded = error.empty(),
                                 .error = error,
                                 .activity = invocation.handler->take_activity(invocation.context),
                                 .hung = error.empty() ? "" : invocation.hung});
  TraceLine line{{"function", definition_.function_name}, {"succeeded", error.empty()}};
  if (!error.empty()) {
    line["error"] = error;
  }
  const lambda::Activity& activity = world_.invocations_.back().activity;
  if (!activity.log.empty()) {
    line["log"] = activity.log;
  }
  for (const lambda::ForeignCall& call : activity.foreign_calls) {
    line["elsewhere"].push_back(
        {{"service", call.service}, {"operation", call.operation}, {"url", call.url}});
  }
  world_.trace_.write(world_.now(), definition_.name, "return", invocation.trace_line, line);
}

void Poller::finish(std::size_t lane, const Invocation& invocation, const lambda::Done& done) {
  if (choice::ask(world_.choices(), point_of(choice::Question::invocation_end, invocation),
                  kEnds) == 1) {
    fail(lane, invocation, {"answer-lost", "the function succeeded, but its answer was lost"});
    return;
  }
  const Batch batch = lanes_[lane]->get().queue.front();
  const auto index_of = [&](std::string_view number) -> std::optional<std::size_t> {
    const auto position = shard_of(lane).position_of(number);
    const auto at =
        position ? std::ranges::find(batch.positions, *position) : batch.positions.end();
    return at == batch.positions.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(at - batch.positions.begin()));
  };
  const auto first = first_failure(definition_, batch.positions.size(), done, index_of);
  if (!first) {
    fail(lane, invocation,
         {"bad-item-identifier", fmt::format("\"{}\" is no record of the batch", first.error())});
    return;
  }
  if (*first < batch.positions.size()) {
    report(
        invocation, batch,
        fmt::format("partial failure: {} of {} records are done", *first, batch.positions.size()));
    resume_at(lane, invocation, done, *first);
    return;
  }
  report(invocation, batch, {});
  statistics_.delivered += batch.positions.size();
  Lane next = lanes_[lane]->get();
  done_with_batch(next);
  if (!batch.ends_window()) {
    take_state(next, done);
  }
  lanes_[lane]->set(std::move(next));
}

/// Partial failure: what stands before is done, the rest comes again; with
/// BisectBatchOnFunctionError that is the cut (documented: at the number returned). Assumed:
/// progress starts the count of retries anew, since another record is first now, and the state of a
/// tumbling window is taken with it; without progress the delivery counts as any that failed.
void Poller::resume_at(std::size_t lane, const Invocation& invocation, const lambda::Done& done,
                       std::size_t first_failed) {
  Lane next = lanes_[lane]->get();
  Batch& batch = next.queue.front();
  if (first_failed == 0) {
    if (!split(next)) {
      retry_or_give_up(next, lane, invocation.trace_line);
    }
  } else {
    statistics_.delivered += first_failed;
    keep_rest(batch, first_failed);
    batch.not_before = world_.now() + backoff(0);
    take_state(next, done);
  }
  lanes_[lane]->set(std::move(next));
}

bool Poller::split(Lane& next) const {
  const choice::Instant not_before = world_.now() + backoff(next.queue.front().retries);
  if (!split_oldest(definition_, next.queue)) {
    return false;
  }
  next.queue[0].not_before = not_before;
  next.queue[1].not_before = not_before;
  return true;
}

void Poller::fail(std::size_t lane, const Invocation& invocation, const lambda::Failed& failed) {
  Lane next = lanes_[lane]->get();
  report(invocation, next.queue.front(), failed.error_type + ": " + failed.message);
  if (!split(next)) {
    retry_or_give_up(next, lane, invocation.trace_line);
  }
  lanes_[lane]->set(std::move(next));
}

void Poller::retry_or_give_up(Lane& next, std::size_t lane, std::uint64_t cause) {
  Batch& batch = next.queue.front();
  batch.not_before = world_.now() + backoff(batch.retries);
  if (!retry_oldest(definition_, next.queue)) {
    give_up(lane, batch, "RetryAttemptsExhausted", cause);
    done_with_batch(next);
    return;
  }
  world_.trace_.write(
      world_.now(), definition_.name, "retry", cause,
      {{"retry", batch.retries}, {"not_before", choice::text_of(batch.not_before)}});
}

/// The records are skipped; with a destination, Lambda's description of the batch goes there, to a
/// bucket with the records.
void Poller::give_up(std::size_t lane, const Batch& batch, std::string_view condition,
                     std::uint64_t cause) {
  const std::string& destination = definition_.on_failure_destination;
  statistics_.discarded += batch.positions.size();
  world_.trace_.write(world_.now(), definition_.name, "discard", cause,
                      {{"condition", condition},
                       {"destination", destination},
                       {"records", batch.positions.size()}});
  if (destination.empty()) {
    return;
  }
  const std::string request_id = request_id_of(subject_of(lane, batch), batch);
  const FailedBatch failed{.condition = condition,
                           .invoke_count = batch.attempts,
                           .request_id = request_id,
                           .function_arn = world_.function_arn(definition_.function_name),
                           .shard_id = shard_of(lane).id(),
                           .mapping_uuid = uuid(),
                           .now = world_.now(),
                           .event = *event_of(lane, batch)};
  DestinationMessage message{.destination = destination, .at = world_.now(), .body = {}, .key = {}};
  if (is_bucket(destination)) {
    message.body = failure_object(failed);
    message.key =
        failure_object_key(failed, world_.account().make_uuid("failure-object", request_id));
  } else {
    message.body = failure_record(failed);
  }
  world_.messages_.push_back(std::move(message));
}

}  // namespace ddbsim::world
