#include "sim/table/table.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ddbsim::table {
namespace {

using choice::Duration;
using choice::Instant;
using value::Item;

constexpr Instant kStart = choice::kDefaultStart;

/// The table of the messaging model.
TableDefinition messages() {
  TableDefinition definition;
  definition.name = "cruddur-messages";
  definition.key = {{{"pk"}}, {{"sk"}}};
  definition.indexes.push_back({.name = "message-group-sk-index",
                                .key = {{{"message_group_uuid"}}, {{"sk"}}},
                                .projection = {},
                                .local = false,
                                .throughput = {5, 5},
                                .on_demand = {}});
  return definition;
}

Item group_of(const char* user, const char* at, const char* group = "g1") {
  return Item{{"pk", std::string("GRP#") + user},
              {"sk", at},
              {"message_group_uuid", group},
              {"message", "hello"}};
}

Item user(const char* name) { return Item{{"pk", "USER"}, {"sk", name}, {"email", "a@b"}}; }

class TableTest : public ::testing::Test {
 protected:
  void commit(const Item& before, const Item& after, Duration at = Duration{0}) {
    table_.commit({.commit = ++commits_, .at = kStart + at, .before = before, .after = after});
  }
  [[nodiscard]] std::vector<Item> in_group(const std::string& index,
                                           const std::string& group = "g1") const {
    std::vector<Item> out;
    table_.query(table_.index(index), group, {}, true, {}, [&](const Item& item) {
      out.push_back(item);
      return true;
    });
    return out;
  }

