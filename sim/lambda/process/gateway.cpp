#include "sim/lambda/process/gateway.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <set>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

#include "sim/lambda/process/certificates.hpp"
#include "sim/wire/http_parser.hpp"

namespace ddbsim::lambda::process {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

Exchange::Exchange(const wire::HttpRequest& request, std::string host, Send send)
    : method_(request.method),
      target_(request.target),
      host_(std::move(host)),
      body_(request.body),
      send_(std::move(send)) {
  for (const wire::HttpHeader& header : request.headers) {
    headers_.emplace_back(header.name, header.value);
  }
  if (const auto scheme = target_.find("://"); target_[0] != '/' && scheme != std::string::npos) {
    const auto path = target_.find('/', scheme + 3);
    target_ = path == std::string::npos ? "/" : target_.substr(path);
  }
}

std::string_view Exchange::header(std::string_view name) const noexcept {
  for (const auto& [known, value] : headers_) {
    if (wire::same_name(known, name)) {
      return value;
    }
  }
  return {};
}

void Exchange::answer(const wire::HttpResponse& response) {
  if (const Send send = std::exchange(send_, nullptr)) {
    send(response);
  }
}

struct Gateway::State {
  State(asio::io_context& context, Certificates& authority, Arrivals sink)
      : io(context), acceptor(context), certificates(authority), arrivals(std::move(sink)) {}
  asio::io_context& io;
  Tcp::acceptor acceptor;
  Certificates& certificates;
  Arrivals arrivals;
  std::set<std::shared_ptr<Connection>> connections;
  std::uint64_t events = 0;
  bool open = true;

  void accept(const std::shared_ptr<State>& self);
};

namespace {

constexpr std::string_view kOurs = "DDBSIM ";
constexpr std::string_view kTo = "DDBSIM TO ";
constexpr std::string_view kControl = "DDBSIM CONTROL";
constexpr char kTlsHandshake = 0x16;

/// Limits of a request of a process: a response of an invocation has 6 MB, a request to DynamoDB
/// 16 MB.
constexpr wire::HttpLimits kLimits{.header_bytes = std::size_t{64} << 10U,
                                   .body_bytes = std::size_t{32} << 20U};

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 &&
         host.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:_") ==
             std::string_view::npos;
}

/// "host" of "host:443" and the like.
std::string without_usual_port(std::string_view host) {
  for (const std::string_view usual : {":443", ":80"}) {
    if (host.ends_with(usual)) {
      host.remove_suffix(usual.size());
    }
  }
  return std::string(host);
}

std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  return colon == std::string_view::npos || host.find(':') != colon ? host : host.substr(0, colon);
}

std::string text_of(const wire::HttpResponse& response, bool head, bool keep_alive) {
  std::string text =
      fmt::format("HTTP/1.1 {} {}\r\n{}Content-Length: {}\r\nConnection: {}\r\n\r\n",
                  response.status, wire::reason_phrase(response.status), response.headers,
                  response.body.size(), keep_alive ? "keep-alive" : "close");
  return head ? text : text + response.body;
}

}  // namespace

