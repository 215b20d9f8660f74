#include <array>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/expression/requests.hpp"

// Whatever the text is: an error or a tree, never a crash.
namespace ddbsim::expression {
namespace {

constexpr std::array kKinds = {Kind::condition, Kind::filter, Kind::key_condition, Kind::projection,
                               Kind::update};

/// A message that says which parameter is wrong, or a tree.
void expect_answer(Kind kind, const std::string& text) {
  const auto tree = compile(kind, text);
  if (!tree) {
    const std::string head = "Invalid " + std::string(parameter_name(kind)) + ": ";
    ASSERT_TRUE(tree.error().message.starts_with(head)) << text;
    ASSERT_GT(tree.error().message.size(), head.size()) << text;
  }
}

const std::vector<std::string> kGood = {
    "a = :v AND NOT (b.c[0] IN (:v, #n) OR size(d) BETWEEN :a AND :b) OR begins_with(e, :s)",
    "SET a = if_not_exists(b, :v) + c, d[1].e = list_append(:l, f) REMOVE g, h[0] ADD i :n DELETE "
    "j :s",
    "a, b.c, d[10].#e, f[0][1]",
    "pk = :p AND sk BETWEEN :a AND :b",
};

TEST(Robustness, TruncatedTexts) {
  for (const std::string& text : kGood) {
    for (std::size_t length = 0; length <= text.size(); ++length) {
      for (const Kind kind : kKinds) {
        expect_answer(kind, text.substr(0, length));
        expect_answer(kind, text.substr(length));
      }
    }
  }
}

TEST(Robustness, RandomBytes) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 40, ' ');
    for (char& c : text) {
      c = static_cast<char>(random() % 256);
    }
    expect_answer(kKinds[random() % kKinds.size()], text);
  }
}

TEST(Robustness, RandomTokens) {
  const std::vector<std::string> tokens = {
      "a",   "b",       "#n",  ":v",   "0",  "17",          ",",    ".",       "(",    ")",
      "[",   "]",       "+",   "-",    "=",  "<>",          "<",    ">=",      "AND",  "OR",
      "NOT", "IN",      "SET", "ADD",  "@",  "BETWEEN",     "size", "REMOVE",  "name", "DELETE",
      "f(",  "size(a)", "a.b", "a[0]", "((", "contains(a,", "))",   "a = :v ", " ",    "\xC3\xA9"};
  std::mt19937_64 random(2);
  int trees = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string text;
    for (std::size_t i = random() % 12; i > 0; --i) {
      text += tokens[random() % tokens.size()] + (random() % 2 == 0 ? " " : "");
    }
    const Kind kind = kKinds[random() % kKinds.size()];
    expect_answer(kind, text);
    trees += compile(kind, text) ? 1 : 0;
  }
  EXPECT_GT(trees, 100);
}

TEST(Robustness, ChangedTexts) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20000; ++round) {
    std::string text = kGood[random() % kGood.size()];
    for (int i = 0; i < 2; ++i) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) {
        text.erase(at, 1 + random() % 3);
      } else {
        text.insert(at, text.substr(random() % text.size(), 1 + random() % 5));
      }
    }
    const Kind kind = kKinds[random() % kKinds.size()];
    static_cast<void>(testing::outcome(kind == Kind::key_condition ? Kind::filter : kind,
                                       {text, "", R"({":v": 1, ":s": "x", ":l": [1]})"},
                                       testing::item_of(R"({"a": 1, "d": [1, 2], "b": "x"})")));
  }
}

}  // namespace
}  // namespace ddbsim::expression
