#include "sim/report/values.hpp"

#include <gtest/gtest.h>

namespace ddbsim::report {
namespace {

using Json = nlohmann::json;

std::string plain(const char* text) { return plain_value(Json::parse(text)); }

using Twins = std::pair<std::string, std::string>;

constexpr Style kUnicode{.unicode = true};

TEST(Values, AreWrittenAsPeopleWriteThem) {
  EXPECT_EQ(plain(R"({"S": "a \"b\""})"), R"("a \"b\"")");
  EXPECT_EQ(plain(R"({"N": "1.50"})"), "1.50");
  EXPECT_EQ(plain(R"({"BOOL": true})"), "true");
  EXPECT_EQ(plain(R"({"NULL": true})"), "null");
  EXPECT_EQ(plain(R"({"B": "AAEC"})"), R"(binary "AAEC")");
  EXPECT_EQ(plain(R"({"SS": ["a", "b"]})"), R"({"a", "b"})");
  EXPECT_EQ(plain(R"({"NS": ["1", "2"]})"), "{1, 2}");
  EXPECT_EQ(plain(R"({"L": [{"N": "1"}, {"M": {"x": {"S": "y"}}}]})"), R"([1, {x: "y"}])");
}

TEST(Values, OfOtherKindsStayJson) {
  EXPECT_EQ(plain(R"({"S": "a", "N": "1"})"), R"({"N":"1","S":"a"})") << "an object of two";
  EXPECT_EQ(plain("[1, \"a\"]"), R"([1,"a"])") << "a row of SQL";
  EXPECT_EQ(plain(R"({"N": 5})"), "5") << "not as the service has it";
  EXPECT_EQ(dumped("\xff"), "\"\uFFFD\"") << "no UTF-8";
}

TEST(CutMiddle, KeepsHeadAndTail) {
  EXPECT_EQ(cut_middle("abcdefghij", 10, kUnicode), "abcdefghij");
  EXPECT_EQ(cut_middle("abcdefghijk", 7, kUnicode), "abc…ijk");
  EXPECT_EQ(cut_middle("漢字漢字漢字", 7, kUnicode), "漢…字") << "never half a character";
}

TEST(CutTwins, ShowWhereTheTwoDiffer) {
  EXPECT_EQ(cut_twins("short", "other", kUnicode), (Twins{"short", "other"}));
  const std::string same(60, 's');
  EXPECT_EQ(cut_twins(same + "one", same + "two", kUnicode),
            (Twins{"…ssssssssssone", "…sssssssssstwo"}));
  const std::string late(60, 'x');
  EXPECT_EQ(cut_twins("a" + late, "b" + late, kUnicode).first, "a" + late.substr(0, 38) + "…");
}

}  // namespace
}  // namespace ddbsim::report
