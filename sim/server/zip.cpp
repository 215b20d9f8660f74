#include "sim/server/zip.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/server/compression.hpp"

namespace ddbsim::server {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t kEnd = 0x06054B50;      // end of central directory
constexpr std::uint32_t kCentral = 0x02014B50;  // an entry of it
constexpr std::uint32_t kLocal = 0x04034B50;    // the same before its data
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCommentMax = 65535;

/// Little endian, `count` bytes; the caller has looked that they are there.
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i > 0; --i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return value;
}

/// Of an entry, what the central directory says: the header before the data may leave sizes to a
/// descriptor behind it.
struct Header {
  std::uint32_t flags = 0;
  std::uint32_t method = 0;
  std::uint32_t checksum = 0;
  std::uint32_t packed = 0;
  std::uint32_t size = 0;
  std::uint32_t attributes = 0;
  std::uint32_t made_on = 0;  ///< 3: Unix, whose mode is in the attributes
  std::size_t data = 0;       ///< where its local header is
  std::string_view name;
  std::size_t next = 0;
};

struct Directory {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t entries = 0;
};

/// The last place that looks like the archive's end; a comment may follow.
std::optional<Directory> directory_of(std::string_view bytes) {
  if (bytes.size() < kEndBytes) {
    return std::nullopt;
  }
  const std::size_t last = bytes.size() - kEndBytes;
  const std::size_t first = last > kCommentMax ? last - kCommentMax : 0;
  for (std::size_t at = last + 1; at > first; --at) {
    const std::size_t here = at - 1;
    if (number(bytes, here, 4) != kEnd ||
        here + kEndBytes + number(bytes, here + 20, 2) > bytes.size()) {
      continue;
    }
    const std::size_t entries = number(bytes, here + 10, 2);
    const std::size_t size = number(bytes, here + 12, 4);
    const std::size_t begin = number(bytes, here + 16, 4);
    const bool one_part = number(bytes, here + 4, 4) == 0 && number(bytes, here + 8, 2) == entries;
    if (!one_part || begin > here || size > here - begin) {
      return std::nullopt;
    }
    return Directory{.begin = begin, .end = begin + size, .entries = entries};
  }
  return std::nullopt;
}

std::optional<Header> header_at(std::string_view bytes, std::size_t at, std::size_t end) {
  if (end - at < kCentralBytes || number(bytes, at, 4) != kCentral) {
    return std::nullopt;
  }
  const std::size_t name = number(bytes, at + 28, 2);
  const std::size_t rest = number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
  if (end - at - kCentralBytes < name + rest) {
    return std::nullopt;
  }
  return Header{.flags = number(bytes, at + 8, 2),
                .method = number(bytes, at + 10, 2),
                .checksum = number(bytes, at + 16, 4),
                .packed = number(bytes, at + 20, 4),
                .size = number(bytes, at + 24, 4),
                .attributes = number(bytes, at + 38, 4),
                .made_on = number(bytes, at + 5, 1),
                .data = number(bytes, at + 42, 4),
                .name = bytes.substr(at + kCentralBytes, name),
                .next = at + kCentralBytes + name + rest};
}

/// Of Unix, the kind of file in the mode: 0 where nothing is said.
std::uint32_t mode_of(const Header& header) {
  constexpr std::uint32_t kUnix = 3;
  return header.made_on == kUnix ? header.attributes >> 16U : 0;
}

bool is_link(const Header& header) {
  constexpr std::uint32_t kKind = 0170000;
  constexpr std::uint32_t kFile = 0100000;
  constexpr std::uint32_t kFolder = 0040000;
  const std::uint32_t kind = mode_of(header) & kKind;
  return kind != 0 && kind != kFile && kind != kFolder;
}

/// Every part is a plain name: neither absolute nor leading out, nothing that a file system takes
/// otherwise.
bool is_inside(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos) {
    return false;
  }
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    constexpr std::size_t kPartMax = 255;
    if (part.empty() || part == ".." || part.size() > kPartMax) {
      return false;
    }
  }
  return true;
}

/// The data of an entry as it lies in the archive.
std::optional<std::string_view> packed_of(std::string_view bytes, const Header& header,
                                          std::size_t end) {
  if (header.data > end || end - header.data < kLocalBytes ||
      number(bytes, header.data, 4) != kLocal) {
    return std::nullopt;
  }
  const std::size_t begin = header.data + kLocalBytes + number(bytes, header.data + 26, 2) +
                            number(bytes, header.data + 28, 2);
  if (begin > end || end - begin < header.packed) {
    return std::nullopt;
  }
  return bytes.substr(begin, header.packed);
}

std::expected<std::string, ZipError> content_of(std::string_view packed, const Header& header) {
  constexpr std::uint32_t kStored = 0;
  constexpr std::uint32_t kDeflated = 8;
  std::string content;
  if (header.method == kStored) {
    content = packed;
  } else if (header.method == kDeflated) {
    auto plain = inflated_raw(packed, header.size);
    if (!plain) {
      return std::unexpected(ZipError::broken);
    }
    content = std::move(*plain);
  } else {
    return std::unexpected(ZipError::broken);
  }
  if (content.size() != header.size || crc32_of(content) != header.checksum) {
    return std::unexpected(ZipError::broken);
  }
  return content;
}

}  // namespace

std::expected<std::vector<ZipEntry>, ZipError> read_zip(std::string_view bytes, std::size_t most) {
  const auto directory = directory_of(bytes);
  if (!directory) {
    return std::unexpected(ZipError::broken);
  }
  std::vector<ZipEntry> entries;
  std::size_t total = 0;
  std::size_t at = directory->begin;
  for (std::size_t i = 0; i < directory->entries; ++i) {
    const auto header = header_at(bytes, at, directory->end);
    constexpr std::uint32_t kEncrypted = 1U | 1U << 6U | 1U << 13U;
    if (!header || (header->flags & kEncrypted) != 0 || is_link(*header) ||
        !is_inside(header->name)) {
      return std::unexpected(ZipError::broken);
    }
    total += header->size + header->name.size();
    if (total > most) {
      return std::unexpected(ZipError::too_large);
    }
    const auto packed = packed_of(bytes, *header, directory->begin);
    auto content = packed ? content_of(*packed, *header) : std::unexpected(ZipError::broken);
    if (!content) {
      return std::unexpected(content.error());
    }
    constexpr std::uint32_t kMayRun = 0111;
    entries.push_back({.name = std::string(header->name),
                       .content = std::move(*content),
                       .executable = (mode_of(*header) & kMayRun) != 0});
    at = header->next;
  }
  return entries;
}

void write_entries(const std::vector<ZipEntry>& entries, const fs::path& folder) {
  for (const ZipEntry& entry : entries) {
    const fs::path path = folder / entry.name;
    std::error_code error;
    if (entry.name.back() == '/') {
      fs::create_directories(path, error);
      continue;
    }
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(path, std::ios::binary);
    file.write(entry.content.data(), static_cast<std::streamsize>(entry.content.size()));
    file.close();
    if (!file) {
      throw std::runtime_error(fmt::format("can't write {}", path.string()));
    }
    if (entry.executable) {
      fs::permissions(path, fs::perms::owner_exec, fs::perm_options::add, error);
    }
  }
}

}  // namespace ddbsim::server
