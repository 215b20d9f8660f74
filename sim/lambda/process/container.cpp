#include "sim/lambda/process/container.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_json.hpp"
#include "sim/lambda/process/certificates.hpp"
#include "sim/lambda/process/outbound.hpp"
#include "sim/lambda/process/stubs.hpp"

namespace ddbsim::lambda::process {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;
using Error = boost::system::error_code;

namespace {

constexpr std::string_view kRuntime = "/2018-06-01/runtime/";
constexpr std::string_view kExtension = "/2020-01-01/extension/";
/// Of Lambda: 6 MB and a little.
constexpr std::size_t kResponseBytes = 6'291'556;

wire::HttpResponse json_answer(unsigned status, const Json& body) {
  wire::HttpResponse response;
  response.status = status;
  response.add_header("Content-Type", "application/json");
  response.body = body.dump();
  return response;
}

wire::HttpResponse runtime_error(unsigned status, std::string_view type, std::string_view message) {
  return json_answer(status, {{"errorMessage", message}, {"errorType", type}});
}

std::int64_t epoch_ms(choice::Instant instant) { return instant.time_since_epoch().count(); }

std::string text_member(const Json& json, const char* name) {
  const auto at = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && at != json.end() && at->is_string() ? at->get<std::string>() : "";
}

/// What a process reports as its error.
Failed failed_of(const Exchange& exchange) {
  const Json body = Json::parse(exchange.body(), nullptr, false);
  Failed failed{text_member(body, "errorType"), text_member(body, "errorMessage"),
                body.is_discarded() ? Json() : body};
  if (failed.error_type.empty()) {
    failed.error_type = exchange.header("lambda-runtime-function-error-type");
  }
  if (failed.error_type.empty()) {
    failed.error_type = "Unhandled";
  }
  return failed;
}

Step step_of_response(const std::string& body) {
  if (body.size() > kResponseBytes) {
    return Failed{
        "Function.ResponseSizeTooLarge",
        fmt::format("Response payload size exceeded maximum allowed payload size ({} bytes).",
                    kResponseBytes)};
  }
  // What is no JSON is a text, which reports no failures of items.
  Json response = body.empty() ? Json() : Json::parse(body, nullptr, false);
  return done_of(response.is_discarded() ? Json(body) : std::move(response));
}

}  // namespace

// ---- BoundedLog
// ----------------------------------------------------------------------------------

void BoundedLog::add(std::string_view text) {
  const std::size_t room = std::min(text.size(), kHeadBytes - head_.size());
  head_.append(text.substr(0, room));
  tail_.append(text.substr(room));
  if (tail_.size() > 2 * kTailBytes) {
    shorten_tail();
  }
}

void BoundedLog::shorten_tail() {
  if (tail_.size() > kTailBytes) {
    left_out_ += tail_.size() - kTailBytes;
    tail_.erase(0, tail_.size() - kTailBytes);
  }
}

std::string BoundedLog::take() {
  shorten_tail();
  std::string text = std::move(head_);
  if (left_out_ != 0) {
    text += fmt::format("\n[{} bytes left out]\n", left_out_);
  }
  text += tail_;
  *this = {};
  return text;
}

// ---- Container
// -----------------------------------------------------------------------------------

struct Container::Streams {
  Streams(asio::io_context& io, const Child& child)
      : output(io, dup(child.output())), status(io, dup(child.status())) {}
  asio::posix::stream_descriptor output;
  asio::posix::stream_descriptor status;
  std::array<char, 65536> piece{};
  int ended = 0;
};

Container::Container(Shared shared, const Launch& launch, std::filesystem::path clock,
                     choice::Instant now)
    : shared_(std::move(shared)),
      clock_(std::move(clock)),
      gateway_(shared_.io, shared_.certificates,
               {.request = [this](auto exchange) { on_request(std::move(exchange)); },
                .sleep = [this](Sleep sleep) { sleeps_[sleep.id] = std::move(sleep); },
                .wake_up = [this](std::uint64_t id) { sleeps_.erase(id); }}) {
  set_time(now);
  child_.emplace(launch(gateway_.port()));
  streams_ = std::make_unique<Streams>(shared_.io, *child_);
  read_output();
  wait_for_end();
}

Container::~Container() {
  Error ignored;
  streams_->output.close(ignored);
  streams_->status.close(ignored);
  child_->end();
  // Handlers of what was cancelled run now, while there is something for them to look at.
  shared_.io.restart();
  shared_.io.poll();
}

void Container::read_output() {
  streams_->output.async_read_some(asio::buffer(streams_->piece),
                                   [this](const Error& error, std::size_t size) {
                                     if (error == asio::error::operation_aborted) {
                                       return;
                                     }
                                     const std::string_view text(streams_->piece.data(), size);
                                     log_.add(text);
                                     if (shared_.log && !text.empty()) {
                                       shared_.log(text);
                                     }
                                     if (!error) {
                                       read_output();
                                     }
                                   });
}

void Container::wait_for_end() {
  streams_->status.async_read_some(asio::buffer(&streams_->ended, sizeof streams_->ended),
                                   [this](const Error& error, std::size_t /*size*/) {
                                     if (error != asio::error::operation_aborted) {
                                       on_exit(error ? -1 : streams_->ended);
                                     }
                                   });
}

void Container::on_exit(int status) {
  exited_ = true;
  if (outcome_ || !task_) {
    return;
  }
  if (init_error_) {
    outcome_ = *init_error_;
    return;
  }
  const std::string how = describe_status(status);
  outcome_ = Failed{"Runtime.ExitError",
                    fmt::format("RequestId: {} Error: Runtime exited {}", task_->request_id,
                                how.empty() ? "without providing a reason" : "with error: " + how)};
}

void Container::set_time(choice::Instant at) {
  if (clock_.empty()) {
    return;
  }
  const std::int64_t micros = epoch_ms(at) * 1000;
  std::array<unsigned char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(micros) >> (8 * i));
  }
  // In place and in one write: the process may look at it at any time.
  const int file = open(clock_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  [[maybe_unused]] const ssize_t written = pwrite(file, bytes.data(), bytes.size(), 0);
  close(file);
}

