#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/value/dynamo_json.hpp"
#include "tests/expression/requests.hpp"

// Updates of one item: SET, REMOVE, ADD, DELETE, and what is refused when.
namespace ddbsim::expression {
namespace {

using testing::item_of;
using testing::outcome;

struct Case {
  std::string item;
  std::string update;
  std::string expected;  ///< DynamoDB JSON of the item, or the message
  std::string values = {};
};

void expect_cases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    std::string expected = c.expected;
    if (expected.starts_with("{")) {
      expected.clear();
      value::append_json(item_of(c.expected), expected);
    }
    EXPECT_EQ(outcome(Kind::update, {c.update, "", c.values}, item_of(c.item)), expected)
        << c.update << " on " << c.item << " with " << c.values;
  }
}

const std::string kMissing =
    "The provided expression refers to an attribute that does not exist in the item";
const std::string kWrongType = "An operand in the update expression has an incorrect data type";
const std::string kInvalidPath =
    "The document path provided in the update expression is invalid for update";

TEST(Set, WritesAttributes) {
  expect_cases({{R"({"pk": "k"})", "SET a = :v", R"({"pk": "k", "a": "x"})", R"({":v": "x"})"},
                {R"({"a": 1})", "set a = :v", R"({"a": ""})", R"({":v": ""})"},
                {R"({"b": 1, "z": 2})", "SET c = :v, a = :v", R"({"a": 9, "b": 1, "c": 9, "z": 2})",
                 R"({":v": 9})"},
                {R"({"a": [1]})", "SET b = a", R"({"a": [1], "b": [1]})"}});
}

TEST(Set, EveryOperandReadsTheOldItem) {
  expect_cases({{R"({"a": 1, "b": 2})", "SET a = b, b = a", R"({"a": 2, "b": 1})"},
                {R"({"a": 1})", "SET b = a REMOVE a", R"({"b": 1})"},
                {R"({"a": 1})", "ADD a :v SET b = a", R"({"a": 6, "b": 1})", R"({":v": 5})"},
                {R"({"m": {"M": {"x": {"N": "1"}}}})", "SET m = :v, a = m.x", R"({"a": 1, "m": 7})",
                 R"({":v": 7})"},
                {R"({"a": 1})", "SET b = :v, c = b", kMissing, R"({":v": 1})"}});
}

TEST(Set, Arithmetic) {
  expect_cases({{R"({"a": 5})", "SET a = a + :v", R"({"a": 6.5})", R"({":v": 1.5})"},
                {R"({"a": 5})", "SET a = :v - a", R"({"a": -4})", R"({":v": 1})"},
                {R"({"a": 5})", "SET a = (a) + (a)", R"({"a": 10})"},
                {R"({"a": 5})", "SET b = if_not_exists(b, :z) + :v", R"({"a": 5, "b": 1})",
                 R"({":z": 0, ":v": 1})"},
                {R"({"s": "x"})", "SET a = s + :v", kWrongType, R"({":v": 1})"},
                {R"({"s": "x"})", "SET a = s + q", kMissing},
                {R"({})", "SET a = q + :v", kMissing, R"({":v": 1})"}});
}

TEST(Set, NumbersStayInTheirRange) {
  const std::string big = R"({"a": {"N": "9.9999999999999999999999999999999999999E+125"}})";
  expect_cases(
      {{big, "SET a = a + a",
        "Number overflow. Attempting to store a number with magnitude larger than supported range"},
       {big, "SET a = a - a", R"({"a": 0})"},
       {R"({})", "SET a = :x - :y",
        "Number underflow. Attempting to store a number with magnitude smaller than supported "
        "range",
        R"({":x": {"N": "1E-130"}, ":y": {"N": "1.5E-130"}})"},
       {R"({"a": {"N": "99999999999999999999999999999999999999"}})", "SET a = a + :v",
        R"({"a": {"N": "1E38"}})", R"({":v": 1})"},
       {R"({"a": {"N": "99999999999999999999999999999999999999"}})", "ADD a :v",
        "Attempting to store more than 38 significant digits in a Number", R"({":v": 0.5})"},
       {R"({"a": {"N": "1E20"}})", "SET a = a + :v",
        "Attempting to store more than 38 significant digits in a Number",
        R"({":v": {"N": "1E-20"}})"}});
}

