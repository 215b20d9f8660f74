// YAML and JSON as CloudFormation reads them, by the environment of a function.
#include "sim/stack/document.hpp"

#include "tests/stack/reading.hpp"

namespace ddbsim::stack {
namespace {

/// What the value is as a part of a policy, where values stay as they are.
std::string value_of(std::string_view value) {
  const Stack stack =
      stack_of(fmt::format("Resources:\n"
                           "  R:\n"
                           "    Type: AWS::IAM::Role\n"
                           "    Properties:\n"
                           "      Policies: [{{PolicyName: p, PolicyDocument: {{value: {}}}}}]\n",
                           value));
  return stack.fragment.is_null() ? ""
                                  : stack.fragment["roles"]["R"]["policies"]["p"]["value"].dump();
}

TEST(Scalars, ThatAreQuotedAreTexts) {
  EXPECT_EQ(value_of("'5'"), R"("5")");
  EXPECT_EQ(value_of("\"true\""), R"("true")");
  EXPECT_EQ(value_of("!!str 5"), R"("5")");
}

TEST(Scalars, ThatArePlainAreNumbersAndTruths) {
  EXPECT_EQ(value_of("5"), "5");
  EXPECT_EQ(value_of("-5.25"), "-5.25");
  EXPECT_EQ(value_of("true"), "true");
  EXPECT_EQ(value_of("!!int 7"), "7");
  for (const std::string_view word : {"yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE"}) {
    EXPECT_EQ(value_of(word), "true") << word;
  }
  for (const std::string_view word : {"no", "No", "NO", "off", "Off", "OFF", "False", "FALSE"}) {
    EXPECT_EQ(value_of(word), "false") << word;
  }
}

TEST(Scalars, ThatOnlyLookLikeNumbersStayTexts) {
  EXPECT_EQ(value_of("2012-10-17"), R"("2012-10-17")");
  EXPECT_EQ(value_of("012345678901"), R"("012345678901")");
  EXPECT_EQ(value_of("12:30"), R"("12:30")");
  EXPECT_EQ(value_of("0x1F"), R"("0x1F")");
  EXPECT_EQ(value_of(".inf"), R"(".inf")");
}

TEST(Maps, MayHaveTheOperatorNullAsAName) {
  EXPECT_EQ(value_of("{Null: {a: 'true'}}"), R"({"Null":{"a":"true"}})");
}

TEST(Maps, NameAMemberOnce) {
  EXPECT_EQ(error_of("Resources:\n  A: {}\n  A: {}\n"),
            "3:3: the member \"A\" stands twice in one map");
}

TEST(Maps, HaveTextsAsNames) {
  EXPECT_EQ(error_of("Resources:\n  ? [a]\n  : b\n"),
            "2:5: the name of a member is a text, not a list or a map");
}

TEST(Aliases, StandForWhatIsAnchored) {
  EXPECT_EQ(value_of("[&a {b: 1}, *a]"), R"([{"b":1},{"b":1}])");
}

TEST(Aliases, MergeIntoMaps) {
  EXPECT_EQ(value_of("[&a {b: 1, c: 2}, {<<: *a, c: 3}]"), R"([{"b":1,"c":2},{"c":3,"b":1}])");
}

TEST(Aliases, InsideOfThemselvesAreRefused) {
  EXPECT_EQ(error_of("Resources: &a\n  T: *a\n"), "2:6: an alias inside of what it stands for");
}

TEST(Aliases, ThatExpandWithoutEndAreRefused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i,
                        i - 1);
  }
  EXPECT_TRUE(error_of(bomb).contains("more than 200000 values with its aliases expanded"));
}

TEST(Documents, AreNotNestedWithoutEnd) {
  EXPECT_TRUE(error_of(std::string(150, '[') + std::string(150, ']'))
                  .contains("nested deeper than 100 levels"));
  EXPECT_NE(error_of(std::string(100'000, '[')), "");
  EXPECT_NE(error_of(std::string(100'000, '{')), "");
  std::string sequence;
  for (int i = 0; i < 10'000; ++i) {
    sequence += "- ";
  }
  EXPECT_NE(error_of(sequence), "");
}

TEST(Documents, OfMoreThanAMegabyteAreRefused) {
  EXPECT_EQ(error_of(std::string(kTemplateBytesMax + 1, ' ')),
            "1:1: the template is larger than 1000000 bytes, which is CloudFormation's quota");
}

TEST(Documents, AreOne) {
  EXPECT_EQ(error_of("a: 1\n---\nb: 2\n"),
            "2:1: a template is one YAML document: remove what follows \"---\"");
}

TEST(Documents, AreUtf8) { EXPECT_EQ(error_of("a: \xFF"), "1:1: the template is not valid UTF-8"); }

TEST(Documents, ThatAreNotYamlSayWhere) {
  EXPECT_TRUE(
      error_of("Resources:\n  T: [a\n").contains("Template format error: YAML not well-formed"));
}

TEST(Documents, MayBeginWithAByteOrderMark) {
  EXPECT_EQ(error_of("\xEF\xBB\xBF" + naming("a")), "");
}

TEST(Errors, CountCharactersNotBytes) {
  EXPECT_EQ(error_of("Resources: {T: {Description: 'äöü', Type: [x]}}").substr(0, 5), "1:16:");
  EXPECT_EQ(error_of("Äpfel: &a [*a]").substr(0, 5), "1:12:");
}

TEST(Json, WritesCharactersBeyondTheFirstPlaneAsTwoEscapes) {
  const Stack stack = stack_of(R"({"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {
    "Policies": [{"PolicyName": "\ud83d\ude00\\ud83d", "PolicyDocument": {"a": "\/"}}]}}}})");
  EXPECT_EQ(stack.fragment["roles"]["R"]["policies"].dump(), R"({"😀\\ud83d":{"a":"/"}})");
}

}  // namespace
}  // namespace ddbsim::stack