void Container::begin(Task task) {
  set_time(task.started);
  task_ = std::move(task);
  handed_out_ = false;
  outcome_.reset();
  numbers_ = 0;
  for (Call& call : calls_) {  // left from an invocation before, which ended without waiting
    call.number = ++numbers_;
  }
  if (exited_) {
    on_exit(0);
  }
  hand_out();
}

void Container::hand_out() {
  if (!next_ || !task_ || handed_out_ || outcome_) {
    return;
  }
  handed_out_ = true;
  wire::HttpResponse response;
  response.add_header("Content-Type", "application/json");
  response.add_header("Lambda-Runtime-Aws-Request-Id", task_->request_id);
  response.add_header("Lambda-Runtime-Deadline-Ms", std::to_string(epoch_ms(task_->deadline)));
  response.add_header("Lambda-Runtime-Invoked-Function-Arn", task_->function_arn);
  response.add_header("Lambda-Runtime-Trace-Id",
                      fmt::format("Root=1-{:08x}-{:.24};Sampled=0", epoch_ms(task_->started) / 1000,
                                  "000000000000000000000000"));
  response.body = task_->event;
  std::exchange(next_, nullptr)->answer(response);
}

bool Container::is_over() const { return outcome_ && (exited_ || next_ || init_error_); }

bool Container::is_quiet() {
  constexpr std::chrono::microseconds kGap{50};
  for (int look = 0; look < 2; ++look) {
    const std::uint64_t before = gateway_.events();
    if (!child_->is_asleep()) {
      return false;
    }
    shared_.io.restart();
    shared_.io.poll();
    if (gateway_.events() != before || exited_) {
      return false;
    }
    if (look == 0) {
      std::this_thread::sleep_for(kGap);
    }
  }
  return true;
}

Progress Container::run() {
  constexpr std::chrono::microseconds kSlice{200};
  constexpr std::chrono::milliseconds kIdle{5};
  const auto began = Clock::now();
  const auto& settings = shared_.settings;
  for (;;) {
    shared_.io.restart();
    while (shared_.io.poll() > 0) {
    }
    if (is_over()) {
      return Progress::over;
    }
    const bool may_wait = !outcome_ && (!calls_.empty() || !sleeps_.empty());
    // In real time nothing decides the order of things but when they came.
    if (may_wait && (settings.patience || is_quiet())) {
      return Progress::waiting;
    }
    const auto elapsed = Clock::now() - began;
    if (settings.patience && elapsed >= *settings.patience) {
      return Progress::working;
    }
    if (settings.guard && elapsed >= *settings.guard) {
      return Progress::stuck;
    }
    shared_.io.restart();
    shared_.io.run_one_for(may_wait ? std::chrono::microseconds(kSlice)
                                    : std::chrono::microseconds(kIdle));
  }
}

std::optional<choice::Instant> Container::wake() const {
  std::optional<choice::Instant> first;
  for (const auto& [id, sleep] : sleeps_) {
    const choice::Instant until{choice::Duration((sleep.until + 999) / 1000)};
    first = first ? std::min(*first, until) : until;
  }
  return first;
}

bool Container::answer(std::uint32_t call, const service::Result<service::Response>& response,
                       choice::Instant at) {
  const auto found = std::ranges::find(calls_, call, &Call::number);
  if (found == calls_.end()) {
    return false;
  }
  set_time(at);
  auto answer = http_answer(response);
  answer.add_header("x-amzn-RequestId", fmt::format("{}-{}", task_->request_id, call));
  const auto exchange = found->exchange;
  calls_.erase(found);
  exchange->answer(answer);
  return true;
}

