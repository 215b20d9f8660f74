// DescribeTable, ListTables, DeleteTable, and time to live of tables.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;

// ---- DescribeTable ------------------------------------------------------------------------------

using DescribeTableTest = TablesTest;

TEST_F(DescribeTableTest, NamesTheTableThatItDoesNotFind) {
  EXPECT_EQ(refusal(DescribeTableRequest{.table_name = "messages"}),
            "ResourceNotFoundException: Requested resource not found: Table: messages not found");
}

TEST_F(DescribeTableTest, CountsItemsAndBytesOfTableAndIndexes) {
  CreateTableRequest request = on_demand_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.global_secondary_indexes = {gsi("by-a", "H:a")};
  static_cast<void>(answer(request));
  const value::Item in_index = {{"pk", "x"}, {"sk", "1"}, {"a", "y"}};
  const value::Item not_in_index = {{"pk", "x"}, {"sk", "2"}};
  for (const value::Item& item : {in_index, not_in_index}) {
    const Write write{.table = account.find_table("messages"), .before = {}, .after = item};
    account.commit({&write, 1});
  }
  const TableDescription table = description("messages");
  EXPECT_EQ(table.item_count, 2);
  EXPECT_EQ(table.table_size_bytes, 14);  // names and values: 8 + 6
  EXPECT_EQ(table.global_secondary_indexes->at(0).item_count, 1);
  EXPECT_EQ(table.global_secondary_indexes->at(0).index_size_bytes, 8);
}

// ---- ListTables ---------------------------------------------------------------------------------

using ListTablesTest = TablesTest;

TEST_F(ListTablesTest, ListsNothingInAnEmptyAccount) {
  const ListTablesResponse response = answer(ListTablesRequest{});
  EXPECT_EQ(response.table_names, std::vector<std::string>());
  EXPECT_FALSE(response.last_evaluated_table_name);
}

TEST_F(ListTablesTest, ListsByPages) {
  for (const std::string_view name : {"ccc", "aaa", "bbb"}) {
    static_cast<void>(answer(on_demand_table(name)));
  }
  const ListTablesResponse first = answer(ListTablesRequest{.limit = 2});
  EXPECT_EQ(first.table_names, (std::vector<std::string>{"aaa", "bbb"}));
  EXPECT_EQ(first.last_evaluated_table_name, "bbb");
  const ListTablesResponse second = answer(
      ListTablesRequest{.exclusive_start_table_name = first.last_evaluated_table_name, .limit = 2});
  EXPECT_EQ(second.table_names, std::vector<std::string>{"ccc"});
  EXPECT_FALSE(second.last_evaluated_table_name);
}

TEST_F(ListTablesTest, APageThatEndsWithTheLastTableSaysSo) {
  static_cast<void>(answer(on_demand_table("aaa")));
  EXPECT_FALSE(answer(ListTablesRequest{.limit = 1}).last_evaluated_table_name);
}

TEST_F(ListTablesTest, StartsAfterANameThatNoTableHas) {
  static_cast<void>(answer(on_demand_table("bbb")));
  EXPECT_EQ(answer(ListTablesRequest{.exclusive_start_table_name = "aaa"}).table_names,
            std::vector<std::string>{"bbb"});
  EXPECT_EQ(answer(ListTablesRequest{.exclusive_start_table_name = "zzz"}).table_names,
            std::vector<std::string>());
}

// ---- DeleteTable --------------------------------------------------------------------------------

using DeleteTableTest = TablesTest;

TEST_F(DeleteTableTest, AnswersDeletingAndTheTableIsGone) {
  static_cast<void>(answer(on_demand_table("messages")));
  const TableDescription deleted =
      *answer(DeleteTableRequest{.table_name = "messages"}).table_description;
  EXPECT_EQ(deleted.table_status, "DELETING");
  EXPECT_EQ(deleted.table_name, "messages");
  EXPECT_FALSE(deleted.key_schema);
  EXPECT_EQ(refusal(DeleteTableRequest{.table_name = "messages"}),
            "ResourceNotFoundException: Requested resource not found: Table: messages not found");
}

