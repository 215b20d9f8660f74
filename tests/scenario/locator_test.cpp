#include <array>

#include <gtest/gtest.h>

#include "sim/scenario/source.hpp"

namespace ddbsim::scenario {
namespace {

std::string_view at(std::string_view text, Span span) {
  return text.substr(span.begin, span.size());
}

TEST(Locator, FindsValuesAndNames) {
  constexpr std::string_view kText = R"( {"a": [10, {"b/c": "x"}], "ü": null} )";
  const auto locator = Locator::scan(kText);
  ASSERT_TRUE(locator);
  EXPECT_EQ(at(kText, locator->value("")), R"({"a": [10, {"b/c": "x"}], "ü": null})");
  EXPECT_EQ(at(kText, locator->value("/a")), R"([10, {"b/c": "x"}])");
  EXPECT_EQ(at(kText, locator->value("/a/0")), "10");
  EXPECT_EQ(at(kText, locator->value("/a/1/b~1c")), R"("x")");
  EXPECT_EQ(at(kText, locator->name("/a/1/b~1c")), R"("b/c")");
  EXPECT_EQ(at(kText, locator->value("/ü")), "null");
  // An element has no name: its value stands for it.
  EXPECT_EQ(at(kText, locator->name("/a/0")), "10");
  // What is not there: as far as it leads.
  EXPECT_EQ(at(kText, locator->value("/a/7/x")), R"([10, {"b/c": "x"}])");
}

TEST(Locator, NamesAreComparedUnescaped) {
  constexpr std::string_view kText = R"({"\u0061\n": 1})";
  EXPECT_EQ(at(kText, Locator::scan(kText)->value("/a\n")), "1");
}

TEST(Locator, AcceptsWhatIsJson) {
  for (const char* text :
       {"1", "-0.5e+10", "\"\\ud83d\\ude00 \\\" \\\\ \\/ \\b\\f\\n\\r\\t\"", "[]", "{}", "true",
        "[[[]]]", " {\"a\" : [ 1 , 2 ] } \r\n", "0", "1E5", "false", "null"}) {
    EXPECT_TRUE(Locator::scan(text)) << text;
    EXPECT_TRUE(Ordered::accept(std::string_view(text))) << text;
  }
}

struct Broken {
  const char* text;
  Span at;
  const char* pointer;
  const char* message;
};

constexpr auto kBroken = std::to_array<Broken>({
    {"", {0, 0}, "", "expected a JSON object, but there is nothing in this file"},
    {"\xEF\xBB\xBF{}",
     {0, 3},
     "",
     "the file begins with a byte order mark: save it as plain UTF-8"},
    {R"({"a": 1} x)", {9, 10}, "", "expected the end of the file, found x"},
    {R"({"a": )", {6, 6}, "/a", "the file ends here: expected a value"},
    {R"({"a": {"b": 1)",
     {13, 13},
     "/a",
     "the file ends inside the object that begins in line 1: expected a comma or }"},
    {"{\"a\": [\n1,\n2",
     {12, 12},
     "/a",
     "the file ends inside the list that begins in line 1: expected a comma or ]"},
    {R"({"a": "text)",
     {6, 11},
     "/a",
     "the file ends inside the string that begins here: expected \""},
    {"{\"a\": \"te\nxt\"}",
     {6, 9},
     "/a",
     "the string that begins here does not end on its line: expected \""},
    {R"({"a": 1,})", {7, 8}, "", "a comma right before }: remove it"},
    {R"([1, 2, ])", {5, 6}, "", "a comma right before ]: remove it"},
    {R"({"a": 1 "b": 2})", {8, 9}, "", R"(expected a comma or }, found "b")"},
    {R"({"a" 1})", {5, 6}, "/a", "expected a colon after the member name, found 1"},
    {R"({a: 1})", {1, 2}, "", "expected a member name in double quotes, found a"},
    {R"({'a': 1})",
     {1, 2},
     "",
     "expected a member name in double quotes, found ' (strings stand in double quotes)"},
    {"{\n// note\n}",
     {2, 3},
     "",
     "expected a member name in double quotes, found a comment, which JSON does not have: "
     "\"why\" and \"description\" are for words"},
    {R"({"a": True})", {6, 10}, "/a", "expected a value, found True"},
    {R"({"a": 01})", {6, 8}, "/a", "expected a value, found 01"},
    {R"({"a": .5})", {6, 8}, "/a", "expected a value, found .5"},
    {R"({"a": 1.})", {6, 8}, "/a", "expected a value, found 1."},
    {R"({"a": 1e})", {6, 8}, "/a", "expected a value, found 1e"},
    {R"({"a": -})", {6, 7}, "/a", "expected a value, found -"},
    {R"({"a": "\x"})", {7, 9}, "/a", R"(no such escape: \" \\ \/ \b \f \n \r \t and \u0000 exist)"},
    {R"({"a": "\u12"})",
     {7, 9},
     "/a",
     R"(no such escape: \" \\ \/ \b \f \n \r \t and \u0000 exist)"},
    {R"({"a": "\ud800"})", {7, 13}, "/a", "half of a surrogate pair, which is no character"},
    {"{\"a\": \"\t\"}",
     {7, 8},
     "/a",
     "a control character in a string: write it as an escape, \\t for tab"},
    {"{\"a\": \"\xff\"}", {6, 9}, "/a", "this string is not valid UTF-8"},
    {"{\"a\": \x01}", {6, 7}, "/a", "expected a value, found a byte that is no text"},
    {R"({"a": {"b": 1, "b": 2}})",
     {15, 18},
     "/a/b",
     R"(the member "b" is named twice in one object)"},
});

TEST(Locator, SaysWhatIsWrongAndWhere) {
  for (const Broken& broken : kBroken) {
    const auto locator = Locator::scan(broken.text);
    ASSERT_FALSE(locator) << broken.text;
    EXPECT_EQ(locator.error().message, broken.message) << broken.text;
    EXPECT_EQ(locator.error().pointer, broken.pointer) << broken.text;
    EXPECT_EQ(locator.error().at.begin, broken.at.begin) << broken.text;
    EXPECT_EQ(locator.error().at.end, broken.at.end) << broken.text;
  }
}

TEST(Locator, StopsAtAbsurdDepth) {
  const auto locator = Locator::scan(std::string(100'000, '['));
  ASSERT_FALSE(locator);
  EXPECT_EQ(locator.error().message, "nested deeper than 200 levels");
}

TEST(Source, PointsAtTheCharacter) {
  const auto source = Source::parse("a.json", "{\n  \"näme\": [1, 22]\n}\n");
  ASSERT_TRUE(source);
  const Problem value = (*source)->problem("/näme/1", "no");
  EXPECT_EQ(value.position, (Position{2, 15}));
  EXPECT_EQ(text_of(value),
            "a.json:2:15: /näme/1: no\n"
            "     2 |   \"näme\": [1, 22]\n"
            "       |               ^^");
  EXPECT_EQ(text_of((*source)->problem("/näme", "who?", true)),
            "a.json:2:3: /näme: who?\n"
            "     2 |   \"näme\": [1, 22]\n"
            "       |   ^^^^^^");
}

TEST(Source, CutsLongLines) {
  const std::string text = "{\"a\": \"" + std::string(300, 'x') + "\", \"b\": 1}";
  const auto source = Source::parse("a.json", text);
  const std::string told = text_of((*source)->problem("/b", "no"));
  EXPECT_EQ(told,
            "a.json:1:316: /b: no\n"
            "     1 | ..." +
                std::string(34, 'x') +
                "\", \"b\": 1}\n"
                "       | " +
                std::string(45, ' ') + "^");
}

TEST(Source, TellsWhatIsNoJson) {
  const auto source = Source::parse("a.json", "{\n  \"kind\": \"scenario\",\n}\n");
  ASSERT_FALSE(source);
  EXPECT_EQ(text_of(source.error()),
            "a.json:2:21: a comma right before }: remove it\n"
            "     2 |   \"kind\": \"scenario\",\n"
            "       |                     ^");
}

TEST(Source, RefusesNumbersThatAreTooLarge) {
  const auto source = Source::parse("a.json", "{\"a\": 1e999}");
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message.find("1e999"), std::string::npos);
}

}  // namespace
}  // namespace ddbsim::scenario
