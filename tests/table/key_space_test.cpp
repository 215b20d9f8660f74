#include "sim/table/key_space.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/table/model.hpp"

namespace ddbsim::table {
namespace {

using testing::query;
using testing::scan;
using value::Item;
using value::Type;

const KeySchema kPartitionAndSort{{{"pk"}}, {{"sk"}}};

Item message(std::string_view partition, std::string_view sort, int revision = 0) {
  return Item{{"pk", partition}, {"sk", sort}, {"revision", revision}};
}

std::vector<std::string> sort_keys(const std::vector<Item>& items) {
  std::vector<std::string> out;
  for (const Item& item : items) {
    out.emplace_back(item.find("sk").bytes());
  }
  return out;
}

class MessagesTest : public ::testing::Test {
 protected:
  MessagesTest() {
    for (const char* day : {"2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01", "2027-01-01"}) {
      space_.replace({}, message("MSG#1", day));
    }
    space_.replace({}, message("MSG#2", "2026-01-01"));
  }
  [[nodiscard]] std::vector<std::string> between(const Range& range, bool forward = true) const {
    return sort_keys(query(space_, "MSG#1", range, forward));
  }

  state::Journal journal_;
  KeySpace space_{journal_, 1, kPartitionAndSort, {}, true};
};

using Keys = std::vector<std::string>;
using Side = Bound::Side;

TEST_F(MessagesTest, AreFoundByKey) {
  EXPECT_EQ(space_.count(), 6U);
  EXPECT_EQ(space_.get("MSG#2", "2026-01-01"), message("MSG#2", "2026-01-01"));
  EXPECT_EQ(space_.get(message("MSG#1", "2027-01-01", 7)), message("MSG#1", "2027-01-01"));
  EXPECT_FALSE(space_.get("MSG#2", "2027-01-01"));
  EXPECT_FALSE(space_.get("MSG#3", "2026-01-01"));
  EXPECT_FALSE(space_.get("MSG#1", "2"));
  EXPECT_FALSE(space_.get("MSG#1", ""));
}

TEST_F(MessagesTest, OfOnePartitionKeyComeInOrderOfTheSortKey) {
  EXPECT_EQ(between({}),
            (Keys{"2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01", "2027-01-01"}));
  EXPECT_EQ(between({}, false),
            (Keys{"2027-01-01", "2026-02-01", "2026-01-02", "2026-01-01", "2025-12-31"}));
  EXPECT_TRUE(query(space_, "MSG#3", {}, true).empty());
}

TEST_F(MessagesTest, WhoseSortKeyBeginsWithAYear) {
  const Range year{{{"2026"}, Side::before, true}, {{"2026"}, Side::after, true}};
  EXPECT_EQ(between(year), (Keys{"2026-01-01", "2026-01-02", "2026-02-01"}));
  EXPECT_EQ(between(year, false), (Keys{"2026-02-01", "2026-01-02", "2026-01-01"}));
}

TEST_F(MessagesTest, BetweenTwoBoundsWithOrWithoutTheBoundsThemselves) {
  const std::string_view low = "2026-01-01";
  const std::string_view high = "2026-02-01";
  EXPECT_EQ(between({{{low}, Side::before}, {{high}, Side::after}}),
            (Keys{"2026-01-01", "2026-01-02", "2026-02-01"}));
  EXPECT_EQ(between({{{low}, Side::after}, {{high}, Side::before}}), (Keys{"2026-01-02"}));
  EXPECT_EQ(between({{{low}, Side::before}, {{low}, Side::after}}), (Keys{"2026-01-01"}));
  EXPECT_EQ(between({{{high}, Side::before}, {{low}, Side::after}}), Keys{});
}

TEST_F(MessagesTest, StopWhenTheVisitorSaysSo) {
  int seen = 0;
  space_.query("MSG#1", {}, true, [&](const Item&) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
  seen = 0;
  space_.scan({}, [&](const Item&) { return ++seen < 4; });
  EXPECT_EQ(seen, 4);
}

TEST_F(MessagesTest, AreReplacedInPlaceOrMoved) {
  space_.replace(message("MSG#1", "2026-01-02"), message("MSG#1", "2026-01-02", 8));
  EXPECT_EQ(space_.get("MSG#1", "2026-01-02"), message("MSG#1", "2026-01-02", 8));
  space_.replace(message("MSG#1", "2026-01-02"), message("MSG#2", "2028-01-01", 9));
  EXPECT_FALSE(space_.get("MSG#1", "2026-01-02"));
  EXPECT_EQ(space_.get("MSG#2", "2028-01-01"), message("MSG#2", "2028-01-01", 9));
  space_.verify();
}

TEST_F(MessagesTest, ThatContradictWhatIsThereAreBrokenInvariants) {
  EXPECT_THROW(space_.replace(message("MSG#9", "2026"), {}), std::logic_error);
  EXPECT_THROW(space_.replace({}, message("MSG#2", "2026-01-01")), std::logic_error);
  EXPECT_THROW(space_.replace(message("MSG#9", "x"), message("MSG#9", "x", 1)), std::logic_error);
  space_.verify();
}

TEST_F(MessagesTest, SizesAreSummedByCollectionAndOverall) {
  const std::size_t each = message("MSG#1", "2026-01-01").size_bytes();
  EXPECT_EQ(space_.collection_bytes("MSG#1"), 5 * each);
  EXPECT_EQ(space_.collection_bytes("MSG#2"), each);
  EXPECT_EQ(space_.collection_bytes("MSG#3"), 0U);
  EXPECT_EQ(space_.size_bytes(), 6 * each);
}

TEST(KeySpaceTest, WithoutASortKeyACollectionIsOneItem) {
  state::Journal journal;
  KeySpace users(journal, 1, {{{"id", Type::N}}, {}}, {}, true);
  for (int id = -50; id < 50; ++id) {
    users.replace({}, Item{{"id", id}, {"name", std::to_string(id)}});
  }
  EXPECT_EQ(users.get(value::Number(-7).bytes(), "ignored"), (Item{{"id", -7}, {"name", "-7"}}));
  EXPECT_FALSE(users.get(value::Number(50).bytes(), ""));
  EXPECT_EQ(query(users, value::Number(7).bytes(), {}, true).size(), 1U);
  EXPECT_EQ(scan(users, {}).size(), 100U);
  users.verify();
}

TEST(KeySpaceTest, NumbersSortByValue) {
  state::Journal journal;
  KeySpace readings(journal, 1, {{{"pk"}}, {{"sk", Type::N}}}, {}, true);
  const std::vector<std::string> ascending = {"-100", "-99.5", "-1", "-0.001", "0",   "0.02",
                                              "0.1",  "1",     "9",  "10",     "1000"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    readings.replace({}, Item{{"pk", "a"}, {"sk", value::number(ascending[i * 7 % 11])}});
  }
  std::vector<std::string> found;
  for (const Item& item : query(readings, "a", {}, true)) {
    found.push_back(item.find("sk").number().text());
  }
  EXPECT_EQ(found, ascending);
}

TEST(KeySpaceTest, EntriesOfAnIndexWithEqualKeysAreToldApartByTheTablesKey) {
  state::Journal journal;
  KeySpace index(journal, 1, {{{"group"}}, {{"sk"}}}, kPartitionAndSort, false);
  const auto entry = [](const char* pk, const char* sk) {
    return Item{{"group", "g"}, {"pk", pk}, {"sk", sk}};
  };
  index.replace({}, entry("GRP#b", "2026"));
  index.replace({}, entry("GRP#a", "2026"));
  index.replace({}, entry("GRP#c", "2025"));
  EXPECT_EQ(query(index, "g", {}, true),
            (std::vector{entry("GRP#c", "2025"), entry("GRP#a", "2026"), entry("GRP#b", "2026")}));
  const Bound after_a{{"2026", "GRP#a", "2026"}, Side::after};
  EXPECT_EQ(query(index, "g", {after_a, {{}, Side::after}}, true),
            (std::vector{entry("GRP#b", "2026")}));
  index.replace(entry("GRP#a", "2026"), {});
  EXPECT_EQ(query(index, "g", {{{"2026"}, Side::before}, {{"2026"}, Side::after}}, true),
            (std::vector{entry("GRP#b", "2026")}));
  index.verify();
}

TEST(KeySpaceTest, SegmentsOfAScanAreDisjointAndComplete) {
  state::Journal journal;
  KeySpace space(journal, 1, kPartitionAndSort, {}, true);
  for (int i = 0; i < 500; ++i) {
    space.replace({}, message("user-" + std::to_string(i / 2), std::to_string(i % 2)));
  }
  const std::vector<Item> all = scan(space, {});
  for (const std::uint32_t total : {1U, 2U, 3U, 7U, 64U, 1000000U}) {
    std::vector<Item> joined;
    for (std::uint32_t segment = 0; segment < std::min(total, 64U); ++segment) {
      for (const Item& item : scan(space, {segment, total})) {
        EXPECT_TRUE(space.in_segment(item, segment, total));
        joined.push_back(item);
      }
    }
    if (total <= 64) {
      EXPECT_EQ(joined, all) << total;
    }
  }
}

}  // namespace
}  // namespace ddbsim::table
