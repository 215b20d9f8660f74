#include "sim/server/compression.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <zlib.h>

#include "sim/wire/http.hpp"

namespace ddbsim::server {

namespace {

constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr std::size_t kPiece = std::size_t{16} << 10U;

Bytef* input_of(std::string_view bytes) {
  // zlib does not write there; its type says so only with ZLIB_CONST.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT(*-cast)
}

/// Ends a stream of zlib when it goes.
class Stream {
 public:
  explicit Stream(int (*end)(z_stream*)) : end_(end) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { end_(&z); }
  z_stream z{};

 private:
  int (*end_)(z_stream*);
};

std::expected<std::string, InflateError> inflated_with(std::string_view bytes, int window,
                                                       std::size_t most) {
  Stream stream(&inflateEnd);
  if (inflateInit2(&stream.z, window) != Z_OK) {
    throw std::runtime_error("zlib: no memory");
  }
  stream.z.next_in = input_of(bytes);
  stream.z.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, kPiece> piece{};
  while (true) {
    stream.z.next_out = reinterpret_cast<Bytef*>(piece.data());  // NOLINT(*-reinterpret-cast)
    stream.z.avail_out = static_cast<uInt>(piece.size());
    const int status = inflate(&stream.z, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) {
      return std::unexpected(InflateError::broken);
    }
    out.append(piece.data(), piece.size() - stream.z.avail_out);
    if (out.size() > most) {
      return std::unexpected(InflateError::too_large);
    }
    if (status == Z_STREAM_END) {
      return out;
    }
  }
}

}  // namespace

std::string compressed(std::string_view bytes, Coding coding) {
  Stream stream(&deflateEnd);
  const int window = coding == Coding::gzip ? kGzipWindow : MAX_WBITS;
  constexpr int kMemoryLevel = 8;
  if (deflateInit2(&stream.z, Z_BEST_SPEED, Z_DEFLATED, window, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("zlib: no memory");
  }
  std::string out(deflateBound(&stream.z, static_cast<uLong>(bytes.size())), '\0');
  stream.z.next_in = input_of(bytes);
  stream.z.avail_in = static_cast<uInt>(bytes.size());
  stream.z.next_out = reinterpret_cast<Bytef*>(out.data());  // NOLINT(*-reinterpret-cast)
  stream.z.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream.z, Z_FINISH) != Z_STREAM_END) {
    throw std::logic_error("zlib: deflateBound was too small");
  }
  out.resize(stream.z.total_out);
  return out;
}

std::expected<std::string, InflateError> inflated(std::string_view bytes, Coding coding,
                                                  std::size_t most) {
  if (coding == Coding::gzip) {
    return inflated_with(bytes, kGzipWindow, most);
  }
  auto out = inflated_with(bytes, MAX_WBITS, most);
  return out || out.error() == InflateError::too_large ? out
                                                       : inflated_with(bytes, -MAX_WBITS, most);
}

std::expected<std::string, InflateError> inflated_raw(std::string_view bytes, std::size_t most) {
  return inflated_with(bytes, -MAX_WBITS, most);
}

std::uint32_t crc32_of(std::string_view bytes) noexcept {
  return static_cast<std::uint32_t>(::crc32(0, input_of(bytes), static_cast<uInt>(bytes.size())));
}

Coding accepted_coding(std::string_view accept_encoding) noexcept {
  Coding best = Coding::identity;
  while (!accept_encoding.empty()) {
    const std::string_view part = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(std::min(part.size() + 1, accept_encoding.size()));
    const std::size_t begin = std::min(part.find_first_not_of(" \t"), part.size());
    const std::string_view name = part.substr(begin, part.find_first_of("; \t", begin) - begin);
    const std::size_t quality = part.find("q=0");
    const bool refused = quality != std::string_view::npos &&
                         part.find_first_not_of("0. \t", quality + 2) == std::string_view::npos;
    if (refused) {
      continue;
    }
    if (wire::same_name(name, "gzip")) {
      return Coding::gzip;
    }
    if (wire::same_name(name, "deflate")) {
      best = Coding::deflate;
    }
  }
  return best;
}

}  // namespace ddbsim::server
