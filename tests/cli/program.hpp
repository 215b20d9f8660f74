#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

// Tests of the program as it is typed: the built `ddbsim`, its output and exit code.
namespace ddbsim::cli {

struct Outcome {
  int code = -1;
  std::string text;  ///< both streams
};

inline Outcome run_in(const std::filesystem::path& folder, const std::string& command) {
  const std::string line = fmt::format("cd '{}' && {} 2>&1 </dev/null", folder.string(), command);
  std::FILE* pipe = popen(line.c_str(), "r");
  Outcome outcome;
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    outcome.text.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return outcome;
}

/// A folder that looks like a checkout after `make run`: build/release/ddbsim, scenarios/ and
/// model/. Gone at the end.
class Checkout {
 public:
  Checkout()
      : folder_(std::filesystem::temp_directory_path() /
                fmt::format("ddbsim-test-{}-{}", getpid(), count_++)) {
    namespace fs = std::filesystem;
    fs::create_directories(folder_ / "build");
    fs::create_directory_symlink(fs::read_symlink("/proc/self/exe").parent_path(),
                                 folder_ / "build/release");
    fs::copy(fs::current_path() / "scenarios", folder_ / "scenarios", fs::copy_options::recursive);
    fs::create_directory_symlink(fs::current_path() / "model", folder_ / "model");
  }
  Checkout(const Checkout&) = delete;
  Checkout& operator=(const Checkout&) = delete;
  ~Checkout() { std::filesystem::remove_all(folder_); }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
  [[nodiscard]] Outcome run(const std::string& command) const { return run_in(folder_, command); }
  [[nodiscard]] Outcome ddbsim(const std::string& words) const {
    return run("build/release/ddbsim " + words);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

 private:
  static inline int count_ = 0;
  std::filesystem::path folder_;
};

}  // namespace ddbsim::cli
