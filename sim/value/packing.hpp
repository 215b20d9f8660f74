#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "sim/value/attribute_value.hpp"

// Words of the packed form (`ValueView` describes it). For the value room only, and for what its
// headers inline.
namespace ddbsim::value::packing {

constexpr unsigned kTypeShift = 28;
constexpr std::uint32_t kEndMask = (1U << kTypeShift) - 1;  ///< 256 MiB: far above any request

inline std::uint32_t word_at(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return word;
}

/// The same for a table of words.
inline std::uint32_t word_at(const char* words, std::size_t index) noexcept {
  std::uint32_t word = 0;
  std::memcpy(&word, words + index * sizeof word, sizeof word);
  return word;
}

inline void put_word(std::string& out, std::uint32_t word) {
  out.append(reinterpret_cast<const char*>(&word),
             sizeof word);  // NOLINT(*-reinterpret-cast): bytes of a word
}

inline std::uint32_t entry(std::size_t end, Type type) noexcept {
  return static_cast<std::uint32_t>(end) | (static_cast<std::uint32_t>(type) << kTypeShift);
}

inline std::uint32_t end_of(std::uint32_t entry) noexcept { return entry & kEndMask; }
inline Type type_of(std::uint32_t entry) noexcept { return static_cast<Type>(entry >> kTypeShift); }

}  // namespace ddbsim::value::packing
