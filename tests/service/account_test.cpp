// The account as state: tables, commits, streams, tokens, the clock; and that all of it can be
// undone. What requests make of it is tested by operation.
#include "sim/service/account.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/tables.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;
using choice::kDefaultStart;
using ddbsim::testing::global_index;
using ddbsim::testing::table_definition;
using table::StreamView;
using value::Item;

std::uint64_t write(Account& account, table::Table& table, const Item& before, const Item& after) {
  const Write one{.table = &table, .before = before, .after = after};
  return account.commit({&one, 1});
}

/// Puts, whatever is there.
std::uint64_t put(Account& account, table::Table& table, const Item& item) {
  return write(account, table, table.get(item), item);
}

table::TableDefinition with_stream(std::string_view name, StreamView view = StreamView::new_image) {
  table::TableDefinition definition = table_definition(name, "pk:S");
  definition.stream = view;
  return definition;
}

// ---- Tables -------------------------------------------------------------------------------------

TEST(Account, FindsTheTablesThatItHas) {
  Account account;
  EXPECT_EQ(account.find_table("t"), nullptr);
  table::Table& table = account.add_table(table_definition("t", "pk:S/sk:N"));
  EXPECT_EQ(account.find_table("t"), &table);
  EXPECT_EQ(table.definition().created, kDefaultStart);
  account.remove_table("t");
  EXPECT_EQ(account.find_table("t"), nullptr);
  account.remove_table("t");  // no effect
  account.verify();
}

TEST(Account, RefusesASecondTableOfAName) {
  Account account;
  account.add_table(table_definition("t", "pk:S"));
  EXPECT_THROW(account.add_table(table_definition("t", "pk:S")), std::logic_error);
}

TEST(Account, GivesEachTableAnIdOfItsOwnAlsoALaterOneOfTheSameName) {
  Account account;
  const std::string first = account.add_table(table_definition("t", "pk:S")).definition().id;
  account.remove_table("t");
  const std::string second = account.add_table(table_definition("t", "pk:S")).definition().id;
  const std::string other = account.add_table(table_definition("u", "pk:S")).definition().id;
  EXPECT_EQ((std::set<std::string>{first, second, other}.size()), 3U);
}

TEST(Account, MakesUuidsOfCoordinatesNotOfRandomness) {
  const Account account;
  const Account same;
  const std::string uuid = account.make_uuid("request", "1");
  EXPECT_EQ(uuid, same.make_uuid("request", "1"));
  EXPECT_NE(uuid, account.make_uuid("request", "2"));
  EXPECT_NE(uuid, account.make_uuid("table", "1"));
  EXPECT_NE(uuid, Account({.region = "eu-west-2"}).make_uuid("request", "1"));
  ASSERT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '4');  // version 4, variant 1
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
    EXPECT_EQ(uuid[dash], '-');
  }
}

TEST(Account, NamesThingsByRegionAndAccount) {
  const Account account({.region = "eu-west-2", .account_id = "123456789012"});
  EXPECT_EQ(account.table_arn("t"), "arn:aws:dynamodb:eu-west-2:123456789012:table/t");
  EXPECT_EQ(account.stream_arn("t", "x"),
            "arn:aws:dynamodb:eu-west-2:123456789012:table/t/stream/x");
}

// ---- Commits ------------------------------------------------------------------------------------

TEST(Account, NumbersCommitsOneByOneHoweverManyWritesTheyHave) {
  Account account;
  table::Table& table = account.add_table(with_stream("t"));
  EXPECT_EQ(put(account, table, {{"pk", "a"}}), 1U);
  const std::vector<Write> writes{{.table = &table, .after = Item{{"pk", "b"}}},
                                  {.table = &table, .after = Item{{"pk", "c"}}}};
  EXPECT_EQ(account.commit(writes), 2U);
  const table::Shard& shard = *account.stream_of("t")->shards()[0];
  ASSERT_EQ(shard.end(), 3U);
  EXPECT_EQ(shard.at(0).commit, 1U);
  EXPECT_EQ(shard.at(1).commit, 2U);
  EXPECT_EQ(shard.at(2).commit, 2U);
  EXPECT_EQ(table.items().count(), 3U);
  account.verify();
}

TEST(Account, MakesNoRecordOfAWriteThatChangesNothing) {
  Account account;
  table::Table& table = account.add_table(with_stream("t"));
  put(account, table, {{"pk", "a"}, {"n", 1}});
  const state::Hash hash = account.journal().hash();
  put(account, table, {{"pk", "a"}, {"n", 1}});
  write(account, table, {}, {});  // a deletion of nothing
  EXPECT_EQ(account.stream_of("t")->shards()[0]->end(), 1U);
  EXPECT_EQ(account.journal().hash(), hash);
}