void Container::time_passed(choice::Instant at) {
  set_time(at);
  const std::int64_t now = epoch_ms(at) * 1000;
  for (auto sleep = sleeps_.begin(); sleep != sleeps_.end();) {
    if (sleep->second.until > now) {
      ++sleep;
      continue;
    }
    const auto wake = std::move(sleep->second.wake);
    sleep = sleeps_.erase(sleep);
    wake();
  }
}

Activity Container::take_activity() {
  Activity activity{.cold_start = cold_,
                    .real_time = clock_.empty(),
                    .log = log_.take(),
                    .foreign_calls = std::move(foreign_)};
  cold_ = false;
  foreign_.clear();
  task_.reset();
  return activity;
}

// ---- What the process asks
// ------------------------------------------------------------------------

void Container::on_request(std::shared_ptr<Exchange> exchange) {
  if (!on_runtime(exchange)) {
    on_outbound(std::move(exchange));
  }
}

bool Container::on_runtime(const std::shared_ptr<Exchange>& exchange) {
  std::string_view path = exchange->target();
  if (exchange->host() != fmt::format("127.0.0.1:{}", gateway_.port())) {
    return false;
  }
  if (path.starts_with(kExtension) || path.starts_with("/2020-08-15/logs") ||
      path.starts_with("/2022-07-01/telemetry")) {
    on_extension(exchange);
    return true;
  }
  if (!path.starts_with(kRuntime)) {
    return false;
  }
  path.remove_prefix(kRuntime.size());
  constexpr std::string_view kInvocation = "invocation/";
  if (path == "invocation/next" && exchange->method() == "GET") {
    next_ = exchange;
    hand_out();
  } else if (path == "init/error") {
    on_init_error(exchange);
  } else if (path.starts_with(kInvocation)) {
    path.remove_prefix(kInvocation.size());
    const auto slash = path.find('/');
    on_result(exchange, path.substr(0, slash),
              slash == std::string_view::npos ? "" : path.substr(slash + 1));
  } else if (path == "restore/next") {
    held_.push_back(exchange);
  } else {
    exchange->answer(runtime_error(404, "InvalidRequest", "there is no such path"));
  }
  return true;
}

void Container::on_result(const std::shared_ptr<Exchange>& exchange, std::string_view request_id,
                          std::string_view what) {
  const bool expected = handed_out_ && task_ && !outcome_ && request_id == task_->request_id;
  if (!expected || (what != "response" && what != "error")) {
    exchange->answer(runtime_error(400, "InvalidRequestID", "Invalid request ID"));
    return;
  }
  if (what == "error") {
    outcome_ = failed_of(*exchange);
  } else {
    outcome_ = step_of_response(exchange->body());
  }
  if (exchange->body().size() > kResponseBytes) {
    exchange->answer(runtime_error(
        413, "RequestEntityTooLarge",
        fmt::format("Exceeded maximum allowed payload size ({} bytes).", kResponseBytes)));
    return;
  }
  exchange->answer(json_answer(202, {{"status", "OK"}}));
}

void Container::on_init_error(const std::shared_ptr<Exchange>& exchange) {
  init_error_ = failed_of(*exchange);
  if (task_ && !outcome_) {
    outcome_ = *init_error_;
  }
  exchange->answer(json_answer(202, {{"status", "OK"}}));
}

/// Extensions may register and listen; nothing ever happens to them.
void Container::on_extension(const std::shared_ptr<Exchange>& exchange) {
  if (exchange->target().ends_with("/event/next")) {
    held_.push_back(exchange);
    return;
  }
  auto response = json_answer(200, exchange->target().ends_with("/register")
                                       ? Json{{"functionName", ""}, {"functionVersion", "$LATEST"}}
                                       : Json("OK"));
  response.add_header("Lambda-Extension-Identifier", "00000000-0000-4000-8000-000000000000");
  exchange->answer(response);
}

void Container::on_outbound(std::shared_ptr<Exchange> exchange) {
  Outbound outbound = read_outbound(*exchange);
  if (auto* request = std::get_if<service::Request>(&outbound)) {
    calls_.push_back({++numbers_, std::move(*request), std::move(exchange)});
    return;
  }
  if (const auto* refused = std::get_if<wire::HttpResponse>(&outbound)) {
    exchange->answer(*refused);
    return;
  }
  auto& call = std::get<ForeignCall>(outbound);
  const Stub* const stub = find_stub(shared_.settings.stubs, call);
  call.stubbed = stub != nullptr;
  exchange->answer(foreign_answer(*exchange, call, stub));
  foreign_.push_back(std::move(call));
}

}  // namespace ddbsim::lambda::process
