#include "sim/world/fate.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "sim/world/world.hpp"

// Fates: what can become of a request of a function, and what it is told then.
namespace ddbsim::world {
namespace {

using service::Request;
using Labels = std::vector<std::string_view>;

Labels labels_of(const Request& request) {
  const auto labels = fates_of(request);
  return {labels.begin(), labels.end()};
}

TEST(Fates, OfReadsAreNeverAppliedTwice) {
  EXPECT_EQ(labels_of(service::GetItemRequest{}),
            (Labels{"ok", "refused", "throttled", "crash-after"}));
  EXPECT_EQ(labels_of(service::QueryRequest{}),
            (Labels{"ok", "refused", "throttled", "crash-after", "short-page"}));
  EXPECT_EQ(labels_of(service::ScanRequest{}), labels_of(service::QueryRequest{}));
  EXPECT_EQ(labels_of(service::BatchGetItemRequest{}),
            (Labels{"ok", "refused", "throttled", "crash-after", "unprocessed"}));
  EXPECT_EQ(labels_of(service::TransactGetItemsRequest{}),
            (Labels{"ok", "refused", "throttled", "crash-after", "conflict"}));
}

TEST(Fates, OfWritesMayMeetATransaction) {
  const Labels write{"ok",          "refused",  "throttled", "answer-lost", "applied-twice",
                     "crash-after", "conflict", "late"};
  EXPECT_EQ(labels_of(service::PutItemRequest{}), write);
  EXPECT_EQ(labels_of(service::UpdateItemRequest{}), write);
  EXPECT_EQ(labels_of(service::DeleteItemRequest{}), write);
  EXPECT_EQ(labels_of(service::TransactWriteItemsRequest{}), write);
}

TEST(Fates, OfBatchesMayBeInPart) {
  EXPECT_EQ(labels_of(service::BatchWriteItemRequest{}),
            (Labels{"ok", "refused", "throttled", "answer-lost", "applied-twice", "crash-after",
                    "unprocessed", "late"}));
}

TEST(Fates, OfAllElseAreThoseOfAnyRequest) {
  const Labels other{"ok",          "refused", "throttled", "answer-lost", "applied-twice",
                     "crash-after", "late"};
  EXPECT_EQ(labels_of(service::CreateTableRequest{}), other);
  EXPECT_EQ(labels_of(service::ExecuteStatementRequest{}), other);
}

TEST(Fates, HaveOneNameEach) {
  std::set<std::string_view> names;
  for (int fate = 0; fate <= static_cast<int>(Fate::late); ++fate) {
    const std::string_view name = name_of(static_cast<Fate>(fate));
    EXPECT_EQ(fate_named(name), static_cast<Fate>(fate));
    names.insert(name);
  }
  EXPECT_EQ(names.size(), 10U);
  EXPECT_THROW(static_cast<void>(fate_named("duplicate")), std::logic_error);  // of an invocation
  // The faults of a search are the fates that are none but "ok", and that one.
  names.erase("ok");
  names.insert("duplicate");
  EXPECT_EQ(names, (std::set<std::string_view>{kFaultNames.begin(), kFaultNames.end()}));
}

TEST(Fates, KnowReadsFromWrites) {
  EXPECT_TRUE(is_read(service::GetItemRequest{}));
  EXPECT_TRUE(is_read(service::BatchGetItemRequest{}));
  EXPECT_TRUE(is_read(service::TransactGetItemsRequest{}));
  EXPECT_TRUE(is_read(service::QueryRequest{}));
  EXPECT_TRUE(is_read(service::ScanRequest{}));
  EXPECT_FALSE(is_read(service::PutItemRequest{}));
  EXPECT_FALSE(is_read(service::BatchWriteItemRequest{}));
  EXPECT_FALSE(is_read(service::ExecuteStatementRequest{}));  // it may be either
}

/// Tables "counts" and "notes" with items 1, 2 and 3 of the one collection "a".
class FateTest : public testing::Test {
 protected:
  FateTest() : world_({}, plain_, trace_) {
    for (const char* name : {"counts", "notes"}) {
      const service::CreateTableRequest table{
          .attribute_definitions = {{{.attribute_name = "pk", .attribute_type = "S"},
                                     {.attribute_name = "sk", .attribute_type = "S"}}},
          .table_name = name,
          .key_schema = {{{.attribute_name = "pk", .key_type = "HASH"},
                          {.attribute_name = "sk", .key_type = "RANGE"}}},
          .billing_mode = "PAY_PER_REQUEST"};
      EXPECT_TRUE(world_.send("test", "create", &table));
    }
    for (const char* sk : {"1", "2", "3"}) {
      const service::PutItemRequest put{.table_name = "notes", .item = item(sk)};
      EXPECT_TRUE(world_.send("test", "put", &put));
    }
  }