  state::Journal journal_;
  value::Layouts layouts_;
  Table table_{journal_, layouts_, 1, messages()};
  std::uint64_t commits_ = 0;
};

constexpr auto kGroups = "message-group-sk-index";

TEST_F(TableTest, CommitsReachTheItemsAndEveryIndex) {
  commit({}, group_of("andrew", "2026-01-02"));
  commit({}, group_of("bayko", "2026-01-01"));
  EXPECT_EQ(table_.get(group_of("andrew", "2026-01-02")), group_of("andrew", "2026-01-02"));
  EXPECT_EQ(in_group(kGroups),
            (std::vector{group_of("bayko", "2026-01-01"), group_of("andrew", "2026-01-02")}));
  commit(group_of("bayko", "2026-01-01"), {});
  commit(group_of("andrew", "2026-01-02"), group_of("andrew", "2026-01-02", "g2"));
  EXPECT_TRUE(in_group(kGroups).empty());
  EXPECT_EQ(in_group(kGroups, "g2").size(), 1U);
  table_.verify();
}

TEST_F(TableTest, AnIndexIsSparse) {
  commit({}, user("andrew"));
  EXPECT_EQ(table_.items().count(), 1U);
  EXPECT_EQ(table_.index(kGroups)->entries().count(), 0U);
  EXPECT_FALSE(table_.index(kGroups)->holds(user("andrew")));
  EXPECT_EQ(table_.index("no-such-index"), nullptr);
  table_.verify();
}

TEST_F(TableTest, ANewIndexIsFilledFromTheItemsThereAre) {
  commit({}, group_of("andrew", "2026-01-02"));
  commit({}, user("bayko"));
  commit({}, Item{{"pk", "USER"}, {"sk", "odd"}, {"email", 7}});  // of another type: left out
  IndexDefinition by_email{.name = "by-email", .key = {{{"email"}}, {}}};
  by_email.projection.kind = ProjectionKind::keys_only;
  table_.add_index(by_email);
  EXPECT_EQ(in_group("by-email", "a@b"),
            (std::vector{Item{{"pk", "USER"}, {"sk", "bayko"}, {"email", "a@b"}}}));
  EXPECT_EQ(table_.definition().indexes.size(), 2U);
  commit({}, user("chris"));
  EXPECT_EQ(in_group("by-email", "a@b").size(), 2U);
  table_.verify();
  table_.remove_index("by-email");
  EXPECT_EQ(table_.index("by-email"), nullptr);
  EXPECT_EQ(table_.definition().index("by-email"), nullptr);
  table_.remove_index("by-email");
}

TEST_F(TableTest, AnEntryHoldsWhatIsProjected) {
  IndexDefinition included{.name = "included", .key = {{{"message_group_uuid"}}, {}}};
  included.projection = {ProjectionKind::include, {"message", "absent"}};
  table_.add_index(included);
  IndexDefinition keys{.name = "keys", .key = {{{"message_group_uuid"}}, {}}};
  keys.projection = {ProjectionKind::keys_only, {}};
  table_.add_index(keys);
  const Item item{
      {"pk", "p"}, {"sk", "s"}, {"message_group_uuid", "g1"}, {"message", "m"}, {"read", true}};
  commit({}, item);
  const Item keys_only{{"pk", "p"}, {"sk", "s"}, {"message_group_uuid", "g1"}};
  const Item with_message{{"pk", "p"}, {"sk", "s"}, {"message_group_uuid", "g1"}, {"message", "m"}};
  EXPECT_EQ(in_group("keys"), std::vector{keys_only});
  EXPECT_EQ(in_group("included"), std::vector{with_message});
  EXPECT_EQ(in_group(kGroups), std::vector{item});
  table_.verify();
}

TEST_F(TableTest, AChangeThatAnIndexDoesNotProjectLeavesItsEntryAlone) {
  IndexDefinition keys{.name = "keys", .key = {{{"message_group_uuid"}}, {}}};
  keys.projection = {ProjectionKind::keys_only, {}};
  table_.add_index(keys);
  const Item before = group_of("andrew", "2026-01-01");
  commit({}, before);
  const Item entry = in_group("keys").front();
  Item after{{"pk", "GRP#andrew"}, {"sk", "2026-01-01"}, {"message_group_uuid", "g1"}};
  EXPECT_TRUE(table_.index("keys")->same_entry(before, after));
  EXPECT_FALSE(table_.index(kGroups)->same_entry(before, after));
  commit(before, after);
  EXPECT_TRUE(in_group("keys").front().is_same_as(entry));
  EXPECT_EQ(in_group(kGroups).front(), after);
  table_.verify();
}

TEST_F(TableTest, UndoTakesItemsIndexesAndDefinitionsBack) {
  commit({}, group_of("andrew", "2026-01-02"));
  const state::Hash hash = journal_.hash();
  const state::Journal::Mark mark = journal_.mark();
  for (int round = 0; round < 3; ++round) {
    commit(group_of("andrew", "2026-01-02"), {});
    commit({}, user("bayko"));
    table_.add_index({.name = "by-email", .key = {{{"email"}}, {}}});
    commit({}, user("chris"));
    table_.remove_index(kGroups);
    TableDefinition renamed = table_.definition();
    renamed.ttl_attribute = "expires";
    table_.set_definition(renamed);
    table_.verify();
    journal_.undo_to(mark);
    EXPECT_EQ(journal_.hash(), hash);
    EXPECT_EQ(table_.index("by-email"), nullptr);
    EXPECT_EQ(in_group(kGroups), std::vector{group_of("andrew", "2026-01-02")});
    EXPECT_EQ(table_.definition().ttl_attribute, "");
    EXPECT_EQ(table_.definition().indexes.size(), 1U);
    table_.verify();
  }
  journal_.release(mark);
}

TEST_F(TableTest, AnIndexMayComeAndGoWhileChangesAreRecorded) {
  const state::Journal::Mark mark = journal_.mark();
  table_.add_index({.name = "by-email", .key = {{{"email"}}, {}}});
  commit({}, user("chris"));
  table_.remove_index("by-email");
  journal_.release(mark);
  table_.verify();
}

TEST_F(TableTest, ADefinitionReachesTheIndexes) {
  TableDefinition definition = table_.definition();
  definition.indexes[0].throughput = {50, 60};
  table_.set_definition(definition);
  EXPECT_EQ(table_.index(kGroups)->definition().throughput, (Throughput{50, 60}));
}

TEST_F(TableTest, TheStateHashKnowsTheItemsAndNothingElse) {
  commit({}, group_of("andrew", "2026-01-02"));
  const state::Hash hash = journal_.hash();
  commit({}, user("bayko"));
  EXPECT_NE(journal_.hash(), hash);
  table_.add_index({.name = "by-email", .key = {{{"email"}}, {}}});
  commit(user("bayko"), {});
  EXPECT_EQ(journal_.hash(), hash);
}

TEST_F(TableTest, VerifyFindsAnIndexThatDiffers) {
  commit({}, group_of("andrew", "2026-01-02"));
  const_cast<Index*>(table_.index(kGroups))
      ->entries()
      .replace(group_of("andrew", "2026-01-02"), {});
  EXPECT_THROW(table_.verify(), std::logic_error);
}

TEST(DefinitionTest, AKeyAsTextIsForNamesOfChoicesAndForPeople) {
  const KeySchema key{{{"pk"}}, {{"sk"}}};
  EXPECT_EQ(key_text(key, group_of("andrew", "2026-01-02")), "GRP#andrew|2026-01-02");
  EXPECT_EQ(key_text(key, Item{{"pk", value::number("1E3")}, {"sk", value::Binary{"a\xFF"}}}),
            "1000|Yf8=");
  EXPECT_EQ(key_of(key, group_of("andrew", "2026-01-02")),
            (Item{{"pk", "GRP#andrew"}, {"sk", "2026-01-02"}}));
  EXPECT_TRUE(key.has("sk"));
  EXPECT_FALSE(key.has("message"));
}

}  // namespace
}  // namespace ddbsim::table
