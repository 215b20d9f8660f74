#include "sim/value/hash.hpp"

#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace ddbsim::value {
namespace {

TEST(HashTest, IsFrozen) {
  // Scan order, traces and replay files depend on these values: they never change.
  EXPECT_EQ(hash_bytes(""), 0xD4E560E5B31169C7ULL);
  EXPECT_EQ(hash_bytes("a"), 0xF579432D959BCC8DULL);
  EXPECT_EQ(hash_bytes("MSG#5ae290ed"), 0x8372ED39864EA7C8ULL);
  EXPECT_EQ(hash_bytes("exactly 16 bytes"), 0xCC7541C5F5A835CDULL);
  EXPECT_EQ(hash_bytes("some seventeen by"), 0xF83F3E6E499C2332ULL);
  EXPECT_EQ(hash_bytes("a text of more than twice sixteen bytes, to be sure"),
            0x736FFA560C919225ULL);
  EXPECT_EQ(hash_bytes("a", 1), 0x70E88A070326BF71ULL);
  EXPECT_EQ(mix(0, 0), 0x1BE60F6DB0DE34EBULL);
  EXPECT_EQ(mix(1, 2), 0x7CB31DDEAF15BDA6ULL);
}

TEST(HashTest, DependsOnEveryByteTheLengthAndTheSeed) {
  std::set<std::uint64_t> seen;
  std::string text;
  for (std::size_t length = 0; length < 70; ++length) {
    EXPECT_TRUE(seen.insert(hash_bytes(text)).second);
    EXPECT_TRUE(seen.insert(hash_bytes(text, 1)).second);
    for (std::size_t at = 0; at < length; ++at) {
      std::string changed = text;
      changed[at] ^= 1;
      EXPECT_TRUE(seen.insert(hash_bytes(changed)).second);
    }
    text += '\0';
  }
}

TEST(HashTest, EachInputBitReachesHalfOfTheOutputBits) {
  for (const std::size_t length : {1U, 8U, 9U, 16U, 17U, 40U}) {
    std::size_t flipped = 0;
    std::size_t count = 0;
    for (int sample = 0; sample < 50; ++sample) {
      std::string text(length, '\0');
      for (std::size_t i = 0; i < length; ++i) {
        text[i] = static_cast<char>(mix(static_cast<std::uint64_t>(sample), i));
      }
      for (std::size_t bit = 0; bit < length * 8; ++bit) {
        std::string changed = text;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        flipped += static_cast<std::size_t>(std::popcount(hash_bytes(text) ^ hash_bytes(changed)));
        ++count;
      }
    }
    const double mean = static_cast<double>(flipped) / static_cast<double>(count);
    EXPECT_NEAR(mean, 32.0, 1.0) << length;
  }
}

}  // namespace
}  // namespace ddbsim::value
