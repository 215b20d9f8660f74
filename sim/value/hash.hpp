#pragma once

#include <cstdint>
#include <string_view>

// The one hash of the project: 64 bits, frozen. Its values reach traces, scan order and replay
// files, so that a change of a single output bit is a change of format. Not cryptographic: nobody
// attacks an offline simulator with its own data.
namespace ddbsim::value {

/// Mixes two words into one; avalanches (each input bit reaches each output bit).
[[nodiscard]] std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept;

/// Hash of bytes. The same on every machine (reads little-endian whatever the host is).
[[nodiscard]] std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0) noexcept;

}  // namespace ddbsim::value