/// One connection of the process. It reads when it has nothing to answer.
class Gateway::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<State> state, Tcp::socket socket)
      : state_(std::move(state)), socket_(std::move(socket)) {}

  void read() {
    const auto buffer = asio::buffer(piece_);
    const auto on_read = [self = shared_from_this()](const Error& error, std::size_t size) {
      ++self->state_->events;
      error ? self->close() : self->take({self->piece_.data(), size});
    };
    if (tls_) {
      tls_->async_read_some(buffer, on_read);
    } else {
      socket_.async_read_some(buffer, on_read);
    }
  }

  void close() {
    Error ignored;
    socket_.close(ignored);
    state_->connections.erase(shared_from_this());
  }

 private:
  enum class Speaks : std::uint8_t { unknown, http, control };

  void take(std::string_view piece) {
    in_.append(piece);
    if (speaks_ == Speaks::unknown && !recognise()) {
      return;
    }
    speaks_ == Speaks::control ? take_control() : take_http();
  }

  /// Looks at the first bytes. False: this was not all, or something else goes on.
  bool recognise() {
    if (in_.empty()) {
      read();
      return false;
    }
    if (!tls_ && in_[0] == kTlsHandshake) {
      shake_hands();
      return false;
    }
    const std::string_view head = std::string_view(in_).substr(0, kOurs.size());
    if (kOurs.starts_with(head)) {
      const auto line_ends = in_.find('\n');
      if (line_ends == std::string::npos) {
        in_.size() > 512 ? close() : read();
        return false;
      }
      const std::string line = in_.substr(0, line_ends);
      in_.erase(0, line_ends + 1);
      return take_first_line(line);
    }
    speaks_ = Speaks::http;
    return true;
  }

  bool take_first_line(std::string_view line) {
    if (line == kControl) {
      speaks_ = Speaks::control;
      return true;
    }
    if (!line.starts_with(kTo)) {
      close();
      return false;
    }
    std::string host(line.substr(kTo.size()));
    if (const auto blank = host.find(' '); blank != std::string::npos) {
      host[blank] = ':';
    }
    host_ = without_usual_port(host);
    return recognise();
  }

  void shake_hands() {
    const std::string name(without_port(host_.empty() ? "localhost" : host_));
    if (!is_host(name)) {
      close();
      return;
    }
    tls_.emplace(socket_, state_->certificates.server(name));
    hello_ = std::exchange(in_, {});
    tls_->async_handshake(asio::ssl::stream_base::server, asio::buffer(hello_),
                          [self = shared_from_this()](const Error& error, std::size_t used) {
                            ++self->state_->events;
                            self->in_ = self->hello_.substr(std::min(used, self->hello_.size()));
                            error ? self->close() : self->read();
                          });
  }

  void take_http() {
    if (!parser_) {
      parser_.emplace(storage_, kLimits);
    }
    Error error;
    while (!in_.empty() && !parser_->is_done() && !error) {
      in_.erase(0, parser_->feed(in_, error));
    }
    if (error && error != boost::beast::http::error::need_more) {
      close();
    } else if (parser_->is_done()) {
      hand_over();
    } else if (parser_->is_header_done() && parser_->wants_continue()) {
      parser_->answered_continue();
      send("HTTP/1.1 100 Continue\r\n\r\n", true);
    } else {
      read();
    }
  }

  void hand_over() {
    const wire::HttpRequest request = parser_->request();
    if (request.method == "CONNECT") {
      host_ = without_usual_port(request.target);
      parser_.reset();
      speaks_ = Speaks::unknown;
      send("HTTP/1.1 200 Connection Established\r\n\r\n", true);
      return;
    }
    const bool head = request.method == "HEAD";
    const bool keep = parser_->keep_alive();
    std::weak_ptr<Connection> weak = weak_from_this();
    auto exchange = std::make_shared<Exchange>(
        request, host_of(request), [weak, head, keep](const wire::HttpResponse& response) {
          if (const auto self = weak.lock()) {
            self->parser_.reset();
            self->send(text_of(response, head, keep), keep);
          }
        });
    state_->arrivals.request(std::move(exchange));
  }

  [[nodiscard]] std::string host_of(const wire::HttpRequest& request) const {
    const auto scheme = request.target.find("://");
    if (!request.target.starts_with('/') && scheme != std::string_view::npos) {
      const std::string_view rest = request.target.substr(scheme + 3);
      return without_usual_port(rest.substr(0, rest.find('/')));
    }
    return host_.empty() ? without_usual_port(request.header("host")) : host_;
  }

  void take_control() {
    for (auto end = in_.find('\n'); end != std::string::npos; end = in_.find('\n')) {
      const std::string line = in_.substr(0, end);
      in_.erase(0, end + 1);
      control(line);
    }
    read();
  }

  void control(std::string_view line) {
    const auto number = [&line] {
      std::int64_t value = 0;
      const auto blank = line.find(' ');
      line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
      std::from_chars(line.data(), line.data() + line.size(), value);
      return value;
    };
    const bool sleeps = line.starts_with("sleep ");
    const auto id = static_cast<std::uint64_t>(number());
    if (!sleeps) {
      state_->arrivals.wake_up(id);
      return;
    }
    std::weak_ptr<Connection> weak = weak_from_this();
    state_->arrivals.sleep({id, number(), [weak, id] {
                              if (const auto self = weak.lock()) {
                                self->write(fmt::format("wake {}\n", id));
                              }
                            }});
  }

  /// On a control connection, which goes on reading meanwhile. Short enough to never block.
  void write(const std::string& text) {
    Error ignored;
    asio::write(socket_, asio::buffer(text), ignored);
  }

  void send(std::string text, bool go_on) {
    out_ = std::move(text);
    const auto on_sent = [self = shared_from_this(), go_on](const Error& error, std::size_t) {
      ++self->state_->events;
      if (error || !go_on) {
        self->close();
      } else {
        self->go_on();
      }
    };
    if (tls_) {
      asio::async_write(*tls_, asio::buffer(out_), on_sent);
    } else {
      asio::async_write(socket_, asio::buffer(out_), on_sent);
    }
  }

  void go_on() { in_.empty() ? read() : take({}); }

  std::shared_ptr<State> state_;
  Tcp::socket socket_;
  std::optional<asio::ssl::stream<Tcp::socket&>> tls_;
  std::optional<wire::HttpParser> parser_;
  wire::HttpParser::Storage storage_;
  std::array<char, 16384> piece_{};
  std::string in_;
  std::string hello_;
  std::string out_;
  std::string host_;  ///< whom all that comes here is for, when that was said
  Speaks speaks_ = Speaks::unknown;
};

void Gateway::State::accept(const std::shared_ptr<State>& self) {
  acceptor.async_accept([self](const Error& error, Tcp::socket socket) {
    if (error || !self->open) {
      return;
    }
    ++self->events;
    Error ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    const auto connection = std::make_shared<Connection>(self, std::move(socket));
    self->connections.insert(connection);
    connection->read();
    self->accept(self);
  });
}

Gateway::Gateway(asio::io_context& io, Certificates& certificates, Arrivals arrivals)
    : state_(std::make_shared<State>(io, certificates, std::move(arrivals))) {
  const Tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);
  state_->acceptor.open(loopback.protocol());
  state_->acceptor.bind(loopback);
  state_->acceptor.listen();
  state_->accept(state_);
}

Gateway::~Gateway() {
  state_->open = false;
  state_->arrivals = {
      .request = [](const auto&) {}, .sleep = [](const auto&) {}, .wake_up = [](auto) {}};
  Error ignored;
  state_->acceptor.close(ignored);
  const auto connections = state_->connections;
  for (const auto& connection : connections) {
    connection->close();
  }
}

std::uint16_t Gateway::port() const noexcept { return state_->acceptor.local_endpoint().port(); }
std::uint64_t Gateway::events() const noexcept { return state_->events; }

}  // namespace ddbsim::lambda::process
