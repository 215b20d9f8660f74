#include "sim/wire/http_listener.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <initializer_list>
#include <list>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace ddbsim::wire {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10U;
constexpr std::chrono::milliseconds kSweep{1000};
/// When the server stops: how long answers may still take, and how often that is looked at.
constexpr std::chrono::milliseconds kGrace{2000};
constexpr std::chrono::milliseconds kDrainStep{20};
/// What a connection keeps of its buffers between requests.
constexpr std::size_t kKeptBytes = std::size_t{16} << 10U;

void shrink(std::string& text) {
  text.clear();
  if (text.capacity() > kKeptBytes) {
    text.shrink_to_fit();
  }
}

/// What came of a large body may leave free memory all over the heap, tens of megabytes for one of
/// a million brackets: it goes back to the system.
void give_back(std::size_t body_bytes) {
#ifdef __GLIBC__
  constexpr std::size_t kLarge = std::size_t{512} << 10U;
  if (body_bytes >= kLarge) {
    static_cast<void>(::malloc_trim(0));
  }
#else
  static_cast<void>(body_bytes);
#endif
}

void append(std::string& out, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    out += part;
  }
}

/// Status of what can't be parsed.
unsigned status_of(const error_code& failed) {
  using HttpError = boost::beast::http::error;
  if (failed == HttpError::body_limit) {
    return 413;
  }
  return failed == HttpError::header_limit ? 431 : 400;
}

}  // namespace

class HttpListener::State {
 public:
  struct Timer {
    asio::steady_timer timer;
    std::function<std::chrono::milliseconds()> tick;
  };

  State(ListenOptions how, HttpHandler who) : options(std::move(how)), handler(std::move(who)) {}

  void accept(const std::shared_ptr<State>& self);
  void sweep();
  void stop();
  void drain(SteadyClock::time_point end);
  void run_timer(Timer& timer);
  /// "Sun, 22 Nov 2026 18:00:00 GMT", made once a second.
  [[nodiscard]] std::string_view date();

  ListenOptions options;
  HttpHandler handler;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  std::list<std::weak_ptr<Session>> sessions;
  std::array<char, kReadBytes> buffer{};  ///< of whoever reads just now
  HttpResponse response;
  bool stopping = false;
  asio::steady_timer sweeper{context};
  std::optional<asio::signal_set> signals;
  std::list<Timer> timers;

 private:
  std::time_t date_of_ = 0;
  std::string date_;
};

/// One connection. It lives while an operation of its own is outstanding.
class HttpListener::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<State> state, tcp::socket socket)
      : state_(std::move(state)), socket_(std::move(socket)), since_(SteadyClock::now()) {}

  void wait() {
    socket_.async_wait(tcp::socket::wait_read,
                       [self = shared_from_this()](const error_code& error) {
                         if (!error) {
                           self->readable();
                         }
                       });
  }
  /// Nothing has begun, so that nothing is lost.
  [[nodiscard]] bool idle() const {
    return out_.empty() && !parser_ && pending_.empty() && !owing_;
  }
  [[nodiscard]] bool owing() const noexcept { return owing_; }
  void close_if_late(SteadyClock::time_point now) {
    if (owing_) {
      return;  // it is not the client who is late
    }
    const bool quiet = idle() && !lingering_;
    const auto limit = quiet ? state_->options.idle_time : state_->options.request_time;
    if (now - since_ > limit) {
      close();
    }
  }
  void close() {
    error_code ignored;
    static_cast<void>(socket_.close(ignored));
  }

 private:
  void readable();
  void consume(std::string_view data);
  std::size_t parse(std::string_view data);
  void answer();
  void refuse(unsigned status);
  void owe(const HttpRequest& request);
  void pay();
  void append_answer(const HttpResponse& response, std::string_view method, bool keep_alive);
  void flush();
  void flushed();
  void linger();

  std::shared_ptr<State> state_;
  tcp::socket socket_;
  SteadyClock::time_point since_;  ///< beginning of the request, or of idleness
  HttpParser::Storage storage_;
  std::optional<HttpParser> parser_;
  std::string pending_;  ///< read, and not parsed yet
  std::string out_;
  bool last_ = false;   ///< the connection ends when `out_` is sent
  bool owing_ = false;  ///< the answer to a request comes later
  bool writing_ = false;
  std::function<void()> late_;  ///< the answer that is owed, when it is there
  bool lingering_ = false;
};

void HttpListener::Session::readable() {
  error_code error;
  const std::size_t count = socket_.read_some(asio::buffer(state_->buffer), error);
  if (error == asio::error::would_block) {
    wait();
    return;
  }
  if (error) {
    close();  // end of what the client sends; half a request is nobody's
    return;
  }
  if (lingering_) {
    wait();
    return;
  }
  consume({state_->buffer.data(), count});
}

