#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// Zip archives as functions' code comes in them (PKWARE's APPNOTE): files and folders, stored or
// deflated, found by the central directory.
namespace ddbsim::server {

struct ZipEntry {
  std::string name;  ///< relative, with '/', never leading out; a folder ends with '/'
  std::string content;
  bool executable = false;
};

/// Why an archive is not taken.
enum class ZipError : std::uint8_t {
  broken,  ///< no archive, or one that contradicts itself; also what we don't read: zip64, parts,
           ///< encryption, other ways to compress, symbolic links, names that lead out
  too_large,  ///< unpacked
};

/// Lambda's limit of unpacked code, layers included.
inline constexpr std::size_t kUnpackedBytesMax = std::size_t{250} << 20U;

/// All entries, or none. `most` bounds what is made of them, names included.
[[nodiscard]] std::expected<std::vector<ZipEntry>, ZipError> read_zip(
    std::string_view bytes, std::size_t most = kUnpackedBytesMax);

/// Writes entries below a folder. Throws std::runtime_error when a file can't be written.
void write_entries(const std::vector<ZipEntry>& entries, const std::filesystem::path& folder);

}  // namespace ddbsim::server
