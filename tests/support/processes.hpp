#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// For tests of what is left running.
namespace ddbsim::testing {

/// How many processes `sleep` have `mark` in their arguments.
inline std::size_t sleeping_with(const std::string& mark) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline", std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    count += text.find(mark) != std::string::npos && text.starts_with("sleep") ? 1U : 0U;
  }
  return count;
}

}  // namespace ddbsim::testing
