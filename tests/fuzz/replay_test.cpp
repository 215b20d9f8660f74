// Plays the corpus of a fuzz target that was built without libFuzzer, so that what was found once
// is part of every test run.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

TEST(Corpus, Plays) {
  std::size_t played = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DDBSIM_CORPUS)) {
    SCOPED_TRACE(entry.path());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes either way
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    EXPECT_EQ(LLVMFuzzerTestOneInput(data, bytes.size()), 0);
    ++played;
  }
  EXPECT_GT(played, 0U);
}

}  // namespace
