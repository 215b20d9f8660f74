#include "sim/report/side_by_side.hpp"

#include <gtest/gtest.h>

namespace ddbsim::report {
namespace {

using Json = nlohmann::json;

std::string drawn(const Json& expected, const Json& actual, const Style& style = {.width = 60}) {
  std::string out = "\n";
  for (const std::string& line : side_by_side(expected, actual, style)) {
    out += line + "\n";
  }
  return out;
}

TEST(SideBySide, MarksTheFirstDifference) {
  EXPECT_EQ(drawn({{"Count", 2}, {"Items", "aXc"}}, {{"Count", 2}, {"Items", "aYc"}}), R"(
  +- expected -----------+- actual -------------+
  | {                    | {                    |
  |   "Count": 2,        |   "Count": 2,        |
> |   "Items": "aXc"     |   "Items": "aYc"     |
  |              ^^^     |              ^^^     |
  | }                    | }                    |
  +----------------------+----------------------+
)");
}

TEST(SideBySide, NothingIsSaid) {
  EXPECT_NE(drawn(nullptr, {{"a", 1}}).find("| (nothing)"), std::string::npos);
}

TEST(SideBySide, LinesThatOnlyOneSideHasStandAlone) {
  const Json three = Json::array({"one is long enough", "two is long enough", "three is as long"});
  const Json two = Json::array({"one is long enough", "three is as long"});
  EXPECT_EQ(drawn(three, two, {.width = 50}), R"(
  +- expected -----------+- actual -------------+
  | [                    | [                    |
  |   "one is long enoug |   "one is long enoug |
  | h",                  | h",                  |
> |   "two is long enoug |                      |
> | h",                  |                      |
  |   "three is as long" |   "three is as long" |
  | ]                    | ]                    |
  +----------------------+----------------------+
)");
}

TEST(SideBySide, RowsOfSqlAreShownWithoutTheSignsOfJson) {
  const Json ann{{"user", "ann"}, {"last", "hello"}};
  const Json bob{{"user", "bob"}, {"last", nullptr}};
  const Json late{{"user", "bob"}, {"last", "late"}};
  EXPECT_EQ(drawn(Json::array({ann, bob}), Json::array({ann, late})), R"(
  +- expected -----------+- actual -------------+
  | * last: hello        | * last: hello        |
  |   user: ann          |   user: ann          |
> | * last: NULL         | * last: late         |
  |         ^^^^         |         ^^^^         |
  |   user: bob          |   user: bob          |
  +----------------------+----------------------+
)");
  EXPECT_NE(drawn(Json::array({ann}), Json::array()).find("| no rows"), std::string::npos);
}

TEST(SideBySide, LongRunsOfEqualLinesAreLeftOut) {
  Json left = Json::array();
  for (int i = 0; i < 40; ++i) {
    left.push_back(i);
  }
  Json right = left;
  right[39] = "other";
  const std::string text = drawn(left, right, {.width = 50});
  EXPECT_NE(text.find("equal lines)"), std::string::npos) << text;
  EXPECT_LT(std::ranges::count(text, '\n'), 14) << text;
}

TEST(SideBySide, MarksWholeCharacters) {
  // ž and ź share their first byte.
  const std::string text = drawn("ž", "ź");
  EXPECT_NE(text.find("> | \"ž\""), std::string::npos) << text;
  EXPECT_NE(text.find("|  ^^ "), std::string::npos) << text;
}

TEST(SideBySide, LargeDocumentsTakeNoSquareOfTime) {
  Json left = Json::array();
  Json right = Json::array();
  for (int i = 0; i < 20'000; ++i) {
    left.push_back(i);
    right.push_back(i + 1);
  }
  EXPECT_GT(side_by_side(left, right, Style{}).size(), 20'000U);
}

}  // namespace
}  // namespace ddbsim::report
