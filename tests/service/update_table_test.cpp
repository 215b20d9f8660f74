// UpdateTable: throughput, billing, indexes, streams; what it refuses, and how often it may be
// asked.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kInvalid =
    "ValidationException: One or more parameter values were invalid: ";

class UpdateTableTest : public TablesTest {
 protected:
  static UpdateTableRequest to_units(std::int64_t read, std::int64_t write) {
    return {.table_name = "messages", .provisioned_throughput = units(read, write)};
  }
  static UpdateTableRequest to_billing(std::string_view mode) {
    return {.table_name = "messages", .billing_mode = std::string(mode)};
  }
  static UpdateTableRequest index_update(GlobalSecondaryIndexUpdate update) {
    return {.table_name = "messages", .global_secondary_index_updates = {{std::move(update)}}};
  }
  /// Creates an index on a new attribute.
  static UpdateTableRequest creating(GlobalSecondaryIndexSpec index,
                                     std::initializer_list<std::string_view> attributes) {
    UpdateTableRequest request = index_update({.create = std::move(index)});
    request.attribute_definitions = strings(attributes);
    return request;
  }
  static UpdateTableRequest deleting(std::string_view index) {
    return index_update(
        {.remove = DeleteGlobalSecondaryIndexAction{.index_name = std::string(index)}});
  }
  static UpdateTableRequest stream(bool enabled, const char* view = nullptr) {
    StreamSpecification specification{.stream_enabled = enabled};
    if (view != nullptr) {
      specification.stream_view_type = view;
    }
    return {.table_name = "messages", .stream_specification = specification};
  }
};

TEST_F(UpdateTableTest, RefusesARequestThatAsksForNothing) {
  EXPECT_EQ(refusal(UpdateTableRequest{.table_name = "messages"}),
            "ValidationException: At least one of ProvisionedThroughput, BillingMode, "
            "UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or "
            "ReplicaUpdates is required");
}

TEST_F(UpdateTableTest, NamesTheTableThatItDoesNotFind) {
  EXPECT_EQ(refusal(to_units(1, 1)),
            "ResourceNotFoundException: Requested resource not found: Table: messages not found");
}

// ---- Throughput ---------------------------------------------------------------------------------

TEST_F(UpdateTableTest, AnswersTheOldUnitsWhileDescribeTableSaysTheNew) {
  static_cast<void>(answer(provisioned_table("messages")));
  const TableDescription updating = *answer(to_units(6, 4)).table_description;
  EXPECT_EQ(updating.table_status, "UPDATING");
  EXPECT_EQ(updating.provisioned_throughput->read_capacity_units, 5);
  const TableDescription table = description("messages");
  EXPECT_EQ(table.table_status, "ACTIVE");
  EXPECT_EQ(table.provisioned_throughput->read_capacity_units, 6);
  EXPECT_EQ(table.provisioned_throughput->write_capacity_units, 4);
  EXPECT_EQ(table.provisioned_throughput->last_increase_date_time, 1767225600.0);
  EXPECT_EQ(table.provisioned_throughput->last_decrease_date_time, 1767225600.0);
  EXPECT_EQ(table.provisioned_throughput->number_of_decreases_today, 1);
}

TEST_F(UpdateTableTest, RefusesUnitsThatTheTableHas) {
  static_cast<void>(answer(provisioned_table("messages")));
  EXPECT_EQ(refusal(to_units(5, 5)),
            "ValidationException: The provisioned throughput for the table will not change. The "
            "requested value equals the current value. Current ReadCapacityUnits provisioned for "
            "the table: 5. Requested ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned "
            "for the table: 5. Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB "
            "Developer Guide for current limits and how to request higher limits.");
}

TEST_F(UpdateTableTest, DecreasesFourTimesADayThenOnceAnHour) {
  CreateTableRequest request = provisioned_table("messages");
  request.provisioned_throughput = units(100, 100);
  static_cast<void>(answer(request));
  for (int i = 1; i <= 4; ++i) {
    static_cast<void>(answer(to_units(100 - i, 100)));
  }
  EXPECT_EQ(refusal(to_units(90, 100)),
            "LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases "
            "are limited within a given UTC day. After the first 4 decreases, each subsequent "
            "decrease in the same UTC day can be performed at most once every 3600 seconds. Number "
            "of decreases today: 4. Last decrease at Thursday, January 1, 2026 12:00:00 AM UTC. "
            "Next decrease can be made at Thursday, January 1, 2026 1:00:00 AM UTC");
  static_cast<void>(answer(to_units(200, 100)));  // increases are free
  advance(1h);
  static_cast<void>(answer(to_units(90, 100)));
  advance(24h);
  EXPECT_EQ(description("messages").provisioned_throughput->number_of_decreases_today, 0);
  for (int i = 1; i <= 4; ++i) {
    static_cast<void>(answer(to_units(90 - i, 100)));
  }
  EXPECT_EQ(description("messages").provisioned_throughput->number_of_decreases_today, 4);
}

