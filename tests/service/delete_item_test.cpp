#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class DeleteItem : public ItemTest {};

TEST_F(DeleteItem, RemovesTheItemFromTableAndIndexes) {
  put_four();
  const auto response = call(DeleteItemRequest{.table_name = "ranged",
                                               .key = {{"pk", "p"}, {"sk", "s3"}},
                                               .return_values = "ALL_OLD",
                                               .return_consumed_capacity = "INDEXES"});
  EXPECT_EQ(response->attributes.count(), 8U);
  EXPECT_EQ(text_of(response->consumed_capacity),
            "6 = table 1, gsi_all 1, gsi_inc 1, gsi_keys 1, lsi_all 1, lsi_keys 1");
  EXPECT_EQ(text_of(get("ranged", {{"pk", "p"}, {"sk", "s3"}})), "none");
  for (const auto& index : account.find_table("ranged")->indexes()) {
    EXPECT_EQ(index->entries().count(), 3U) << index->definition().name;
  }
}

TEST_F(DeleteItem, OfWhatIsNotThereSucceedsCostsAUnitAndMakesNoRecord) {
  const auto response = call(DeleteItemRequest{.table_name = "plain",
                                               .key = {{"pk", "missing"}},
                                               .return_values = "ALL_OLD",
                                               .return_consumed_capacity = "TOTAL"});
  EXPECT_EQ(text_of(response->attributes), "none");
  EXPECT_EQ(text_of(response->consumed_capacity), "1");
  EXPECT_EQ(records("plain"), 0U);
}

TEST_F(DeleteItem, CostsTheSizeOfTheOldImage) {
  put("plain", {{"pk", "p"}, {"a", std::string(3000, 'x')}});
  const auto response = call(DeleteItemRequest{
      .table_name = "plain", .key = {{"pk", "p"}}, .return_consumed_capacity = "TOTAL"});
  EXPECT_EQ(text_of(response->consumed_capacity), "3");
}

TEST_F(DeleteItem, ChecksItsKeyAndReturnValues) {
  EXPECT_EQ(error_of(call(DeleteItemRequest{.table_name = "ranged", .key = {{"pk", "p"}}})),
            validation("The provided key element does not match the schema"));
  EXPECT_EQ(error_of(call(DeleteItemRequest{
                .table_name = "missing", .key = {{"pk", "p"}}, .return_values = "ALL_NEW"})),
            validation("ReturnValues can only be ALL_OLD or NONE"));
  EXPECT_EQ(error_of(call(DeleteItemRequest{.table_name = "missing", .key = {{"pk", "p"}}})),
            "ResourceNotFoundException: Requested resource not found");
}

TEST_F(DeleteItem, KeepsTheItemWhenItsConditionFails) {
  put("plain", {{"pk", "p"}, {"v", 1}});
  const auto delete_if = [&](std::string condition) {
    return call(DeleteItemRequest{.table_name = "plain",
                                  .key = {{"pk", "p"}},
                                  .condition_expression = std::move(condition),
                                  .expression_attribute_values = {{":v", 2}},
                                  .return_values_on_condition_check_failure = "ALL_OLD"});
  };
  const auto failed = delete_if("v = :v");
  EXPECT_EQ(error_of(failed), "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(text_of(failed.error().item), R"({"pk":{"S":"p"},"v":{"N":"1"}})");
  EXPECT_EQ(text_of(get("plain", {{"pk", "p"}})), R"({"pk":{"S":"p"},"v":{"N":"1"}})");
  EXPECT_EQ(error_of(delete_if("v < :v")), "ok");
  EXPECT_EQ(text_of(get("plain", {{"pk", "p"}})), "none");
  EXPECT_EQ(error_of(delete_if("v < :v")),
            "ConditionalCheckFailedException: The conditional request failed")
      << "a missing attribute compares as false";
}

}  // namespace
}  // namespace ddbsim::service
