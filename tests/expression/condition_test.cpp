#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/expression/requests.hpp"

// Conditions and filters on one item: what holds, and what is refused before any item is read.
namespace ddbsim::expression {
namespace {

using testing::item_of;
using testing::outcome;
using testing::Row;

const value::Item& sample() {
  static const value::Item kItem = item_of(R"({
      "s": "a\u00e9\ud83d\ude00b", "empty": "", "n": 5, "big": 123456789012345678,
      "bin": {"B": "AAEC"}, "t": true, "null": null,
      "list": [1, "x", [2], {"M": {"k": {"N": "1"}}}, true, null],
      "m": {"M": {"x": {"N": "1"}, "y": {"S": "q"}}},
      "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": ["YQ==", "Yg=="]}})");
  return kItem;
}

/// Every row may use #list, #null and #empty, which are reserved words.
void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    Row named = row;
    std::string names;
    for (const char* name : {"list", "null", "empty"}) {
      if (row.text.find("#" + std::string(name)) != std::string::npos) {
        names += (names.empty() ? "" : ", ") + std::string("\"#") + name + "\": \"" + name + "\"";
      }
    }
    named.names = names.empty() ? "" : "{" + names + "}";
    EXPECT_EQ(outcome(Kind::filter, named, sample()), row.expected)
        << row.text << " with " << row.values;
  }
}

TEST(Comparisons, EqualMeansSameTypeAndSameValue) {
  expect_rows({{"n = :v", "true", R"({":v": {"N": "5.0"}})"},
               {"n = :v", "false", R"({":v": "5"})"},
               {"n <> :v", "true", R"({":v": "5"})"},
               {"ss = :v", "true", R"({":v": {"SS": ["b", "a"]}})"},
               {"ns = :v", "true", R"({":v": {"NS": ["2.0", "1"]}})"},
               {"m = :v", "true", R"({":v": {"M": {"y": {"S": "q"}, "x": {"N": "1.0"}}}})"},
               {"#list = :v", "false", R"({":v": [1]})"},
               {"#null = :v", "true", R"({":v": null})"},
               {"t <> :v", "true", R"({":v": false})"},
               {":a = :b", "true", R"({":a": 1, ":b": 1})"}});
}

TEST(Comparisons, OrderIsWithinOneType) {
  expect_rows({{"n < :v", "true", R"({":v": 10})"},  // numbers, not texts
               {"n >= :v", "true", R"({":v": 5})"},
               {"n > :v", "true", R"({":v": -7})"},
               {"s < :v", "true", R"({":v": "b"})"},
               {"s < :v", "false", R"({":v": 9})"},
               {"s > n", "false"},
               {"s > #empty", "true"},
               {"bin > :v", "true", R"({":v": {"B": "AAE="}})"},
               {"t < #null", "false"},
               {"#list < m", "false"}});
}

TEST(Comparisons, WhatIsMissingIsUnequalToEverything) {
  expect_rows({{"q = :v", "false", R"({":v": 1})"},
               {"q <> :v", "true", R"({":v": 1})"},
               {"q = q2", "false"},
               {"q <> q2", "true"},
               {"q < q2", "false"},
               {"NOT q < :v", "true", R"({":v": 1})"},
               {"q IN (q2)", "false"},
               {"n BETWEEN q AND :v", "false", R"({":v": 9})"},
               {"begins_with(q, :v)", "false", R"({":v": "x"})"},
               {"contains(q, :v)", "false", R"({":v": "x"})"},
               {"contains(#list, q)", "false"},
               {"attribute_type(q, :v)", "false", R"({":v": "S"})"}});
}

TEST(Comparisons, BetweenIncludesItsBounds) {
  expect_rows({{"n BETWEEN :a AND :b", "true", R"({":a": 5, ":b": 5})"},
               {"n BETWEEN :a AND :b", "false", R"({":a": 6, ":b": 9})"},
               {"NOT n BETWEEN :a AND :b", "true", R"({":a": 6, ":b": 9})"},
               {"s BETWEEN n AND n", "false"},
               {"n BETWEEN :a AND #empty", "false", R"({":a": 1})"},
               {"n BETWEEN big AND big", "false"},
               {"size(ss) BETWEEN :a AND n", "true", R"({":a": 2})"}});
}

