#include "sim/service/access.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/service/operations/control_plane.hpp"
#include "tests/support/tables.hpp"

namespace ddbsim::service {
namespace {

using value::Item;

constexpr const char* kTable = "arn:aws:dynamodb:us-east-1:123456789012:table/messages";

Item item(std::initializer_list<std::pair<const char*, value::AttributeValue>> attributes) {
  value::ItemBuilder builder;
  for (const auto& [name, attribute] : attributes) {
    builder.add(name, attribute);
  }
  return builder.finish();
}

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() : account({.account_id = "123456789012"}) {
    account.add_table(
        ddbsim::testing::table_definition("messages", "pk:S/sk:S",
                                          {ddbsim::testing::global_index("groups", "group:N/sk:S"),
                                           ddbsim::testing::global_index("four", "a:S,b:N/sk:S")}));
    account.add_table(ddbsim::testing::table_definition("users", "id:B"));
  }

  template <class Request>
  std::vector<iam::Request> access(const Request& request) {
    return access_of(account, RequestRef(&request));
  }
  /// "Query messages/index/groups", what a call does on tables of this account.
  template <class Request>
  std::vector<std::string> names(const Request& request) {
    constexpr std::string_view kBefore = "arn:aws:dynamodb:us-east-1:123456789012:table/";
    std::vector<std::string> out;
    for (const iam::Request& one : access(request)) {
      std::string_view resource = one.resource;
      resource.remove_prefix(resource.starts_with(kBefore) ? kBefore.size() : 0);
      out.push_back(fmt::format("{} {}", one.action.substr(one.action.find(':') + 1), resource));
    }
    return out;
  }
  /// The values of "dynamodb:KEY" of the first thing that a call does; "-" when it has none.
  template <class Request>
  std::string values(const Request& request, std::string_view key) {
    const auto all = access(request);
    const auto* found = all.at(0).context.find(fmt::format("dynamodb:{}", key));
    return found == nullptr ? "-" : fmt::format("{}", fmt::join(*found, " "));
  }

  [[nodiscard]] static iam::Principal writer(const std::string& role) {
    return iam::Principal::role_session(
        iam::role_from_json("writer", nlohmann::json::parse(role)).value(), "123456789012", "f");
  }
  template <class Request>
  std::string refused(const Request& request, const std::string& role, Origin origin = {}) {
    const iam::Principal principal = writer(role);
    origin.principal = &principal;
    const auto error = authorize(account, RequestRef(&request), origin);
    return error ? std::string(name_of(error->type)) + ": " + error->message : "allowed";
  }