TEST(Account, KeepsFullImagesInTheStreamWhateverItsView) {
  Account account;
  table::Table& table = account.add_table(with_stream("t", StreamView::keys_only));
  put(account, table, {{"pk", "a"}, {"n", 1}});
  put(account, table, {{"pk", "a"}, {"n", 2}});
  const table::Change& change = account.stream_of("t")->shards()[0]->at(1);
  EXPECT_EQ(change.before, (Item{{"pk", "a"}, {"n", 1}}));
  EXPECT_EQ(change.after, (Item{{"pk", "a"}, {"n", 2}}));
}

TEST(Account, RecordsOfOnePartitionKeyStayInOneShard) {
  Account account({.partitions = 8});
  table::TableDefinition definition = table_definition("t", "pk:S/sk:N");
  definition.stream = StreamView::keys_only;
  table::Table& table = account.add_table(definition);
  for (int sort = 0; sort < 10; ++sort) {
    for (const char* partition : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
      put(account, table, {{"pk", partition}, {"sk", sort}});
    }
  }
  std::size_t used = 0;
  for (const auto& shard : account.stream_of("t")->shards()) {
    std::set<std::string> partitions;
    for (std::uint64_t position = 0; position < shard->end(); ++position) {
      partitions.insert(std::string(shard->at(position).after.find("pk").bytes()));
    }
    EXPECT_EQ(shard->end(), 10 * partitions.size());
    used += partitions.empty() ? 0U : 1U;
  }
  EXPECT_GT(used, 2U);
}

// ---- Streams ------------------------------------------------------------------------------------

TEST(Account, LabelsAStreamWithTheTimeOfItsMaking) {
  Account account;
  table::Table& table = account.add_table(table_definition("t", "pk:S"));
  EXPECT_EQ(account.stream_of("t"), nullptr);
  account.advance_to(kDefaultStart + 1500ms);
  account.open_stream(table, StreamView::new_image);
  EXPECT_EQ(table.definition().stream, StreamView::new_image);
  EXPECT_EQ(table.definition().stream_label, "2026-01-01T00:00:01.500");
  EXPECT_EQ(account.stream_of("t")->definition().arn,
            "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-01T00:00:01.500");
}

TEST(Account, AStreamThatIsTurnedOnAgainIsAnotherOneAlsoAtTheSameInstant) {
  Account account;
  table::Table& table = account.add_table(with_stream("t"));
  const auto first = account.stream_of("t");
  put(account, table, {{"pk", "a"}});
  account.close_stream(table);
  EXPECT_FALSE(table.definition().stream);
  EXPECT_EQ(table.definition().stream_label, first->definition().label);  // the latest, still
  put(account, table, {{"pk", "b"}});                                     // nobody records it
  account.open_stream(table, StreamView::keys_only);
  EXPECT_NE(account.stream_of("t"), first);
  EXPECT_EQ(account.streams().size(), 2U);
  EXPECT_EQ(first->shards()[0]->end(), 1U);
  EXPECT_EQ(account.stream_of("t")->shards()[0]->end(), 0U);
  account.verify();
}

TEST(Account, AStreamOutlivesItsTableAndItsDisablingForTwentyFourHours) {
  Account account;
  table::Table& table = account.add_table(with_stream("t"));
  put(account, table, {{"pk", "a"}});
  const std::string arn = account.stream_of("t")->definition().arn;
  account.advance_to(kDefaultStart + 1h);
  account.remove_table("t");
  EXPECT_EQ(account.stream_of("t"), nullptr);
  account.advance_to(kDefaultStart + 24h);
  ASSERT_NE(account.find_stream(arn), nullptr);
  EXPECT_EQ(account.find_stream(arn)->shards()[0]->begin(), 0U);
  account.advance_to(kDefaultStart + 24h + 1ms);
  EXPECT_EQ(account.find_stream(arn)->shards()[0]->begin(), 1U);  // the record is gone
  account.advance_to(kDefaultStart + 25h + 1ms);
  EXPECT_EQ(account.find_stream(arn), nullptr);
}

// ---- Clock and tokens ---------------------------------------------------------------------------

TEST(Account, TheClockNeverGoesBack) {
  Account account;
  account.advance_to(kDefaultStart + 10s);
  account.advance_to(kDefaultStart + 5s);
  EXPECT_EQ(account.now(), kDefaultStart + 10s);
}

TEST(Account, ForgetsATokenWhenItsTimeIsOver) {
  Account account;
  account.remember_token("a", {.content = 1, .expires = kDefaultStart + 10min});
  account.advance_to(kDefaultStart + 5min);
  account.remember_token("b", {.content = 2, .expires = kDefaultStart + 15min});
  account.advance_to(kDefaultStart + 10min - 1ms);
  ASSERT_NE(account.find_token("a"), nullptr);
  EXPECT_EQ(account.find_token("a")->content, 1U);
  account.advance_to(kDefaultStart + 10min);
  EXPECT_EQ(account.find_token("a"), nullptr);
  EXPECT_NE(account.find_token("b"), nullptr);
}