TEST(Set, IfNotExists) {
  expect_cases(
      {{R"({})", "SET a = if_not_exists(a, :v)", R"({"a": 1})", R"({":v": 1})"},
       {R"({"a": 2})", "SET a = if_not_exists(a, :v)", R"({"a": 2})", R"({":v": 1})"},
       {R"({"a": 2})", "SET b = if_not_exists(a.x, a)", R"({"a": 2, "b": 2})"},
       {R"({"a": 2})", "SET b = if_not_exists(a, q)", R"({"a": 2, "b": 2})"},
       {R"({})", "SET b = if_not_exists(a, q)", kMissing},
       {R"({})", "SET b = if_not_exists(a, if_not_exists(c, :v))", R"({"b": 1})", R"({":v": 1})"}});
}

TEST(Set, ListAppend) {
  expect_cases(
      {{R"({"l": [1]})", "SET l = list_append(l, :v)", R"({"l": [1, 2]})", R"({":v": [2]})"},
       {R"({"l": [1]})", "SET l = list_append(:v, l)", R"({"l": [2, 1]})", R"({":v": [2]})"},
       {R"({"l": [1]})", "SET l = list_append(l, l)", R"({"l": [1, 1]})"},
       {R"({})", "SET l = list_append(if_not_exists(l, :e), :v)", R"({"l": [2]})",
        R"({":e": [], ":v": [2]})"},
       {R"({})", "SET l = list_append(l, :v)", kMissing, R"({":v": [2]})"},
       {R"({"l": "x"})", "SET l = list_append(l, :v)", kWrongType, R"({":v": [2]})"}});
}

TEST(Set, InsideOfMapsAndLists) {
  const std::string item = R"({"l": [1, 2, 3], "m": {"M": {"x": {"N": "1"}}}})";
  expect_cases(
      {{item, "SET l[1] = :v", R"({"l": [1, 9, 3], "m": {"M": {"x": {"N": "1"}}}})",
        R"({":v": 9})"},
       {item, "SET m.y = m.x",
        R"({"l": [1, 2, 3], "m": {"M": {"x": {"N": "1"}, "y": {"N": "1"}}}})"},
       {item, "SET l[7] = :b, l[5] = :a, l[0] = :c",  // beyond the end: at the end, in order
        R"({"l": ["c", 2, 3, "a", "b"], "m": {"M": {"x": {"N": "1"}}}})",
        R"({":a": "a", ":b": "b", ":c": "c"})"},
       {item, "SET q.x = :v", kInvalidPath, R"({":v": 9})"},
       {item, "SET m.q.x = :v", kInvalidPath, R"({":v": 9})"},
       {item, "SET l.x = :v", kInvalidPath, R"({":v": 9})"},
       {item, "SET m[0] = :v", kInvalidPath, R"({":v": 9})"},
       {item, "SET l[0].x = :v", kInvalidPath, R"({":v": 9})"}});
}

TEST(Remove, AttributesAndElements) {
  const std::string item = R"({"a": 1, "l": [1, 2, 3], "m": {"M": {"x": {"N": "1"}}}})";
  expect_cases({{item, "REMOVE a, m, q", R"({"l": [1, 2, 3]})"},
                {item, "REMOVE m.x", R"({"a": 1, "l": [1, 2, 3], "m": {"M": {}}})"},
                {item, "REMOVE m.q, l[9], m.x", R"({"a": 1, "l": [1, 2, 3], "m": {"M": {}}})"},
                {item, "REMOVE q.x", kInvalidPath},
                {item, "REMOVE a.x", kInvalidPath},
                {item, "REMOVE m.q.r", kInvalidPath},
                {item, "REMOVE a[0]", kInvalidPath}});
}

