// Any bytes as an archive of code: entries that stay inside, or a refusal.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/server/zip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = std::size_t{1} << 20U;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);  // NOLINT
  const auto entries = ddbsim::server::read_zip(bytes, kMost);
  if (!entries) {
    return 0;
  }
  std::size_t total = 0;
  for (const auto& entry : *entries) {
    total += entry.name.size() + entry.content.size();
    if (entry.name.empty() || entry.name.front() == '/' || entry.name == ".." ||
        entry.name.starts_with("../") || entry.name.find("/../") != std::string::npos) {
      std::abort();
    }
  }
  if (total > kMost) {
    std::abort();
  }
  return 0;
}