  Account account;
};

using Names = std::vector<std::string>;

// ---- actions and resources

TEST_F(AccessTest, OfSingleItemsIsOnTheirTable) {
  EXPECT_EQ(names(GetItemRequest{.table_name = "messages"}), Names{"GetItem messages"});
  EXPECT_EQ(names(UpdateItemRequest{.table_name = "nowhere"}), Names{"UpdateItem nowhere"});
}

TEST_F(AccessTest, ByArnIsOnThatArn) {
  EXPECT_EQ(names(GetItemRequest{.table_name = kTable}), Names{"GetItem messages"});
  const std::string elsewhere = "arn:aws:dynamodb:us-east-1:210987654321:table/messages";
  EXPECT_EQ(names(GetItemRequest{.table_name = elsewhere}), Names{"GetItem " + elsewhere});
}

TEST_F(AccessTest, OfAQueryOrScanIsOnTheIndexThatItNames) {
  EXPECT_EQ(names(QueryRequest{.table_name = "messages"}), Names{"Query messages"});
  EXPECT_EQ(names(QueryRequest{.table_name = "messages", .index_name = "groups"}),
            Names{"Query messages/index/groups"});
  EXPECT_EQ(names(ScanRequest{.table_name = "messages", .index_name = "groups"}),
            Names{"Scan messages/index/groups"});
}

TEST_F(AccessTest, OfBatchesIsTheirOwnActionOnEachTable) {
  BatchGetItemRequest get;
  get.request_items.emplace();
  (*get.request_items)["messages"];
  (*get.request_items)["users"];
  EXPECT_EQ(names(get), (Names{"BatchGetItem messages", "BatchGetItem users"}));
  BatchWriteItemRequest write;
  write.request_items.emplace()["users"];
  EXPECT_EQ(names(write), Names{"BatchWriteItem users"});
}

TEST_F(AccessTest, OfTransactionsIsThatOfTheirParts) {
  TransactWriteItemsRequest write;
  write.transact_items =
      std::vector<TransactWriteItem>{{.condition_check = ConditionCheck{.table_name = "users"}},
                                     {.put = TransactPut{.table_name = "messages"}},
                                     {.remove = TransactDelete{.table_name = "messages"}},
                                     {.update = TransactUpdate{.table_name = "users"}}};
  EXPECT_EQ(names(write), (Names{"ConditionCheckItem users", "PutItem messages",
                                 "DeleteItem messages", "UpdateItem users"}));
  EXPECT_EQ(values(write, "EnclosingOperation"), "TransactWriteItems");
  TransactGetItemsRequest get;
  get.transact_items = std::vector<TransactGetItem>{{.get = TransactGet{.table_name = "messages"}}};
  EXPECT_EQ(names(get), Names{"GetItem messages"});
  EXPECT_EQ(values(get, "EnclosingOperation"), "TransactGetItems");
}

TEST_F(AccessTest, OfStatementsHasActionsOfItsOwn) {
  const auto statement = [&](const std::string& text) {
    return names(ExecuteStatementRequest{.statement = text});
  };
  EXPECT_EQ(statement("SELECT * FROM messages"), Names{"PartiQLSelect messages"});
  EXPECT_EQ(statement("SELECT * FROM messages.groups WHERE \"group\" = 1"),
            Names{"PartiQLSelect messages/index/groups"});
  EXPECT_EQ(statement("INSERT INTO messages VALUE {'pk': 'a', 'sk': 'b'}"),
            Names{"PartiQLInsert messages"});
  EXPECT_EQ(statement("UPDATE messages SET a = 1 WHERE pk = 'a' AND sk = 'b'"),
            Names{"PartiQLUpdate messages"});
  EXPECT_EQ(statement("DELETE FROM messages WHERE pk = 'a' AND sk = 'b'"),
            Names{"PartiQLDelete messages"});
  EXPECT_EQ(statement("SELEC"), Names{});
}

TEST_F(AccessTest, OfSeveralStatementsIsThatOfEach) {
  BatchExecuteStatementRequest batch;
  batch.statements =
      std::vector<BatchStatementRequest>{{.statement = "SELECT * FROM users WHERE id = 'a'"},
                                         {.statement = "DELETE FROM users WHERE id = 'a'"}};
  EXPECT_EQ(names(batch), (Names{"PartiQLSelect users", "PartiQLDelete users"}));
  ExecuteTransactionRequest transaction;
  transaction.transact_statements =
      std::vector<ParameterizedStatement>{{.statement = "DELETE FROM users WHERE id = 'a'"}};
  EXPECT_EQ(names(transaction), Names{"PartiQLDelete users"});
  EXPECT_EQ(values(transaction, "EnclosingOperation"), "ExecuteTransaction");
  EXPECT_EQ(values(batch, "EnclosingOperation"), "-");
}

TEST_F(AccessTest, OfStreamsIsOnTheStream) {
  const std::string stream = std::string(kTable) + "/stream/2026-01-01T00:00:00.000";
  const std::string shown = "messages/stream/2026-01-01T00:00:00.000";
  EXPECT_EQ(names(DescribeStreamRequest{.stream_arn = stream}), Names{"DescribeStream " + shown});
  EXPECT_EQ(names(GetShardIteratorRequest{.stream_arn = stream}),
            Names{"GetShardIterator " + shown});
  EXPECT_EQ(names(GetRecordsRequest{.shard_iterator = stream + "|1|AAAA"}),
            Names{"GetRecords " + shown});
  EXPECT_EQ(names(ListStreamsRequest{.table_name = "messages"}), Names{"ListStreams *"});
}

TEST_F(AccessTest, OfTheControlPlaneIsOnWhatItIsAbout) {
  EXPECT_EQ(names(DescribeTableRequest{.table_name = "messages"}), Names{"DescribeTable messages"});
  EXPECT_EQ(names(ListTablesRequest{}), Names{"ListTables *"});
  EXPECT_EQ(names(DescribeLimitsRequest{}), Names{"DescribeLimits *"});
  EXPECT_EQ(names(TagResourceRequest{.resource_arn = kTable}), Names{"TagResource messages"});
  EXPECT_EQ(names(UpdateTimeToLiveRequest{.table_name = "messages"}),
            Names{"UpdateTimeToLive messages"});
  EXPECT_EQ(names(DescribeBackupRequest{.backup_arn = std::string(kTable) + "/backup/1"}),
            Names{"DescribeBackup messages/backup/1"});
  EXPECT_EQ(names(ExportTableToPointInTimeRequest{.table_arn = kTable}),
            Names{"ExportTableToPointInTime messages"});
  EXPECT_EQ(names(EnableKinesisStreamingDestinationRequest{.table_name = "messages",
                                                           .stream_arn = "arn:aws:kinesis:..."}),
            Names{"EnableKinesisStreamingDestination messages"});
  EXPECT_EQ(
      names(UpdateContributorInsightsRequest{.table_name = "messages", .index_name = "groups"}),
      Names{"UpdateContributorInsights messages/index/groups"});
  EXPECT_EQ(names(CreateGlobalTableRequest{.global_table_name = "messages"}),
            (Names{"CreateGlobalTable arn:aws:dynamodb::123456789012:global-table/messages",
                   "CreateGlobalTable messages"}));
}

TEST_F(AccessTest, OfACreationIsAlsoThatOfItsTagsAndItsPolicy) {
  CreateTableRequest request{.table_name = "new"};
  EXPECT_EQ(names(request), Names{"CreateTable new"});
  request.tags = std::vector<Tag>{{.key = "a", .value = "b"}};
  request.resource_policy = "{}";
  EXPECT_EQ(names(request), (Names{"CreateTable new", "TagResource new", "PutResourcePolicy new"}));
}

TEST_F(AccessTest, OfWhatIsAboutNoTableIsOnEverything) {
  EXPECT_EQ(names(DescribeEndpointsRequest{}), Names{"DescribeEndpoints *"});
  EXPECT_EQ(names(ListGlobalTablesRequest{}), Names{"ListGlobalTables *"});
  EXPECT_EQ(names(ListBackupsRequest{.table_name = "messages"}), Names{"ListBackups *"});
}

/// Such a request is refused by its operation: nothing happens that IAM was not asked about.
TEST_F(AccessTest, OfARequestWithoutMembersIsNothingOnATable) {
  const auto look = [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    const auto one = [&](const auto& request) {
      for (const std::string& name : names(request)) {
        EXPECT_TRUE(name.ends_with(" *")) << name;
      }
    };
    (one(std::variant_alternative_t<kIndex, Request>{}), ...);
  };
  look(std::make_index_sequence<std::variant_size_v<Request>>());
}

// ---- condition keys

TEST_F(AccessTest, KnowsThePartitionKeysThatACallTouches) {
  EXPECT_EQ(values(GetItemRequest{.table_name = "messages",
                                  .key = item({{"pk", "MSG#1"}, {"sk", "2026"}})},
                   "LeadingKeys"),
            "MSG#1");
  EXPECT_EQ(
      values(GetItemRequest{.table_name = "users", .key = item({{"id", value::Binary{"hi"}}})},
             "LeadingKeys"),
      "aGk=");
  BatchWriteItemRequest batch;
  std::vector<WriteRequest>& writes = batch.request_items.emplace()["messages"];
  writes.push_back(
      {.put_request = PutRequest{item({{"pk", "GRP#1"}, {"sk", "a"}, {"message", "m"}})}});
  writes.push_back({.delete_request = DeleteRequest{item({{"pk", "GRP#2"}, {"sk", "a"}})}});
  EXPECT_EQ(values(batch, "LeadingKeys"), "GRP#1 GRP#2");
  EXPECT_EQ(values(batch, "Attributes"), "message pk sk");
  EXPECT_EQ(values(ScanRequest{.table_name = "messages"}, "LeadingKeys"), "-");
}

TEST_F(AccessTest, KnowsThePartitionOfAQuery) {
  QueryRequest request{.table_name = "messages",
                       .key_condition_expression = "#p = :p AND begins_with(sk, :s)",
                       .expression_attribute_names = expression::Names{{"#p", "pk"}},
                       .expression_attribute_values = item({{":p", "MSG#1"}, {":s", "2026"}})};
  EXPECT_EQ(values(request, "LeadingKeys"), "MSG#1");
  EXPECT_EQ(values(request, "Attributes"), "pk sk");
  EXPECT_EQ(values(QueryRequest{.table_name = "messages",
                                .index_name = "groups",
                                .key_condition_expression = "#g = :g",
                                .expression_attribute_names = expression::Names{{"#g", "group"}},
                                .expression_attribute_values = item({{":g", 7}})},
                   "LeadingKeys"),
            "7");
}

TEST_F(AccessTest, KnowsThePartitionOfTheOlderParameters) {
  QueryRequest request{.table_name = "messages"};
  auto& conditions = request.key_conditions.emplace();
  conditions["pk"] = {.attribute_value_list = std::vector<value::AttributeValue>{"MSG#1"},
                      .comparison_operator = "EQ"};
  conditions["sk"] = {.attribute_value_list = std::vector<value::AttributeValue>{"2026"},
                      .comparison_operator = "BEGINS_WITH"};
  request.query_filter.emplace()["message"] = {.comparison_operator = "NOT_NULL"};
  EXPECT_EQ(values(request, "LeadingKeys"), "MSG#1");
  EXPECT_EQ(values(request, "Attributes"), "message pk sk");
}

TEST_F(AccessTest, KnowsEachPartOfAKeyOfSeveralAttributes) {
  const QueryRequest request{.table_name = "messages",
                             .index_name = "four",
                             .key_condition_expression = "a = :a AND b = :b",
                             .expression_attribute_values = item({{":a", "x"}, {":b", 2}})};
  EXPECT_EQ(values(request, "LeadingKeys"), "x");
  EXPECT_EQ(values(request, "FirstPartitionKeyValues"), "x");
  EXPECT_EQ(values(request, "SecondPartitionKeyValues"), "2");
}

TEST_F(AccessTest, KnowsTheAttributesThatExpressionsName) {
  const UpdateItemRequest update{
      .table_name = "messages",
      .key = item({{"pk", "MSG#1"}, {"sk", "a"}}),
      .update_expression = "SET #m.b = c, d = :d REMOVE e[0]",
      .condition_expression = "attribute_exists(f) AND size(g.h) > :n",
      .expression_attribute_names = expression::Names{{"#m", "message"}}};
  EXPECT_EQ(values(update, "Attributes"), "c d e f g message pk sk");
  const QueryRequest query{
      .table_name = "messages", .projection_expression = "a, b.c", .filter_expression = "d = :d"};
  EXPECT_EQ(values(query, "Attributes"), "a b d");
  UpdateItemRequest older{.table_name = "messages"};
  older.attribute_updates.emplace()["a"];
  older.expected.emplace()["b"];
  EXPECT_EQ(values(older, "Attributes"), "a b");
}

TEST_F(AccessTest, KnowsWhatAReadSelects) {
  EXPECT_EQ(values(QueryRequest{.table_name = "messages"}, "Select"), "ALL_ATTRIBUTES");
  EXPECT_EQ(values(QueryRequest{.table_name = "messages", .index_name = "groups"}, "Select"),
            "ALL_PROJECTED_ATTRIBUTES");
  EXPECT_EQ(values(QueryRequest{.table_name = "messages", .select = "COUNT"}, "Select"), "COUNT");
  EXPECT_EQ(values(GetItemRequest{.table_name = "messages"}, "Select"), "ALL_ATTRIBUTES");
  EXPECT_EQ(
      values(GetItemRequest{.table_name = "messages", .projection_expression = "a"}, "Select"),
      "SPECIFIC_ATTRIBUTES");
  EXPECT_EQ(values(GetItemRequest{.table_name = "messages",
                                  .attributes_to_get = std::vector<std::string>{"a"}},
                   "Select"),
            "SPECIFIC_ATTRIBUTES");
  EXPECT_EQ(values(PutItemRequest{.table_name = "messages"}, "Select"), "-");
}

TEST_F(AccessTest, KnowsWhatAWriteReturns) {
  EXPECT_EQ(values(PutItemRequest{.table_name = "messages"}, "ReturnValues"), "NONE");
  EXPECT_EQ(
      values(PutItemRequest{.table_name = "messages", .return_values = "ALL_OLD"}, "ReturnValues"),
      "ALL_OLD");
  EXPECT_EQ(values(PutItemRequest{.table_name = "messages", .return_consumed_capacity = "TOTAL"},
                   "ReturnConsumedCapacity"),
            "TOTAL");
}

TEST_F(AccessTest, KnowsWhetherAStatementReadsTheWholeTable) {
  const auto of = [&](const std::string& text, std::string_view key) {
    return values(ExecuteStatementRequest{.statement = text}, key);
  };
  EXPECT_EQ(of("SELECT a FROM messages WHERE b = 1", "FullTableScan"), "true");
  EXPECT_EQ(of("SELECT a FROM messages WHERE pk = 'x'", "FullTableScan"), "false");
  EXPECT_EQ(of("SELECT a FROM messages WHERE pk IN ['x', 'y'] AND b = 1", "LeadingKeys"), "x y");
  EXPECT_EQ(of("SELECT a FROM messages WHERE pk = 'x' AND b = 1", "Attributes"), "a b pk");
  EXPECT_EQ(of("SELECT * FROM messages", "Select"), "ALL_ATTRIBUTES");
  EXPECT_EQ(of("INSERT INTO messages VALUE {'pk': 'x', 'sk': 'y'}", "LeadingKeys"), "x");
  EXPECT_EQ(of("UPDATE messages SET c = 1 WHERE pk = 'x' AND sk = 'y'", "Attributes"), "c pk sk");
}

// ---- verdicts

constexpr const char* kQueryOnTable = R"({"policies": {"p": {"Version": "2012-10-17", "Statement":
  {"Effect": "Allow", "Action": "dynamodb:Query",
   "Resource": "arn:aws:dynamodb:*:*:table/messages"}}}})";