  static value::Item item(std::string_view sk) { return {{"pk", "a"}, {"sk", sk}}; }
  static Request count() {
    return service::UpdateItemRequest{.table_name = "counts",
                                      .key = item("n"),
                                      .update_expression = "ADD n :one",
                                      .expression_attribute_values = {{":one", 1}}};
  }
  static service::TransactWriteItemsRequest count_two(std::string token) {
    service::TransactWriteItemsRequest request{
        .transact_items = std::vector<service::TransactWriteItem>(),
        .client_request_token = std::move(token)};
    for (const char* const sk : {"n", "m"}) {
      request.transact_items->push_back(
          {.update = service::TransactUpdate{.table_name = "counts",
                                             .key = item(sk),
                                             .update_expression = "ADD n :one",
                                             .expression_attribute_values = {{":one", 1}}}});
    }
    return request;
  }

  service::Result<service::Response> answer(Fate fate, const Request& request) {
    return answer_with(fate, request, [this](service::RequestRef sent) {
      ++sent_;
      return world_.send("function", "call", sent);
    });
  }
  /// "TYPE: MESSAGE"; empty: no error.
  std::string error(Fate fate, const Request& request) {
    const auto answered = answer(fate, request);
    return answered ? ""
                    : std::string(service::name_of(answered.error().type)) + ": " +
                          answered.error().message;
  }
  std::string counted(std::string_view sk = "n") {
    const value::Item found = world_.account().find_table("counts")->get(item(sk));
    return found ? found.find("n").number().text() : "none";
  }
  bool has(std::string_view table, std::string_view sk) {
    return static_cast<bool>(world_.account().find_table(table)->get(item(sk)));
  }