/// Parses what there is, as long as there is nothing to send that would not go.
void HttpListener::Session::consume(std::string_view data) {
  if (!pending_.empty()) {
    pending_ += data;
    data = pending_;
  }
  std::size_t used = 0;
  while (used < data.size() && !last_ && !owing_ && out_.size() < kReadBytes) {
    const std::size_t parsed = parse(data.substr(used));
    used += parsed;
    if (parser_ && parser_->is_done()) {
      answer();
    } else if (parsed == 0) {
      break;
    }
  }
  if (pending_.empty()) {
    pending_ = data.substr(used);
  } else {
    pending_.erase(0, used);
  }
  flush();
}

/// Feeds the parser; answers what is no HTTP. Returns how many bytes were taken.
std::size_t HttpListener::Session::parse(std::string_view data) {
  if (!parser_) {
    since_ = SteadyClock::now();
    parser_.emplace(storage_, state_->options.limits);
  }
  error_code error;
  const std::size_t taken = parser_->feed(data, error);
  if (error && error != boost::beast::http::error::need_more) {
    refuse(status_of(error));
    return taken;
  }
  if (parser_->is_header_done() && !parser_->is_done() && parser_->wants_continue()) {
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    parser_->answered_continue();
  }
  return taken;
}

void HttpListener::Session::answer() {
  const HttpRequest request = parser_->request();
  HttpResponse& response = state_->response;
  response.clear();
  state_->handler(request, response);
  if (response.later) {
    owe(request);
  } else {
    const bool keep = parser_->keep_alive() && !response.close && !state_->stopping;
    append_answer(response, request.method, keep);
  }
  const std::size_t body_bytes = request.body.size();
  parser_.reset();
  shrink(storage_.text);
  shrink(storage_.body);
  give_back(body_bytes);
  since_ = SteadyClock::now();
}

/// The answer may be there already: it goes out by itself, not below this call.
void HttpListener::Session::owe(const HttpRequest& request) {
  owing_ = true;
  const auto take = std::exchange(state_->response.later, nullptr);
  take([self = shared_from_this(), method = std::string(request.method),
        keep_alive = parser_->keep_alive(),
        sent = std::make_shared<bool>(false)](const HttpResponse& response) {
    if (self->state_->stopping || std::exchange(*sent, true)) {
      return;  // its connection has been closed, or has its answer
    }
    asio::post(self->state_->context, [self, response, method, keep_alive] {
      self->late_ = [session = self.get(), response, method, keep_alive] {
        session->append_answer(response, method,
                               keep_alive && !response.close && !session->state_->stopping);
      };
      self->pay();
    });
  });
}

/// Sends the answer that came later, once those before it have gone.
void HttpListener::Session::pay() {
  if (writing_ || !late_) {
    return;
  }
  owing_ = false;
  since_ = SteadyClock::now();
  std::exchange(late_, nullptr)();
  flush();
}

void HttpListener::Session::refuse(unsigned status) {
  HttpResponse& response = state_->response;
  response.clear();
  response.status = status;
  response.add_header("Content-Type", "text/plain");
  response.body = fmt::format("{} {}\n", status, reason_phrase(status));
  append_answer(response, {}, false);
  parser_.reset();
  lingering_ = true;
}

void HttpListener::Session::append_answer(const HttpResponse& response, std::string_view method,
                                          bool keep_alive) {
  if (response.tunnel) {
    out_ += "HTTP/1.1 200 Connection established\r\n\r\n";
    return;
  }
  append(out_, {"HTTP/1.1 ", fmt::format_int(response.status).str(), " ",
                reason_phrase(response.status), "\r\nServer: Server\r\nDate: ", state_->date(),
                "\r\nContent-Length: ", fmt::format_int(response.body.size()).str(),
                "\r\nConnection: ", keep_alive ? "keep-alive" : "close", "\r\n"});
  out_ += response.headers;
  out_ += "\r\n";
  if (method != "HEAD") {
    out_ += response.body;
  }
  last_ = !keep_alive;
}

/// Sends at once what the kernel takes, and waits for the rest.
void HttpListener::Session::flush() {
  if (out_.empty()) {
    if (!owing_) {  // whoever has the answer keeps the connection alive
      wait();
    }
    return;
  }
  error_code error;
  const std::size_t sent = socket_.write_some(asio::buffer(out_), error);
  if (error && error != asio::error::would_block) {
    close();
    return;
  }
  if (sent == out_.size()) {
    flushed();
    return;
  }
  out_.erase(0, sent);
  writing_ = true;
  asio::async_write(socket_, asio::buffer(out_),
                    [self = shared_from_this()](const error_code& failed, std::size_t /*sent*/) {
                      self->writing_ = false;
                      if (failed) {
                        self->close();
                      } else {
                        self->flushed();
                      }
                    });
}