TEST_F(AccessTest, IsRefusedInTheServicesWords) {
  EXPECT_EQ(refused(QueryRequest{.table_name = "messages"}, kQueryOnTable), "allowed");
  EXPECT_EQ(refused(QueryRequest{.table_name = "messages", .index_name = "groups"}, kQueryOnTable),
            "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/writer/f is not "
            "authorized to perform: dynamodb:Query on resource: "
            "arn:aws:dynamodb:us-east-1:123456789012:table/messages/index/groups because no "
            "identity-based policy allows the dynamodb:Query action");
}

TEST_F(AccessTest, NeedsEveryPartOfATransaction) {
  TransactWriteItemsRequest request;
  request.transact_items =
      std::vector<TransactWriteItem>{{.put = TransactPut{.table_name = "messages"}},
                                     {.update = TransactUpdate{.table_name = "users"}}};
  const std::string role = R"({"policies": {"p": {"Statement": {"Effect": "Allow",
    "Action": "dynamodb:PutItem", "Resource": "*"}}}})";
  EXPECT_NE(refused(request, role)
                .find("dynamodb:UpdateItem on resource: "
                      "arn:aws:dynamodb:us-east-1:123456789012:table/users "),
            std::string::npos);
}

TEST_F(AccessTest, WithoutAPrincipalIsNotAsked) {
  const ListTablesRequest request;
  EXPECT_FALSE(authorize(account, RequestRef(&request), {}));
}

