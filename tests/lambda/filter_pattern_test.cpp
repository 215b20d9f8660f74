#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"
#include "tests/lambda/random_json.hpp"

// The event filtering language: what a pattern lets through.
namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;

const Json kRecord = Json::parse(R"({
  "eventName": "INSERT",
  "dynamodb": {
    "Keys": {"pk": {"S": "MSG#g1"}, "sk": {"S": "2026-03-01"}},
    "NewImage": {"pk": {"S": "MSG#g1"}, "count": {"N": "12.5"}, "tags": {"SS": ["red", "green"]},
                 "empty": {"S": ""}, "gone": {"NULL": true}, "sizes": {"NS": ["3", "40"]},
                 "lines": {"L": [{"M": {"sku": {"S": "a"}, "n": {"N": "1"}}},
                                 {"M": {"sku": {"S": "b"}, "n": {"N": "9"}}}]},
                 "none": {"L": []}, "big": {"N": "6000000000"}, "hex": {"S": "0x10"}}
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
        Case{"prefix in any case", R"({"eventName": [{"prefix": {"equals-ignore-case": "ins"}}]})",
             true},
        Case{"suffix in any case", R"({"eventName": [{"suffix": {"equals-ignore-case": "ERT"}}]})",
             true},
        Case{"suffix in any case, other",
             R"({"eventName": [{"suffix": {"equals-ignore-case": "ify"}}]})", false},
        Case{"anything-but one of two prefixes",
             R"({"eventName": [{"anything-but": {"prefix": ["MOD", "INS"]}}]})", false},
        Case{"anything-but suffix", R"({"eventName": [{"anything-but": {"suffix": "OVE"}}]})",
             true},
        Case{"anything-but in any case",
             R"({"eventName": [{"anything-but": {"equals-ignore-case": ["insert"]}}]})", false},
        Case{"anything-but needs the member",
             R"({"dynamodb": {"NewImage": {"other": {"S": [{"anything-but": "x"}]}}}})", false},
        Case{"exists is for leaves only", R"({"dynamodb": {"NewImage": [{"exists": true}]}})",
             false},
        Case{"what is no leaf does not exist", R"({"dynamodb": {"NewImage": [{"exists": false}]}})",
             true},
        Case{"an empty list is no leaf",
             R"({"dynamodb": {"NewImage": {"none": {"L": [{"exists": true}]}}}})", false},
        Case{"anything-but is for leaves only",
             R"({"dynamodb": {"NewImage": [{"anything-but": "x"}]}})", false},
        Case{"number in a set",
             R"({"dynamodb": {"NewImage": {"sizes": {"NS": [{"numeric": [">", 30]}]}}}})", true},
        Case{"no number in a set",
             R"({"dynamodb": {"NewImage": {"sizes": {"NS": [{"numeric": [">", 50]}]}}}})", false},
        Case{"numbers beyond 5e9 are not compared",
             R"({"dynamodb": {"NewImage": {"big": {"N": [{"numeric": [">", 0]}]}}}})", false},
        Case{"numbers are decimal",
             R"({"dynamodb": {"NewImage": {"hex": {"S": [{"numeric": ["=", 16]}]}}}})", false},
        Case{"element of a list",
             R"({"dynamodb": {"NewImage": {"lines": {"L": {"M": {"sku": {"S": ["b"]}}}}}}})", true},
        Case{
            "one element matches all of it",
            R"({"dynamodb": {"NewImage": {"lines": {"L": {"M": {"sku": {"S": ["a"]}, "n": {"N": ["9"]}}}}}}})",
            false},
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
            "\"anything-but\" takes values, a prefix, a suffix, or \"equals-ignore-case\"");
  for (const char* mixed :
       {R"({"a": [{"anything-but": ["x", 1]}]})", R"({"a": [{"anything-but": [null]}]})",
        R"({"a": [{"anything-but": true}]})", R"({"a": [{"anything-but": []}]})"}) {
    EXPECT_EQ(error(mixed), "\"anything-but\" takes strings or numbers, one or a list of one kind");
  }
  for (const char* order :
       {R"({"a": [{"numeric": ["<", 5, ">", 1]}]})", R"({"a": [{"numeric": ["=", 5, "<", 9]}]})",
        R"({"a": [{"numeric": [">", 1, "<", 5, "<", 9]}]})"}) {
    EXPECT_EQ(error(order),
              "\"numeric\" takes one comparison, or a lower bound and then an upper one");
  }
  EXPECT_EQ(error(R"({"a": [{"numeric": [">", 5, "<", 5]}]})"),
            "\"numeric\" needs a lower bound that is less than the upper one");
  EXPECT_EQ(error(R"({"a": [{"numeric": [">", 5e10]}]})"),
            "\"numeric\" compares with numbers from -5e9 to 5e9");
  EXPECT_EQ(error(R"({"a": [{"prefix": {"equals-ignore-case": 1}}]})"),
            "\"prefix\" takes a string");
  EXPECT_EQ(error(R"({"a": [{"wildcard": "x*"}]})"),
            "\"wildcard\" is a matcher of EventBridge that Lambda does not document");
}

const std::vector<std::string> kNames = {
    "$or",    "eventName", "dynamodb",     "NewImage",           "tags",    "prefix",
    "suffix", "exists",    "anything-but", "equals-ignore-case", "numeric", "SS"};

TEST(PatternProperty, AnyJsonIsTakenOrRefusedAndMatchesAnyRecordWithoutThrowing) {
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  std::size_t taken = 0;
  for (int i = 0; i < 200'000; ++i) {
    const auto pattern = FilterPattern::parse(random_json(random, 5, kNames));
    if (pattern) {
      ++taken;
      static_cast<void>(pattern->matches(kRecord));
      static_cast<void>(pattern->matches(random_json(random, 5, kNames)));
    }
  }
  EXPECT_GT(taken, 500U);
}

}  // namespace
}  // namespace ddbsim::lambda
