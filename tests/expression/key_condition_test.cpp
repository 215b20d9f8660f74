#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/expression/requests.hpp"

// Key conditions: what a query may ask for, in any order and with any parentheses, and each
// refusal.
namespace ddbsim::expression {
namespace {

using testing::bind_key;
using testing::key_outcome;
using testing::Row;
using value::Type;
using Operator = KeyCondition::Operator;

const KeyNames kHash = {{{"pk", Type::S}}, {}};
const KeyNames kHashRange = {{{"pk", Type::S}}, {{"sk", Type::S}}};
const KeyNames kNumberRange = {{{"pk", Type::S}}, {{"sk", Type::N}}};
const KeyNames kSeveral = {{{"h1", Type::S}, {"h2", Type::N}},
                           {{"r1", Type::S}, {"r2", Type::S}, {"r3", Type::N}}};

/// Only the values that the text uses.
std::string values_for(const std::string& text) {
  std::string values;
  for (const auto& [key, json] :
       std::vector<std::pair<std::string, std::string>>{{":s", "\"x\""},
                                                        {":u", "\"y\""},
                                                        {":n", "1"},
                                                        {":t", "true"},
                                                        {":e", "\"\""},
                                                        {":b", R"({"B": "YQ=="})"}}) {
    if (text.find(key) != std::string::npos) {
      values += (values.empty() ? "\"" : ", \"") + key + "\": " + json;
    }
  }
  return values.empty() ? "" : "{" + values + "}";
}

void expect_rows(const KeyNames& keys, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(key_outcome({row.text, "", values_for(row.text), row.names}, keys), row.expected)
        << row.text;
  }
}

TEST(KeyCondition, EqualityAndARange) {
  struct Shape {
    std::string text;
    Operator op;
    std::size_t operands;
  };
  for (const Shape& shape :
       std::vector<Shape>{{"pk = :s", Operator::none, 0},
                          {"pk = :s AND sk < :u", Operator::less, 1},
                          {"pk = :s AND :u > sk", Operator::less, 1},  // turned round
                          {"pk = :s AND :u >= sk", Operator::less_equal, 1},
                          {"sk <= :u AND pk = :s", Operator::less_equal, 1},
                          {"(sk > :u) AND (pk = :s)", Operator::greater, 1},
                          {"((pk = :s) and sk >= :u)", Operator::greater_equal, 1},
                          {":s = pk AND begins_with(sk, :u)", Operator::begins_with, 1},
                          {"pk = (:s) AND (sk) BETWEEN :s AND :u", Operator::between, 2}}) {
    const auto bound = bind_key({shape.text, "", values_for(shape.text)}, kHashRange);
    ASSERT_TRUE(bound) << shape.text << ": " << bound.error().message;
    ASSERT_EQ(bound->hash.size(), 1U);
    EXPECT_EQ(bound->hash[0].view().bytes(), "x");
    EXPECT_TRUE(bound->range_equal.empty());
    EXPECT_EQ(bound->last, shape.op) << shape.text;
    ASSERT_EQ(bound->last_operands.size(), shape.operands);
    if (shape.operands != 0) {
      EXPECT_EQ(bound->last_operands.back().view().bytes(), "y");
    }
  }
}

TEST(KeyCondition, EqualSortKeyIsAnEquality) {
  const auto bound = bind_key({"sk = :n AND pk = :s", "", R"({":n": 7, ":s": "x"})"}, kNumberRange);
  ASSERT_TRUE(bound);
  ASSERT_EQ(bound->range_equal.size(), 1U);
  EXPECT_EQ(bound->range_equal[0].view().number(), value::Number(7));
  EXPECT_EQ(bound->last, Operator::none);
}

TEST(KeyCondition, MissingKeys) {
  expect_rows(kHashRange,
              {{"sk = :s", "Query condition missed key schema element: pk"},
               {"a = :s", "Query condition missed key schema element: pk"},
               {"sk = :n AND a = :s", "Query condition missed key schema element: pk"},
               {"pk = :s AND a = :s", "Query condition missed key schema element: sk"},
               {"a > :s AND pk = :s", "Query condition missed key schema element: sk"}});
  expect_rows(kHash, {{"a = :s", "Query condition missed key schema element: pk"}});
}

TEST(KeyCondition, TheHashKeyTakesOnlyEquality) {
  const std::string refused = "Query key condition not supported";
  expect_rows(kHashRange, {{"pk > :s", refused},
                           {"begins_with(pk, :s)", refused},
                           {"pk BETWEEN :s AND :u", refused},
                           {"pk > :s AND sk = :n", refused},
                           {"pk > :s AND a = :s", refused},
                           {"pk > :e", refused}});
  expect_rows(kHash, {{"pk = :s AND sk = :s", refused}, {"a = :n AND b = :s", refused}});
}

TEST(KeyCondition, Operators) {
  const std::string head = "Invalid operator used in KeyConditionExpression: ";
  expect_rows(kHashRange, {{"pk <> :s", head + "<>"},
                           {"pk = :s OR sk = :s", head + "OR"},
                           {"pk = :s AND (sk = :s OR a <> :s)", head + "OR"},
                           {"NOT pk = :s", head + "NOT"},
                           {"pk = :s AND sk IN (:s)", head + "IN"},
                           {"size(pk) IN (:s)", head + "IN"},
                           {"pk = :s AND attribute_exists(sk)", head + "attribute_exists"},
                           {"pk = :s AND contains(sk, :s)", head + "contains"}});
}

TEST(KeyCondition, OneAttributeAndLiteralsInEachCondition) {
  const std::string head = "Invalid condition in KeyConditionExpression: ";
  expect_rows(
      kHashRange,
      {{"pk = sk", head + "Multiple attribute names used in one condition"},
       {"pk = a.b", head + "Multiple attribute names used in one condition"},
       {"pk = :s AND sk BETWEEN a AND :u", head + "Multiple attribute names used in one condition"},
       {":s = :u", head + "No key attribute specified"},
       {"pk = :s AND begins_with(:s, sk)",
        head + "begins_with operator must have the key attribute as its first operand"},
       {"pk = :s AND :s BETWEEN sk AND :u",
        head + "BETWEEN operator must have the key attribute as its first operand"},
       {"size(pk) = :n", "KeyConditionExpressions cannot contain nested operations"},
       {"pk = size(sk)", "KeyConditionExpressions cannot contain nested operations"},
       {"pk.a = :s", "KeyConditionExpressions cannot have conditions on nested attributes"},
       {"pk = :s AND sk[0] = :s",
        "KeyConditionExpressions cannot have conditions on nested attributes"}});
}

TEST(KeyCondition, OneConditionForEachKey) {
  const std::string twice = "KeyConditionExpressions must only contain one condition per key";
  expect_rows(kHashRange,
              {{"pk = :s AND pk = :s", twice},
               {"pk = :s AND sk > :s AND sk < :u", twice},
               {"pk = :s AND (sk > :s AND sk < :u)", twice},
               {"pk = :s AND sk = :s AND a = :s", "Conditions can be of length 1 or 2 only"}});
}

TEST(KeyCondition, TypesAreThoseOfTheSchema) {
  const std::string wrong =
      "One or more parameter values were invalid: Condition parameter type does not match schema "
      "type";
  expect_rows(kHashRange, {{"pk = :n", wrong},
                           {"pk = :t", wrong},
                           {"pk > :n", wrong},
                           {"pk = :n AND a = :s", wrong},
                           {"pk = :s AND sk < :b", wrong},
                           {"pk = :s AND sk BETWEEN :n AND :n", wrong}});
  expect_rows(kNumberRange,
              {{"pk = :s AND begins_with(sk, :s)", wrong}, {"pk = :s AND sk = :e", wrong}});
}

TEST(KeyCondition, EmptyKeyValues) {
  const auto message = [](const std::string& key) {
    return "One or more parameter values are not valid. The AttributeValue for a key attribute "
           "cannot contain an empty string value. Key: " +
           key;
  };
  expect_rows(kHashRange, {{"pk = :e", message("pk")},
                           {"pk = :e AND sk = :n", message("pk")},
                           {"pk = :s AND sk > :e", message("sk")},
                           {"pk = :s AND begins_with(sk, :e)", message("sk")},
                           {"pk = :s AND sk BETWEEN :e AND :s", message("sk")}});
  EXPECT_EQ(key_outcome({"b = :e", "", R"({":e": {"B": ""}})"}, {{{"b", Type::B}}, {}}),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty binary value. Key: b");
}

TEST(KeyCondition, IsAConditionFirst) {
  const std::string head = "Invalid KeyConditionExpression: ";
  expect_rows(
      kHashRange,
      {{"pk = pk", head + "The first operand must be distinct from the remaining operands for "
                          "this operator or function; operator: =, first operand: [pk]"},
       {"pk = :zz", head + "An expression attribute value used in expression is not defined; "
                           "attribute value: :zz"},
       {"name = :s", head + "Attribute name is a reserved keyword; reserved keyword: name"},
       {"foo(pk)", head + "Invalid function name; function: foo"},
       {"pk = :s AND begins_with(sk, :n)",
        head + "Incorrect operand type for operator or function; operator or function: "
               "begins_with, operand type: N"},
       {"pk = :s AND sk BETWEEN :u AND :s",
        head + "The BETWEEN operator requires upper bound to be greater than or equal to lower "
               "bound; lower bound operand: AttributeValue: {S:y}, upper bound operand: "
               "AttributeValue: {S:x}"},
       {"pk", head + "Syntax error; token: \"<EOF>\", near: \"pk\""}});
}

// Keys of several attributes, in global indexes only (facts 1.2).
TEST(KeyCondition, SeveralAttributes) {
  const auto bound =
      bind_key({"r2 = :s AND h2 = :n AND r1 = :u AND h1 = :s AND r3 BETWEEN :n AND :n", "",
                R"({":s": "x", ":u": "y", ":n": 1})"},
               kSeveral);
  ASSERT_TRUE(bound);
  ASSERT_EQ(bound->hash.size(), 2U);
  EXPECT_EQ(bound->hash[0].view().bytes(), "x");
  EXPECT_TRUE(bound->hash[1].view().is(Type::N));
  ASSERT_EQ(bound->range_equal.size(), 2U);
  EXPECT_EQ(bound->range_equal[0].view().bytes(), "y");
  EXPECT_EQ(bound->last, Operator::between);
}

TEST(KeyCondition, SeveralAttributesLeftToRightWithoutGaps) {
  const std::string refused = "Query key condition not supported";
  expect_rows(kSeveral,
              {{"h1 = :s AND h2 = :n", "ok"},
               {"h1 = :s AND h2 = :n AND r1 > :s", "ok"},
               {"h1 = :s AND h2 = :n AND r1 = :s AND begins_with(r2, :s)", "ok"},
               {"h1 = :s", "Query condition missed key schema element: h2"},
               {"h1 = :s AND h2 > :n", refused},
               {"h1 = :s AND h2 = :n AND r2 = :s", "Query condition missed key schema element: r1"},
               {"h1 = :s AND h2 = :n AND r1 = :s AND r3 = :n",
                "Query condition missed key schema element: r2"},
               {"h1 = :s AND h2 = :n AND r1 > :s AND r2 = :s", refused},
               {"h1 = :s AND h2 = :n AND r1 = :s AND r2 = :s AND r3 = :n AND a = :s", refused}});
}

}  // namespace
}  // namespace ddbsim::expression
