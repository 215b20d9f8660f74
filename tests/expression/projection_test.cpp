#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/value/dynamo_json.hpp"
#include "tests/expression/requests.hpp"

namespace ddbsim::expression {
namespace {

using testing::item_of;
using testing::outcome;
using testing::Row;

const value::Item& sample() {
  static const value::Item kItem = item_of(R"({
      "a": 1, "s": "hello", "l": [1, 2, 3, [4, 5]],
      "m": {"M": {"x": {"N": "1"}, "y": {"L": [{"N": "1"}, {"M": {"z": {"S": "q"}}}]}}}})");
  return kItem;
}

TEST(Projection, KeepsWhatIsListed) {
  const std::vector<Row> rows = {
      {"a", R"({"a":{"N":"1"}})"},
      {"s, a", R"({"a":{"N":"1"},"s":{"S":"hello"}})"},
      {"q", "{}"},
      {"a, q", R"({"a":{"N":"1"}})"},
      {"m.x", R"({"m":{"M":{"x":{"N":"1"}}}})"},
      {"m.q", "{}"},
      {"a.b, a.c", "{}"},
      {"a[0]", "{}"},
      {"m . x", R"({"m":{"M":{"x":{"N":"1"}}}})"},
      {"m.y[1].z, m.x", R"({"m":{"M":{"x":{"N":"1"},"y":{"L":[{"M":{"z":{"S":"q"}}}]}}}})"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(outcome(Kind::projection, row, sample()), row.expected) << row.text;
  }
}

TEST(Projection, ListElementsMoveTogetherInTheirOldOrder) {
  const std::vector<Row> rows = {
      {"l[2]", R"({"l":{"L":[{"N":"3"}]}})"},
      {"l[2], l[0]", R"({"l":{"L":[{"N":"1"},{"N":"3"}]}})"},
      {"l[9]", "{}"},
      {"l[9], l[1]", R"({"l":{"L":[{"N":"2"}]}})"},
      {"l[3][1], l[3][0]", R"({"l":{"L":[{"L":[{"N":"4"},{"N":"5"}]}]}})"},
      {"l[3][1], l[1]", R"({"l":{"L":[{"N":"2"},{"L":[{"N":"5"}]}]}})"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(outcome(Kind::projection, row, sample()), row.expected) << row.text;
  }
}

TEST(Projection, NamesWithDotsAreOneStep) {
  EXPECT_EQ(outcome(Kind::projection, {"#n, #m.x", "", "", R"({"#n": "a.b", "#m": "m"})"},
                    item_of(R"({"a.b": 1, "a": {"M": {"b": {"N": "2"}}}})")),
            R"({"a.b":{"N":"1"}})");
}

TEST(Projection, PathsMayNotOverlapOrConflict) {
  const auto message = [](const std::string& what, const std::string& one, const std::string& two) {
    return "Invalid ProjectionExpression: Two document paths " + what +
           " with each other; must remove or rewrite one of these paths; path one: " + one +
           ", path two: " + two;
  };
  const std::vector<Row> rows = {
      {"a, a", message("overlap", "[a]", "[a]")},
      {"a, a.b", message("overlap", "[a]", "[a, b]")},
      {"a.b, a", message("overlap", "[a, b]", "[a]")},
      {"l[0], l[0]", message("overlap", "[l, [0]]", "[l, [0]]")},
      {"l[1], q, l", message("overlap", "[l, [1]]", "[l]")},
      {"a.b, a[0]", message("conflict", "[a, b]", "[a, [0]]")},
      {"a.b, a.c, a[0]", message("conflict", "[a, c]", "[a, [0]]")},
      {"a.b[1], a.b.c", message("conflict", "[a, b, [1]]", "[a, b, c]")},
      {"a.b, a[0], a", message("overlap", "[a, [0]]", "[a]")},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(outcome(Kind::projection, row, sample()), row.expected) << row.text;
  }
  EXPECT_EQ(outcome(Kind::projection, {"#a, a", "", "", R"({"#a": "a"})"}, sample()),
            message("overlap", "[a]", "[a]"));
}

TEST(Projection, TextOfAPath) { EXPECT_EQ(text_of({{"a"}, {"b"}, {{}, 1}, {"c"}}), "a.b[1].c"); }

TEST(SelectPaths, TakesWhatIsThere) {
  const value::Item part = select_paths(
      sample(), {{{"l"}, {{}, 3}, {{}, 0}}, {{"a"}}, {{"m"}, {"q"}}, {{"l"}, {{}, 0}}});
  std::string text;
  value::append_json(part, text);
  EXPECT_EQ(text, R"({"a":{"N":"1"},"l":{"L":[{"N":"1"},{"L":[{"N":"4"}]}]}})");
}

}  // namespace
}  // namespace ddbsim::expression