// ---- Billing mode -------------------------------------------------------------------------------

TEST_F(UpdateTableTest, SwitchesBillingModeBothWays) {
  static_cast<void>(answer(provisioned_table("messages")));
  advance(1h);
  static_cast<void>(answer(to_billing("PAY_PER_REQUEST")));
  TableDescription table = description("messages");
  EXPECT_EQ(table.billing_mode_summary->billing_mode, "PAY_PER_REQUEST");
  EXPECT_EQ(table.billing_mode_summary->last_update_to_pay_per_request_date_time, 1767229200.0);
  EXPECT_EQ(table.provisioned_throughput->read_capacity_units, 0);

  UpdateTableRequest back = to_billing("PROVISIONED");
  EXPECT_EQ(refusal(back), std::string(kInvalid) +
                               "ProvisionedThroughput must be specified when BillingMode is "
                               "PROVISIONED");
  back.provisioned_throughput = units(2, 3);
  static_cast<void>(answer(back));
  table = description("messages");
  EXPECT_EQ(table.billing_mode_summary->billing_mode, "PROVISIONED");
  EXPECT_EQ(table.provisioned_throughput->write_capacity_units, 3);
}

TEST_F(UpdateTableTest, RefusesUnitsOfAnOnDemandTable) {
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_EQ(refusal(to_units(1, 1)), std::string(kInvalid) +
                                         "Neither ReadCapacityUnits nor WriteCapacityUnits can be "
                                         "specified when BillingMode is PAY_PER_REQUEST");
}

TEST_F(UpdateTableTest, ASwitchToProvisionedNeedsUnitsForEveryIndex) {
  CreateTableRequest request = on_demand_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.global_secondary_indexes = {gsi("one", "H:a"), gsi("two", "H:a")};
  static_cast<void>(answer(request));
  UpdateTableRequest update = to_billing("PROVISIONED");
  update.provisioned_throughput = units(1, 1);
  EXPECT_EQ(refusal(update),
            std::string(kInvalid) + "ProvisionedThroughput must be specified for index: one,two");
  update.global_secondary_index_updates.emplace();
  for (const char* const name : {"one", "two"}) {
    update.global_secondary_index_updates->push_back(
        {.update = UpdateGlobalSecondaryIndexAction{.index_name = name,
                                                    .provisioned_throughput = units(3, 4)}});
  }
  static_cast<void>(answer(update));
  EXPECT_EQ(description("messages")
                .global_secondary_indexes->at(1)
                .provisioned_throughput->read_capacity_units,
            3);
}

TEST_F(UpdateTableTest, SwitchesToOnDemandFourTimesInADay) {
  static_cast<void>(answer(provisioned_table("messages")));
  UpdateTableRequest back = to_billing("PROVISIONED");
  back.provisioned_throughput = units(1, 1);
  for (int i = 0; i < 4; ++i) {
    static_cast<void>(answer(to_billing("PAY_PER_REQUEST")));
    static_cast<void>(answer(back));
  }
  EXPECT_EQ(refusal(to_billing("PAY_PER_REQUEST")),
            "LimitExceededException: Subscriber limit exceeded: Update to PayPerRequest mode are "
            "limited to 4 times in 1 day(s). Last update at Thursday, January 1, 2026 12:00:00 AM "
            "UTC. Next update can be made at Friday, January 2, 2026 12:00:00 AM UTC");
  advance(24h);
  static_cast<void>(answer(to_billing("PAY_PER_REQUEST")));
}

TEST_F(UpdateTableTest, SetsAndRemovesTheLimitOfRequestUnits) {
  static_cast<void>(answer(on_demand_table("messages")));
  static_cast<void>(answer(
      UpdateTableRequest{.table_name = "messages",
                         .on_demand_throughput = OnDemandThroughput{.max_read_request_units = 7}}));
  EXPECT_EQ(description("messages").on_demand_throughput->max_read_request_units, 7);
  static_cast<void>(answer(UpdateTableRequest{
      .table_name = "messages",
      .on_demand_throughput = OnDemandThroughput{.max_read_request_units = -1}}));
  EXPECT_FALSE(description("messages").on_demand_throughput);
}

