#include "sim/wire/placeholders.hpp"

#include <gtest/gtest.h>

// ${name} in the strings of a request that a file has.
namespace ddbsim::wire {
namespace {

using Ordered = nlohmann::ordered_json;

/// Plain pieces as they are, names in < >.
std::string shown(std::string_view text) {
  const auto pieces = pieces_of(text);
  if (!pieces) {
    return "error: " + pieces.error();
  }
  std::string out;
  for (const Piece& piece : *pieces) {
    out += piece.is_name ? "<" + piece.text + ">" : "(" + piece.text + ")";
  }
  return out;
}

TEST(Placeholders, AreTheNamesBetweenPlainText) {
  EXPECT_EQ(shown(""), "");
  EXPECT_EQ(shown("plain $ {text}"), "(plain $ {text})");
  EXPECT_EQ(shown("${a}"), "<a>");
  EXPECT_EQ(shown("MSG#${group}|${at}"), "(MSG#)<group>(|)<at>");
  EXPECT_EQ(shown("${a}${b.c[0]}"), "<a><b.c[0]>");
}

TEST(Placeholders, ADoubledDollarIsPlain) {
  EXPECT_EQ(shown("$${a}"), "(${a})");
  EXPECT_EQ(shown("1$${2}${x}$${y}"), "(1${2})<x>(${y})");
}

TEST(Placeholders, MustEnd) {
  EXPECT_EQ(shown("${a"), "error: expected } after ${ (a plain ${ is written $${)");
}

TEST(Placeholders, StandAloneOrInALongerString) {
  const Ordered json = Ordered::parse(R"({"a": ["${x}", "${x}!", "$${x}"], "b": "${x}${y}"})");
  EXPECT_TRUE(is_placeholder(json, "/a/0"));
  EXPECT_FALSE(is_placeholder(json, "/a/1"));
  EXPECT_FALSE(is_placeholder(json, "/a/2"));
  EXPECT_FALSE(is_placeholder(json, "/b"));
  EXPECT_FALSE(is_placeholder(json, "/nowhere"));
}

TEST(Placeholders, InALongerStringOnlyTextsNumbersAndTheLike) {
  std::string out;
  EXPECT_TRUE(append_text(Ordered("text "), out));
  EXPECT_TRUE(append_text(Ordered(12), out));
  EXPECT_TRUE(append_text(Ordered(true), out));
  EXPECT_FALSE(append_text(Ordered::object(), out));
  EXPECT_EQ(out, "text 12true");
}

std::string error_of(const char* operation, const char* body) {
  const auto error = open_request_error(operation, Ordered::parse(body));
  return error ? error->pointer + ": " + error->message : "";
}

TEST(Placeholders, ARequestIsCheckedAsFarAsItIsKnown) {
  EXPECT_EQ(error_of("Query", R"({"TableName": "t", "Limit": "${limit}", "ScanIndexForward": "${f}",
                                  "ExpressionAttributeValues": "${values}"})"),
            "");
  EXPECT_EQ(error_of("Query", R"({"TableName": "t", "Limit": "${a}${b}"})"),
            R"(/Limit: expected a whole number, found the string "${a}${b}")");
  EXPECT_EQ(error_of("Query", R"({"TableNme": "${t}"})"),
            R"(/TableNme: unknown member "TableNme", did you mean "TableName"?)");
}

}  // namespace
}  // namespace ddbsim::wire
