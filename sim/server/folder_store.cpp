#include "sim/server/folder_store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "sim/server/compression.hpp"

namespace ddbsim::server {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = std::size_t{4} << 30U;  ///< after its coding
constexpr std::string_view kUnfinished = ".unfinished";

/// A path below its bucket, and nowhere else.
bool stays_inside(std::string_view key) {
  const fs::path path(key);
  return !key.empty() && path.is_relative() &&
         std::ranges::none_of(path, [](const fs::path& part) { return part == ".."; });
}

std::string md5_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_md5(), nullptr);
  std::string out;
  std::transform(digest.begin(), digest.begin() + size, std::back_inserter(out),
                 [](unsigned char byte) { return static_cast<char>(byte); });
  return out;
}

std::string trouble(std::string_view what, const fs::path& path) {
  return fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno));
}

/// Writes and syncs a file of that name; the error is errno's.
bool write_synced(const fs::path& path, std::string_view bytes) {
  constexpr int kMode = 0644;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (file < 0) {
    return false;
  }
  bool good = true;
  while (good && !bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    good = written > 0 || (written < 0 && errno == EINTR);
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  good = good && ::fsync(file) == 0;
  return ::close(file) == 0 && good;
}

}  // namespace

bool FolderStore::has_bucket(std::string_view bucket) const {
  std::error_code unknown;
  return stays_inside(bucket) && fs::is_directory(root_ / bucket, unknown);
}

std::expected<service::ObjectStore::Stored, std::string> FolderStore::put(std::string_view bucket,
                                                                          std::string_view key,
                                                                          std::string_view content,
                                                                          Coding coding) {
  if (!stays_inside(bucket) || !stays_inside(key)) {
    return std::unexpected(fmt::format("\"{}/{}\" is no name of a file", bucket, key));
  }
  const fs::path path = root_ / bucket / key;
  const fs::path unfinished = path.string() + std::string(kUnfinished);
  const std::string bytes =
      coding == Coding::gzip ? compressed(content, server::Coding::gzip) : std::string(content);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    return std::unexpected(
        fmt::format("cannot make the folder {}: {}", path.parent_path().string(), error.message()));
  }
  if (!write_synced(unfinished, bytes)) {
    return std::unexpected(trouble("write", unfinished));
  }
  fs::rename(unfinished, path, error);
  if (error) {
    return std::unexpected(fmt::format("cannot write {}: {}", path.string(), error.message()));
  }
  return Stored{.md5 = md5_of(bytes)};
}

std::vector<std::string> FolderStore::list(std::string_view bucket, std::string_view prefix) const {
  std::vector<std::string> keys;
  if (!has_bucket(bucket)) {
    return keys;
  }
  const fs::path base = root_ / bucket;
  std::error_code error;  // folders that may not be read have nothing in them
  fs::recursive_directory_iterator entry(base, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string key = entry->path().lexically_relative(base).generic_string();
    std::error_code unknown;
    if (entry->is_regular_file(unknown) && key.starts_with(prefix) && !key.ends_with(kUnfinished)) {
      keys.push_back(key);
    }
  }
  std::ranges::sort(keys);
  return keys;
}

std::expected<std::string, std::string> FolderStore::get(std::string_view bucket,
                                                         std::string_view key,
                                                         Coding coding) const {
  if (!stays_inside(bucket) || !stays_inside(key)) {
    return std::unexpected(fmt::format("\"{}/{}\" is no name of a file", bucket, key));
  }
  const fs::path path = root_ / bucket / key;
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad()) {
    return std::unexpected(trouble("read", path));
  }
  if (coding == Coding::plain) {
    return bytes;
  }
  auto content = inflated(bytes, server::Coding::gzip, kMaxFileBytes);
  if (!content) {
    return std::unexpected(fmt::format("{} is no gzip file", path.string()));
  }
  return std::move(*content);
}

}  // namespace ddbsim::server