TEST(Comparisons, InIsEqualToOneOfThem) {
  expect_rows({{"n IN (:a, :b)", "true", R"({":a": "5", ":b": 5})"},
               {"n in (:a)", "false", R"({":a": "5"})"},
               {"NOT n IN (:a)", "true", R"({":a": 1})"},
               {"#list IN (:a, #list[0])", "false", R"({":a": []})"}});
}

TEST(Functions, Existence) {
  expect_rows({{"attribute_exists(#null)", "true"},
               {"attribute_not_exists(#null)", "false"},
               {"attribute_not_exists(q)", "true"},
               {"attribute_exists(m.x)", "true"},
               {"attribute_exists(m.z)", "false"},
               {"attribute_exists(m[0])", "false"},
               {"attribute_exists(n.x)", "false"},
               {"attribute_exists(#list[5])", "true"},
               {"attribute_exists(#list[6])", "false"},
               {"attribute_exists(#list[3].k)", "true"},
               {"attribute_exists(#list.k)", "false"},
               {"attribute_exists(ss[0])", "false"}});
}

TEST(Functions, Types) {
  const std::vector<std::pair<std::string, std::string>> types = {
      {"s", "S"},     {"n", "N"}, {"bin", "B"}, {"t", "BOOL"}, {"#null", "NULL"},
      {"#list", "L"}, {"m", "M"}, {"ss", "SS"}, {"ns", "NS"},  {"bs", "BS"}};
  for (const auto& [path, own] : types) {
    for (const auto& [other, type] : types) {
      expect_rows({{"attribute_type(" + path + ", :t)", own == type ? "true" : "false",
                    R"({":t": ")" + type + R"("})"}});
    }
  }
  expect_rows({{"attribute_type(:v, :t)", "true", R"({":v": 1, ":t": "N"})"}});
}

TEST(Functions, BeginsWithTakesTextsAndBinaries) {
  expect_rows({{"begins_with(s, :v)", "true", R"({":v": "a\u00e9"})"},
               {"begins_with(s, :v)", "true", R"({":v": ""})"},
               {"begins_with(s, :v)", "false", R"({":v": "b"})"},
               {"begins_with(bin, :v)", "true", R"({":v": {"B": "AAE="}})"},
               {"begins_with(s, :v)", "false", R"({":v": {"B": "YQ=="}})"},
               {"begins_with(n, :v)", "false", R"({":v": "5"})"},
               {"begins_with(s, n)", "false"},
               {"begins_with(:v, s)", "true", R"({":v": "a\u00e9\ud83d\ude00bc"})"}});
}

TEST(Functions, ContainsLooksIntoTextsSetsAndLists) {
  expect_rows({{"contains(s, :v)", "true", R"({":v": "\u00e9"})"},
               {"contains(s, :v)", "true", R"({":v": ""})"},
               {"contains(s, :v)", "false", R"({":v": 1})"},
               {"contains(bin, :v)", "true", R"({":v": {"B": "AQ=="}})"},
               {"contains(ss, :v)", "true", R"({":v": "a"})"},
               {"contains(ss, :v)", "false", R"({":v": {"SS": ["a"]}})"},
               {"contains(ns, :v)", "true", R"({":v": {"N": "1.0"}})"},
               {"contains(ns, :v)", "false", R"({":v": "1"})"},
               {"contains(bs, :v)", "true", R"({":v": {"B": "YQ=="}})"},
               {"contains(#list, :v)", "true", R"({":v": "x"})"},
               {"contains(#list, :v)", "true", R"({":v": [2]})"},
               {"contains(#list, :v)", "true", R"({":v": {"M": {"k": {"N": "1"}}}})"},
               {"contains(#list, :v)", "true", R"({":v": null})"},
               {"contains(#list, :v)", "false", R"({":v": false})"},
               {"contains(m, :v)", "false", R"({":v": "x"})"},
               {"contains(n, :v)", "false", R"({":v": 5})"},
               {"contains(:v, n)", "true", R"({":v": [5]})"}});
}