TEST_F(DeleteTableTest, RefusesAProtectedTable) {
  CreateTableRequest request = on_demand_table("messages");
  request.deletion_protection_enabled = true;
  static_cast<void>(answer(request));
  EXPECT_EQ(refusal(DeleteTableRequest{.table_name = "messages"}),
            "ValidationException: Resource cannot be deleted as it is currently protected against "
            "deletion. Disable deletion protection first.");
  static_cast<void>(
      answer(UpdateTableRequest{.table_name = "messages", .deletion_protection_enabled = false}));
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
}

TEST_F(DeleteTableTest, ItsStreamRemains) {
  CreateTableRequest request = on_demand_table("messages");
  request.stream_specification =
      StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_IMAGE"};
  const std::string stream = *answer(request).table_description->latest_stream_arn;
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  EXPECT_TRUE(account.find_stream(stream));
}

// ---- Time to live -------------------------------------------------------------------------------

class TimeToLiveTest : public TablesTest {
 protected:
  TimeToLiveTest() { static_cast<void>(answer(on_demand_table("messages"))); }

  static UpdateTimeToLiveRequest set(bool enabled, std::string_view attribute = "expires") {
    return {.table_name = "messages",
            .time_to_live_specification = TimeToLiveSpecification{
                .enabled = enabled, .attribute_name = std::string(attribute)}};
  }
  TimeToLiveDescription state() {
    return *answer(DescribeTimeToLiveRequest{.table_name = "messages"}).time_to_live_description;
  }
};

TEST_F(TimeToLiveTest, IsOffAtFirst) {
  EXPECT_EQ(state().time_to_live_status, "DISABLED");
  EXPECT_FALSE(state().attribute_name);
  EXPECT_EQ(refusal(set(false)), "ValidationException: TimeToLive is already disabled");
}

TEST_F(TimeToLiveTest, IsTurnedOnForAnAttribute) {
  const UpdateTimeToLiveResponse response = answer(set(true));
  EXPECT_EQ(response.time_to_live_specification->enabled, true);
  EXPECT_EQ(response.time_to_live_specification->attribute_name, "expires");
  EXPECT_EQ(state().time_to_live_status, "ENABLED");
  EXPECT_EQ(state().attribute_name, "expires");
}

TEST_F(TimeToLiveTest, RefusesToBeTurnedOnTwice) {
  static_cast<void>(answer(set(true)));
  EXPECT_EQ(refusal(set(true)), "ValidationException: TimeToLive is already enabled");
  const std::string other =
      "ValidationException: TimeToLive is active on a different AttributeName: current "
      "AttributeName is expires";
  EXPECT_EQ(refusal(set(true, "other")), other);
  EXPECT_EQ(refusal(set(false, "other")), other);
}

TEST_F(TimeToLiveTest, ChangesOnceInAnHourOfVirtualTime) {
  static_cast<void>(answer(set(true)));
  advance(59min);
  EXPECT_EQ(refusal(set(false)),
            "ValidationException: Time to live has been modified multiple times within a fixed "
            "interval");
  advance(1min);
  static_cast<void>(answer(set(false)));
  EXPECT_EQ(state().time_to_live_status, "DISABLED");
}

TEST_F(TimeToLiveTest, NamesTheTableThatItDoesNotFind) {
  const std::string text =
      "ResourceNotFoundException: Requested resource not found: Table: nothing not found";
  EXPECT_EQ(refusal(DescribeTimeToLiveRequest{.table_name = "nothing"}), text);
  UpdateTimeToLiveRequest request = set(true);
  request.table_name = "nothing";
  EXPECT_EQ(refusal(request), text);
}

}  // namespace
}  // namespace ddbsim::service
