// Streams: which shard a change goes to, and what identifies a record there.
#include "sim/table/stream.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/tables.hpp"

namespace ddbsim::table {
namespace {

using namespace std::chrono_literals;
using choice::Instant;
using choice::kDefaultStart;

Stream::Definition definition(std::uint32_t shards = 1) {
  return {.id = 7,
          .arn = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-01T00:00:00.000",
          .label = "2026-01-01T00:00:00.000",
          .table_name = "t",
          .key = ddbsim::testing::key_schema("pk:S"),
          .created = kDefaultStart,
          .shards = shards};
}

Change insert(std::string_view pk, Instant at = kDefaultStart) {
  return {.commit = 1, .at = at, .after = value::Item{{"pk", pk}}};
}

TEST(Stream, IsEnabledUntilItIsDisabled) {
  state::Journal journal;
  Stream stream(journal, definition());
  EXPECT_EQ(stream.status(), Stream::Status::enabled);
  EXPECT_FALSE(stream.disabled_at());
  stream.disable(kDefaultStart + 5s);
  EXPECT_EQ(stream.status(), Stream::Status::disabled);
  EXPECT_EQ(stream.disabled_at(), kDefaultStart + 5s);
}

TEST(Stream, ShardIdsHaveTheServicesFormAndAscend) {
  state::Journal journal;
  const Stream stream(journal, definition(12));
  ASSERT_EQ(stream.shards().size(), 12U);
  std::string before;
  for (const auto& shard : stream.shards()) {
    EXPECT_TRUE(shard->id().starts_with("shardId-0000000176722560")) << shard->id();
    EXPECT_EQ(shard->id().size(), 37U);  // the service demands 28 to 65 characters
    EXPECT_LT(before, shard->id());
    before = shard->id();
    EXPECT_EQ(stream.shard(shard->id()), shard.get());
  }
  EXPECT_EQ(stream.shard("shardId-00000001414562045508-2bac9cd2"), nullptr);
}

TEST(Stream, EachShardOwnsAnEqualPartOfTheHashSpaceInOrder) {
  state::Journal journal;
  Stream stream(journal, definition(4));
  constexpr std::uint64_t kQuarter = 1ULL << 62U;
  stream.append(0, insert("a"));
  stream.append(kQuarter - 1, insert("b"));
  stream.append(kQuarter, insert("c"));
  stream.append(3 * kQuarter, insert("d"));
  stream.append(~0ULL, insert("e"));
  EXPECT_EQ(stream.shards()[0]->end(), 2U);
  EXPECT_EQ(stream.shards()[1]->end(), 1U);
  EXPECT_EQ(stream.shards()[2]->end(), 0U);
  EXPECT_EQ(stream.shards()[3]->end(), 2U);
  stream.verify();
}

TEST(Stream, ASplitClosesAShardAndItsChildrenShareItsPart) {
  state::Journal journal;
  Stream stream(journal, definition(2));
  constexpr std::uint64_t kQuarter = 1ULL << 62U;
  stream.append(kQuarter, insert("a"));
  EXPECT_TRUE(stream.split(0, kDefaultStart + 5s));
  ASSERT_EQ(stream.shards().size(), 4U);
  EXPECT_EQ(stream.shards()[0]->closed_at(), kDefaultStart + 5s);
  EXPECT_EQ(stream.shards()[2]->parent(), 0U);
  EXPECT_EQ(stream.shards()[3]->parent(), 0U);
  EXPECT_FALSE(stream.shards()[1]->parent());
  EXPECT_LT(stream.shards()[1]->id(), stream.shards()[2]->id());
  stream.append(0, insert("b"));
  stream.append(kQuarter - 1, insert("c"));
  stream.append(kQuarter, insert("d"));
  stream.append(2 * kQuarter, insert("e"));
  EXPECT_EQ(stream.shards()[0]->end(), 1U);
  EXPECT_EQ(stream.shards()[1]->end(), 1U);
  EXPECT_EQ(stream.shards()[2]->end(), 2U);
  EXPECT_EQ(stream.shards()[3]->end(), 1U);
  stream.verify();
}

TEST(Stream, AClosedShardDoesNotSplitAgainAndItsChildDoes) {
  state::Journal journal;
  Stream stream(journal, definition());
  EXPECT_FALSE(stream.split(1, kDefaultStart));
  EXPECT_TRUE(stream.split(0, kDefaultStart));
  EXPECT_FALSE(stream.split(0, kDefaultStart));
  EXPECT_TRUE(stream.split(2, kDefaultStart));
  EXPECT_EQ(stream.shards()[4]->parent(), 2U);
  stream.append(~0ULL, insert("a"));
  EXPECT_EQ(stream.shards()[4]->end(), 1U);
}

TEST(Stream, ASplitIsUndone) {
  state::Journal journal;
  Stream stream(journal, definition());
  const auto before = journal.hash();
  const auto mark = journal.mark();
  EXPECT_TRUE(stream.split(0, kDefaultStart));
  EXPECT_NE(journal.hash(), before);
  stream.append(0, insert("a"));
  journal.undo_to(mark);
  EXPECT_EQ(journal.hash(), before);
  EXPECT_EQ(stream.shards().size(), 1U);
  EXPECT_FALSE(stream.shards()[0]->closed_at());
  stream.append(0, insert("a"));
  EXPECT_EQ(stream.shards()[0]->end(), 1U);
  journal.release(mark);
}

TEST(Shard, SequenceNumbersFollowFromShardAndPosition) {
  state::Journal journal;
  Stream stream(journal, definition(11));
  Shard& first = *stream.shards()[0];
  Shard& eleventh = *stream.shards()[10];
  EXPECT_EQ(first.sequence_number(0), "100000000000000000001");  // 21 digits: what clients demand
  EXPECT_EQ(first.sequence_number(1), "100000000000000000002");
  EXPECT_EQ(first.sequence_number(998), "100000000000000000999");
  EXPECT_EQ(eleventh.sequence_number(0), "1100000000000000000001");
}

TEST(Shard, FindsThePositionOfItsOwnSequenceNumbersOnly) {
  state::Journal journal;
  Stream stream(journal, definition(11));
  Shard& shard = *stream.shards()[0];
  shard.append(insert("a"));
  shard.append(insert("b"));
  EXPECT_EQ(shard.position_of("100000000000000000001"), 0U);
  EXPECT_EQ(shard.position_of("100000000000000000002"), 1U);
  for (const std::string_view none : {"100000000000000000003",   // not written yet
                                      "100000000000000000000",   // before the first
                                      "200000000000000000001",   // another shard's
                                      "1100000000000000000001",  // another shard's
                                      "10000000000000000000x", "1", "", "-00000000000000000001"}) {
    EXPECT_FALSE(shard.position_of(none)) << none;
  }
}

TEST(Shard, KeepsPositionsWhenItIsTrimmed) {
  state::Journal journal;
  Stream stream(journal, definition());
  Shard& shard = *stream.shards()[0];
  for (int second = 0; second < 5; ++second) {
    shard.append(insert("a", kDefaultStart + std::chrono::seconds(second)));
  }
  stream.trim_before(kDefaultStart + 2s);
  EXPECT_EQ(shard.begin(), 2U);
  EXPECT_EQ(shard.end(), 5U);
  EXPECT_EQ(shard.at(2).at, kDefaultStart + 2s);
  EXPECT_EQ(shard.position_of("100000000000000000001"), 0U);  // trimmed, but known to have been
}

TEST(Shard, EventIdsAreThirtyTwoDigitsAndDiffer) {
  state::Journal journal;
  const Stream stream(journal, definition(2));
  std::set<std::string> ids;
  for (const auto& shard : stream.shards()) {
    for (std::uint64_t position = 0; position < 100; ++position) {
      const std::string id = shard->event_id(position);
      EXPECT_EQ(id.size(), 32U);
      EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
      ids.insert(id);
    }
  }
  EXPECT_EQ(ids.size(), 200U);
}

TEST(Stream, IsPartOfTheStateHashByItsRecords) {
  state::Journal journal;
  Stream stream(journal, definition());
  const state::Hash empty = journal.hash();
  stream.append(0, insert("a"));
  const state::Hash one = journal.hash();
  EXPECT_NE(empty, one);
  stream.append(0, insert("a", kDefaultStart + 1s));
  EXPECT_NE(one, journal.hash());
  stream.trim_before(kDefaultStart + 1h);
  EXPECT_EQ(empty, journal.hash());
}

TEST(Stream, HashKnowsNoTimesAndNoCommitNumbers) {
  const auto hash = [](Instant at, std::uint64_t commit) {
    state::Journal journal;
    Stream stream(journal, definition());
    Change change = insert("a", at);
    change.commit = commit;
    stream.append(0, change);
    stream.disable(at);
    return journal.hash();
  };
  EXPECT_EQ(hash(kDefaultStart, 1), hash(kDefaultStart + 5h, 99));
}

TEST(Stream, EventsAreNamedByTheirImages) {
  const value::Item item{{"pk", "a"}};
  EXPECT_EQ(event_name({.after = item}), "INSERT");
  EXPECT_EQ(event_name({.before = item, .after = item}), "MODIFY");
  EXPECT_EQ(event_name({.before = item}), "REMOVE");
}

TEST(Stream, VerifyRefusesRecordsThatAreOutOfOrderOrChangeNothing) {
  state::Journal journal;
  Stream backwards(journal, definition());
  backwards.append(0, insert("a", kDefaultStart + 1s));
  backwards.append(0, insert("b", kDefaultStart));
  EXPECT_THROW(backwards.verify(), std::logic_error);
  Stream idle(journal, definition());
  const value::Item item{{"pk", "a"}};
  idle.append(0, {.before = item, .after = item});
  EXPECT_THROW(idle.verify(), std::logic_error);
}

}  // namespace
}  // namespace ddbsim::table
