#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sim/wire/http.hpp"
#include "sim/wire/http_parser.hpp"

namespace ddbsim::wire {

/// Answers one request; runs on the listener's thread, one at a time.
using HttpHandler = std::function<void(const HttpRequest& request, HttpResponse& response)>;

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  HttpLimits limits = {};
  /// A request that has begun must be whole after this, and an answer taken.
  std::chrono::milliseconds request_time{30'000};
  /// A connection without a request stays open so long.
  std::chrono::milliseconds idle_time{600'000};
};

/// HTTP/1.1 on one port and one thread: keep-alive, pipelining, chunked bodies, 100-continue. What
/// is no HTTP gets 400 and the connection ends; so do slow senders, after a time. While an answer
/// waits to be taken, or to be there (HttpResponse::later), its connection reads no further
/// request, so that nobody makes it keep more than one answer.
class HttpListener {
 public:
  /// Binds and listens. Throws std::runtime_error that says what to do: a port that is taken, an
  /// address that is not of this machine.
  HttpListener(ListenOptions options, HttpHandler handler);
  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;
  ~HttpListener();

  [[nodiscard]] std::uint16_t port() const noexcept;

  /// Serves until `stop`; answers that have begun are finished.
  void run();
  /// From a handler, a timer, or another thread.
  void stop();
  /// `stop` when SIGINT or SIGTERM arrives. Call before `run`.
  void stop_on_signals();
  /// Calls `tick` now, and then, between requests, always after the time that it returned.
  void repeat(std::function<std::chrono::milliseconds()> tick);

  [[nodiscard]] std::size_t connections() const noexcept;

 private:
  class State;
  class Session;
  std::shared_ptr<State> state_;
};

}  // namespace ddbsim::wire
