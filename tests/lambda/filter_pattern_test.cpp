#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"

// The event filtering language: what a pattern lets through.
namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;

const Json kRecord = Json::parse(R"({
  "eventName": "INSERT",
  "dynamodb": {
    "Keys": {"pk": {"S": "MSG#g1"}, "sk": {"S": "2026-03-01"}},
    "NewImage": {"pk": {"S": "MSG#g1"}, "count": {"N": "12.5"}, "tags": {"SS": ["red", "green"]},
                 "empty": {"S": ""}, "gone": {"NULL": true}}
  }
})");

struct Case {
  const char* what;
  const char* pattern;
  bool matches;
};

class Patterns : public testing::TestWithParam<Case> {};

TEST_P(Patterns, MatchAsDocumented) {
  const auto pattern = FilterPattern::parse(Json::parse(GetParam().pattern));
  ASSERT_TRUE(pattern) << pattern.error();
  EXPECT_EQ(pattern->matches(kRecord), GetParam().matches) << GetParam().pattern;
}

INSTANTIATE_TEST_SUITE_P(
    Language, Patterns,
    testing::Values(
        Case{"exact", R"({"eventName": ["INSERT"]})", true},
        Case{"exact, other value", R"({"eventName": ["REMOVE"]})", false},
        Case{"one of several", R"({"eventName": ["REMOVE", "INSERT"]})", true},
        Case{"all members must match",
             R"({"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": ["x"]}}}})", false},
        Case{"prefix", R"({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "MSG#"}]}}}})", true},
        Case{"prefix, other", R"({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "GRP#"}]}}}})",
             false},
        Case{"suffix", R"({"dynamodb": {"Keys": {"pk": {"S": [{"suffix": "#g1"}]}}}})", true},
        Case{"ignore case", R"({"eventName": [{"equals-ignore-case": "insert"}]})", true},
        Case{
            "numeric range",
            R"({"dynamodb": {"NewImage": {"count": {"N": [{"numeric": [">", 12, "<=", 12.5]}]}}}})",
            true},
        Case{"numeric, outside",
             R"({"dynamodb": {"NewImage": {"count": {"N": [{"numeric": ["<", 12]}]}}}})", false},
        Case{"numeric on text", R"({"eventName": [{"numeric": ["=", 1]}]})", false},
        Case{"anything-but", R"({"eventName": [{"anything-but": ["REMOVE", "MODIFY"]}]})", true},
        Case{"anything-but, excluded", R"({"eventName": [{"anything-but": "INSERT"}]})", false},
        Case{"anything-but prefix", R"({"eventName": [{"anything-but": {"prefix": "INS"}}]})",
             false},
        Case{"exists", R"({"dynamodb": {"NewImage": {"count": {"N": [{"exists": true}]}}}})", true},
        Case{"exists not", R"({"dynamodb": {"NewImage": {"other": {"N": [{"exists": false}]}}}})",
             true},
        Case{"exists not, but is there",
             R"({"dynamodb": {"NewImage": {"count": {"N": [{"exists": false}]}}}})", false},
        Case{"missing member", R"({"dynamodb": {"OldImage": {"pk": {"S": ["x"]}}}})", false},
        Case{"empty string", R"({"dynamodb": {"NewImage": {"empty": {"S": [""]}}}})", true},
        Case{"null is JSON null", R"({"dynamodb": {"NewImage": {"gone": {"NULL": [null]}}}})",
             false},
        Case{"NULL attribute", R"({"dynamodb": {"NewImage": {"gone": {"NULL": [true]}}}})", true},
        Case{"element of a set", R"({"dynamodb": {"NewImage": {"tags": {"SS": ["green"]}}}})",
             true},
        Case{
            "or",
            R"({"$or": [{"eventName": ["REMOVE"]}, {"dynamodb": {"Keys": {"sk": {"S": [{"prefix": "2026"}]}}}}]})",
            true},
        Case{"or, none", R"({"$or": [{"eventName": ["REMOVE"]}, {"eventName": ["MODIFY"]}]})",
             false}));

TEST(PatternErrors, SayWhatIsWrong) {
  const auto error = [](const char* text) {
    return FilterPattern::parse(Json::parse(text)).error();
  };
  EXPECT_EQ(error(R"({})"), "a pattern is an object with at least one member");
  EXPECT_EQ(error(R"({"a": "x"})"), "\"a\" takes an array of alternatives");
  EXPECT_EQ(error(R"({"a": []})"), "\"a\" has no alternatives");
  EXPECT_EQ(error(R"({"a": [{"prefx": "x"}]})"), "unknown matcher \"prefx\"");
  EXPECT_EQ(error(R"({"a": [{"prefix": 1}]})"), "\"prefix\" takes a string");
  EXPECT_EQ(error(R"({"a": [{"exists": "yes"}]})"), "\"exists\" takes true or false");
  EXPECT_EQ(error(R"({"a": [{"numeric": [">"]}]})"),
            "\"numeric\" takes pairs of an operator and a number");
  EXPECT_EQ(error(R"({"a": [{"numeric": ["!", 1]}]})"),
            "\"numeric\" knows the operators =, <, <=, > and >=");
  EXPECT_EQ(error(R"({"a": [["x"]]})"), "an alternative is a value or an object with one matcher");
  EXPECT_EQ(error(R"({"$or": [{"a": ["x"]}]})"), "\"$or\" takes a list of at least two patterns");
  EXPECT_EQ(error(R"({"a": [{"anything-but": {}}]})"),
            "\"anything-but\" takes values, or a prefix or suffix");
}

}  // namespace
}  // namespace ddbsim::lambda