void HttpListener::Session::flushed() {
  shrink(out_);
  if (last_) {
    linger();
  } else if (owing_) {
    pay();
  } else if (pending_.empty()) {
    wait();
  } else {
    // Requests that came together with the one before; others may come between.
    asio::post(state_->context, [self = shared_from_this()] { self->consume({}); });
  }
}

/// A connection that is closed while the client still sends would lose the answer on its way.
void HttpListener::Session::linger() {
  error_code ignored;
  static_cast<void>(socket_.shutdown(tcp::socket::shutdown_send, ignored));
  if (lingering_) {
    wait();
  } else {
    close();
  }
}

void HttpListener::State::accept(const std::shared_ptr<State>& self) {
  acceptor.async_accept([this, self](const error_code& error, tcp::socket socket) {
    if (error == asio::error::operation_aborted || stopping) {
      return;
    }
    if (!error) {
      error_code ignored;
      static_cast<void>(socket.non_blocking(true, ignored));
      static_cast<void>(socket.set_option(tcp::no_delay(true), ignored));
      auto session = std::make_shared<Session>(self, std::move(socket));
      sessions.push_back(session);
      session->wait();
    }
    accept(self);
  });
}

/// Ends connections that are late, and forgets those that are gone.
void HttpListener::State::sweep() {
  const auto now = SteadyClock::now();
  std::erase_if(sessions, [&](const std::weak_ptr<Session>& weak) {
    const auto session = weak.lock();
    if (session) {
      session->close_if_late(now);
    }
    return !session;
  });
  sweeper.expires_after(kSweep);
  sweeper.async_wait([this](const error_code& error) {
    if (!error) {
      sweep();
    }
  });
}

void HttpListener::State::stop() {
  stopping = true;
  error_code ignored;
  static_cast<void>(acceptor.close(ignored));
  sweeper.cancel();
  timers.clear();
  if (signals) {
    static_cast<void>(signals->cancel(ignored));
  }
  drain(SteadyClock::now() + kGrace);
}

/// Closes connections as they become idle; those that still send or receive have until `end`.
void HttpListener::State::drain(SteadyClock::time_point end) {
  bool busy = false;
  for (const auto& weak : sessions) {
    if (const auto session = weak.lock()) {
      if (session->idle() || session->owing() || SteadyClock::now() >= end) {
        session->close();
      } else {
        busy = true;
      }
    }
  }
  if (busy) {
    sweeper.expires_after(kDrainStep);
    sweeper.async_wait([this, end](const error_code&) { drain(end); });
  }
}

void HttpListener::State::run_timer(Timer& timer) {
  timer.timer.expires_after(timer.tick());
  timer.timer.async_wait([this, &timer](const error_code& error) {
    if (!error) {
      run_timer(timer);
    }
  });
}

std::string_view HttpListener::State::date() {
  const std::time_t now = std::time(nullptr);
  if (now != date_of_) {
    date_of_ = now;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    date_.assign(text.data(), size);
  }
  return date_;
}

HttpListener::HttpListener(ListenOptions options, HttpHandler handler)
    : state_(std::make_shared<State>(std::move(options), std::move(handler))) {
  const std::string& host = state_->options.address;
  error_code error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) {
    throw std::runtime_error(fmt::format("{} is no IP address", host));
  }
  const tcp::endpoint endpoint(address, state_->options.port);
  tcp::acceptor& acceptor = state_->acceptor;
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  static_cast<void>(acceptor.bind(endpoint, error));
  if (!error) {
    static_cast<void>(acceptor.listen(asio::socket_base::max_listen_connections, error));
  }
  if (error == asio::error::address_in_use) {
    throw std::runtime_error(fmt::format("port {} of {} is taken; --port 0 takes any free one",
                                         state_->options.port, host));
  }
  if (error) {
    throw std::runtime_error(
        fmt::format("can't listen on {} port {}: {}", host, state_->options.port, error.message()));
  }
}

HttpListener::~HttpListener() = default;

std::uint16_t HttpListener::port() const noexcept {
  error_code error;
  return state_->acceptor.local_endpoint(error).port();
}

std::size_t HttpListener::connections() const noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(state_->sessions, [](const auto& weak) { return !weak.expired(); }));
}

void HttpListener::run() {
  state_->accept(state_);
  state_->sweep();
  state_->context.run();
}

void HttpListener::stop() {
  asio::post(state_->context, [state = state_] { state->stop(); });
}

void HttpListener::stop_on_signals() {
  state_->signals.emplace(state_->context, SIGINT, SIGTERM);
  state_->signals->async_wait([state = state_](const error_code& error, int /*signal*/) {
    if (!error) {
      state->stop();
    }
  });
}

void HttpListener::repeat(std::function<std::chrono::milliseconds()> tick) {
  state_->run_timer(state_->timers.emplace_back(
      State::Timer{asio::steady_timer(state_->context), std::move(tick)}));
}

}  // namespace ddbsim::wire
