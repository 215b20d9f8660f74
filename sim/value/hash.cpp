#include "sim/value/hash.hpp"

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

std::uint64_t read_word(const char* at, std::size_t count) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8U * i);
  }
  return word;
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept { return fold(fold(a ^ kA, kC) + b, (b ^ kB) | 1U); }

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) noexcept {
  std::uint64_t state = seed ^ kA;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  while (left > 16) {
    state = fold(read_word(at, 8) ^ kB, read_word(at + 8, 8) ^ state);
    at += 16;
    left -= 16;
  }
  const std::size_t first = left < 8 ? left : 8;
  const std::uint64_t low = read_word(at, first);
  const std::uint64_t high = left > 8 ? read_word(at + 8, left - 8) : 0;
  state = fold(low ^ kB, high ^ state);
  return fold(state ^ bytes.size() ^ kC, kA ^ (state >> 32U) ^ (state << 32U));
}

}  // namespace ddbsim::value