TEST(Functions, SizeOfEachType) {
  expect_rows({{"size(s) = :v", "true", R"({":v": 5})"},  // UTF-16 units: the emoji counts two
               {"size(#empty) = :v", "true", R"({":v": 0})"},
               {"size(bin) = :v", "true", R"({":v": 3})"},
               {"size(ss) = size(ns)", "true"},
               {"size(bs) = :v", "true", R"({":v": 2})"},
               {"size(#list) = :v", "true", R"({":v": 6})"},
               {"size(m) < :v", "true", R"({":v": 2.5})"},
               {"contains(:v, size(bs))", "true", R"({":v": {"NS": ["2"]}})"},
               {"size(:a) = :v", "true", R"({":a": "0123456789", ":v": 10})"}});
}

TEST(Functions, WhatHasNoSizeIsAsIfItWereMissing) {
  for (const char* path : {"n", "t", "#null", "q"}) {
    const std::string size = "size(" + std::string(path) + ")";
    expect_rows({{size + " = :v", "false", R"({":v": 1})"},
                 {size + " <> :v", "true", R"({":v": 1})"},
                 {size + " >= :v", "false", R"({":v": 0})"},
                 {size + " IN (:v)", "false", R"({":v": 1})"}});
  }
}

TEST(Functions, SizesAreExactNumbers) {
  for (const std::size_t size :
       {0U, 1U, 9U, 10U, 11U, 99U, 100U, 101U, 110U, 999U, 1000U, 1010U, 12345U, 100000U}) {
    const value::Item values = {{":v", std::string(size, 'x')},
                                {":n", value::Number(static_cast<std::int64_t>(size))}};
    Placeholders placeholders(nullptr, values);
    const auto tree = compile(Kind::filter, "size(:v) = :n");
    const auto condition = bind_condition(Kind::filter, *tree, placeholders);
    EXPECT_TRUE(condition->holds({})) << size;
  }
}

TEST(Connectives, NotBeforeAndBeforeOr) {
  const std::string values = R"({":y": 5, ":x": 6})";
  expect_rows({{"n = :y OR n = :x AND n = :x", "true", values},
               {"(n = :y OR n = :x) AND n = :x", "false", values},
               {"NOT n = :y OR n = :y AND n <> :x", "true", values},
               {"NOT (n = :y OR n = :x)", "false", values},
               {"NOT n = :x AND NOT n = :x AND n = :y", "true", values},
               {"not not n = :y And n <> :x", "true", values}});
}

TEST(Connectives, NoItemIsAnItemWithoutAttributes) {
  EXPECT_EQ(outcome(Kind::condition, {"attribute_not_exists(pk)", ""}, {}), "true");
  EXPECT_EQ(outcome(Kind::condition, {"a = b", ""}, {}), "false");
}

struct Refusal {
  std::string text;
  std::string message;
  std::string values = {};
};

void expect_refusals(const std::vector<Refusal>& refusals) {
  for (const Refusal& refusal : refusals) {
    EXPECT_EQ(outcome(Kind::condition, {refusal.text, "", refusal.values}, sample()),
              "Invalid ConditionExpression: " + refusal.message)
        << refusal.text;
  }
}

TEST(Operands, UndefinedPlaceholders) {
  expect_refusals({{"#a = b",
                    "An expression attribute name used in the document path is not defined; "
                    "attribute name: #a"},
                   {"a.b[1].#c = b",
                    "An expression attribute name used in the document path is not defined; "
                    "attribute name: #c"},
                   {"a IN (b, :zz, :y)",
                    "An expression attribute value used in expression is not defined; attribute "
                    "value: :zz"}});
}

TEST(Operands, Counts) {
  const std::string head =
      "Incorrect number of operands for operator or function; operator or "
      "function: ";
  expect_refusals({{"attribute_exists(a, b)", head + "attribute_exists, number of operands: 2"},
                   {"attribute_type(a)", head + "attribute_type, number of operands: 1"},
                   {"begins_with(a)", head + "begins_with, number of operands: 1"},
                   {"contains(a, b, c)", head + "contains, number of operands: 3"},
                   {"size(a, b) = c", head + "size, number of operands: 2"}});
}

