#include <algorithm>
#include <functional>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/table/model.hpp"

// Random operations on a key space and on its stupid model: both show the same, always.
namespace ddbsim::table {
namespace {

using testing::ModelKeySpace;
using testing::query;
using testing::scan;
using value::Item;
using Random = std::mt19937_64;

/// What keys look like: each shape breaks another kind of mistake.
struct KeyShape {
  std::string name;
  std::function<std::string(Random&)> partition;
  std::function<std::string(Random&)> sort;
  friend void PrintTo(const KeyShape& shape, std::ostream* out) { *out << shape.name; }
};

std::string digits(Random& random, std::uint64_t below) { return std::to_string(random() % below); }

/// Zeros, the greatest byte, and few bytes at all: equal heads, and keys that begin other keys.
std::string few_bytes(Random& random, std::size_t longest) {
  static constexpr std::string_view kAlphabet(
      "\\0\\x01\\xFF"
      "a",
      4);
  std::string out;
  for (std::size_t left = random() % (longest + 1); left > 0; --left) {
    out += kAlphabet[random() % kAlphabet.size()];
  }
  return out;
}

std::vector<KeyShape> shapes() {
  const auto one = [](Random&) { return std::string("all"); };
  const auto few = [](Random& r) { return "p" + digits(r, 12); };
  const auto many = [](Random& r) { return "USER#" + digits(r, 400); };
  const auto number = [](Random& r) { return digits(r, 3000); };
  const auto time = [](Random& r) {
    return "2026-0" + digits(r, 9) + "-1" + digits(r, 9) + "T00:00:0" + digits(r, 9);
  };
  const auto equal_heads = [](Random& r) {
    return std::string(r() % 2 == 0 ? 10 : 40, 'x') + "12345678" + digits(r, 2000);
  };
  const auto bytes = [](Random& r) { return few_bytes(r, 6); };
  const auto long_bytes = [](Random& r) { return "prefix" + few_bytes(r, 14); };
  return {{"numbers_in_one_collection", one, number},
          {"times_in_one_collection", one, time},
          {"equal_heads", few, equal_heads},
          {"few_bytes", few, bytes},
          {"few_bytes_after_a_prefix", one, long_bytes},
          {"many_small_collections", many, bytes},
          {"binary_partitions", bytes, bytes}};
}

/// Kinds of key: a table's, without and with a sort key, and indexes'.
struct KeyKind {
  std::string name;
  KeySchema key;
  KeySchema tie_break;
  friend void PrintTo(const KeyKind& kind, std::ostream* out) { *out << kind.name; }
};

std::vector<KeyKind> kinds() {
  const KeySchema table{{{"pk"}}, {{"sk"}}};
  return {{"table", table, {}},
          {"table_without_sort_key", {{{"pk"}}, {}}, {}},
          {"index", {{{"pk"}}, {{"a"}}}, {{{"id"}}, {{"sk"}}}},
          {"index_of_four_attributes", {{{"pk"}, {"sk"}}, {{"a"}, {"b"}}}, {{{"id"}}, {}}}};
}

class ModelTest : public ::testing::TestWithParam<std::tuple<KeyShape, KeyKind>> {
 protected:
  [[nodiscard]] static const KeyShape& shape() { return std::get<0>(GetParam()); }
  [[nodiscard]] static const KeyKind& kind() { return std::get<1>(GetParam()); }

  /// An item with any key; attributes beside sk are shorter, so that tuples have equal components.
  Item any_item() {
    return Item{{"pk", shape().partition(random_)}, {"sk", shape().sort(random_)},
                {"a", few_bytes(random_, 2)},       {"b", few_bytes(random_, 2)},
                {"id", digits(random_, 3)},         {"revision", digits(random_, 100)}};
  }

  /// Puts or deletes at the key of an item; deletes more often the fuller the space is.
  void change(std::size_t full) {
    const Item item = any_item();
    const Item before = model_.get(item);
    const bool removes = before && random_() % (2 * full) < model_.count();
    const Item after = removes ? Item() : item;
    space_.replace(before, after);
    model_.replace(before, after);
  }
  void remove_one() {
    const std::vector<Item> all = model_.all();
    const Item& item = all[random_() % all.size()];
    space_.replace(item, {});
    model_.replace(item, {});
  }

