#include "tests/house/functions.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/tokens.hpp"

namespace ddbsim::house {
namespace {

TEST(WithoutCommentsAndLiterals, KeepsLinesAndColumns) {
  EXPECT_EQ(without_comments_and_literals("a // b {\nc"), "a       \nc");
  EXPECT_EQ(without_comments_and_literals("a /* {\n} */ b"), "a     \n     b");
  EXPECT_EQ(without_comments_and_literals(R"(f("{", '}', "\"{"))"), "f(   ,    ,      )");
}

TEST(WithoutCommentsAndLiterals, KnowsRawStrings) {
  EXPECT_EQ(without_comments_and_literals("a = R\"x({ \" )\" )x\" + b"), "a = R              + b");
}

TEST(WithoutCommentsAndLiterals, KnowsDigitSeparators) {
  EXPECT_EQ(without_comments_and_literals("1'000'000 {'{'"), "1'000'000 {   ");
}

TEST(WithoutCommentsAndLiterals, EndsAnApostropheWithItsLine) {
  EXPECT_EQ(without_comments_and_literals("#error don't\n{"), "#error don't\n{");
}

TEST(WithoutDirectives, TakesContinuationLinesAlong) {
  EXPECT_EQ(without_directives("#define A \\\n {\nb\n"), "           \n  \nb\n");
}

TEST(FunctionsOf, MeasuresFromTheDeclarationToTheClosingBrace) {
  const auto functions = functions_of(R"(
int one() { return 1; }
template <typename T,
          typename U = int>
T two(T t,
      U u) {
  if (t) {
    return u;
  }
})");
  EXPECT_EQ(functions, (std::vector<Function>{{.name = "one", .first_line = 2, .last_line = 2},
                                              {.name = "two", .first_line = 3, .last_line = 10}}));
}

// The names of the functions in `source`, each with its number of lines.
std::string summary(std::string_view source) {
  std::string result;
  for (const Function& function : functions_of(source)) {
    result += (result.empty() ? "" : " ") + function.name + ":" + std::to_string(function.lines());
  }
  return result;
}

TEST(FunctionsOf, LooksIntoNamespacesAndTypes) {
  EXPECT_EQ(summary(R"(
namespace a::b {
inline namespace c {
struct S final : Base<decltype(f())> {
  enum class E : int { kA, kB };
  void in_type() const noexcept {
  }
 private:
  int x_{0};
  std::vector<int> y_ = {1, 2};
};
}
extern "C" {
int in_extern() {
}
}
})"),
            "in_type:2 in_extern:2");
}

TEST(FunctionsOf, KnowsConstructors) {
  EXPECT_EQ(summary(R"(
Item::Item(int a)
    : a_{a}, b_({1, 2}),
      c_(3) {
  run();
}
Item::Item() : c_{3} {
}
template <class... T> All(T... t) : T(t)... {}
Item::~Item() {}
explicit(true) Item(X x = {}) {})"),
            "Item::Item:5 Item::Item:2 All:1 Item::~Item:1 Item:1");
}

TEST(FunctionsOf, KnowsOperators) {
  EXPECT_EQ(summary(R"(
bool operator==(const A& a, const A& b) { return a.x == b.x; }
A& A::operator=(A&& other) {
}
int operator()(int x) const { return x; }
explicit operator bool() const { return true; }
decltype(auto) get() { return 1; })"),
            "operator==:1 A::operator=:2 operator():1 operatorbool:1 get:1");
}

TEST(FunctionsOf, CountsLambdasInTheirFunctionAndAlone) {
  EXPECT_EQ(summary(R"(
void outer() {
  const auto f = [](int x) {
    return x;
  };
}
const auto alone = [](int x) -> int {
  return x;
};
const auto kTable = make({{"a", [] {
  return 1;
}}, {"b", [](auto, int) { return 2; }}}, 3, [&] {
});
int after() { return 1; })"),
            "outer:5 lambda:3 lambda:3 lambda:1 lambda:2 after:1");
}

TEST(FunctionsOf, TakesNoTableForAFunction) {
  EXPECT_EQ(summary(R"(
constexpr std::array kRows = {
    Row{.name = "a", .values = {1, 2}},
    Row(b, {3}),
};
static const Shape kShapes[] = {
  {1},
};
template <typename T>
concept Sized = requires(T t) {
  t.size();
};
int after() { return 1; })"),
            "after:1");
}

TEST(FunctionsOf, MeasuresTests) {
  EXPECT_EQ(summary("TEST(A, B) {\n  EXPECT_EQ(1, 1);\n}\n"), "TEST:3");
}

TEST(FunctionsOf, IsNotMisledByWhatIsNoCode) {
  EXPECT_EQ(summary("void f() {\n  g(\"}\"); // }\n  /* } */ h('}', R\"(}})\");\n}\n"), "f:4");
  EXPECT_EQ(summary("#define OPEN {\nvoid f() {}\n"), "f:1");
}

}  // namespace
}  // namespace ddbsim::house