TEST(Account, ReadsSeeTheNewestUnlessAWindowIsSetAndTheyAreNotConsistent) {
  const Account account({.index_lag = 2s, .read_staleness = 1s});
  EXPECT_EQ(account.read_view({}, true, false).window, 2s);
  EXPECT_EQ(account.read_view({}, false, false).window, 1s);
  EXPECT_EQ(account.read_view({}, true, true).window, 0s);
  EXPECT_EQ(account.read_view({}, false, true).window, 0s);
  EXPECT_EQ(Account().read_view({}, true, false).window, 0s);
}

// ---- Undo and hash ------------------------------------------------------------------------------

TEST(AccountUndo, ATableComesAndGoesWhole) {
  Account account;
  const state::Hash empty = account.journal().hash();
  const auto start = account.journal().mark();
  table::Table& table = account.add_table(with_stream("t"));
  put(account, table, {{"pk", "a"}});
  const state::Hash full = account.journal().hash();
  const auto there = account.journal().mark();
  account.remove_table("t");
  account.add_table(table_definition("t", "other:N"));
  account.journal().undo_to(there);
  account.journal().release(there);
  EXPECT_EQ(account.find_table("t"), &table);
  EXPECT_EQ(account.journal().hash(), full);
  EXPECT_NE(account.stream_of("t"), nullptr);
  account.verify();
  account.journal().undo_to(start);
  account.journal().release(start);
  EXPECT_TRUE(account.tables().empty());
  EXPECT_TRUE(account.streams().empty());
  EXPECT_EQ(account.journal().hash(), empty);
}

TEST(AccountUndo, MarksMayBeGivenUpAfterATableWasRemoved) {
  Account account;
  table::Table& table = account.add_table(with_stream("t"));
  const auto mark = account.journal().mark();
  put(account, table, {{"pk", "a"}});
  account.remove_table("t");
  account.advance_to(kDefaultStart + 48h);
  account.journal().release(mark);  // forgets changes of parts that nobody else holds any more
  EXPECT_TRUE(account.streams().empty());
}