// ---- Indexes ------------------------------------------------------------------------------------

TEST_F(UpdateTableTest, CreatesAnIndexAndFillsIt) {
  static_cast<void>(answer(on_demand_table("messages")));
  const value::Item item = {{"pk", "x"}, {"sk", "1"}, {"a", "y"}};
  const Write write{.table = account.find_table("messages"), .before = {}, .after = item};
  account.commit({&write, 1});

  const TableDescription updating =
      *answer(creating(gsi("by-a", "H:a"), {"a", "unused"})).table_description;
  EXPECT_EQ(updating.table_status, "UPDATING");
  EXPECT_EQ(updating.global_secondary_indexes->at(0).index_status, "CREATING");
  EXPECT_EQ(updating.global_secondary_indexes->at(0).backfilling, false);
  const TableDescription table = description("messages");
  EXPECT_EQ(table.global_secondary_indexes->at(0).index_status, "ACTIVE");
  EXPECT_FALSE(table.global_secondary_indexes->at(0).backfilling);
  EXPECT_EQ(table.global_secondary_indexes->at(0).item_count, 1);
  EXPECT_EQ(table.attribute_definitions->size(), 3U);  // without the one that no key uses
}

TEST_F(UpdateTableTest, DeletesAnIndexAndForgetsItsAttributes) {
  CreateTableRequest request = on_demand_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.global_secondary_indexes = {gsi("by-a", "H:a")};
  static_cast<void>(answer(request));
  const TableDescription updating = *answer(deleting("by-a")).table_description;
  EXPECT_EQ(updating.global_secondary_indexes->at(0).index_status, "DELETING");
  const TableDescription table = description("messages");
  EXPECT_FALSE(table.global_secondary_indexes);
  EXPECT_EQ(table.attribute_definitions->size(), 2U);
}