TEST_F(AccessTest, IsBoundByTheEndpointThatItGoesThrough) {
  const auto policy = iam::Policy::parse(
      nlohmann::json::parse(R"({"Statement": {"Effect": "Allow", "Principal": "*", "Action":
        "dynamodb:PutItem", "Resource": "*"}})"),
      iam::Policy::Kind::endpoint);
  EXPECT_TRUE(
      refused(QueryRequest{.table_name = "messages"}, kQueryOnTable, {.endpoint_policy = &*policy})
          .ends_with("because no VPC endpoint policy allows the dynamodb:Query action"));
}

TEST_F(AccessTest, KnowsTheEndpointTheTimeAndTheRegion) {
  const std::string role = R"({"policies": {"p": {"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
      "StringEquals": {"aws:SourceVpce": "vpce-1", "aws:RequestedRegion": "us-east-1"},
      "DateEquals": {"aws:CurrentTime": "2026-01-01T00:00:00Z"},
      "NumericEquals": {"aws:EpochTime": "1767225600"},
      "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/writer"}}}}}})";
  const QueryRequest request{.table_name = "messages"};
  EXPECT_EQ(refused(request, role, {.vpc_endpoint = "vpce-1"}), "allowed");
  EXPECT_NE(refused(request, role), "allowed");
}