  Bound any_bound(const testing::Tuple& tuple) {
    Bound bound;
    bound.side = random_() % 2 == 0 ? Bound::Side::before : Bound::Side::after;
    const std::size_t length = random_() % (tuple.size() + 1);
    for (std::size_t i = 0; i < length; ++i) {
      bound.tuple.emplace_back(tuple[i]);
    }
    bound.last_is_prefix = length != 0 && random_() % 2 == 0;
    if (bound.last_is_prefix) {
      std::string_view& last = bound.tuple.back();
      last = last.substr(0, random_() % (last.size() + 1));
    }
    return bound;
  }

  void compare_reads() {
    const Item at = any_item();
    const Item from = any_item();
    const Item to = any_item();
    EXPECT_EQ(space_.get(at), model_.get(at));
    const testing::Tuple from_tuple = model_.sort_tuple(from);
    const testing::Tuple to_tuple = model_.sort_tuple(to);
    const Range range{any_bound(from_tuple), any_bound(to_tuple)};
    const bool forward = random_() % 2 == 0;
    const std::string partition = model_.partition(at);
    ASSERT_EQ(space_.partition_bytes(at), partition);
    const std::vector<Item> found = query(space_, partition, range, forward);
    ASSERT_EQ(found, model_.query(partition, range, forward));
    for (const Item& item : found) {
      ASSERT_TRUE(space_.covers(partition, range, item));
    }
  }
  void compare_scans() {
    const std::uint32_t total = 1U + static_cast<std::uint32_t>(random_() % 5);
    const auto segment = static_cast<std::uint32_t>(random_() % total);
    const Item start = any_item();
    const Item* start_after = random_() % 3 == 0 ? nullptr : &start;
    ASSERT_EQ(scan(space_, {segment, total, start_after}),
              model_.scan(segment, total, start_after));
    ASSERT_EQ(scan(space_, {}), model_.all());
    ASSERT_EQ(space_.count(), model_.count());
    ASSERT_EQ(space_.size_bytes(), model_.size_bytes());
  }

  Random random_{20260301};
  state::Journal journal_;
  KeySpace space_{journal_, 1, kind().key, kind().tie_break, true};
  ModelKeySpace model_{kind().key, kind().tie_break};
};

TEST_P(ModelTest, RandomChangesAndReads) {
  // Grows to some 600 entries, several leaves where there is one collection, and shrinks to none.
  for (int round = 0; round < 60; ++round) {
    for (int i = 0; i < 20; ++i) {
      change(400);
      compare_reads();
    }
    compare_scans();
    ASSERT_NO_THROW(space_.verify());
  }
  while (model_.count() != 0) {
    for (int i = 0; i < 10 && model_.count() != 0; ++i) {
      remove_one();
      compare_reads();
    }
    compare_scans();
    ASSERT_NO_THROW(space_.verify());
  }
}

TEST_P(ModelTest, UndoGoesBackToEveryMark) {
  struct Seen {
    state::Journal::Mark mark;
    state::Hash hash;
    std::vector<Item> items;
  };
  std::vector<Seen> seen;
  for (int depth = 0; depth < 8; ++depth) {
    seen.push_back({journal_.mark(), journal_.hash(), scan(space_, {})});
    for (int i = 0; i < 80; ++i) {
      change(200);
    }
  }
  // The same content has the same hash, whichever way it came about.
  state::Journal other_journal;
  KeySpace other(other_journal, 1, kind().key, kind().tie_break, true);
  for (const Item& item : model_.all()) {
    other.replace({}, item);
  }
  EXPECT_EQ(other_journal.hash(), journal_.hash());
  for (; !seen.empty(); seen.pop_back()) {
    journal_.undo_to(seen.back().mark);
    ASSERT_EQ(journal_.hash(), seen.back().hash);
    ASSERT_EQ(scan(space_, {}), seen.back().items);
    ASSERT_NO_THROW(space_.verify());
    journal_.release(seen.back().mark);
  }
  EXPECT_EQ(space_.count(), 0U);
  EXPECT_EQ(journal_.hash(), state::Hash{});
}

INSTANTIATE_TEST_SUITE_P(AllShapes, ModelTest,
                         ::testing::Combine(::testing::ValuesIn(shapes()),
                                            ::testing::ValuesIn(kinds())),
                         [](const auto& test) {
                           return std::get<0>(test.param).name + "_in_" +
                                  std::get<1>(test.param).name;
                         });

}  // namespace
}  // namespace ddbsim::table