TEST_F(UpdateTableTest, RefusesIndexesThatAreThereOrAreNot) {
  CreateTableRequest request = on_demand_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.local_secondary_indexes = {lsi("local", "H:pk R:a")};
  static_cast<void>(answer(request));
  EXPECT_EQ(refusal(creating(gsi("local", "H:a"), {"a"})),
            std::string(kInvalid) + "Index already exists: local");
  EXPECT_EQ(refusal(deleting("nothing")),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(refusal(deleting("local")), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(
      refusal(index_update(
          {.update = UpdateGlobalSecondaryIndexAction{.index_name = "nothing",
                                                      .provisioned_throughput = units(1, 1)}})),
      "ValidationException: This operation cannot be performed with given input values. "
      "Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate");
}

TEST_F(UpdateTableTest, RefusesAnIndexOnUndefinedAttributes) {
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_EQ(refusal(index_update({.create = gsi("by-a", "H:a")})),
            std::string(kInvalid) +
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [a], "
                "AttributeDefinitions: []");
}

TEST_F(UpdateTableTest, RefusesToChangeTheTypeOfAnAttribute) {
  static_cast<void>(answer(on_demand_table("messages")));
  UpdateTableRequest request = creating(gsi("by-sk", "H:sk"), {"sk"});
  request.attribute_definitions->at(0).attribute_type = "N";
  EXPECT_EQ(refusal(request),
            "ValidationException: invalid attribute, SchemaElement redefined should be of same "
            "type as previously defined");
}

TEST_F(UpdateTableTest, CreatesOrDeletesOneIndexInARequest) {
  static_cast<void>(answer(on_demand_table("messages")));
  UpdateTableRequest request = creating(gsi("one", "H:a"), {"a"});
  request.global_secondary_index_updates->push_back({.create = gsi("two", "H:a")});
  EXPECT_EQ(refusal(request),
            "LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created "
            "or deleted simultaneously per table");
}

TEST_F(UpdateTableTest, NamesAnIndexOnceInARequest) {
  UpdateTableRequest request = deleting("one");
  request.global_secondary_index_updates->push_back({.create = gsi("one", "H:a")});
  EXPECT_EQ(refusal(request),
            std::string(kInvalid) +
                "Only one global secondary index update per index is allowed simultaneously. "
                "Index: one");
}

TEST_F(UpdateTableTest, EachUpdateOfAnIndexIsOneAction) {
  EXPECT_EQ(refusal(index_update({})),
            std::string(kInvalid) +
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null");
}

TEST_F(UpdateTableTest, ChangesUnitsOfAnIndex) {
  CreateTableRequest request = provisioned_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.global_secondary_indexes = {gsi("by-a", "H:a")};
  request.global_secondary_indexes->at(0).provisioned_throughput = units(1, 2);
  static_cast<void>(answer(request));
  const auto to = [](std::int64_t read, std::int64_t write) {
    return index_update({.update = UpdateGlobalSecondaryIndexAction{
                             .index_name = "by-a", .provisioned_throughput = units(read, write)}});
  };
  EXPECT_EQ(refusal(to(1, 2)),
            "ValidationException: The provisioned throughput for the index by-a will not change. "
            "The requested value equals the current value. Current ReadCapacityUnits provisioned "
            "for the index: 1. Requested ReadCapacityUnits: 1. Current WriteCapacityUnits "
            "provisioned for the index: 2. Requested WriteCapacityUnits: 2. Refer to the Amazon "
            "DynamoDB Developer Guide for current limits and how to request higher limits.");
  EXPECT_EQ(answer(to(3, 2)).table_description->global_secondary_indexes->at(0).index_status,
            "UPDATING");
  const TableDescription table = description("messages");
  EXPECT_EQ(table.global_secondary_indexes->at(0).provisioned_throughput->read_capacity_units, 3);
}

// ---- Streams and the rest -----------------------------------------------------------------------

TEST_F(UpdateTableTest, TurnsTheStreamOnAndOff) {
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_EQ(refusal(stream(false)), "ValidationException: Table has no stream to disable");
  static_cast<void>(answer(stream(true, "NEW_IMAGE")));
  const std::string first = *description("messages").latest_stream_arn;
  EXPECT_EQ(refusal(stream(true, "KEYS_ONLY")),
            "ValidationException: Table already has an enabled stream");
  static_cast<void>(answer(stream(false)));
  EXPECT_FALSE(description("messages").stream_specification);
  EXPECT_EQ(description("messages").latest_stream_arn, first);  // still said
  advance(1s);
  static_cast<void>(answer(stream(true, "KEYS_ONLY")));
  EXPECT_NE(description("messages").latest_stream_arn, first);
}

TEST_F(UpdateTableTest, RefusesStreamsWithoutAViewAndViewsWithoutAStream) {
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_EQ(refusal(stream(true)),
            "ValidationException: Invalid StreamViewType: Stream ViewType must not be null or "
            "empty when enabling streams.");
  EXPECT_EQ(refusal(stream(false, "KEYS_ONLY")),
            "ValidationException: Invalid StreamViewType: Stream StreamEnabled was false but a "
            "StreamViewType was present.");
}

TEST_F(UpdateTableTest, DeletionProtectionChangesAtOnce) {
  static_cast<void>(answer(on_demand_table("messages")));
  const TableDescription table =
      *answer(UpdateTableRequest{.table_name = "messages", .deletion_protection_enabled = true})
           .table_description;
  EXPECT_EQ(table.table_status, "ACTIVE");
  EXPECT_EQ(table.deletion_protection_enabled, true);
}

TEST_F(UpdateTableTest, ARefusedRequestChangesNothing) {
  static_cast<void>(answer(provisioned_table("messages")));
  UpdateTableRequest request = to_units(9, 9);
  request.global_secondary_index_updates = {
      {{.remove = DeleteGlobalSecondaryIndexAction{.index_name = "nothing"}}}};
  EXPECT_NE(refusal(request), "");
  EXPECT_EQ(description("messages").provisioned_throughput->read_capacity_units, 5);
}

TEST_F(UpdateTableTest, CanBeUndone) {
  static_cast<void>(answer(on_demand_table("messages")));
  const state::Hash before = account.journal().hash();
  const state::Journal::Mark mark = account.journal().mark();
  static_cast<void>(answer(creating(gsi("by-a", "H:a"), {"a"})));
  static_cast<void>(answer(stream(true, "NEW_IMAGE")));
  account.journal().undo_to(mark);
  account.journal().release(mark);
  EXPECT_EQ(account.journal().hash(), before);
  EXPECT_FALSE(description("messages").global_secondary_indexes);
  EXPECT_FALSE(description("messages").stream_specification);
}

}  // namespace
}  // namespace ddbsim::service
