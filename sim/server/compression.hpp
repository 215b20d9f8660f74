#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// zlib: content coding of bodies, and the checksum that clients verify.
namespace ddbsim::server {

enum class Coding : std::uint8_t { identity, gzip, deflate };

[[nodiscard]] std::string compressed(std::string_view bytes, Coding coding);

enum class InflateError : std::uint8_t { broken, too_large };
/// `deflate` with or without zlib's header: clients send both. No more than `most` bytes are made.
[[nodiscard]] std::expected<std::string, InflateError> inflated(std::string_view bytes,
                                                                Coding coding, std::size_t most);

/// Bare deflate, as archives have it.
[[nodiscard]] std::expected<std::string, InflateError> inflated_raw(std::string_view bytes,
                                                                    std::size_t most);

/// CRC-32 as in x-amz-crc32.
[[nodiscard]] std::uint32_t crc32_of(std::string_view bytes) noexcept;

/// The coding that an Accept-Encoding asks for, of those that we have; "gzip;q=0" does not.
[[nodiscard]] Coding accepted_coding(std::string_view accept_encoding) noexcept;

}  // namespace ddbsim::server
