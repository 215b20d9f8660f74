// Names and ARNs of tables: everywhere the same, since all operations ask one function.
#include "sim/service/resource.hpp"

#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class ResourceTest : public ItemTest {
 protected:
  std::string located(std::string_view name) {
    const auto table = locate_table(account, name, "GetItem");
    return table ? (*table)->definition().name : error_of(table);
  }
  template <class Request>
  auto answer(const Request& request) {
    auto response = execute(account, request, {});
    EXPECT_TRUE(response) << response.error().message;
    return response ? std::move(*response) : typename Request::Response{};
  }
  template <class Request>
  std::string refusal(const Request& request) {
    return error_of(execute(account, request, {}));
  }

  const std::string arn = account.table_arn("plain");
};

TEST_F(ResourceTest, ATableIsMeantByNameOrArn) {
  const std::string not_found = "ResourceNotFoundException: Requested resource not found";
  EXPECT_EQ(located("plain"), "plain");
  EXPECT_EQ(located("missing"), not_found);
  EXPECT_EQ(located(arn), "plain");
  EXPECT_EQ(located(account.table_arn("missing")), not_found);
}

TEST_F(ResourceTest, AnArnOfAnotherRegionOrAccountIsRefused) {
  EXPECT_EQ(located("arn:aws:dynamodb:eu-west-2:000000000000:table/plain"),
            "ResourceNotFoundException: Requested resource not found");
  const std::string foreign = "arn:aws:dynamodb:us-east-1:999999999999:table/plain";
  EXPECT_EQ(located(foreign),
            "AccessDeniedException: User: arn:aws:iam::000000000000:root is not authorized to "
            "perform: dynamodb:GetItem on resource: " +
                foreign + " because no resource-based policy allows the dynamodb:GetItem action");
}

TEST_F(ResourceTest, WhatIsNoArnOfATableIsRefused) {
  for (const std::string& bad :
       {std::string("arn:aws:dynamodb"), std::string("arn:aws:s3:us-east-1:0:table/plain"),
        std::string("arn:aws:dynamodb:us-east-1:000000000000:plain"),
        std::string("arn:aws:dynamodb:us-east-1:000000000000:table/"), arn + "/index/gsi",
        arn + "/stream/2026-01-01T00:00:00.000"}) {
    EXPECT_EQ(located(bad),
              validation("Invalid TableArn: Invalid ResourceArn provided as input " + bad));
  }
}

TEST_F(ResourceTest, RequestsTakeAnArnWhereTheyTakeAName) {
  static_cast<void>(answer(PutItemRequest{.table_name = arn, .item = {{"pk", "a"}}}));
  const auto got = answer(
      GetItemRequest{.table_name = arn, .key = {{"pk", "a"}}, .return_consumed_capacity = "TOTAL"});
  EXPECT_TRUE(got.item);
  // "If you had specified the ARN of a table in the input, you'll see the table ARN in the
  // response": ConsumedCapacity in the API reference.
  EXPECT_EQ(got.consumed_capacity->table_name, arn);
  const auto scanned = answer(ScanRequest{.table_name = arn, .return_consumed_capacity = "TOTAL"});
  EXPECT_EQ(scanned.count, 1);
  EXPECT_EQ(scanned.consumed_capacity->table_name, arn);
  EXPECT_EQ(*answer(DescribeTableRequest{.table_name = arn}).table->table_name, "plain");
  TransactWriteItemsRequest transaction;
  transaction.transact_items = {
      {{.put = TransactPut{.table_name = arn, .item = {{"pk", "b"}}}},
       {.put = TransactPut{.table_name = "plain", .item = {{"pk", "b"}}}}}};
  EXPECT_EQ(refusal(transaction),
            validation("Transaction request cannot include multiple operations on one item"));
}

TEST_F(ResourceTest, ATableMayHaveBothNamesInOneBatch) {
  BatchWriteItemRequest writes;
  writes.request_items.emplace()[arn] = {{.put_request = PutRequest{.item = {{"pk", "a"}}}}};
  (*writes.request_items)["plain"] = {{.put_request = PutRequest{.item = {{"pk", "b"}}}}};
  static_cast<void>(answer(writes));
  BatchGetItemRequest reads;
  reads.request_items.emplace()[arn].keys = {{{{"pk", "a"}}}};
  (*reads.request_items)["plain"].keys = {{{{"pk", "b"}}}};
  const auto response = answer(reads);
  EXPECT_EQ(response.responses->at(arn).size(), 1U);
  EXPECT_EQ(response.responses->at("plain").size(), 1U);

  const std::string twice = validation("Provided list of item keys contains duplicates");
  (*reads.request_items)["plain"].keys = {{{{"pk", "a"}}}};
  EXPECT_EQ(refusal(reads), twice);
  (*writes.request_items)["plain"] = {{.delete_request = DeleteRequest{.key = {{"pk", "a"}}}}};
  EXPECT_EQ(refusal(writes), twice);
}

TEST_F(ResourceTest, AStatementNamesATableByItsArn) {
  static_cast<void>(answer(PutItemRequest{.table_name = "plain", .item = {{"pk", "a"}}}));
  const auto selected =
      answer(ExecuteStatementRequest{.statement = "SELECT * FROM \"" + arn + "\" WHERE pk = 'a'"});
  EXPECT_EQ(selected.items->size(), 1U);
}

TEST_F(ResourceTest, AnArnIsNoLongerThanTheApiAllows) {
  const std::string text =
      refusal(GetItemRequest{.table_name = arn + std::string(1000, 'x'), .key = {{"pk", "a"}}});
  EXPECT_NE(text.find("2 validation errors detected"), std::string::npos) << text;
}

}  // namespace
}  // namespace ddbsim::service
