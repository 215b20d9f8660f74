// Global tables of both versions: kept and described; nothing replicates. Texts that a test does
// not quote whole are our own.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

class GlobalTablesTest : public TablesTest {
 protected:
  GlobalTablesTest() {
    CreateTableRequest request = on_demand_table("messages");
    request.stream_specification =
        StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_AND_OLD_IMAGES"};
    static_cast<void>(answer(request));
    static_cast<void>(answer(on_demand_table("plain")));
  }
  static UpdateTableRequest add(std::initializer_list<std::string_view> regions,
                                std::string_view table = "messages") {
    UpdateTableRequest request{.table_name = std::string(table)};
    request.replica_updates.emplace();
    for (const std::string_view region : regions) {
      request.replica_updates->push_back(
          {.create = CreateReplicationGroupMemberAction{.region_name = std::string(region)}});
    }
    return request;
  }
  static UpdateTableRequest drop(std::string_view region) {
    UpdateTableRequest request{.table_name = "messages"};
    request.replica_updates = {
        {{.remove = DeleteReplicationGroupMemberAction{.region_name = std::string(region)}}}};
    return request;
  }
  /// "eu-west-1 ACTIVE, ...".
  static std::string replicas_of(const TableDescription& table) {
    std::string out;
    for (const ReplicaDescription& replica :
         table.replicas.value_or(std::vector<ReplicaDescription>())) {
      out += (out.empty() ? "" : ", ") + *replica.region_name + " " + *replica.replica_status;
    }
    return out;
  }
};

TEST_F(GlobalTablesTest, ReplicasComeAndGoWithUpdateTable) {
  const TableDescription answered = *answer(add({"eu-west-1"})).table_description;
  EXPECT_EQ(answered.table_status, "UPDATING");
  EXPECT_EQ(replicas_of(answered), "eu-west-1 CREATING");
  EXPECT_EQ(replicas_of(description("messages")), "eu-west-1 ACTIVE");
  EXPECT_EQ(description("messages").global_table_version, "2019.11.21");
  EXPECT_EQ(description("messages").multi_region_consistency, "EVENTUAL");
  EXPECT_EQ(replicas_of(*answer(drop("eu-west-1")).table_description), "eu-west-1 DELETING");
  EXPECT_FALSE(description("messages").replicas);
  EXPECT_FALSE(description("messages").global_table_version);
}

TEST_F(GlobalTablesTest, ReplicasAreOtherRegionsEachOnce) {
  EXPECT_EQ(refusal(add({"us-east-1"})),
            "ValidationException: Cannot add, delete, or update the local region through "
            "ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.");
  static_cast<void>(answer(add({"eu-west-1"})));
  EXPECT_EQ(refusal(add({"eu-west-1"})),
            "ValidationException: Failed to create a the new replica of table with name: "
            "'messages' because one or more replicas already existed as tables.");
  EXPECT_EQ(refusal(drop("eu-west-2")),
            "ValidationException: Update global table operation failed because one or more "
            "replicas were not part of the global table.");
  EXPECT_NE(refusal(add({"eu-west-2", "eu-west-2"})), "");
  EXPECT_NE(refusal(add({"eu-west-1"}, "plain")), "");  // no stream of both images
}

TEST_F(GlobalTablesTest, SettingsOfAReplicaAreDescribed) {
  UpdateTableRequest request = add({"eu-west-1"});
  request.replica_updates->at(0).create->table_class_override = "STANDARD_INFREQUENT_ACCESS";
  static_cast<void>(answer(request));
  EXPECT_EQ(description("messages").replicas->at(0).replica_table_class_summary->table_class,
            "STANDARD_INFREQUENT_ACCESS");
  request.replica_updates = {{{.update = UpdateReplicationGroupMemberAction{
                                   .region_name = "eu-west-1", .kms_master_key_id = "key"}}}};
  EXPECT_EQ(replicas_of(*answer(request).table_description), "eu-west-1 UPDATING");
  EXPECT_EQ(description("messages").replicas->at(0).kms_master_key_id, "key");
}

TEST_F(GlobalTablesTest, StrongConsistencyNeedsThreeRegionsAndAnEmptyTable) {
  UpdateTableRequest request = add({"us-east-2"}, "plain");
  request.multi_region_consistency = "STRONG";
  EXPECT_NE(refusal(request), "");
  request.global_table_witness_updates = {
      {{.create = CreateGlobalTableWitnessGroupMemberAction{.region_name = "us-west-2"}}}};
  static_cast<void>(
      answer(PutItemRequest{.table_name = "plain", .item = {{"pk", "a"}, {"sk", "b"}}}));
  EXPECT_NE(refusal(request), "");
  static_cast<void>(
      answer(DeleteItemRequest{.table_name = "plain", .key = {{"pk", "a"}, {"sk", "b"}}}));
  static_cast<void>(answer(request));
  EXPECT_EQ(description("plain").multi_region_consistency, "STRONG");
  EXPECT_EQ(description("plain").global_table_witnesses->at(0).region_name, "us-west-2");
}