TEST(Operands, TypesOfLiterals) {
  const std::string values = R"({":b": true})";
  const std::string head =
      "Incorrect operand type for operator or function; operator or function: ";
  expect_refusals(
      {{"a < :b", head + "<, operand type: BOOL", values},
       {":b >= a", head + ">=, operand type: BOOL", values},
       {"a < :l", head + "<, operand type: L", R"({":l": []})"},
       {"a > :m", head + ">, operand type: M", R"({":m": {"M": {}}})"},
       {"a <= :s", head + "<=, operand type: NS", R"({":s": {"NS": ["1"]}})"},
       {"a BETWEEN b AND :b", head + "BETWEEN, operand type: BOOL", values},
       {"begins_with(a, :n)", head + "begins_with, operand type: N", R"({":n": 1})"},
       {"begins_with(size(a), b)", head + "begins_with, operand type: N"},
       {"begins_with(:b, :n)", head + "begins_with, operand type: BOOL",
        R"({":b": true, ":n": 1})"},
       {"size(:n) = a", head + "size, operand type: N", R"({":n": 1})"},
       {"size(size(a)) = b", head + "size, operand type: N"},
       {"attribute_type(a, :n)", head + "attribute_type, operand type: N", R"({":n": 1})"},
       {"attribute_type(a, b)",
        head + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
       {"attribute_type(a, :t)",
        "Invalid attribute type name found; type: string, valid types: "
        "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
        R"({":t": "string"})"}});
}

TEST(Operands, PathsWherePathsAreNeeded) {
  const std::string head = "Operator or function requires a document path; operator or function: ";
  expect_refusals({{"attribute_exists(:v)", head + "attribute_exists", R"({":v": 1})"},
                   {"attribute_not_exists(size(a))", head + "attribute_not_exists"}});
}

TEST(Operands, TheSamePathTwice) {
  const auto message = [](const std::string& op, const std::string& path) {
    return "The first operand must be distinct from the remaining operands for this operator or "
           "function; operator: " +
           op + ", first operand: " + path;
  };
  expect_refusals({{"a = a", message("=", "[a]")},
                   {"a.b <> a.b", message("<>", "[a, b]")},
                   {"a[0] >= a[0]", message(">=", "[a, [0]]")},
                   {"a IN (b, a)", message("IN", "[a]")},
                   {"a BETWEEN a AND b", message("BETWEEN", "[a]")},
                   {"begins_with(a, a)", message("begins_with", "[a]")},
                   {"contains(a[1].b, a[1].b)", message("contains", "[a, [1], b]")}});
  EXPECT_EQ(outcome(Kind::condition, {"size(a) = size(a)", ""}, {}), "false");
  EXPECT_EQ(outcome(Kind::condition, {"a BETWEEN b AND b", ""}, {}), "false");
}

TEST(Operands, BoundsOfBetween) {
  expect_refusals(
      {{"x BETWEEN :a AND :b",
        "The BETWEEN operator requires upper bound to be greater than or equal to lower "
        "bound; lower bound operand: AttributeValue: {S:y}, upper bound operand: "
        "AttributeValue: {S:x}",
        R"({":a": "y", ":b": "x"})"},
       {"x BETWEEN :a AND :b",
        "The BETWEEN operator requires same data type for lower and upper bounds; lower "
        "bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: "
        "{B:YQ==}",
        R"({":a": 10, ":b": {"B": "YQ=="}})"}});
}

TEST(Condition, NamesTheAttributesThatItReads) {
  const value::Item values = {{":v", 1}};
  const Names names = {{"#n", "name"}};
  Placeholders placeholders(&names, values);
  const auto tree = compile(Kind::filter, "a.b = :v AND size(#n) > c[0] AND NOT a = d");
  const auto condition = bind_condition(Kind::filter, *tree, placeholders);
  EXPECT_EQ(condition->attributes(), (std::vector<std::string>{"a", "name", "c", "d"}));
}

TEST(Condition, OutlivesTheRequest) {
  const auto make = [] {
    const value::Item values = {{":v", std::string(100, 'x')}};
    Placeholders placeholders(nullptr, values);
    return *bind_condition(Kind::filter, *compile(Kind::filter, "a = :v"), placeholders);
  };
  const Condition condition = make();
  EXPECT_TRUE(condition.holds({{"a", std::string(100, 'x')}}));
}

}  // namespace
}  // namespace ddbsim::expression
