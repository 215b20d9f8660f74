#include "sim/server/zip.hpp"

#include <gtest/gtest.h>

#include "sim/server/compression.hpp"

namespace ddbsim::server {
namespace {

std::string little(std::uint32_t value, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += static_cast<char>(value >> (8 * i) & 0xFFU);
  }
  return out;
}

/// One file, stored; what is wrong with it is said by whoever makes it.
struct Archive {
  std::string name = "app.py";
  std::string content = "print(1)\n";
  std::uint32_t flags = 0;
  std::uint32_t method = 0;
  std::uint32_t claimed_size = 0;  ///< 0: the true one
  std::uint32_t mode = 0;          ///< of Unix
  std::string packed = {};         ///< empty: the content

  [[nodiscard]] std::string bytes() const {
    const std::string data = packed.empty() ? content : packed;
    const auto size = claimed_size == 0 ? static_cast<std::uint32_t>(content.size()) : claimed_size;
    const std::string common =
        little(flags, 2) + little(method, 2) + little(0, 4) + little(crc32_of(content), 4) +
        little(static_cast<std::uint32_t>(data.size()), 4) + little(size, 4) +
        little(static_cast<std::uint32_t>(name.size()), 2) + little(0, 2);
    const std::string local = little(0x04034B50, 4) + little(20, 2) + common + name + data;
    const std::string central = little(0x02014B50, 4) + little(20, 1) + little(3, 1) +
                                little(20, 2) + common + little(0, 2) + little(0, 2) +
                                little(0, 2) + little(mode << 16U, 4) + little(0, 4) + name;
    return local + central + little(0x06054B50, 4) + little(0, 4) + little(1, 2) + little(1, 2) +
           little(static_cast<std::uint32_t>(central.size()), 4) +
           little(static_cast<std::uint32_t>(local.size()), 4) + little(0, 2);
  }
};

ZipError refusal(const Archive& archive, std::size_t most = kUnpackedBytesMax) {
  const auto entries = read_zip(archive.bytes(), most);
  EXPECT_FALSE(entries);
  return entries ? ZipError{} : entries.error();
}

TEST(Zip, GivesStoredFiles) {
  const auto entries = read_zip(Archive{}.bytes());
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().name, "app.py");
  EXPECT_EQ(entries->front().content, "print(1)\n");
  EXPECT_FALSE(entries->front().executable);
}

TEST(Zip, GivesDeflatedFiles) {
  const std::string text(10'000, 'a');
  const std::string with_header = compressed(text, Coding::deflate);
  const auto entries = read_zip(
      Archive{.content = text, .method = 8, .packed = with_header.substr(2, with_header.size() - 6)}
          // without zlib's own
          .bytes());
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->front().content, text);
}

TEST(Zip, KnowsWhatMayRun) {
  const auto entries = read_zip(Archive{.name = "bootstrap", .mode = 0100755}.bytes());
  ASSERT_TRUE(entries);
  EXPECT_TRUE(entries->front().executable);
}

TEST(Zip, NamesThatLeadOutAreRefused) {
  for (const std::string name :
       {"../app.py", "a/../../app.py", "/etc/passwd", "a\\b", "", "a//b"}) {
    EXPECT_EQ(refusal({.name = name}), ZipError::broken) << name;
  }
}

TEST(Zip, SymbolicLinksAreRefused) { EXPECT_EQ(refusal({.mode = 0120777}), ZipError::broken); }

TEST(Zip, EncryptedFilesAreRefused) { EXPECT_EQ(refusal({.flags = 1}), ZipError::broken); }

TEST(Zip, OtherWaysToCompressAreRefused) { EXPECT_EQ(refusal({.method = 12}), ZipError::broken); }

TEST(Zip, ClaimsThatAreNotTrueAreRefused) {
  EXPECT_EQ(refusal({.claimed_size = 8}), ZipError::broken);
}

TEST(Zip, WhatWouldBeTooLargeIsNotUnpacked) {
  EXPECT_EQ(refusal({.claimed_size = 0xFFFFFFF0}), ZipError::too_large);
  EXPECT_EQ(refusal({}, 10), ZipError::too_large);
}

TEST(Zip, WhatIsCutIsRefused) {
  const std::string whole = Archive{}.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_zip(std::string_view(whole).substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace ddbsim::server
