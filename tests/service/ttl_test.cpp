// Time to live: which items are due and when, and what their deletion leaves behind. AWS: "How it
// works: DynamoDB Time to Live (TTL)".
#include <gtest/gtest.h>

#include "sim/service/account.hpp"
#include "sim/service/stream_record.hpp"
#include "tests/support/tables.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;
using choice::kDefaultStart;
using ddbsim::testing::table_definition;
using value::AttributeValue;
using value::Item;
using value::number;

constexpr std::int64_t kStartSeconds = 1'767'225'600;  // kDefaultStart

class TimeToLive : public ::testing::Test {
 protected:
  explicit TimeToLive(Parameters parameters = {}) : account_(std::move(parameters)) {
    table::TableDefinition definition = table_definition("t", "pk:S");
    definition.stream = table::StreamView::new_and_old_images;
    table_ = &account_.add_table(definition);
    account_.set_ttl(*table_, "ttl");
  }

  void put(const char* pk, const AttributeValue& ttl) {
    const Item item{{"pk", pk}, {"ttl", ttl}};
    const Write write{.table = table_, .before = table_->get(item), .after = item};
    account_.commit({&write, 1});
  }
  void remove(const char* pk) {
    const Write write{.table = table_, .before = table_->get(Item{{"pk", pk}})};
    account_.commit({&write, 1});
  }
  [[nodiscard]] bool has(const char* pk) const {
    return static_cast<bool>(table_->get(Item{{"pk", pk}}));
  }

  Account account_;
  table::Table* table_;
};

TEST_F(TimeToLive, DeletesAnItemWhenItsTimeHasComeAndIsAskedTo) {
  put("a", kStartSeconds + 60);
  EXPECT_EQ(account_.next_expiry(), kDefaultStart + 60s);
  EXPECT_FALSE(account_.expire_next());
  account_.advance_to(kDefaultStart + 60s);
  EXPECT_TRUE(has("a"));  // expired items stay readable until they are deleted
  EXPECT_TRUE(account_.expire_next());
  EXPECT_FALSE(has("a"));
  EXPECT_FALSE(account_.expire_next());
  EXPECT_FALSE(account_.next_expiry());
  account_.verify();
}

TEST_F(TimeToLive, TheFirstDueGoesFirst) {
  put("b", kStartSeconds + 2);
  put("a", kStartSeconds + 3);
  put("c", kStartSeconds + 1);
  account_.advance_to(kDefaultStart + 2s);
  EXPECT_TRUE(account_.expire_next());
  EXPECT_FALSE(has("c"));
  EXPECT_TRUE(has("b"));
  EXPECT_TRUE(account_.expire_next());
  EXPECT_FALSE(has("b"));
  EXPECT_FALSE(account_.expire_next());
  EXPECT_EQ(account_.next_expiry(), kDefaultStart + 3s);
}

TEST_F(TimeToLive, AnUpdateMovesTheTimeAndADeletionTakesItAway) {
  put("a", kStartSeconds + 1);
  put("a", kStartSeconds + 100);
  EXPECT_EQ(account_.next_expiry(), kDefaultStart + 100s);
  remove("a");
  EXPECT_FALSE(account_.next_expiry());
  account_.verify();
}

TEST_F(TimeToLive, AnItemThatWasExpiredWhenItWasWrittenIsDueAtOnce) {
  put("a", kStartSeconds - 3600);
  EXPECT_EQ(account_.next_expiry(), kDefaultStart);
  EXPECT_TRUE(account_.expire_next());
}

TEST_F(TimeToLive, IgnoresTimesOfMoreThanFiveYearsAgo) {
  constexpr std::int64_t kFiveYears = std::int64_t{5} * 365 * 24 * 3600;
  put("a", kStartSeconds - kFiveYears - 1);
  EXPECT_FALSE(account_.next_expiry());
  EXPECT_FALSE(account_.expire_next());
  put("b", kStartSeconds - kFiveYears);
  EXPECT_TRUE(account_.expire_next());
  EXPECT_TRUE(has("a"));
  account_.verify();
}

TEST_F(TimeToLive, IgnoresWhatIsNoNumberOfWholeSeconds) {
  for (const AttributeValue& ttl : std::vector<AttributeValue>{
           "1767225600", number("1767225600.5"), number("-5"), number("1E100"), true, value::Null{},
           value::number_set({"1767225600"})}) {
    put("a", ttl);
    EXPECT_FALSE(account_.next_expiry());
  }
  put("a", number("1767225600.0"));  // the same number as without the fraction
  EXPECT_TRUE(account_.next_expiry());
}

TEST_F(TimeToLive, MillisecondsByMistakeLieFarInTheFuture) {
  put("a", kStartSeconds * 1000);
  account_.advance_to(kDefaultStart + std::chrono::days(3650));
  EXPECT_FALSE(account_.expire_next());
}

TEST_F(TimeToLive, LeavesARecordOfTheServiceItself) {
  put("a", kStartSeconds);
  EXPECT_TRUE(account_.expire_next());
  const auto stream = account_.stream_of("t");
  const table::Shard& shard = *stream->shards()[0];
  ASSERT_EQ(shard.end(), 2U);
  const StreamRecord record = to_stream_record(*stream, shard, 1, "us-east-1");
  EXPECT_EQ(record.event_name, "REMOVE");
  ASSERT_TRUE(record.user_identity);
  EXPECT_EQ(record.user_identity->principal_id, "dynamodb.amazonaws.com");
  EXPECT_EQ(record.user_identity->type, "Service");
  EXPECT_FALSE(to_stream_record(*stream, shard, 0, "us-east-1").user_identity);
}

TEST_F(TimeToLive, TurningItOnMarksWhatIsThereAndOffForgetsIt) {
  put("a", kStartSeconds + 5);
  account_.set_ttl(*table_, "");
  EXPECT_FALSE(account_.next_expiry());
  EXPECT_EQ(table_->definition().ttl_attribute, "");
  put("b", kStartSeconds + 3);
  account_.set_ttl(*table_, "ttl");
  EXPECT_EQ(account_.next_expiry(), kDefaultStart + 3s);
  account_.set_ttl(*table_, "other");
  EXPECT_FALSE(account_.next_expiry());
  account_.verify();
}

TEST_F(TimeToLive, ARemovedTableExpiresNothing) {
  put("a", kStartSeconds);
  account_.remove_table("t");
  EXPECT_FALSE(account_.next_expiry());
  EXPECT_FALSE(account_.expire_next());
  account_.verify();
}

class DelayedTimeToLive : public TimeToLive {
 protected:
  DelayedTimeToLive() : TimeToLive({.ttl_delay = 48h}) {}
};

TEST_F(DelayedTimeToLive, DeletesLaterByTheDelay) {
  put("a", kStartSeconds + 60);
  EXPECT_EQ(account_.next_expiry(), kDefaultStart + 60s + 48h);
  account_.advance_to(kDefaultStart + 48h);
  EXPECT_FALSE(account_.expire_next());
  account_.advance_to(kDefaultStart + 49h);
  EXPECT_TRUE(account_.expire_next());
}

}  // namespace
}  // namespace ddbsim::service
