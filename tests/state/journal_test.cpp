#include "sim/state/journal.hpp"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ddbsim::state {
namespace {

/// Content of a number, with its key or position if it has one.
struct NumberHash {
  std::uint64_t operator()(int value) const { return value::mix(7, static_cast<unsigned>(value)); }
  template <class Key>
  std::uint64_t operator()(const Key& key, int value) const {
    return value::mix(static_cast<std::uint64_t>(key), static_cast<unsigned>(value));
  }
};

TEST(JournalTest, UndoTakesChangesBackToTheMark) {
  Journal journal;
  Cell<int, NumberHash> checkpoint(journal, 1, 10);
  checkpoint.set(11);
  const Hash hash = journal.hash();
  const Journal::Mark mark = journal.mark();
  checkpoint.set(12);
  checkpoint.set(13);
  EXPECT_NE(journal.hash(), hash);
  journal.undo_to(mark);
  EXPECT_EQ(checkpoint.get(), 11);
  EXPECT_EQ(journal.hash(), hash);
  journal.release(mark);
}

TEST(JournalTest, AMarkStaysSetAfterUndo) {
  Journal journal;
  Cell<int, NumberHash> cell(journal, 1, 0);
  const Journal::Mark mark = journal.mark();
  for (int i = 1; i < 4; ++i) {
    cell.set(i);
    journal.undo_to(mark);
    EXPECT_EQ(cell.get(), 0);
  }
  journal.release(mark);
}

TEST(JournalTest, RecordsOnlyWhileAMarkIsSet) {
  Journal journal;
  Cell<int, NumberHash> cell(journal, 1, 0);
  EXPECT_FALSE(journal.recording());
  const Journal::Mark mark = journal.mark();
  EXPECT_TRUE(journal.recording());
  cell.set(1);
  journal.release(mark);
  EXPECT_FALSE(journal.recording());
  EXPECT_EQ(cell.get(), 1);
}

TEST(JournalTest, MarksNest) {
  Journal journal;
  Cell<int, NumberHash> cell(journal, 1, 0);
  const Journal::Mark outer = journal.mark();
  cell.set(1);
  const Journal::Mark inner = journal.mark();
  cell.set(2);
  journal.release(inner);  // the change stays, and the outer mark can still go behind it
  EXPECT_EQ(cell.get(), 2);
  journal.undo_to(outer);
  EXPECT_EQ(cell.get(), 0);
  journal.release(outer);
}

TEST(JournalTest, ChangesOfSeveralPartsAreUndoneInReverseOrder) {
  Journal journal;
  Log<int, NumberHash> log(journal, 1);
  Map<int, int, NumberHash> map(journal, 2);
  const Journal::Mark mark = journal.mark();
  log.append(1);
  map.set(1, 10);
  log.append(2);
  log.trim();
  map.erase(1);
  map.erase(1);  // not there: no change
  EXPECT_EQ(log.begin(), 1U);
  journal.undo_to(mark);
  EXPECT_EQ(log.begin(), 0U);
  EXPECT_EQ(log.end(), 0U);
  EXPECT_TRUE(map.entries().empty());
  EXPECT_EQ(journal.hash(), Hash{});
  journal.release(mark);
}

TEST(JournalTest, EqualContentHasOneHashWhicheverWayItCameAbout) {
  Journal journal;
  Map<int, int, NumberHash> map(journal, 1);
  map.set(1, 10);
  map.set(2, 20);
  const Hash hash = journal.hash();
  map.set(2, 21);
  map.erase(1);
  EXPECT_NE(journal.hash(), hash);
  map.set(1, 10);
  map.set(2, 20);
  EXPECT_EQ(journal.hash(), hash);
}

TEST(JournalTest, TheSameContentInAnotherSlotIsAnotherState) {
  Journal one;
  Cell<int, NumberHash> cell_one(one, 1, 5);
  Journal two;
  Cell<int, NumberHash> cell_two(two, 2, 5);
  EXPECT_NE(one.hash(), two.hash());
}

TEST(JournalTest, StatisticsStayOutOfTheHash) {
  Journal journal;
  Cell<std::string, NotHashed> text(journal, 1, "a");
  text.set("b");
  EXPECT_EQ(journal.hash(), Hash{});
}

TEST(AttemptTest, GoesBackUnlessItIsKept) {
  Journal journal;
  Cell<int, NumberHash> cell(journal, 1, 0);
  {
    const Attempt attempt(journal);
    cell.set(1);
  }
  EXPECT_EQ(cell.get(), 0);
  {
    Attempt attempt(journal);
    cell.set(2);
    attempt.keep();
  }
  EXPECT_EQ(cell.get(), 2);
  EXPECT_FALSE(journal.recording());
}

TEST(AttemptTest, KeptInsideOneThatFails) {
  Journal journal;
  Cell<int, NumberHash> cell(journal, 1, 0);
  {
    const Attempt outer(journal);
    Attempt inner(journal);
    cell.set(1);
    inner.keep();
  }
  EXPECT_EQ(cell.get(), 0);
}

/// A part that owns parts, as an account owns tables.
using Owned = std::shared_ptr<Cell<int, NumberHash>>;

TEST(OwnedPartsTest, OneThatWasNeverThereIsGoneAfterUndo) {
  Journal journal;
  Cell<Owned, NotHashed> owner(journal, 1, nullptr);
  const Journal::Mark mark = journal.mark();
  auto owned = std::make_shared<Cell<int, NumberHash>>(journal, 2, 0);
  owned->set(1);  // before it belongs to the owner, so that undo would reach it after it is gone
  owner.set(std::move(owned));
  owner.get()->set(2);
  journal.undo_to(mark);
  EXPECT_EQ(owner.get(), nullptr);
  journal.release(mark);
}

TEST(OwnedPartsTest, OneThatWasTakenAwayComesBack) {
  Journal journal;
  Cell<Owned, NotHashed> owner(journal, 1, std::make_shared<Cell<int, NumberHash>>(journal, 2, 0));
  const Journal::Mark mark = journal.mark();
  owner.get()->set(1);
  owner.set(nullptr);
  journal.undo_to(mark);
  EXPECT_EQ(owner.get()->get(), 0);
  journal.release(mark);
}

TEST(OwnedPartsTest, OneThatWasTakenAwayIsForgottenWithItsOwner) {
  Journal journal;
  Cell<Owned, NotHashed> owner(journal, 1, nullptr);
  const Journal::Mark mark = journal.mark();
  owner.set(std::make_shared<Cell<int, NumberHash>>(journal, 2, 0));
  owner.get()->set(1);
  owner.set(nullptr);
  journal.release(mark);  // forgets the owner's old values first, and the owned part with them
  EXPECT_EQ(owner.get(), nullptr);
}

// ---- Against a model ----------------------------------------------------------------------------

/// Everything that the parts hold, copied.
struct Snapshot {
  int cell = 0;
  std::map<int, int> map;
  std::uint64_t begin = 0;
  std::vector<int> log;
  Hash hash;
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

class RandomChangesTest : public ::testing::Test {
 protected:
  [[nodiscard]] Snapshot look() const {
    Snapshot out{
        .cell = cell_.get(), .map = {}, .begin = log_.begin(), .log = {}, .hash = journal_.hash()};
    out.map.insert(map_.entries().begin(), map_.entries().end());
    for (std::uint64_t at = log_.begin(); at < log_.end(); ++at) {
      out.log.push_back(log_.at(at));
    }
    return out;
  }
  void change() {
    const int value = static_cast<int>(random_() % 5);
    switch (random_() % 5) {
      case 0:
        cell_.set(value);
        break;
      case 1:
        map_.set(static_cast<int>(random_() % 8), value);
        break;
      case 2:
        map_.erase(static_cast<int>(random_() % 8));
        break;
      case 3:
        log_.append(value);
        break;
      default:
        if (log_.begin() < log_.end()) {
          log_.trim();
        }
    }
  }

  std::mt19937_64 random_{1};
  Journal journal_;
  Cell<int, NumberHash> cell_{journal_, 1, 0};
  Map<int, int, NumberHash> map_{journal_, 2};
  Log<int, NumberHash> log_{journal_, 3};
};

TEST_F(RandomChangesTest, EveryMarkFindsWhatItSaw) {
  struct Marked {
    Journal::Mark mark;
    Snapshot seen;
  };
  std::vector<Marked> marks;
  for (int step = 0; step < 20000; ++step) {
    const auto dice = random_() % 20;
    if (dice == 0) {
      marks.push_back({journal_.mark(), look()});
    } else if (dice == 1 && !marks.empty()) {
      journal_.undo_to(marks.back().mark);
      ASSERT_EQ(look(), marks.back().seen);
    } else if (dice == 2 && !marks.empty()) {
      journal_.release(marks.back().mark);
      marks.pop_back();
    } else {
      change();
    }
  }
  for (; !marks.empty(); marks.pop_back()) {
    journal_.undo_to(marks.back().mark);
    ASSERT_EQ(look(), marks.back().seen);
    journal_.release(marks.back().mark);
  }
}

}  // namespace
}  // namespace ddbsim::state