TEST_F(AccessTest, MayComeFromThePolicyOnTheTable) {
  const std::string document = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/writer"}, "Action": "dynamodb:Query",
    "Resource": ["arn:aws:dynamodb:us-east-1:123456789012:table/messages",
                 "arn:aws:dynamodb:us-east-1:123456789012:table/messages/index/*"]}})";
  ASSERT_TRUE(
      execute(account, PutResourcePolicyRequest{.resource_arn = kTable, .policy = document}, {}));
  EXPECT_EQ(refused(QueryRequest{.table_name = "messages"}, "{}"), "allowed");
  EXPECT_EQ(refused(QueryRequest{.table_name = "messages", .index_name = "groups"}, "{}"),
            "allowed");
  EXPECT_NE(refused(QueryRequest{.table_name = "users"}, "{}"), "allowed");
}

TEST_F(AccessTest, ToAnotherAccountNeedsItsPolicy) {
  const std::string all = R"({"managed_policies": ["AdministratorAccess"]})";
  EXPECT_TRUE(
      refused(QueryRequest{.table_name = "arn:aws:dynamodb:us-east-1:210987654321:table/messages"},
              all)
          .ends_with("because no resource-based policy allows the dynamodb:Query action"));
}

TEST_F(AccessTest, ThatIsRefusedChangesNothing) {
  const iam::Principal principal = writer(kQueryOnTable);
  AuthorizedClient client(account, {.principal = &principal});
  EXPECT_FALSE(client.call(DeleteTableRequest{.table_name = "users"}));
  EXPECT_NE(account.find_table("users"), nullptr);
  EXPECT_TRUE(client.call(QueryRequest{.table_name = "messages",
                                       .key_condition_expression = "pk = :p",
                                       .expression_attribute_values = item({{":p", "a"}})}));
}

}  // namespace
}  // namespace ddbsim::service