  choice::FirstOption plain_;
  Trace trace_;
  World world_;
  int sent_ = 0;
};

constexpr const char* kRefused = "InternalServerError: Internal server error";
constexpr const char* kThrottled =
    "ProvisionedThroughputExceededException: The level of configured provisioned throughput for "
    "the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.";

TEST_F(FateTest, OkIsTheServicesAnswer) {
  EXPECT_EQ(error(Fate::ok, count()), "");
  EXPECT_EQ(counted(), "1");
  EXPECT_TRUE(error(Fate::ok, service::PutItemRequest{.table_name = "none"})
                  .starts_with("ValidationException"));
}

TEST_F(FateTest, WhatIsRefusedNeverReachesTheTable) {
  EXPECT_EQ(error(Fate::refused, count()), kRefused);
  EXPECT_EQ(error(Fate::throttled, count()), kThrottled);
  EXPECT_EQ(sent_, 0);
  EXPECT_EQ(counted(), "none");
}

TEST_F(FateTest, ALostAnswerIsAnErrorOfWhatWasDone) {
  EXPECT_EQ(error(Fate::answer_lost, count()), kRefused);
  EXPECT_EQ(counted(), "1");
}

TEST_F(FateTest, ARetryOfTheSdkMeetsItsOwnWrite) {
  EXPECT_EQ(error(Fate::applied_twice, count()), "");
  EXPECT_EQ(counted(), "2");
  const service::PutItemRequest once{.table_name = "notes",
                                     .item = item("new"),
                                     .condition_expression = "attribute_not_exists(pk)"};
  EXPECT_EQ(error(Fate::applied_twice, once),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_TRUE(has("notes", "new"));
}

TEST_F(FateTest, ATransactionWithATokenIsAppliedOnceAllTheSame) {
  EXPECT_EQ(error(Fate::applied_twice, count_two("token")), "");
  EXPECT_EQ(sent_, 2);
  EXPECT_EQ(counted(), "1");
  EXPECT_EQ(counted("m"), "1");
}

TEST_F(FateTest, ACrashComesAfterTheRequest) {  // whoever asks ends the function
  EXPECT_EQ(error(Fate::crash_after, count()), "");
  EXPECT_EQ(sent_, 1);
  EXPECT_EQ(counted(), "1");
}

// ---- conflicts ---------------------------------------------------------------------------------

TEST_F(FateTest, AWriteThatMeetsATransactionIsRefused) {
  EXPECT_EQ(error(Fate::conflict, count()),
            "TransactionConflictException: Transaction is ongoing for the item");
  EXPECT_EQ(sent_, 0);
}

TEST_F(FateTest, ATransactionThatMeetsAnotherIsCancelledWhole) {
  const auto answered = answer(Fate::conflict, count_two(""));
  ASSERT_FALSE(answered);
  EXPECT_EQ(answered.error().type, service::ErrorType::transaction_canceled);
  EXPECT_EQ(answered.error().message,
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            "[TransactionConflict, None]");
  const auto& reasons = answered.error().cancellation_reasons;
  ASSERT_EQ(reasons.size(), 2U);
  EXPECT_EQ(reasons[0].code, "TransactionConflict");
  EXPECT_EQ(reasons[0].message, "Transaction is ongoing for the item");
  EXPECT_EQ(reasons[1].code, "None");
  EXPECT_EQ(reasons[1].message, "");
  EXPECT_EQ(sent_, 0);
}

TEST_F(FateTest, ATransactionThatReadsMayBeCancelledToo) {
  const service::TransactGetItemsRequest read{
      .transact_items = {{{.get = service::TransactGet{.table_name = "notes", .key = item("1")}},
                          {.get = service::TransactGet{.table_name = "notes", .key = item("2")}},
                          {.get = service::TransactGet{.table_name = "notes", .key = item("3")}}}}};
  EXPECT_EQ(error(Fate::conflict, read),
            "TransactionCanceledException: Transaction cancelled, please refer cancellation "
            "reasons for specific reasons [TransactionConflict, None, None]");
}

// ---- batches in part, short pages --------------------------------------------------------------

service::WriteRequest put_of(const value::Item& item) {
  return {.put_request = service::PutRequest{.item = item}};
}

TEST_F(FateTest, TheLastWriteOfABatchComesBack) {
  const service::BatchWriteItemRequest write{
      .request_items = {{{"counts", {put_of(item("x")), put_of(item("y"))}}}}};
  const auto answered = answer(Fate::unprocessed, write);
  ASSERT_TRUE(answered);
  const auto& left = *std::get<service::BatchWriteItemResponse>(*answered).unprocessed_items;
  ASSERT_EQ(left.size(), 1U);
  ASSERT_EQ(left.at("counts").size(), 1U);
  EXPECT_EQ(left.at("counts")[0].put_request->item, item("y"));
  EXPECT_TRUE(has("counts", "x"));
  EXPECT_FALSE(has("counts", "y"));
}

TEST_F(FateTest, OfABatchOverTablesTheLastTableMayComeBackWhole) {
  const service::BatchWriteItemRequest write{
      .request_items = {{{"counts", {put_of(item("x"))}}, {"notes", {put_of(item("y"))}}}}};
  const auto answered = answer(Fate::unprocessed, write);
  ASSERT_TRUE(answered);
  const auto& left = *std::get<service::BatchWriteItemResponse>(*answered).unprocessed_items;
  ASSERT_EQ(left.size(), 1U);
  EXPECT_TRUE(left.contains("notes"));
  EXPECT_TRUE(has("counts", "x"));
  EXPECT_FALSE(has("notes", "y"));
}

TEST_F(FateTest, ABatchOfOneIsThrottledInstead) {
  const service::BatchWriteItemRequest write{.request_items = {{{"counts", {put_of(item("x"))}}}}};
  EXPECT_EQ(error(Fate::unprocessed, write), kThrottled);
  EXPECT_EQ(sent_, 0);
}

TEST_F(FateTest, WhatIsNoBatchIsForTheServiceToRefuse) {
  EXPECT_TRUE(error(Fate::unprocessed, service::BatchWriteItemRequest{})
                  .starts_with("ValidationException"));
  EXPECT_TRUE(error(Fate::unprocessed,
                    service::BatchGetItemRequest{.request_items = {{{"notes", {.keys = {{}}}}}}})
                  .starts_with("ValidationException"));
  EXPECT_EQ(sent_, 2);
}

TEST_F(FateTest, TheLastKeyOfABatchComesBack) {
  const service::BatchGetItemRequest read{
      .request_items = {
          {{"notes", {.keys = {{item("1"), item("2")}}, .projection_expression = "sk"}}}}};
  const auto answered = answer(Fate::unprocessed, read);
  ASSERT_TRUE(answered);
  const auto& response = std::get<service::BatchGetItemResponse>(*answered);
  EXPECT_EQ(response.responses->at("notes"), (std::vector<value::Item>{{{"sk", "1"}}}));
  const auto& left = response.unprocessed_keys->at("notes");
  EXPECT_EQ(*left.keys, std::vector{item("2")});
  EXPECT_EQ(left.projection_expression, "sk");  // the rest can be sent as it is
}

TEST_F(FateTest, AShortPageHasOneItemAndSaysWhereToGoOn) {
  const auto query = answer(Fate::short_page,
                            service::QueryRequest{.table_name = "notes",
                                                  .key_condition_expression = "pk = :pk",
                                                  .expression_attribute_values = {{":pk", "a"}}});
  ASSERT_TRUE(query);
  EXPECT_EQ(*std::get<service::QueryResponse>(*query).items, std::vector{item("1")});
  EXPECT_EQ(std::get<service::QueryResponse>(*query).last_evaluated_key, item("1"));
  const auto scan = answer(Fate::short_page, service::ScanRequest{.table_name = "notes"});
  ASSERT_TRUE(scan);
  EXPECT_EQ(std::get<service::ScanResponse>(*scan).items->size(), 1U);
  EXPECT_TRUE(std::get<service::ScanResponse>(*scan).last_evaluated_key);
}

}  // namespace
}  // namespace ddbsim::world
