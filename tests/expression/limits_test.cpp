#include <string>

#include <gtest/gtest.h>

#include "tests/expression/requests.hpp"

// The service's limits, and texts that go for the parser's memory and stack.
namespace ddbsim::expression {
namespace {

using testing::outcome;

std::string repeat(const std::string& part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) {
    text += part;
  }
  return text;
}

std::string condition(const std::string& text) { return outcome(Kind::condition, {text, ""}, {}); }

std::string refused(const std::string& message) {
  return "Invalid ConditionExpression: " + message;
}

TEST(Limits, Bytes) {
  EXPECT_EQ(condition(repeat(" ", 4091) + "a = b"), "false");
  EXPECT_EQ(
      condition(repeat(" ", 4092) + "a = b"),
      refused("Expression size has exceeded the maximum allowed size; expression size: 4097"));
}

TEST(Limits, Operators) {
  const std::string message =
      refused("The expression contains too many operators; operator count: 301");
  // 150 comparisons and 149 ORs.
  EXPECT_EQ(condition(repeat("a = b OR ", 149) + "a = b"), "false");
  EXPECT_EQ(condition(repeat("a = b OR ", 150) + "a = b"), message);
  EXPECT_EQ(condition(repeat("a = b OR ", 150) + "attribute_exists(a)"), message);
  EXPECT_EQ(condition(repeat("NOT ", 299) + "a = b"), "true");
  EXPECT_EQ(condition(repeat("NOT ", 300) + "a = b"), message);
  EXPECT_EQ(condition(repeat("a = b OR ", 150) + "a = :z"),
            refused("An expression attribute value used in expression is not defined; attribute "
                    "value: :z"));
}

TEST(Limits, OperandsOfIn) {
  EXPECT_EQ(condition("a IN (" + repeat("b, ", 99) + "b)"), "false");
  EXPECT_EQ(condition("a IN (" + repeat("b, ", 100) + "b)"),
            refused("The IN operator is provided with too many operands; number of operands: 101"));
}

TEST(Limits, DepthOfPaths) {
  EXPECT_EQ(condition(repeat("a.", 31) + "a = b"), "false");
  EXPECT_EQ(condition("a" + repeat("[0]", 31) + " = b"), "false");
  const std::string message = "The document path has too many nesting levels; nesting levels: 33";
  EXPECT_EQ(condition(repeat("a.", 32) + "a = b"), refused(message));
  EXPECT_EQ(condition("a" + repeat("[0]", 32) + " = b"), refused(message));
  EXPECT_EQ(outcome(Kind::projection, {repeat("a.", 32) + "a", ""}, {}),
            "Invalid ProjectionExpression: " + message);
}

TEST(Limits, ManyActions) {
  std::string text = "REMOVE a0";
  for (int i = 1; i < 600; ++i) {
    text += ",a" + std::to_string(i);
  }
  EXPECT_EQ(outcome(Kind::update, {text, ""}, testing::item_of(R"({"a5": 1, "b": 1})")),
            R"({"b":{"N":"1"}})");
}

TEST(Hostile, Nesting) {
  const std::string operators =
      refused("The expression contains too many operators; operator count: 301");
  EXPECT_EQ(condition(repeat("(", 4096)), refused("Syntax error; token: \"<EOF>\", near: \"(\""));
  EXPECT_EQ(condition(repeat("(", 2000) + "a = b" + repeat(")", 2000)),
            refused("The expression has redundant parentheses;"));
  EXPECT_EQ(condition("a = " + repeat("(", 2000) + "b" + repeat(")", 2000)),
            refused("The expression has redundant parentheses;"));
  EXPECT_EQ(condition(repeat("NOT ", 1000) + "a = b"), operators);
  EXPECT_EQ(condition(repeat("NOT(", 800) + "a=b" + repeat(")", 800)), operators);
  EXPECT_EQ(condition(repeat("(a=b AND ", 400) + "c=d" + repeat(")", 400)), operators);
  EXPECT_EQ(condition(repeat("(a=b AND ", 100) + "c=d" + repeat(")", 100)), "false");
  EXPECT_EQ(condition(repeat("size(", 680) + "a" + repeat(")", 680) + "=b"),
            refused("Incorrect operand type for operator or function; operator or function: size, "
                    "operand type: N"));
  EXPECT_EQ(outcome(Kind::update,
                    {"SET a = " + repeat("if_not_exists(a,", 200) + "b" + repeat(")", 200), ""},
                    testing::item_of(R"({"b": 1})")),
            R"({"a":{"N":"1"},"b":{"N":"1"}})");
  EXPECT_EQ(outcome(Kind::update, {"SET a = " + repeat("(", 4000), ""}, {}),
            "Invalid UpdateExpression: Syntax error; token: \"<EOF>\", near: \"(\"");
}

}  // namespace
}  // namespace ddbsim::expression
