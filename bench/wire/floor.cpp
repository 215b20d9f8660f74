// The floor of `bench/wire`: Boost.Beast as its examples have it, one thread, which reads a request
// and answers 300 bytes without looking at it. No server built on Beast gets below it.

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

namespace ddbsim::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::size_t kAnswerBytes = 300;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    request_ = {};
    http::async_read(
        socket_, buffer_, request_,
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t /*bytes*/) {
          if (!error) {
            self->write();
          }
        });
  }

 private:
  void write() {
    response_ = {};
    response_.result(http::status::ok);
    response_.set(http::field::content_type, "application/x-amz-json-1.0");
    response_.keep_alive(request_.keep_alive());
    response_.body().assign(kAnswerBytes, 'x');
    response_.prepare_payload();
    http::async_write(
        socket_, response_,
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t /*bytes*/) {
          if (!error) {
            self->read();
          }
        });
  }

  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](const boost::system::error_code& error, tcp::socket socket) {
    if (!error) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Connection>(std::move(socket))->read();
    }
    accept(acceptor);
  });
}

}  // namespace
}  // namespace ddbsim::bench

int main(int argc, char** argv) try {
  std::uint16_t port = 0;
  const std::string_view text = argc == 2 ? argv[1] : "";
  if (std::from_chars(text.data(), text.data() + text.size(), port).ec != std::errc{}) {
    fmt::print(stderr, "usage: ddbsim_floor PORT\n");
    return EXIT_FAILURE;
  }
  namespace asio = boost::asio;
  asio::io_context context{1};
  asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
  ddbsim::bench::accept(acceptor);
  context.run();
  return EXIT_SUCCESS;
} catch (const std::exception& error) {
  std::fputs(error.what(), stderr);
  return EXIT_FAILURE;
}
