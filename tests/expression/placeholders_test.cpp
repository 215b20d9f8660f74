#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/expression/requests.hpp"

namespace ddbsim::expression {
namespace {

using testing::item_of;
using testing::outcome;

std::string check_names(const Names& names) {
  const value::Item none;
  const auto error = Placeholders(&names, none).check(true);
  return error ? error->message : "";
}

std::string check_values(const value::Item& values) {
  const auto error = Placeholders(nullptr, values).check(true);
  return error ? error->message : "";
}

TEST(Placeholders, KeysAreASignAndWordCharacters) {
  EXPECT_EQ(check_names({{"#a", "x"}, {"#1", "y"}, {"#_b", "z"}}), "");
  for (const char* key : {"a", "#", "#a-b", "#a.b", "##", "#\xC3\xA9", ":a"}) {
    EXPECT_EQ(check_names({{key, "x"}}),
              "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" +
                  std::string(key) + "\"");
  }
  EXPECT_EQ(check_names({{"", "x"}}),
            "ExpressionAttributeNames contains invalid key: The expression attribute map contains "
            "an empty key;");
  EXPECT_EQ(check_values({{"a", 1}}),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"a\"");
}

TEST(Placeholders, Lengths) {
  EXPECT_EQ(check_names({{"#" + std::string(254, 'a'), "x"}}), "");
  EXPECT_EQ(
      check_names({{"#" + std::string(255, 'a'), "x"}}),
      "ExpressionAttributeNames contains invalid key: The expression attribute map contains a "
      "key that is too long; size of key: 256");
  EXPECT_EQ(check_names({{"#a", std::string(65535, 'a')}}), "");
  EXPECT_EQ(check_names({{"#a", std::string(65536, 'a')}}),
            "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be "
            "less than 65536 bytes for key #a");
  EXPECT_EQ(check_names({{"#a", ""}}),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
}

TEST(Placeholders, EmptyMaps) {
  EXPECT_EQ(check_names({}), "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(check_values(item_of("{}")), "ExpressionAttributeValues must not be empty");
  EXPECT_EQ(check_values({}), "");  // no map at all
}

TEST(Placeholders, WithoutExpressions) {
  const Names names = {{"#a", "x"}};
  const value::Item values = {{":a", 1}};
  const value::Item none;
  EXPECT_EQ(Placeholders(&names, values).check(false)->message,
            "ExpressionAttributeNames can only be specified when using expressions");
  EXPECT_EQ(Placeholders(nullptr, values).check(false)->message,
            "ExpressionAttributeValues can only be specified when using expressions");
  EXPECT_FALSE(Placeholders(nullptr, none).check(false));
}

TEST(Placeholders, AllAreUsed) {
  EXPECT_EQ(
      outcome(Kind::condition,
              {"#a = :a", "", R"({":a": 1, ":b": 1, ":c": 1})", R"({"#a": "a", "#b": "b"})"}, {}),
      "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}");
  EXPECT_EQ(outcome(Kind::condition, {"a = :b", "", R"({":a": 1, ":b": 1, ":c": 1})"}, {}),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :c}");
}

TEST(Placeholders, SeveralExpressionsShareThem) {
  const Names names = {{"#a", "a"}, {"#b", "b"}};
  const value::Item values = {{":v", 1}};
  Placeholders placeholders(&names, values);
  ASSERT_TRUE(bind_projection(*compile(Kind::projection, "#a, c"), placeholders));
  EXPECT_TRUE(placeholders.check_all_used());
  ASSERT_TRUE(bind_condition(Kind::filter, *compile(Kind::filter, "#b = :v"), placeholders));
  EXPECT_FALSE(placeholders.check_all_used());
}

TEST(Cache, GivesTheSameTreeForTheSameTextAndLanguage) {
  Cache cache;
  const auto filter = cache.compile(Kind::filter, "a = b");
  EXPECT_EQ(cache.compile(Kind::filter, "a = b").value(), *filter);
  EXPECT_NE(cache.compile(Kind::condition, "a = b").value(), *filter);
  EXPECT_FALSE(cache.compile(Kind::filter, "a ="));
  for (int i = 0; i < 3000; ++i) {  // more than it keeps
    ASSERT_TRUE(cache.compile(Kind::projection, "a" + std::to_string(i)));
  }
}

}  // namespace
}  // namespace ddbsim::expression
