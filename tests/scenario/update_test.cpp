#include "sim/scenario/update.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "sim/scenario/files.hpp"
#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

namespace fs = std::filesystem;

TEST(Update, WritesWhatReallyCameAndLeavesEveryOtherByte) {
  const std::string wrong =
      small::changed(R"("expect": {"capacity": 1})", R"("expect": {"capacity":   17.25})");
  const Update update = update_of(small::play(wrong));
  EXPECT_EQ(update.path, "small.json");
  EXPECT_EQ(update.written, 1U);
  EXPECT_TRUE(update.left.empty());
  EXPECT_EQ(update.text,
            small::changed(R"("expect": {"capacity": 1})", R"("expect": {"capacity":   1.0})"));
}

TEST(Update, WritesSeveralPlacesOfOneFile) {
  std::string wrong = small::changed(R"("expect": {"count": 2})", R"("expect": {"count": 200})");
  wrong.replace(wrong.find(R"("count": 2}}})"), 10, R"("count": 1)");
  const Update update = update_of(small::play(wrong));
  EXPECT_EQ(update.written, 2U);
  EXPECT_EQ(update.text, small::text());
  EXPECT_TRUE(small::play(update.text).passed());
}

TEST(Update, StructuresStandUnderTheirLine) {
  const Update update = update_of(small::play(small::with_steps(R"([
    {
      "name": "list",
      "pattern": "list",
      "with": {"pk": "a"},
      "expect": {
        "items": []
      }
    }
  ])")));
  EXPECT_NE(update.text.find(R"(
      "expect": {
        "items": [{"pk": {"S": "a"}, "sk": {"N": "1"}, "text": {"S": "first"}}]
      }
)"),
            std::string::npos)
      << update.text;
}

TEST(Update, LongValuesAreBroken) {
  const std::string steps = R"([
    {
      "request": {
        "PutItem": {
          "TableName": "notes",
          "Item": {"pk": {"S": "a"}, "sk": {"N": "2"}, "text": {"S": ")" +
                            std::string(80, 'x') + R"("}}
        }
      }
    },
    {
      "name": "list",
      "pattern": "list",
      "with": {"pk": "a"},
      "expect": {"items": []}
    }
  ])";
  const Update update = update_of(small::play(small::with_steps(steps)));
  EXPECT_NE(update.text.find(R"(
      "expect": {"items": [
        {"pk": {"S": "a"}, "sk": {"N": "1"}, "text": {"S": "first"}},
        {
          "pk": {"S": "a"},
)"),
            std::string::npos)
      << update.text;
  EXPECT_TRUE(small::play(update.text).passed());
}

TEST(Update, ErrorsKeepTheMembersThatTheyHad) {
  const Update update = update_of(small::play(small::with_steps(R"([
    {"request": {"Query": {"TableName": "notes", "KeyConditionExpression": "sk = :s",
       "ExpressionAttributeValues": {":s": {"N": "1"}}}},
     "expect": {"error": {"type": "ValidationException", "message": "no"}}}])")));
  EXPECT_NE(update.text.find(R"({"error": {
         "message": "Query condition missed key schema element: pk",)") == std::string::npos
                ? update.text.find("Query condition missed key schema element: pk")
                : 0,
            std::string::npos)
      << update.text;
  EXPECT_TRUE(small::play(update.text).passed()) << update.text;
}

TEST(Update, TellsWhatNoValueCanMakeHold) {
  const Update update = update_of(small::play(small::with_steps(R"([
    {"name": "a", "request": {"Scan": {"TableName": "nothing"}}},
    {"name": "b", "request": {"Scan": {"TableName": "notes"}},
     "expect": {"error": {"type": "ValidationException"}}}])")));
  EXPECT_EQ(update.written, 0U);
  ASSERT_EQ(update.left.size(), 2U);
  EXPECT_TRUE(update.left[0].starts_with("a: response: refused: ResourceNotFoundException"));
  EXPECT_EQ(update.left[1],
            "b: error: expected a ValidationException, but the request was not refused");
}

TEST(Update, KnownBugsStayAsTheyAre) {
  const std::string text =
      small::changed(R"("name": "small")", R"("name": "small", "verdict": "breaks at_rest")");
  const std::string bug = [&] {
    std::string out = text;
    return out.replace(out.find(R"("count": 2}}})"), 10, R"("count": 3)");
  }();
  const Update update = update_of(small::play(bug));
  EXPECT_EQ(update.written, 0U);
  EXPECT_EQ(update.text, bug);
}

TEST(Update, KeepsTheOrderOfLists) {
  const Update update = update_of(small::play(small::with_steps(R"([
    {"request": {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "z"}, "sk": {"N": "2"}}}}},
    {"check": {"tables": {"notes": {"items": [{"pk": {"S": "z"}}, {"pk": {"S": "b"}}],
                                    "attributes": ["pk"]}}}}])")));
  EXPECT_NE(update.text.find(R"("items": [{"pk": {"S": "z"}}, {"pk": {"S": "a"}}])"),
            std::string::npos)
      << update.text;
}

// ---- files --------------------------------------------------------------------------------------

class Files : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("ddbsim-files-") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }

  fs::path folder_;
};

TEST_F(Files, AreWrittenWholeOrNotAtAll) {
  ASSERT_TRUE(write_text(at("a"), "one"));
  ASSERT_TRUE(write_text(at("a"), "two"));
  EXPECT_EQ(read_text(at("a")), "two");
  // Nothing is left beside it.
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
  EXPECT_EQ(write_text(at("no/such/folder"), "x").error(),
            "can't write " + at("no/such/folder") + ": No such file or directory");
}

TEST_F(Files, KeepPermissionsAndLinks) {
  ASSERT_TRUE(write_text(at("a"), "one"));
  fs::permissions(at("a"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("a", at("link"));
  ASSERT_TRUE(write_text(at("link"), "two"));
  EXPECT_TRUE(fs::is_symlink(at("link")));
  EXPECT_EQ(read_text(at("a")), "two");
  EXPECT_EQ(fs::status(at("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Files, AreFoundInOrder) {
  fs::create_directories(folder_ / "b" / ".hidden");
  for (const char* name : {"b/z.json", "b/y.json", "a.json", "c.schema.json", "d.txt",
                           "b/.hidden/x.json", ".e.json"}) {
    ASSERT_TRUE(write_text(at(name), ""));
  }
  EXPECT_EQ(find_files({folder_.string()}),
            (std::vector<std::string>{at("a.json"), at("b/y.json"), at("b/z.json")}));
  // A file that is named is taken whatever it is called, and each only once.
  EXPECT_EQ(find_files({at("d.txt"), at("./a.json"), at("a.json")}),
            (std::vector<std::string>{at("a.json"), at("d.txt")}));
  EXPECT_EQ(find_files({at("nowhere")}).error(),
            at("nowhere") + ": there is no such file or folder");
}

TEST_F(Files, FoldersAreNoFiles) {
  EXPECT_EQ(read_text(folder_.string()).error(), folder_.string() + " is a folder, not a file");
}

}  // namespace
}  // namespace ddbsim::scenario