TEST_F(GlobalTablesTest, ScalingOfReplicasIsKept) {
  static_cast<void>(answer(add({"eu-west-1"})));
  UpdateTableReplicaAutoScalingRequest request{.table_name = "messages"};
  request.provisioned_write_capacity_auto_scaling_update =
      AutoScalingSettingsUpdate{.minimum_units = 5, .maximum_units = 50};
  request.replica_updates = {
      {{.region_name = "eu-west-1",
        .replica_provisioned_read_capacity_auto_scaling_update =
            AutoScalingSettingsUpdate{.minimum_units = 1, .maximum_units = 10}}}};
  static_cast<void>(answer(request));
  const auto described = *answer(DescribeTableReplicaAutoScalingRequest{.table_name = "messages"})
                              .table_auto_scaling_description;
  EXPECT_EQ(described.table_status, "ACTIVE");
  EXPECT_EQ(described.replicas->at(0).region_name, "us-east-1");
  const auto& there = described.replicas->at(1);
  EXPECT_EQ(there.replica_provisioned_write_capacity_auto_scaling_settings->maximum_units, 50);
  EXPECT_EQ(there.replica_provisioned_read_capacity_auto_scaling_settings->maximum_units, 10);
  request.replica_updates->at(0).region_name = "eu-west-2";
  EXPECT_NE(refusal(request), "");
}

// ---- Version 2017.11.29 -------------------------------------------------------------------------

class LegacyGlobalTablesTest : public GlobalTablesTest {
 protected:
  static CreateGlobalTableRequest create(std::string_view name = "messages") {
    return {.global_table_name = std::string(name),
            .replication_group = {{{.region_name = "us-east-1"}, {.region_name = "eu-west-1"}}}};
  }
};

TEST_F(LegacyGlobalTablesTest, AreMadeOfATableAndDescribed) {
  const auto made = *answer(create()).global_table_description;
  EXPECT_EQ(made.global_table_status, "CREATING");
  EXPECT_EQ(made.global_table_arn, "arn:aws:dynamodb::000000000000:global-table/messages");
  const auto described =
      *answer(DescribeGlobalTableRequest{.global_table_name = "messages"}).global_table_description;
  EXPECT_EQ(described.global_table_status, "ACTIVE");
  EXPECT_EQ(described.replication_group->at(0).region_name, "eu-west-1");
  EXPECT_EQ(description("messages").global_table_version, "2017.11.29");
  EXPECT_EQ(refusal(create()),
            "GlobalTableAlreadyExistsException: Global table with name: 'messages' already "
            "exists.");
}

TEST_F(LegacyGlobalTablesTest, NeedATableWithAStream) {
  EXPECT_EQ(refusal(create("nothing")), "TableNotFoundException: Table not found: nothing");
  EXPECT_NE(refusal(create("plain")), "");
  EXPECT_EQ(refusal(DescribeGlobalTableRequest{.global_table_name = "nothing"}),
            "GlobalTableNotFoundException: Global table with name: 'nothing' does not exist.");
}

TEST_F(LegacyGlobalTablesTest, AreListedByRegion) {
  static_cast<void>(answer(create()));
  EXPECT_EQ(answer(ListGlobalTablesRequest{}).global_tables->size(), 1U);
  EXPECT_EQ(answer(ListGlobalTablesRequest{.region_name = "eu-west-1"}).global_tables->size(), 1U);
  EXPECT_TRUE(answer(ListGlobalTablesRequest{.region_name = "eu-west-2"}).global_tables->empty());
}

TEST_F(LegacyGlobalTablesTest, GetAndLoseReplicas) {
  static_cast<void>(answer(create()));
  UpdateGlobalTableRequest request{.global_table_name = "messages"};
  request.replica_updates = {{{.create = CreateReplicaAction{.region_name = "eu-west-1"}}}};
  EXPECT_TRUE(refusal(request).starts_with("ReplicaAlreadyExistsException: "));
  request.replica_updates->at(0) = {.remove = DeleteReplicaAction{.region_name = "eu-west-2"}};
  EXPECT_TRUE(refusal(request).starts_with("ReplicaNotFoundException: "));
  request.replica_updates->at(0) = {.create = CreateReplicaAction{.region_name = "eu-west-2"}};
  EXPECT_EQ(answer(request).global_table_description->replication_group->size(), 3U);
}

TEST_F(LegacyGlobalTablesTest, KeepSettingsOfTheirReplicas) {
  static_cast<void>(answer(create()));
  UpdateGlobalTableSettingsRequest request{.global_table_name = "messages"};
  request.global_table_provisioned_write_capacity_units = 7;
  request.replica_settings_update = {
      {{.region_name = "eu-west-1", .replica_provisioned_read_capacity_units = 9}}};
  static_cast<void>(answer(request));
  const auto settings =
      *answer(DescribeGlobalTableSettingsRequest{.global_table_name = "messages"}).replica_settings;
  EXPECT_EQ(settings.at(0).replica_provisioned_read_capacity_units, 9);
  EXPECT_EQ(settings.at(1).replica_provisioned_read_capacity_units, 0);
  EXPECT_EQ(settings.at(1).replica_provisioned_write_capacity_units, 7);
  request.replica_settings_update->at(0).region_name = "eu-west-2";
  EXPECT_TRUE(refusal(request).starts_with("ReplicaNotFoundException: "));
  request.replica_settings_update.reset();
  request.global_table_global_secondary_index_settings_update = {{{.index_name = "nothing"}}};
  EXPECT_TRUE(refusal(request).starts_with("IndexNotFoundException: "));
}

}  // namespace
}  // namespace ddbsim::service
