#include <gtest/gtest.h>

#include "sim/scenario/compare.hpp"
#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/pretty.hpp"

// Placeholders, comparisons, printing: what works on JSON alone.
namespace ddbsim::scenario {
namespace {

// ---- placeholders -------------------------------------------------------------------------------

Ordered filled(const char* json, const Values& values) {
  const auto out = fill(Ordered::parse(json), values);
  return out ? *out : Ordered(out.error().pointer + ": " + out.error().message);
}

TEST(Placeholders, AreFilled) {
  const Values values = {{"who", "ann"}, {"n", 3}, {"key", Ordered{{"pk", {{"S", "x"}}}}}};
  EXPECT_EQ(filled(R"({"a": "U#${who}/${n}", "b": ["${n}", "${who}"], "c": "${key}"})", values),
            Ordered::parse(R"({"a": "U#ann/3", "b": [3, "ann"], "c": {"pk": {"S": "x"}}})"));
}

TEST(Placeholders, CanBeEscaped) {
  EXPECT_EQ(filled(R"(["$${who}", "a$${b", "$", "{}", "costs $5"])", {}),
            Ordered::parse(R"(["${who}", "a${b", "$", "{}", "costs $5"])"));
}

TEST(Placeholders, NamesOfMembersStay) {
  EXPECT_EQ(filled(R"({"${who}": 1})", {{"who", "ann"}}), Ordered::parse(R"({"${who}": 1})"));
}

TEST(Placeholders, TellWhatIsWrong) {
  const Values values = {{"customer", 1}, {"list", Ordered::array()}};
  EXPECT_EQ(filled(R"({"a": ["${custmer}"]})", values),
            "/a/0: nothing is named ${custmer} here, did you mean \"customer\"?");
  EXPECT_EQ(filled(R"({"a/b": "${customer"})", values),
            "/a~1b: expected } after ${ (a plain ${ is written $${)");
  EXPECT_EQ(filled(R"({"a": "x${list}"})", values),
            "/a: an object or a list can't stand inside of a longer string");
}

TEST(Placeholders, AreRecognised) {
  const auto json = Ordered::parse(R"({"a": ["${x}", "x${x}", 1]})");
  EXPECT_TRUE(has_placeholders(json));
  EXPECT_FALSE(has_placeholders(Ordered::parse(R"({"a": ["x"]})")));
}

// ---- comparing ----------------------------------------------------------------------------------

std::string exact(const char* expected, const char* actual) {
  const auto mismatch = compare_exact(Json::parse(expected), Json::parse(actual));
  return mismatch ? mismatch->pointer + ": " + mismatch->message : "";
}
std::string subset(const char* expected, const char* actual) {
  const auto mismatch = compare_subset(Json::parse(expected), Json::parse(actual));
  return mismatch ? mismatch->pointer + ": " + mismatch->message : "";
}

TEST(Compare, Exactly) {
  EXPECT_EQ(exact(R"({"a": [1, {"b": 2.0}]})", R"({"a": [1.0, {"b": 2}]})"), "");
  EXPECT_EQ(exact(R"({"a": [1, {"b": 2}]})", R"({"a": [1, {"b": 3}]})"),
            "/a/1/b: expected 2, found 3");
  EXPECT_EQ(exact(R"({"a/b": 1})", R"({})"), "/a~1b: expected 1, found nothing");
  EXPECT_EQ(exact(R"({})", R"({"a": "x"})"), "/a: expected nothing, found \"x\"");
  EXPECT_EQ(exact(R"([1])", R"([1, 2])"), "/1: expected nothing, found 2");
  EXPECT_EQ(exact(R"([1, 2])", R"([1])"), "/1: expected 2, found nothing");
  EXPECT_EQ(exact(R"([])", R"({})"), ": expected [], found {}");
}

TEST(Compare, Subsets) {
  EXPECT_EQ(subset(R"({"a": [{"b": 1}]})", R"({"a": [{"b": 1, "c": 2}], "d": 3})"), "");
  EXPECT_EQ(subset(R"({"a": [{"b": 1}]})", R"({"a": [{"b": 1}, {"b": 2}]})"),
            "/a/1: expected nothing, found {\"b\":2}");
  EXPECT_EQ(subset(R"({"a": {"b": {}}})", R"({"a": {"c": 1}})"),
            "/a/b: expected {}, found nothing");
}

TEST(Compare, CutsToWhatIsCompared) {
  EXPECT_EQ(cut_to(Json::parse(R"({"a": [{"b": 1}], "x": 1})"),
                   Json::parse(R"({"a": [{"b": 2, "c": 3}, {"c": 4}], "d": 5})")),
            Json::parse(R"({"a": [{"b": 2}, {"c": 4}]})"));
}

TEST(Compare, ItemsAreComparedAsTheServiceReturnsThem) {
  EXPECT_EQ(canonical_item(Json::parse(R"({"n": {"N": "1.50e2"}, "s": {"SS": ["b", "a"]}})")),
            Json::parse(R"({"n": {"N": "150"}, "s": {"SS": ["a", "b"]}})"));
  EXPECT_EQ(canonical_item(Json(3)), Json(3));
}

TEST(Compare, SentencesStayShort) {
  EXPECT_EQ(brief(Json("short")), "\"short\"");
  const std::string text = brief(Json(std::string(100, 'x')));
  EXPECT_EQ(text.size(), 70U);
  EXPECT_TRUE(text.ends_with("..."));
}

// ---- printing -----------------------------------------------------------------------------------

TEST(Pretty, KeepsOnOneLineWhatFits) {
  const auto json = Ordered::parse(R"({"z": {"S": "x"}, "a": [1, 2], "e": {}, "l": []})");
  EXPECT_EQ(pretty(json, 80), R"({"z": {"S": "x"}, "a": [1, 2], "e": {}, "l": []})");
  EXPECT_EQ(pretty(json, 20),
            "{\n  \"z\": {\"S\": \"x\"},\n  \"a\": [1, 2],\n  \"e\": {},\n  \"l\": []\n}");
}

TEST(Pretty, CountsWhatStandsBeforeAndAfter) {
  const auto json = Ordered::parse(R"([10, 20])");
  EXPECT_EQ(pretty(json, 9), "[10, 20]");
  EXPECT_EQ(pretty(json, 8), "[\n  10,\n  20\n]");
  EXPECT_EQ(pretty(json, 14, 4, 2), "[\n      10,\n      20\n    ]");
}

TEST(Pretty, TwinsAreBrokenAtTheSamePlaces) {
  const auto short_one = Json::parse(R"({"a": {"S": "x"}, "b": [{"n": 1}], "c": 1})");
  const auto long_one = Json::parse(R"({"a": {"S": "xxxxxxxxxxxx"}, "b": [{"n": 1}, 2], "d": 1})");
  const auto [left, right] = pretty_twins(short_one, long_one, 22);
  EXPECT_EQ(left, R"({
  "a": {
    "S": "x"
  },
  "b": [{"n": 1}],
  "c": 1
})");
  EXPECT_EQ(right, R"({
  "a": {
    "S": "xxxxxxxxxxxx"
  },
  "b": [{"n": 1}, 2],
  "d": 1
})");
  EXPECT_EQ(pretty_twins(Json(1), Json::parse("[1]"), 20).second, "[1]");
}

}  // namespace
}  // namespace ddbsim::scenario
