#include "sim/wire/http_parser.hpp"

#include <algorithm>
#include <string_view>

#include <boost/asio/buffer.hpp>

namespace ddbsim::wire {

HttpParser::HttpParser(Storage& storage, const HttpLimits& limits) : storage_(storage) {
  storage_.text.clear();
  storage_.body.clear();
  storage_.fields.clear();
  header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  body_limit(limits.body_bytes);
  eager(true);
}

std::size_t HttpParser::feed(std::string_view data, boost::beast::error_code& error) {
  // A body in chunks has this at its end; Beast takes it for granted when it is asked again.
  constexpr std::string_view kLastChunk = "0\r\n\r\n";
  if (is_header_done() && chunked() && data.size() < kLastChunk.size()) {
    error = boost::beast::http::error::need_more;
    return 0;
  }
  return put(boost::asio::buffer(data.data(), data.size()), error);
}

HttpRequest HttpParser::request() {
  storage_.headers.clear();
  for (const auto& [name, value] : storage_.fields) {
    storage_.headers.push_back({view(name), view(value)});
  }
  return {.method = view(method_),
          .target = view(target_),
          .http_1_0 = http_1_0_,
          .headers = storage_.headers,
          .body = storage_.body};
}

HttpParser::Span HttpParser::keep(Text text) {
  const Span span{storage_.text.size(), text.size()};
  storage_.text.append(text.data(), text.size());
  return span;
}

std::string_view HttpParser::view(Span span) const {
  return std::string_view(storage_.text).substr(span.begin, span.size);
}

void HttpParser::on_request_impl(Verb /*verb*/, Text method, Text target, int version,
                                 Error& /*error*/) {
  method_ = keep(method);
  target_ = keep(target);
  http_1_0_ = version < 11;
}

void HttpParser::on_response_impl(int /*code*/, Text /*reason*/, int /*version*/,
                                  Error& /*error*/) {}

void HttpParser::on_field_impl(Field field, Text name, Text value, Error& /*error*/) {
  if (field == Field::expect && same_name({value.data(), value.size()}, "100-continue")) {
    wants_continue_ = true;
  }
  const Span kept_name = keep(name);
  storage_.fields.emplace_back(kept_name, keep(value));
}

void HttpParser::on_header_impl(Error& /*error*/) {}

void HttpParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& /*error*/) {
  // No more than what a sender shows: a length alone reserves little.
  constexpr std::uint64_t kTrusted = std::uint64_t{64} << 10U;
  if (length) {
    storage_.body.reserve(std::min(*length, kTrusted));
  }
}

std::size_t HttpParser::on_body_impl(Text piece, Error& /*error*/) {
  storage_.body.append(piece.data(), piece.size());
  return piece.size();
}

void HttpParser::on_chunk_header_impl(std::uint64_t /*size*/, Text /*extensions*/,
                                      Error& /*error*/) {}

std::size_t HttpParser::on_chunk_body_impl(std::uint64_t /*remain*/, Text piece, Error& error) {
  return on_body_impl(piece, error);
}

void HttpParser::on_finish_impl(Error& /*error*/) {}

}  // namespace ddbsim::wire
