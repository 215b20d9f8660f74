#include "sim/scenario/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace ddbsim::scenario {

namespace {

namespace fs = std::filesystem;

std::unexpected<std::string> failed(std::string_view what, const std::string& path, int error) {
  return std::unexpected(
      fmt::format("{} {}: {}", what, path, std::generic_category().message(error)));
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  [[nodiscard]] int get() const noexcept { return number_; }

 private:
  int number_;
};

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

bool is_scenario_name(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".json") && !name.ends_with(".schema.json") && !name.starts_with(".");
}

/// Throws fs::filesystem_error when a folder cannot be read.
void collect(const fs::path& folder, std::set<std::string>& out) {
  for (auto it = fs::recursive_directory_iterator(folder); it != fs::end(it); ++it) {
    if (it->is_directory() && it->path().filename().string().starts_with(".")) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file() && is_scenario_name(it->path())) {
      out.insert(it->path().lexically_normal().string());
    }
  }
}

}  // namespace

std::expected<std::string, std::string> read_text(const std::string& path) {
  if (fs::is_directory(path)) {
    return std::unexpected(fmt::format("{} is a folder, not a file", path));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return failed("can't read", path, errno);
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::expected<void, std::string> write_text(const std::string& path, std::string_view text) {
  // What is no plain file (/dev/stdout, a pipe) can't be replaced, only written.
  std::error_code ignored;
  const bool there = fs::exists(path, ignored);
  const bool special = there && !fs::is_regular_file(path, ignored);
  // A link stays a link, and a file keeps its permissions.
  const std::string final_path = there && !special ? fs::canonical(path).string() : path;
  const std::string target =
      special ? path : fmt::format("{}.{}.tmp", final_path, static_cast<long>(::getpid()));
  const auto mode =
      static_cast<mode_t>(there && !special ? fs::status(path).permissions() : fs::perms{0644});
  {
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    const Descriptor file(::open(target.c_str(), flags, mode));  // NOLINT(*-vararg)
    if (file.get() < 0 || !write_all(file.get(), text) || (!special && ::fsync(file.get()) != 0)) {
      const int error = errno;
      if (!special) {
        ::unlink(target.c_str());
      }
      return failed("can't write", path, error);
    }
  }
  if (!special && std::rename(target.c_str(), final_path.c_str()) != 0) {
    const int error = errno;
    ::unlink(target.c_str());
    return failed("can't write", path, error);
  }
  return {};
}

std::expected<std::vector<std::string>, std::string> find_files(
    const std::vector<std::string>& paths) {
  std::set<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status)) {
      return std::unexpected(fmt::format("{}: there is no such file or folder", path));
    }
    try {
      if (fs::is_directory(status)) {
        collect(path, found);
      } else {
        found.insert(fs::path(path).lexically_normal().string());
      }
    } catch (const fs::filesystem_error& problem) {
      return failed("can't read", path, problem.code().value());
    }
  }
  return std::vector<std::string>(found.begin(), found.end());
}

}  // namespace ddbsim::scenario