TEST(AccountUndo, TheClockTokensAndMarksOfTimeToLiveGoBackToo) {
  Account account;
  table::Table& table = account.add_table(table_definition("t", "pk:S"));
  account.set_ttl(table, "ttl");
  const auto mark = account.journal().mark();
  put(account, table, {{"pk", "a"}, {"ttl", std::int64_t{1'767'225'660}}});
  account.remember_token("a", {.content = 1, .expires = kDefaultStart + 10min});
  account.advance_to(kDefaultStart + 1h);
  EXPECT_TRUE(account.expire_next());
  EXPECT_EQ(account.find_token("a"), nullptr);
  account.journal().undo_to(mark);
  EXPECT_EQ(account.now(), kDefaultStart);
  EXPECT_FALSE(account.next_expiry());
  EXPECT_EQ(account.find_token("a"), nullptr);
  account.verify();
}

TEST(AccountHash, KnowsNoTimesCommitNumbersOrOrderOfUnrelatedWrites) {
  const auto hash = [](choice::Duration wait, bool detour, bool reversed) {
    Account account;
    account.advance_to(kDefaultStart + wait);
    table::Table& table = account.add_table(table_definition("t", "pk:S"));
    if (detour) {
      put(account, table, {{"pk", "c"}});
      write(account, table, table.get({{"pk", "c"}}), {});
    }
    put(account, table, {{"pk", reversed ? "b" : "a"}});
    account.advance_to(account.now() + wait);
    put(account, table, {{"pk", reversed ? "a" : "b"}});
    return account.journal().hash();
  };
  EXPECT_EQ(hash(0s, false, false), hash(7s, true, true));
}

TEST(AccountHash, TellsStatesApart) {
  std::set<state::Hash> hashes;
  for (const char* table_name : {"t", "u"}) {
    for (const char* pk : {"a", "b"}) {
      for (const bool stream : {false, true}) {
        Account account;
        table::Table& table = account.add_table(stream ? with_stream(table_name)
                                                       : table_definition(table_name, "pk:S"));
        hashes.insert(account.journal().hash());
        put(account, table, {{"pk", pk}});
        hashes.insert(account.journal().hash());
      }
    }
  }
  // Without items a stream makes no difference to a table.
  EXPECT_EQ(hashes.size(), 2U + 8U);
}

/// Random life of an account, by one seed: equal seeds, equal lives.
class RandomLife {
 public:
  RandomLife(Account& account, std::uint32_t seed) : account_(account), random_(seed) {}

  void step() {
    switch (pick(12)) {
      case 0:
        toggle_table();
        break;
      case 1:
        toggle_stream();
        break;
      case 2:
        account_.advance_to(account_.now() + std::chrono::minutes(pick(120)));
        break;
      case 3:
        account_.remember_token(
            std::string(1, static_cast<char>('a' + pick(26))),
            {.content = pick(1000), .expires = account_.now() + account_.parameters().token_life});
        break;
      case 4:
        toggle_ttl();
        break;
      case 5:
        account_.expire_next();
        break;
      default:
        change_items();
        break;
    }
  }

 private:
  std::uint32_t pick(std::uint32_t count) { return static_cast<std::uint32_t>(random_()) % count; }
  std::string name() { return {static_cast<char>('t' + pick(3))}; }

  void toggle_table() {
    const std::string table = name();
    if (account_.find_table(table) != nullptr && pick(4) == 0) {
      account_.remove_table(table);
    } else if (account_.find_table(table) == nullptr) {
      table::TableDefinition definition =
          table_definition(table, "pk:S/sk:N", {global_index("g", "g:S/sk:N")});
      if (pick(2) == 0) {
        definition.stream = StreamView::new_image;
      }
      account_.add_table(definition);
    }
  }
  void toggle_stream() {
    if (table::Table* table = account_.find_table(name())) {
      if (account_.stream_of(table->definition().name)) {
        account_.close_stream(*table);
      } else {
        account_.open_stream(*table, StreamView::keys_only);
      }
    }
  }
  void toggle_ttl() {
    if (table::Table* table = account_.find_table(name())) {
      account_.set_ttl(*table, pick(3) == 0 ? "" : "ttl");
    }
  }
  Item random_item() {
    value::Map item{{"pk", std::string(1, static_cast<char>('a' + pick(4)))},
                    {"sk", static_cast<int>(pick(5))}};
    if (pick(2) == 0) {
      item["g"] = std::string(1, static_cast<char>('x' + pick(3)));
    }
    if (pick(2) == 0) {
      item["ttl"] = account_.now().time_since_epoch().count() / 1000 + std::int64_t{pick(20000)};
    }
    return Item(item);
  }
  void change_items() {
    table::Table* table = account_.find_table(name());
    if (table == nullptr) {
      return;
    }
    std::vector<Write> writes;
    for (std::uint32_t i = 0; i <= pick(3); ++i) {
      const Item item = random_item();
      const Item key = table::key_of(table->definition().key, item);
      const bool again = std::ranges::any_of(writes, [&](const Write& write) {
        const Item& other = write.after ? write.after : write.before;
        return other && table::key_of(table->definition().key, other) == key;
      });
      if (!again) {
        writes.push_back(
            {.table = table, .before = table->get(key), .after = pick(3) != 0 ? item : Item{}});
      }
    }
    account_.commit(writes);
  }

  Account& account_;
  std::mt19937 random_;
};

class AccountLife : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(AccountLife, CanBeUndoneToItsBeginningAndLivedAgain) {
  Account account({.index_lag = 30s, .partitions = 3});
  const state::Hash empty = account.journal().hash();
  const auto start = account.journal().mark();
  std::vector<state::Hash> first_life;
  for (const int life : {1, 2}) {
    RandomLife random(account, GetParam());
    for (std::size_t step = 0; step < 400; ++step) {
      random.step();
      account.verify();
      if (life == 1) {
        first_life.push_back(account.journal().hash());
      } else {
        ASSERT_EQ(account.journal().hash(), first_life[step]) << "step " << step;
      }
    }
    account.journal().undo_to(start);
    account.verify();
    EXPECT_EQ(account.journal().hash(), empty);
    EXPECT_EQ(account.now(), kDefaultStart);
    EXPECT_TRUE(account.tables().empty());
    EXPECT_TRUE(account.streams().empty());
  }
  account.journal().release(start);
}

TEST_P(AccountLife, CanBeUndoneStepByStep) {
  Account account({.partitions = 2});
  std::vector<std::pair<state::Journal::Mark, state::Hash>> marks;
  RandomLife random(account, GetParam());
  for (int step = 0; step < 200; ++step) {
    marks.emplace_back(account.journal().mark(), account.journal().hash());
    random.step();
  }
  while (!marks.empty()) {
    account.journal().undo_to(marks.back().first);
    ASSERT_EQ(account.journal().hash(), marks.back().second) << "before step " << marks.size();
    account.verify();
    account.journal().release(marks.back().first);
    marks.pop_back();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AccountLife, ::testing::Range(1U, 21U));

}  // namespace
}  // namespace ddbsim::service
