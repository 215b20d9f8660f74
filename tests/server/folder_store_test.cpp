// Buckets as folders.
#include "sim/server/folder_store.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "sim/server/compression.hpp"

namespace ddbsim::server {
namespace {

namespace fs = std::filesystem;
using Code = service::ObjectStore::Coding;

class FolderStoreTest : public ::testing::Test {
 protected:
  FolderStoreTest() {
    fs::remove_all(root_);
    fs::create_directories(root_ / "data");
  }
  ~FolderStoreTest() override { fs::remove_all(root_); }

  std::string file(const std::string& name) {
    std::ifstream in(root_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  fs::path root_ = fs::path(::testing::TempDir()) / "ddbsim-folder-store-test";
  FolderStore store_{root_};
};

TEST_F(FolderStoreTest, ABucketIsAFolder) {
  EXPECT_TRUE(store_.has_bucket("data"));
  EXPECT_FALSE(store_.has_bucket("nothing"));
  EXPECT_FALSE(store_.has_bucket(".."));
}

TEST_F(FolderStoreTest, AnObjectIsAFile) {
  const auto stored = store_.put("data", "a/b/c.txt", "abc", Code::plain);
  ASSERT_TRUE(stored) << stored.error();
  EXPECT_EQ(stored->md5, std::string("\x90\x01\x50\x98\x3c\xd2\x4f\xb0\xd6\x96\x3f\x7d\x28\xe1\x7f"
                                     "\x72"));  // RFC 1321
  EXPECT_EQ(file("data/a/b/c.txt"), "abc");
  EXPECT_EQ(store_.get("data", "a/b/c.txt", Code::plain), "abc");
}

TEST_F(FolderStoreTest, AnObjectMayBeGzip) {
  ASSERT_TRUE(store_.put("data", "x.json.gz", "text", Code::gzip));
  EXPECT_EQ(inflated(file("data/x.json.gz"), Coding::gzip, 100), "text");
  EXPECT_EQ(store_.get("data", "x.json.gz", Code::gzip), "text");
  ASSERT_TRUE(store_.put("data", "plain", "text", Code::plain));
  EXPECT_FALSE(store_.get("data", "plain", Code::gzip));
}

TEST_F(FolderStoreTest, ListsWhatBeginsWithAPrefixInOrder) {
  for (const std::string_view key : {"b/2", "b/1", "a", "c/b/1"}) {
    ASSERT_TRUE(store_.put("data", key, "", Code::plain));
  }
  EXPECT_EQ(store_.list("data", "b/"), (std::vector<std::string>{"b/1", "b/2"}));
  EXPECT_EQ(store_.list("data", "").size(), 4U);
  EXPECT_TRUE(store_.list("nothing", "").empty());
}

TEST_F(FolderStoreTest, NothingLeavesItsBucket) {
  for (const std::string_view key : {"../x", "a/../../x", "/etc/x", ""}) {
    EXPECT_FALSE(store_.put("data", key, "text", Code::plain)) << key;
    EXPECT_FALSE(store_.get("data", key, Code::plain)) << key;
  }
  EXPECT_FALSE(store_.put("../data", "x", "text", Code::plain));
}

TEST_F(FolderStoreTest, AFileIsCompleteOrAbsent) {
  ASSERT_TRUE(store_.put("data", "x", "old", Code::plain));
  fs::create_directories(root_ / "data" / "x.unfinished");  // where the new one would be written
  EXPECT_FALSE(store_.put("data", "x", "new", Code::plain));
  EXPECT_EQ(file("data/x"), "old");
  EXPECT_EQ(store_.list("data", "").size(), 1U);
}

}  // namespace
}  // namespace ddbsim::server
