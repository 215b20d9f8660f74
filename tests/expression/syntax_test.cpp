#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/expression/requests.hpp"

// What is no expression, and what is said of it before names and values are looked at.
namespace ddbsim::expression {
namespace {

using testing::outcome;

/// Texts with the token and the text near it that the message names.
struct Mistake {
  std::string text;
  std::string token;
  std::string near;
};

std::string syntax_error(const char* parameter, const Mistake& mistake) {
  return std::string("Invalid ") + parameter + ": Syntax error; token: \"" + mistake.token +
         "\", near: \"" + mistake.near + "\"";
}

void expect_mistakes(Kind kind, const char* parameter, const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    EXPECT_EQ(outcome(kind, {mistake.text, ""}, {}), syntax_error(parameter, mistake));
  }
}

TEST(Syntax, NearIsTheTokenBeforeAndTheTokenAfter) {
  expect_mistakes(Kind::condition, "ConditionExpression",
                  {{"a = b c", "c", "b c"},
                   {"a b c", "b", "a b c"},
                   {"= a", "=", "= a"},
                   {"  = a", "=", "  = a"},
                   {"a  @  b", "@", "a  @  b"},
                   {"a =   b   c   d", "c", "b   c   d"},
                   {"a = b)  ", ")", "b)  "},
                   {"a\tb =", "b", "a\tb ="},
                   {"a\nb", "b", "a\nb"}});
}

TEST(Syntax, TheEndIsATokenToo) {
  expect_mistakes(Kind::condition, "ConditionExpression",
                  {{"a", "<EOF>", "a"},
                   {" a", "<EOF>", "a"},
                   {"   ", "<EOF>", "   "},
                   {"a = ", "<EOF>", "= "},
                   {"a = b AND", "<EOF>", "AND"},
                   {"a IN (b,", "<EOF>", ","},
                   {"a BETWEEN b", "<EOF>", "b"},
                   {"a BETWEEN b AND", "<EOF>", "AND"},
                   {"attribute_exists(a", "<EOF>", "a"},
                   {"(((", "<EOF>", "("},
                   {"NOT", "<EOF>", "NOT"},
                   {"NOT (a)", "<EOF>", ")"},
                   {"a[1", "<EOF>", "1"},
                   {"a.", "<EOF>", "."}});
}

TEST(Syntax, CharactersThatStartNoToken) {
  expect_mistakes(Kind::condition, "ConditionExpression",
                  {{"a != b", "!", "a !="},
                   {"a = 'x'", "'", "= 'x"},
                   {"a = \"x\"", "\"", "= \"x"},
                   {"_a = b", "_", "_a"},  // a name begins with a letter
                   {"\xC3\xA9 = b", "\xC3\xA9", "\xC3\xA9 ="},
                   {"a =\xE3\x80\x80"
                    "b",
                    "\xE3\x80\x80",
                    "=\xE3\x80\x80"
                    "b"},
                   {"# = b", "#", "# ="},
                   {"a = :", ":", "= :"},
                   {"a = :-", ":", "= :-"},
                   {"a\f=b", "\f", "a\f="},  // no blank
                   {"a;b", ";", "a;b"}});
}

TEST(Syntax, Numbers) {
  expect_mistakes(Kind::condition, "ConditionExpression",
                  {{"a = 1", "1", "= 1"},
                   {"1a = b", "1", "1a"},
                   {"a.1b = c", "1", ".1b"},
                   {"a[-1] = b", "-", "[-1"},
                   {"a[01] = c", "1", "01]"},
                   {"a[1.5] = c", ".", "1.5"},
                   {"a[] = b", "]", "[] ="},
                   {"a[x] = b", "x", "[x]"}});
}

TEST(Syntax, OperandsAndConditionsAreDifferentThings) {
  expect_mistakes(Kind::condition, "ConditionExpression",
                  {{"a AND b", "AND", "a AND b"},
                   {"(a AND b)", "AND", "a AND b"},
                   {"(a) AND b", "AND", ") AND b"},
                   {"(a) OR", "OR", ") OR"},
                   {"a = b = c", "=", "b = c"},
                   {"a NOT IN (b)", "NOT", "a NOT IN"},
                   {"a IN b", "b", "IN b"},
                   {"a IN ()", ")", "()"},
                   {"a BETWEEN b OR c", "OR", "b OR c"},
                   {"a + b = c", "+", "a + b"},
                   {"a = b or c = d xor e = f", "xor", "d xor e"},
                   {"#f(a) = b", "(", "#f(a"},
                   {"a.size(b) = c", "(", "size(b"},
                   {"size(a) b", "b", ") b"}});
}

TEST(Syntax, KeywordsAreNoNames) {
  expect_mistakes(Kind::condition, "ConditionExpression",
                  {{"and = b", "and", "and ="},
                   {"a.or = b", "or", ".or ="},
                   {"SET a = b", "SET", "SET a"},
                   {"between = b", "between", "between ="}});
}

TEST(Syntax, Updates) {
  expect_mistakes(Kind::update, "UpdateExpression",
                  {{"a", "a", "a"},
                   {"SET", "<EOF>", "SET"},
                   {"SETa = b", "SETa", "SETa ="},
                   {"SET a = b c = d", "c", "b c ="},
                   {"SET a = b, SET c = d", "SET", ", SET c"},
                   {"SET a = b + c + d", "+", "c + d"},
                   {"SET a = (b + c) + d", "+", ") + d"},
                   {"SET a = list_append(b, c + d)", "+", "c + d"},
                   {"SET a = -5", "-", "= -5"},
                   {"SET :a = b", ":a", "SET :a ="},
                   {"SET f(a) = b", "(", "f(a"},
                   {"SET (a) = b", "(", "SET (a"},
                   {"SET a = b;", ";", "b;"},
                   {"REMOVE a,", "<EOF>", ","},
                   {"ADD a b", "b", "a b"},
                   {"ADD a = :b", "=", "a = :b"},
                   {"DELETE a", "<EOF>", "a"}});
}

TEST(Syntax, Projections) {
  expect_mistakes(Kind::projection, "ProjectionExpression",
                  {{"a,", "<EOF>", ","},
                   {"a b", "b", "a b"},
                   {"a,,b", ",", ",,b"},
                   {"(a)", "(", "(a"},
                   {":a", ":a", ":a"},
                   {"a[0]b", "b", "]b"},
                   {"a, not", "not", ", not"}});
}

TEST(Syntax, EveryLanguageNamesItsParameter) {
  EXPECT_EQ(outcome(Kind::filter, {"", ""}, {}),
            "Invalid FilterExpression: The expression can not be empty;");
  EXPECT_EQ(outcome(Kind::condition, {"", ""}, {}),
            "Invalid ConditionExpression: The expression can not be empty;");
  EXPECT_EQ(outcome(Kind::update, {"", ""}, {}),
            "Invalid UpdateExpression: The expression can not be empty;");
  EXPECT_EQ(outcome(Kind::projection, {"", ""}, {}),
            "Invalid ProjectionExpression: The expression can not be empty;");
  EXPECT_EQ(testing::key_outcome({"", ""}, {}),
            "Invalid KeyConditionExpression: The expression can not be empty;");
}

TEST(Parentheses, TwiceAroundTheSameIsRedundant) {
  const std::string redundant =
      "Invalid ConditionExpression: The expression has redundant parentheses;";
  for (const char* text :
       {"((a = b))", "( (a = b) )", "((a)) = b", "a IN (((b)))", "size(((a))) = b", "NOT ((a = b))",
        "(((a = b) AND c = d))", "((attribute_exists(a)))", "((a = name))", "((f(a)))"}) {
    EXPECT_EQ(outcome(Kind::condition, {text, ""}, {}), redundant) << text;
  }
  for (const char* text : {"(a = b)", "(a) = (b)", "a IN ((b))", "size((a)) = b",
                           "((a = b) AND (c = d))", "NOT (NOT (a = b))", "((a) = b)"}) {
    EXPECT_EQ(outcome(Kind::condition, {text, ""}, {}), "false") << text;
  }
  EXPECT_EQ(outcome(Kind::update, {"SET a = ((b + c))", ""}, {}),
            "Invalid UpdateExpression: The expression has redundant parentheses;");
}

TEST(Names, ReservedWordsInAnyCaseAndAtAnyPlace) {
  const std::string head =
      "Invalid ConditionExpression: Attribute name is a reserved keyword; "
      "reserved keyword: ";
  EXPECT_EQ(outcome(Kind::condition, {"name = b", ""}, {}), head + "name");
  EXPECT_EQ(outcome(Kind::condition, {"a = b.Status", ""}, {}), head + "Status");
  EXPECT_EQ(outcome(Kind::condition, {"ANY = b", ""}, {}), head + "ANY");
  EXPECT_EQ(outcome(Kind::condition, {"a[0].size = b", ""}, {}), head + "size");
  EXPECT_EQ(
      outcome(Kind::update, {"SET ttl = a", ""}, {}),
      "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: ttl");
  EXPECT_EQ(outcome(Kind::projection, {"a, data", ""}, {}),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: "
            "data");
  // A placeholder may stand for one, and names of functions are none.
  EXPECT_EQ(outcome(Kind::condition, {"#n = b", "", "", R"({"#n": "name"})"}, {}), "false");
  EXPECT_EQ(outcome(Kind::condition, {"attribute_exists = contains", ""}, {}), "false");
}

TEST(Names, Functions) {
  for (const char* name : {"foo", "SIZE", "Attribute_exists", "if_not_exists", "list_append"}) {
    EXPECT_EQ(outcome(Kind::condition, {std::string(name) + "(a, b)", ""}, {}),
              "Invalid ConditionExpression: Invalid function name; function: " + std::string(name));
  }
  EXPECT_EQ(outcome(Kind::update, {"SET a = size(b)", ""}, {}),
            "Invalid UpdateExpression: Invalid function name; function: size");
  const std::string head =
      "Invalid FilterExpression: The function is not allowed to be used this "
      "way in an expression; function: ";
  EXPECT_EQ(outcome(Kind::filter, {"size(a)", ""}, {}), head + "size");
  EXPECT_EQ(outcome(Kind::filter, {"NOT (size(a))", ""}, {}), head + "size");
  EXPECT_EQ(outcome(Kind::filter, {"a = attribute_exists(b)", ""}, {}), head + "attribute_exists");
  EXPECT_EQ(outcome(Kind::filter, {"size(contains(a, b)) = c", ""}, {}), head + "contains");
}

TEST(Names, ListIndexesHaveALimit) {
  EXPECT_EQ(outcome(Kind::condition, {"a[2147483647] = b", ""}, {}), "false");
  for (const char* index : {"2147483648", "99999999999999999999999"}) {
    EXPECT_EQ(
        outcome(Kind::condition, {"a[" + std::string(index) + "] = b", ""}, {}),
        "Invalid ConditionExpression: List index is not within the allowable range; index: [" +
            std::string(index) + "]");
  }
}

TEST(Names, OrderOfChecks) {
  const auto message = [](const char* text) {
    return outcome(Kind::filter, {text, ""}, {})
        .substr(std::string("Invalid FilterExpression: ").size());
  };
  const std::string reserved = "Attribute name is a reserved keyword; reserved keyword: name";
  // Names in the order of the text, before any placeholder.
  EXPECT_EQ(message("name = foo(a)"), reserved);
  EXPECT_EQ(message("foo(name)"), "Invalid function name; function: foo");
  EXPECT_EQ(message("#x = :y AND name = b"), reserved);
  EXPECT_EQ(message("a = :y AND foo(b)"), "Invalid function name; function: foo");
  // Then placeholders and operands, in the order of the text as well.
  EXPECT_EQ(message("a = :y AND #x = b"),
            "An expression attribute value used in expression is not defined; attribute value: :y");
  EXPECT_EQ(
      message("#x = b AND a = :y"),
      "An expression attribute name used in the document path is not defined; attribute name: "
      "#x");
  EXPECT_EQ(message("attribute_exists(a, b) AND a = :y"),
            "Incorrect number of operands for operator or function; operator or function: "
            "attribute_exists, number of operands: 2");
}

TEST(Sections, OnlyOnceEach) {
  EXPECT_EQ(outcome(Kind::update, {"SET a = b REMOVE c SET d = e", ""}, {}),
            "Invalid UpdateExpression: The \"SET\" section can only be used once in an update "
            "expression;");
  EXPECT_EQ(outcome(Kind::update, {"delete a :b DELETE c :d", ""}, {}),
            "Invalid UpdateExpression: The \"DELETE\" section can only be used once in an update "
            "expression;");
}

}  // namespace
}  // namespace ddbsim::expression
