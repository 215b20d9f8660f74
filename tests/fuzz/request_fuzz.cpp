// Any bytes on a socket: read as HTTP whatever the pieces they come in, and answered.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sim/server/endpoint.hpp"
#include "sim/wire/http_parser.hpp"

namespace {

using namespace ddbsim;  // NOLINT(google-build-using-namespace): a program of one function

constexpr wire::HttpLimits kLimits{.header_bytes = 4096, .body_bytes = 65536};

/// Reads one request, in pieces of at most `piece` bytes. Returns how many bytes it is; all of them
/// when it is none.
std::size_t read(std::string_view bytes, std::size_t piece, server::Endpoint& endpoint,
                 wire::HttpParser::Storage& storage) {
  wire::HttpParser parser(storage, kLimits);
  std::size_t used = 0;
  std::size_t held = piece;
  while (used < bytes.size() && !parser.is_done()) {
    const std::size_t count = std::min(held, bytes.size() - used);
    boost::beast::error_code error;
    const std::size_t taken = parser.feed(bytes.substr(used, count), error);
    if (error && error != boost::beast::http::error::need_more) {
      return bytes.size();
    }
    used += taken;
    held = taken == 0 ? held + piece : piece;  // what was not taken comes again, with more
    if (taken == 0 && count == bytes.size() - used) {
      return bytes.size();
    }
  }
  if (parser.is_done()) {
    wire::HttpResponse response;
    endpoint.handle(parser.request(), response);
    if (response.status < 200 || response.status > 599) {
      std::abort();
    }
  }
  return used;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::size_t piece = data[0] < 128 ? size : data[0] - 127U;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);  // NOLINT
  server::Host host(server::HostOptions{.wall_clock = false});
  server::Endpoint endpoint(host, {.body_bytes = kLimits.body_bytes});
  wire::HttpParser::Storage storage;
  while (!bytes.empty()) {
    bytes.remove_prefix(read(bytes, piece, endpoint, storage));
  }
  return 0;
}
