#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/beast/http/basic_parser.hpp>

#include "sim/wire/http.hpp"

namespace ddbsim::wire {

/// Limits of one request. Beyond them it is refused, and the connection ends.
struct HttpLimits {
  std::size_t header_bytes = std::size_t{64} << 10U;
  std::size_t body_bytes = std::size_t{16} << 20U;
};

/// One request, fed in pieces (`feed`). Keeps names, values and body in two strings that
/// the next request on the connection uses again.
class HttpParser final : public boost::beast::http::basic_parser<true> {
 public:
  struct Span {
    std::size_t begin;
    std::size_t size;
  };
  /// What requests of one connection are read into.
  struct Storage {
    std::string text;  ///< method, target, names and values of headers
    std::string body;
    std::vector<std::pair<Span, Span>> fields;
    std::vector<HttpHeader> headers;
  };

  HttpParser(Storage& storage, const HttpLimits& limits);

  /// Takes what it can use of `data`, and says how many bytes that was; the rest must come again,
  /// with more behind it. `need_more` is no mistake.
  std::size_t feed(std::string_view data, boost::beast::error_code& error);
  /// The request; it is complete.
  [[nodiscard]] HttpRequest request();
  /// "Expect: 100-continue", and nobody has answered it.
  [[nodiscard]] bool wants_continue() const noexcept { return wants_continue_; }
  void answered_continue() noexcept { wants_continue_ = false; }

 private:
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;
  using Text = boost::beast::string_view;
  using Error = boost::beast::error_code;

  void on_request_impl(Verb verb, Text method, Text target, int version, Error& error) override;
  void on_response_impl(int code, Text reason, int version, Error& error) override;
  void on_field_impl(Field field, Text name, Text value, Error& error) override;
  void on_header_impl(Error& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override;
  std::size_t on_body_impl(Text piece, Error& error) override;
  void on_chunk_header_impl(std::uint64_t size, Text extensions, Error& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, Text piece, Error& error) override;
  void on_finish_impl(Error& error) override;
#if BOOST_VERSION >= 108500
  void on_trailer_field_impl(Field, Text, Text, Error&) override {}
#endif

  Span keep(Text text);
  [[nodiscard]] std::string_view view(Span span) const;

  Storage& storage_;
  Span method_{};
  Span target_{};
  bool http_1_0_ = false;
  bool wants_continue_ = false;
};

}  // namespace ddbsim::wire