TEST(Remove, IndexesAreThoseOfTheOldList) {
  expect_cases(
      {{R"({"l": [1, 2, 3]})", "REMOVE l[0], l[1]", R"({"l": [3]})"},
       {R"({"l": [1, 2, 3]})", "REMOVE l[1], l[0], l[2]", R"({"l": []})"},
       {R"({"l": [1, 2, 3]})", "REMOVE l[0] SET l[1] = :v", R"({"l": [9, 3]})", R"({":v": 9})"},
       {R"({"l": [1, 2, 3]})", "SET l[4] = :v REMOVE l[0]", R"({"l": [2, 3, 9]})", R"({":v": 9})"},
       {R"({"l": [1, 2, 3]})", "SET l[3] = :v REMOVE l[3]",
        "Invalid UpdateExpression: Two document paths overlap with each other; must remove "
        "or rewrite one of these paths; path one: [l, [3]], path two: [l, [3]]",
        R"({":v": 9})"},
       {R"({"l": [1, 2, 3]})", "SET l[9] = :v REMOVE l[3], l[0]", R"({"l": [2, 3, 9]})",
        R"({":v": 9})"},
       {R"({"l": [1, 2, 3]})", "SET l[0] = :v REMOVE l[1] ADD l[2] :v", R"({"l": [9, 12]})",
        R"({":v": 9})"},
       {R"({"l": [[1, 2], [3, 4]]})", "REMOVE l[0], l[1][0]", R"({"l": [[4]]})"}});
}

TEST(Add, NumbersAndSets) {
  expect_cases(
      {{R"({"a": 1})", "ADD a :v", R"({"a": 3.5})", R"({":v": 2.5})"},
       {R"({})", "ADD a :v", R"({"a": 2})", R"({":v": 2})"},
       {R"({"m": {"M": {}}})", "ADD m.x :v", R"({"m": {"M": {"x": {"N": "2"}}}})", R"({":v": 2})"},
       {R"({"a": {"SS": ["b"]}})", "ADD a :v", R"({"a": {"SS": ["a", "b"]}})",
        R"({":v": {"SS": ["a", "b"]}})"},
       {R"({})", "ADD a :v", R"({"a": {"NS": ["1"]}})", R"({":v": {"NS": ["1"]}})"},
       {R"({"a": {"BS": ["YQ=="]}})", "ADD a :v", R"({"a": {"BS": ["YQ==", "Yg=="]}})",
        R"({":v": {"BS": ["Yg=="]}})"},
       {R"({"l": [1]})", "ADD l[0] :v, l[4] :v", R"({"l": [2, 1]})", R"({":v": 1})"},
       {R"({"a": "x"})", "ADD a :v", kWrongType, R"({":v": 1})"},
       {R"({"a": {"NS": ["1"]}})", "ADD a :v", kWrongType, R"({":v": 1})"},
       {R"({"a": {"SS": ["1"]}})", "ADD a :v", kWrongType, R"({":v": {"NS": ["1"]}})"},
       {R"({})", "ADD a.b :v", kInvalidPath, R"({":v": 1})"}});
}

TEST(Delete, TheLastElementTakesTheAttributeWithIt) {
  expect_cases({{R"({"a": {"SS": ["a", "b"]}})", "DELETE a :v", R"({"a": {"SS": ["b"]}})",
                 R"({":v": {"SS": ["a", "z"]}})"},
                {R"({"a": {"NS": ["1"]}, "b": 1})", "DELETE a :v", R"({"b": 1})",
                 R"({":v": {"NS": ["1.0"]}})"},
                {R"({"m": {"M": {"s": {"BS": ["YQ=="]}}}})", "DELETE m.s :v", R"({"m": {"M": {}}})",
                 R"({":v": {"BS": ["YQ=="]}})"},
                {R"({"b": 1})", "DELETE a :v", R"({"b": 1})", R"({":v": {"SS": ["a"]}})"},
                {R"({"a": 1})", "DELETE a :v", kWrongType, R"({":v": {"SS": ["a"]}})"},
                {R"({"a": {"SS": ["1"]}})", "DELETE a :v", kWrongType, R"({":v": {"NS": ["1"]}})"},
                {R"({})", "DELETE a.b :v", kInvalidPath, R"({":v": {"SS": ["a"]}})"}});
}

struct Refusal {
  std::string text;
  std::string message;
  std::string values = {};
};

void expect_refusals(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    EXPECT_EQ(outcome(Kind::update, {refusal.text, "", refusal.values}, {}),
              "Invalid UpdateExpression: " + refusal.message)
        << refusal.text;
  }
}

