// Warm throughput, table class and encryption of tables and indexes.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

class WarmThroughputTest : public TablesTest {
 protected:
  static WarmThroughput warm(std::int64_t reads, std::int64_t writes) {
    return {.read_units_per_second = reads, .write_units_per_second = writes};
  }
  std::string of_table() {
    const auto warm = *description("messages").warm_throughput;
    return std::to_string(*warm.read_units_per_second) + "/" +
           std::to_string(*warm.write_units_per_second) + " " + *warm.status;
  }
  std::string of_index() {
    const auto warm = *description("messages").global_secondary_indexes->at(0).warm_throughput;
    return std::to_string(*warm.read_units_per_second) + "/" +
           std::to_string(*warm.write_units_per_second) + " " + *warm.status;
  }
  static CreateTableRequest with_index(CreateTableRequest request) {
    request.attribute_definitions = strings({"pk", "sk", "a"});
    request.global_secondary_indexes = {gsi("by-a", "H:a")};
    return request;
  }
  static std::string lower(std::string_view member, std::string_view of = "table") {
    return "ValidationException: One or more parameter values were invalid: Requested " +
           std::string(member) + " for WarmThroughput for " + std::string(of) +
           " is lower than current WarmThroughput, decreasing WarmThroughput is not supported";
  }
};

TEST_F(WarmThroughputTest, OfAnOnDemandTableIs12000ReadsAnd4000Writes) {
  static_cast<void>(answer(with_index(on_demand_table("messages"))));
  EXPECT_EQ(of_table(), "12000/4000 ACTIVE");
  EXPECT_EQ(of_index(), "12000/4000 ACTIVE");
}

TEST_F(WarmThroughputTest, OfAProvisionedTableIsWhatIsProvisioned) {
  static_cast<void>(answer(provisioned_table("messages")));
  EXPECT_EQ(of_table(), "5/5 ACTIVE");
}

TEST_F(WarmThroughputTest, IsRaisedAtCreationAndLater) {
  CreateTableRequest request = with_index(on_demand_table("messages"));
  request.warm_throughput = warm(15'000, 4'000);
  request.global_secondary_indexes->at(0).warm_throughput = warm(12'000, 5'000);
  static_cast<void>(answer(request));
  EXPECT_EQ(of_table(), "15000/4000 ACTIVE");
  EXPECT_EQ(of_index(), "12000/5000 ACTIVE");
  UpdateTableRequest update{.table_name = "messages"};
  update.warm_throughput = WarmThroughput{.write_units_per_second = 6'000};
  static_cast<void>(answer(update));
  EXPECT_EQ(of_table(), "15000/6000 ACTIVE");
}

TEST_F(WarmThroughputTest, NeverFalls) {
  CreateTableRequest request = on_demand_table("messages");
  request.warm_throughput = warm(11'999, 4'000);
  EXPECT_EQ(refusal(request), lower("ReadUnitsPerSecond"));
  request.warm_throughput = warm(20'000, 8'000);
  static_cast<void>(answer(request));
  UpdateTableRequest update{.table_name = "messages"};
  update.warm_throughput = warm(20'000, 7'999);
  EXPECT_EQ(refusal(update), lower("WriteUnitsPerSecond"));
  update.warm_throughput = warm(0, 8'000);
  EXPECT_EQ(refusal(update),
            "ValidationException: One or more parameter values were invalid: Requested "
            "ReadUnitsPerSecond for WarmThroughput for table is outside of valid range");
}

TEST_F(WarmThroughputTest, StaysWhenUnitsFallAndModesChange) {
  static_cast<void>(answer(with_index(on_demand_table("messages"))));
  UpdateTableRequest to_provisioned{.table_name = "messages",
                                    .billing_mode = "PROVISIONED",
                                    .provisioned_throughput = units(5, 5)};
  to_provisioned.global_secondary_index_updates = {
      {{.update = UpdateGlobalSecondaryIndexAction{.index_name = "by-a",
                                                   .provisioned_throughput = units(1, 1)}}}};
  static_cast<void>(answer(to_provisioned));
  EXPECT_EQ(of_table(), "12000/4000 ACTIVE");
  EXPECT_EQ(of_index(), "12000/4000 ACTIVE");
}

TEST_F(WarmThroughputTest, OfAnIndexIsRaisedByItsUpdate) {
  static_cast<void>(answer(with_index(on_demand_table("messages"))));
  UpdateTableRequest update{.table_name = "messages"};
  update.global_secondary_index_updates = {
      {{.update = UpdateGlobalSecondaryIndexAction{.index_name = "by-a",
                                                   .warm_throughput = warm(13'000, 4'000)}}}};
  static_cast<void>(answer(update));
  EXPECT_EQ(of_index(), "13000/4000 ACTIVE");
  update.global_secondary_index_updates->at(0).update->warm_throughput = warm(12'999, 4'000);
  EXPECT_EQ(refusal(update), lower("ReadUnitsPerSecond", "index by-a"));
}

using TableOptionsTest = TablesTest;

TEST_F(TableOptionsTest, AClassThatIsChangedSaysWhen) {
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_FALSE(description("messages").table_class_summary);
  advance(std::chrono::hours{1});
  static_cast<void>(answer(
      UpdateTableRequest{.table_name = "messages", .table_class = "STANDARD_INFREQUENT_ACCESS"}));
  const TableClassSummary summary = *description("messages").table_class_summary;
  EXPECT_EQ(summary.table_class, "STANDARD_INFREQUENT_ACCESS");
  EXPECT_EQ(summary.last_update_date_time, 1767229200.0);
}

TEST_F(TableOptionsTest, EncryptionNamesItsKey) {
  CreateTableRequest request = on_demand_table("messages");
  request.sse_specification = SseSpecification{.enabled = true, .kms_master_key_id = "alias/mine"};
  static_cast<void>(answer(request));
  EXPECT_EQ(description("messages").sse_description->kms_master_key_arn,
            "arn:aws:kms:us-east-1:000000000000:alias/mine");
  UpdateTableRequest update{.table_name = "messages",
                            .sse_specification = SseSpecification{.enabled = true}};
  static_cast<void>(answer(update));
  EXPECT_TRUE(description("messages")
                  .sse_description->kms_master_key_arn->starts_with(
                      "arn:aws:kms:us-east-1:000000000000:key/"));
  update.sse_specification = SseSpecification{.enabled = false};
  static_cast<void>(answer(update));
  EXPECT_FALSE(description("messages").sse_description);
}

}  // namespace
}  // namespace ddbsim::service
