#include "sim/table/change_log.hpp"

#include <gtest/gtest.h>

namespace ddbsim::table {
namespace {

using value::Item;

Change change(int number) {
  return {.commit = static_cast<std::uint64_t>(number),
          .at = {},
          .before = {},
          .after = Item{{"n", number}}};
}

class ChangeLogTest : public ::testing::Test {
 protected:
  void append(int from, int to) {
    for (int number = from; number < to; ++number) {
      log_.append(change(number));
    }
  }
  state::Journal journal_;
  ChangeLog log_{journal_, 1};
};

TEST_F(ChangeLogTest, KeepsNothingForNobody) {
  append(0, 3);
  EXPECT_EQ(log_.begin(), log_.end());
}

TEST_F(ChangeLogTest, KeepsWhatItsSlowestReaderHasNotPassed) {
  const auto fast = log_.add_reader();
  const auto slow = log_.add_reader();
  append(0, 5);
  log_.advance(fast, 5);
  EXPECT_EQ(log_.begin(), 0U);
  log_.advance(slow, 2);
  EXPECT_EQ(log_.begin(), 2U);
  EXPECT_EQ(log_.at(2).commit, 2U);
  log_.remove_reader(slow);
  EXPECT_EQ(log_.begin(), 5U);
}

TEST_F(ChangeLogTest, AReaderBeginsAtTheEndAndOnlyMovesForward) {
  const auto first = log_.add_reader();
  append(0, 3);
  const auto second = log_.add_reader();
  EXPECT_EQ(log_.mark(second), 3U);
  log_.advance(second, 1);
  EXPECT_EQ(log_.mark(second), 3U);
  log_.advance(first, 100);
  EXPECT_EQ(log_.mark(first), 3U);
}

TEST_F(ChangeLogTest, PlacesOfReadersAreUsedAgain) {
  const auto reader = log_.add_reader();
  log_.remove_reader(reader);
  EXPECT_EQ(log_.add_reader(), reader);
}

TEST_F(ChangeLogTest, UndoTakesMarksBackToo) {
  const auto reader = log_.add_reader();
  append(0, 2);
  const state::Journal::Mark mark = journal_.mark();
  append(2, 4);
  log_.advance(reader, 4);
  EXPECT_EQ(log_.begin(), 4U);
  journal_.undo_to(mark);
  EXPECT_EQ(log_.mark(reader), 0U);
  EXPECT_EQ(log_.begin(), 0U);
  EXPECT_EQ(log_.end(), 2U);
  append(2, 3);
  EXPECT_EQ(log_.at(2).commit, 2U);
  EXPECT_EQ(log_.end(), 3U);
  journal_.release(mark);
}

TEST_F(ChangeLogTest, HashesOfChangesKnowPlaceImagesAndCauseButNoCommitOrTime) {
  const ChangeHash hash;
  Change other = change(1);
  other.commit = 99;
  other.at = choice::kDefaultStart;
  EXPECT_EQ(hash(0, change(1)), hash(0, other));
  EXPECT_NE(hash(0, change(1)), hash(1, change(1)));
  EXPECT_NE(hash(0, change(1)), hash(0, change(2)));
  other.cause = Cause::time_to_live;
  EXPECT_NE(hash(0, change(1)), hash(0, other));
}

}  // namespace
}  // namespace ddbsim::table
