#include "sim/value/hash.hpp"

#include <bit>
#include <cstring>

namespace ddbsim::value {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kA = 0x9E3779B97F4A7C15ULL;
constexpr std::uint64_t kB = 0xD1B54A32D192ED03ULL;
constexpr std::uint64_t kC = 0x8CB92BA72F3D8DD7ULL;

std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

/// Little-endian, whatever the machine is.
std::uint64_t read_word(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

std::uint64_t read_half(const char* at) noexcept {
  std::uint32_t half = 0;
  std::memcpy(&half, at, sizeof half);
  return std::endian::native == std::endian::little ? half : __builtin_bswap32(half);
}

/// The last bytes, less than a word, as if zeros followed.
std::uint64_t read_rest(const char* at, std::size_t count) noexcept {
  if (count >= 4) {  // two halves that overlap
    return read_half(at) | (read_half(at + count - 4) << (8 * (count - 4)));
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8U * i);
  }
  return word;
}

std::uint64_t read_up_to_word(const char* at, std::size_t count) noexcept {
  return count == 8 ? read_word(at) : read_rest(at, count);
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  return fold(fold(a ^ kA, kC) + b, (b ^ kB) | 1U);
}

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) noexcept {
  // Spread, so that no small difference of seeds equals a small one of the bytes; 0 stays 0.
  const std::uint64_t spread = seed * kB;
  std::uint64_t state = spread ^ (spread >> 32U) ^ kA;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  while (left > 16) {
    state = fold(read_word(at) ^ kB, read_word(at + 8) ^ state);
    at += 16;
    left -= 16;
  }
  const std::size_t first = left < 8 ? left : 8;
  const std::uint64_t low = read_up_to_word(at, first);
  const std::uint64_t high = left > 8 ? read_up_to_word(at + 8, left - 8) : 0;
  state = fold(low ^ kB, high ^ state);
  return fold(state ^ bytes.size() ^ kC, kA ^ (state >> 32U) ^ (state << 32U));
}

}  // namespace ddbsim::value