TEST(UpdateOperands, TypesOfLiterals) {
  const std::string head =
      "Incorrect operand type for operator or function; operator or function: ";
  expect_refusals({{"SET a = b + :v", head + "+, operand type: S", R"({":v": "x"})"},
                   {"SET a = :v - b", head + "-, operand type: SS", R"({":v": {"SS": ["x"]}})"},
                   {"SET a = list_append(b, :v)", head + "list_append, operand type: M",
                    R"({":v": {"M": {}}})"}});
  const auto section = [](const std::string& name, const std::string& type) {
    return "Incorrect operand type for operator or function; operator: " + name +
           ", operand type: " + type + ", typeSet: ALLOWED_FOR_" + name + "_OPERAND";
  };
  expect_refusals({{"ADD a :v", section("ADD", "STRING"), R"({":v": "x"})"},
                   {"ADD a :v", section("ADD", "BINARY"), R"({":v": {"B": "YQ=="}})"},
                   {"ADD a :v", section("ADD", "BOOLEAN"), R"({":v": true})"},
                   {"ADD a :v", section("ADD", "NULL"), R"({":v": null})"},
                   {"ADD a :v", section("ADD", "MAP"), R"({":v": {"M": {}}})"},
                   {"ADD a :v", section("ADD", "LIST"), R"({":v": []})"},
                   {"DELETE a :v", section("DELETE", "NUMBER"), R"({":v": 1})"}});
}

TEST(UpdateOperands, CountsAndPaths) {
  const std::string head =
      "Incorrect number of operands for operator or function; operator or "
      "function: ";
  const std::string distinct =
      "The first operand must be distinct from the remaining operands for "
      "this operator or function; operator: if_not_exists, first operand: "
      "[a]";
  expect_refusals({{"SET a = if_not_exists(b)", head + "if_not_exists, number of operands: 1"},
                   {"SET a = list_append(b, c, d)", head + "list_append, number of operands: 3"},
                   {"SET a = if_not_exists(a, a)", distinct},
                   {"SET a = if_not_exists(:v, b)",
                    "Operator or function requires a document path; operator or function: "
                    "if_not_exists",
                    R"({":v": 1})"}});
}

TEST(UpdateOperands, OrderOfChecks) {
  const std::string name =
      "An expression attribute name used in the document path is not defined; "
      "attribute name: #x";
  const std::string value =
      "An expression attribute value used in expression is not defined; "
      "attribute value: :z";
  const std::string overlap =
      "Two document paths overlap with each other; must remove or rewrite "
      "one of these paths; path one: [a], path two: [a]";
  expect_refusals({{"SET a = :z, b = #x", name},
                   {"SET a = :z REMOVE #x", name},
                   {"SET a = b, a = :z", value},
                   {"SET a = list_append(b), a = c", overlap},
                   {"ADD a :s SET a = :s", overlap, R"({":s": "x"})"},
                   {"SET a = b SET c = :z",
                    "The \"SET\" section can only be used once in an update expression;"}});
}

TEST(Update, SaysWhatItWrites) {
  const value::Item values = {{":n", 1}, {":s", value::string_set({"x"})}};
  const Names names = {{"#n", "name"}};
  Placeholders placeholders(&names, values);
  const auto tree =
      compile(Kind::update, "SET a.b = :n, #n = :n, a.c = :n REMOVE l[0] ADD x :n DELETE s :s");
  const auto update = bind_update(*tree, placeholders);
  ASSERT_TRUE(update);
  EXPECT_EQ(update->written(), (std::vector<std::string>{"a", "name", "l", "x", "s"}));
  EXPECT_EQ(update->writing_actions(), 4U);
  EXPECT_EQ(update->clearing_actions(), 2U);
  EXPECT_FALSE(placeholders.check_all_used());

  const auto applied = update->apply(item_of(R"({"a": {"M": {}}, "l": [1]})"));
  ASSERT_TRUE(applied);
  std::vector<std::string> touched;
  for (const Path& path : update->touched()) {
    touched.push_back(text_of(path));
  }
  EXPECT_EQ(touched, (std::vector<std::string>{"a.b", "name", "a.c", "l[0]", "x", "s"}));
}

}  // namespace
}  // namespace ddbsim::expression
