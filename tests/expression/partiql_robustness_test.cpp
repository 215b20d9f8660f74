#include <array>

#include <gtest/gtest.h>

#include "sim/expression/partiql.hpp"
#include "sim/expression/partiql_parser.hpp"
#include "tests/support/random.hpp"

// Statements of random pieces: refused, or bound; what is bound evaluates without a crash.
namespace ddbsim::expression {
namespace {

constexpr std::array<std::string_view, 58> kPieces = {"a",
                                                      "b",
                                                      "m.x",
                                                      "l[0]",
                                                      "s",
                                                      "1",
                                                      "'x'",
                                                      "?",
                                                      "TRUE",
                                                      "NULL",
                                                      "MISSING",
                                                      "=",
                                                      "<>",
                                                      "<",
                                                      ">=",
                                                      "IN",
                                                      "BETWEEN",
                                                      "AND",
                                                      "OR",
                                                      "NOT",
                                                      "IS",
                                                      "STRING",
                                                      "(",
                                                      ")",
                                                      "[",
                                                      "]",
                                                      "<<",
                                                      ">>",
                                                      "{",
                                                      "}",
                                                      ":",
                                                      ",",
                                                      "+",
                                                      "-",
                                                      ".",
                                                      "*",
                                                      "size(",
                                                      "begins_with(",
                                                      "contains(",
                                                      "attribute_type(",
                                                      "set_add(",
                                                      "list_append(",
                                                      "if_not_exists(",
                                                      "SET",
                                                      "REMOVE",
                                                      "WHERE",
                                                      "RETURNING",
                                                      "ALL",
                                                      "NEW",
                                                      "ORDER",
                                                      "BY",
                                                      "DESC",
                                                      "a = 1",
                                                      "b = 'x'",
                                                      "AND",
                                                      "AND",
                                                      "a IN (1, 2)",
                                                      "LIMIT"};

std::string statement_of(ddbsim::testing::Random& random) {
  static constexpr std::array<std::string_view, 5> kHeads = {
      "SELECT * FROM abc WHERE a = 1 AND ", "SELECT m.x FROM abc WHERE ",
      "UPDATE abc SET l = ", "DELETE FROM abc WHERE a = 1 AND b = 'x' AND ",
      "INSERT INTO abc VALUE {'a': "};
  const std::size_t head = random.below(kHeads.size());
  std::string text(kHeads[head]);
  for (std::size_t left = 1 + random.below(9); left != 0; --left) {
    text += std::string(kPieces[random.below(kPieces.size())]) + " ";
  }
  text += head == 2 ? "WHERE a = 1 AND b = 'x'" : head == 4 ? "}" : "";
  return text;
}

/// True when the statement is a good one.
bool try_out(std::string_view text) {
  static const value::Item kItem = {{"a", 1},
                                    {"b", "x"},
                                    {"l", value::List{1, "x"}},
                                    {"m", value::Map{{"x", 1}}},
                                    {"s", value::string_set({"a"})}};
  static const Parameters kParameters = {1, "x", value::string_set({"a"}), value::List{1}, 2, "S"};
  const auto tree = partiql::parse(text);
  if (!tree || check_operation(*tree) || tree->kind == partiql::RawStatement::Kind::term) {
    return false;
  }
  const auto statement = bind_statement(*tree, kParameters);
  if (!statement) {
    return false;
  }
  const KeyNames keys{{{"a", value::Type::N}}, {{"b", value::Type::S}}};
  static_cast<void>(partitions_of(statement->where, keys));
  static_cast<void>(key_of(statement->where, keys));
  if (statement->where) {
    const bool holds = statement->where->holds(kItem);
    const auto rest = without_key(*statement->where, keys);
    // What the key says holds of this item, where the statement names it.
    const auto key = key_of(statement->where, keys);
    if (key && key->find("a") == kItem.find("a") && key->find("b") == kItem.find("b")) {
      EXPECT_EQ(!rest || rest->holds(kItem), holds) << text;
    }
  }
  if (statement->projection) {
    static_cast<void>(statement->projection->apply(kItem));
  }
  if (statement->update) {
    static_cast<void>(statement->update->apply(kItem));
  }
  return true;
}

TEST(PartiqlRobustness, RandomStatementsAreRefusedOrWork) {
  ddbsim::testing::Random random(7);
  int good = 0;
  for (int i = 0; i < 60000; ++i) {
    good += try_out(statement_of(random)) ? 1 : 0;
  }
  EXPECT_GT(good, 500);
}

}  // namespace
}  // namespace ddbsim::expression
