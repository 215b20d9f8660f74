// CreateTable: what it makes, and everything that it refuses, with the service's texts.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using CreateTableTest = TablesTest;

constexpr std::string_view kInvalid =
    "ValidationException: One or more parameter values were invalid: ";

// ---- What it makes ------------------------------------------------------------------------------

TEST_F(CreateTableTest, AnswersCreatingWhileDescribeTableSaysActive) {
  CreateTableRequest request = on_demand_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.global_secondary_indexes = {gsi("by-a", "H:a")};
  const TableDescription created = *answer(request).table_description;
  EXPECT_EQ(created.table_status, "CREATING");
  EXPECT_EQ(created.global_secondary_indexes->at(0).index_status, "CREATING");
  const TableDescription later = description("messages");
  EXPECT_EQ(later.table_status, "ACTIVE");
  EXPECT_EQ(later.global_secondary_indexes->at(0).index_status, "ACTIVE");
}

TEST_F(CreateTableTest, DescribesAnOnDemandTable) {
  static_cast<void>(answer(on_demand_table("messages")));
  const TableDescription table = description("messages");
  EXPECT_EQ(table.table_name, "messages");
  EXPECT_EQ(table.table_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/messages");
  EXPECT_EQ(table.table_id->size(), 36U);
  EXPECT_EQ(table.creation_date_time, 1767225600.0);
  EXPECT_EQ(table.item_count, 0);
  EXPECT_EQ(table.table_size_bytes, 0);
  EXPECT_EQ(table.billing_mode_summary->billing_mode, "PAY_PER_REQUEST");
  EXPECT_EQ(table.billing_mode_summary->last_update_to_pay_per_request_date_time, 1767225600.0);
  EXPECT_EQ(table.provisioned_throughput->read_capacity_units, 0);
  EXPECT_EQ(table.provisioned_throughput->number_of_decreases_today, 0);
  EXPECT_EQ(table.deletion_protection_enabled, false);
  EXPECT_EQ(table.key_schema->at(1).key_type, "RANGE");
  EXPECT_EQ(table.attribute_definitions->at(1).attribute_name, "sk");
  EXPECT_FALSE(table.stream_specification);
  EXPECT_FALSE(table.latest_stream_arn);
  EXPECT_FALSE(table.global_secondary_indexes);
  EXPECT_FALSE(table.local_secondary_indexes);
  EXPECT_FALSE(table.table_class_summary);
  EXPECT_FALSE(table.sse_description);
}

TEST_F(CreateTableTest, DescribesAProvisionedTableWithEverything) {
  CreateTableRequest request = provisioned_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.billing_mode = "PROVISIONED";
  request.global_secondary_indexes = {gsi("by-a", "H:a R:sk")};
  request.global_secondary_indexes->at(0).provisioned_throughput = units(1, 2);
  request.local_secondary_indexes = {lsi("by-pk-a", "H:pk R:a")};
  request.local_secondary_indexes->at(0).projection = ProjectionSpec{
      .projection_type = "INCLUDE", .non_key_attributes = std::vector<std::string>{"text"}};
  request.stream_specification =
      StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_IMAGE"};
  request.sse_specification = SseSpecification{.enabled = true};
  request.table_class = "STANDARD_INFREQUENT_ACCESS";
  request.deletion_protection_enabled = true;
  static_cast<void>(answer(request));

  const TableDescription table = description("messages");
  EXPECT_EQ(table.provisioned_throughput->read_capacity_units, 5);
  EXPECT_FALSE(table.billing_mode_summary);  // the service says nothing of PROVISIONED
  const auto& global = table.global_secondary_indexes->at(0);
  EXPECT_EQ(global.index_name, "by-a");
  EXPECT_EQ(global.index_arn, "arn:aws:dynamodb:us-east-1:000000000000:table/messages/index/by-a");
  EXPECT_EQ(global.provisioned_throughput->write_capacity_units, 2);
  EXPECT_EQ(global.projection->projection_type, "ALL");
  EXPECT_FALSE(global.projection->non_key_attributes);
  EXPECT_EQ(global.key_schema->at(1).attribute_name, "sk");
  const auto& local = table.local_secondary_indexes->at(0);
  EXPECT_EQ(local.index_name, "by-pk-a");
  EXPECT_EQ(local.projection->non_key_attributes, std::vector<std::string>{"text"});
  EXPECT_EQ(table.stream_specification->stream_view_type, "NEW_IMAGE");
  EXPECT_EQ(table.latest_stream_label, "2026-01-01T00:00:00.000");
  EXPECT_EQ(
      table.latest_stream_arn,
      "arn:aws:dynamodb:us-east-1:000000000000:table/messages/stream/2026-01-01T00:00:00.000");
  EXPECT_TRUE(account.find_stream(*table.latest_stream_arn));
  EXPECT_EQ(table.sse_description->status, "ENABLED");
  EXPECT_EQ(table.table_class_summary->table_class, "STANDARD_INFREQUENT_ACCESS");
  EXPECT_EQ(table.deletion_protection_enabled, true);
}

TEST_F(CreateTableTest, TakesUpToFourPlusFourKeyAttributesInAGlobalIndex) {
  CreateTableRequest request = on_demand_table("messages");
  request.attribute_definitions = strings({"pk", "sk", "a", "b", "c", "d", "e", "f", "g", "h"});
  request.global_secondary_indexes = {gsi("wide", "H:a H:b H:c H:d R:e R:f R:g R:h")};
  static_cast<void>(answer(request));
  EXPECT_EQ(description("messages").global_secondary_indexes->at(0).key_schema->size(), 8U);
}

TEST_F(CreateTableTest, LimitOfRequestUnitsIsDescribedWithMinusOneForNone) {
  CreateTableRequest request = on_demand_table("messages");
  request.on_demand_throughput = OnDemandThroughput{.max_read_request_units = 10};
  static_cast<void>(answer(request));
  EXPECT_EQ(description("messages").on_demand_throughput->max_read_request_units, 10);
  EXPECT_EQ(description("messages").on_demand_throughput->max_write_request_units, -1);
}

TEST_F(CreateTableTest, RefusesATableThatExists) {
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_EQ(refusal(on_demand_table("messages")),
            "ResourceInUseException: Table already exists: messages");
}

TEST_F(CreateTableTest, RefusesByShapeFirst) {
  EXPECT_EQ(refusal(CreateTableRequest{}),
            "ValidationException: The parameter 'TableName' is required but was not present in the "
            "request");
}

// ---- What it refuses ----------------------------------------------------------------------------

struct Case {
  std::string name;
  void (*change)(CreateTableRequest&);  ///< of an on-demand table with key pk, sk
  std::string text;                     ///< after "One or more parameter values were invalid: "
  bool bare = false;                    ///< the text has no such prefix
};

class RefusedTables : public TablesTest, public ::testing::WithParamInterface<Case> {};

TEST_P(RefusedTables, ForAReason) {
  CreateTableRequest request = on_demand_table("messages");
  GetParam().change(request);
  const std::string_view prefix = GetParam().bare ? "ValidationException: " : kInvalid;
  EXPECT_EQ(refusal(request), std::string(prefix) + GetParam().text);
  EXPECT_EQ(account.find_table("messages"), nullptr);
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& tested) { return tested.param.name; }

using Request = CreateTableRequest;

INSTANTIATE_TEST_SUITE_P(
    Throughput, RefusedTables,
    ::testing::Values(
        Case{"NoUnits", [](Request& request) { request.billing_mode.reset(); },
             "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
             "PROVISIONED"},
        Case{
            "UnitsOnDemand", [](Request& request) { request.provisioned_throughput = units(1, 1); },
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
            "PAY_PER_REQUEST"},
        Case{"TooManyUnits",
             [](Request& request) {
               request.billing_mode.reset();
               request.provisioned_throughput = units(1, 1'000'000'000'001);
             },
             "Given value 1000000000001 for WriteCapacityUnits is out of bounds", true},
        Case{"LimitOfZero",
             [](Request& request) {
               request.on_demand_throughput = OnDemandThroughput{.max_write_request_units = 0};
             },
             "Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid "
             "range"},
        Case{
            "LimitWhenProvisioned",
            [](Request& request) {
              request.billing_mode = "PROVISIONED";
              request.provisioned_throughput = units(1, 1);
              request.on_demand_throughput = OnDemandThroughput{.max_read_request_units = 5};
            },
            "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode "
            "is PROVISIONED."}),
    name_of_case);

INSTANTIATE_TEST_SUITE_P(
    Key, RefusedTables,
    ::testing::Values(
        Case{"UndefinedAttribute", [](Request& request) { request.key_schema = key("H:pk R:x"); },
             "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, x], "
             "AttributeDefinitions: [pk, sk]"},
        Case{"FewerDefinitionsThanKeys",
             [](Request& request) { request.attribute_definitions = strings({"pk"}); },
             "Invalid KeySchema: Some index key attribute have no definition", true},
        Case{
            "UnusedDefinition", [](Request& request) { request.key_schema = key("H:pk"); },
            "Number of attributes in KeySchema does not exactly match number of attributes defined "
            "in AttributeDefinitions"},
        Case{"RangeFirst", [](Request& request) { request.key_schema = key("R:pk H:sk"); },
             "Invalid KeySchema: The first KeySchemaElement is not a HASH key type", true},
        Case{"TwoHashes", [](Request& request) { request.key_schema = key("H:pk H:sk"); },
             "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type", true},
        Case{"OneAttributeTwice", [](Request& request) { request.key_schema = key("H:pk R:pk"); },
             "Both the Hash Key and the Range Key element in the KeySchema have the same name",
             true}),
    name_of_case);

void with_local(Request& request, LocalSecondaryIndexSpec index) {
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.local_secondary_indexes = {std::move(index)};
}
LocalSecondaryIndexSpec projecting(std::string_view type, std::vector<std::string> attributes) {
  LocalSecondaryIndexSpec index = lsi("local", "H:pk R:a");
  index.projection =
      ProjectionSpec{.projection_type = std::string(type), .non_key_attributes = attributes};
  return index;
}

INSTANTIATE_TEST_SUITE_P(
    LocalIndexes, RefusedTables,
    ::testing::Values(
        Case{"None",
             [](Request& request) {
               request.local_secondary_indexes = std::vector<LocalSecondaryIndexSpec>();
             },
             "List of LocalSecondaryIndexes is empty"},
        Case{"TableWithoutRangeKey",
             [](Request& request) {
               with_local(request, lsi("local", "H:pk R:a"));
               request.key_schema = key("H:pk");
             },
             "Table KeySchema does not have a range key, which is required when specifying a "
             "LocalSecondaryIndex"},
        Case{"WithoutRangeKey", [](Request& request) { with_local(request, lsi("local", "H:pk")); },
             "Index KeySchema does not have a range key for index: local"},
        Case{
            "OtherHashKey", [](Request& request) { with_local(request, lsi("local", "H:a R:sk")); },
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
            "local. index hash key: a, table hash key: pk"},
        Case{"UndefinedAttribute",
             [](Request& request) { with_local(request, lsi("local", "H:pk R:x")); },
             "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, x], "
             "AttributeDefinitions: [pk, sk, a]"},
        Case{"NoProjectionType",
             [](Request& request) {
               with_local(request, lsi("local", "H:pk R:a"));
               request.local_secondary_indexes->at(0).projection = ProjectionSpec{};
             },
             "Unknown ProjectionType: null"},
        Case{"AttributesOfAll",
             [](Request& request) { with_local(request, projecting("ALL", {"z"})); },
             "ProjectionType is ALL, but NonKeyAttributes is specified"},
        Case{"AttributesOfKeysOnly",
             [](Request& request) { with_local(request, projecting("KEYS_ONLY", {"z"})); },
             "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"},
        Case{"IncludeWithoutAttributes",
             [](Request& request) {
               with_local(request, lsi("local", "H:pk R:a"));
               request.local_secondary_indexes->at(0).projection->projection_type = "INCLUDE";
             },
             "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"},
        Case{"Six",
             [](Request& request) {
               with_local(request, lsi("local0", "H:pk R:a"));
               for (int i = 1; i < 6; ++i) {
                 request.local_secondary_indexes->push_back(
                     lsi("local" + std::to_string(i), "H:pk R:a"));
               }
             },
             "Number of LocalSecondaryIndexes exceeds per-table limit of 5"}),
    name_of_case);

void with_global(Request& request, GlobalSecondaryIndexSpec index) {
  request.attribute_definitions = strings({"pk", "sk", "a"});
  request.global_secondary_indexes = {std::move(index)};
}

INSTANTIATE_TEST_SUITE_P(
    GlobalIndexes, RefusedTables,
    ::testing::Values(
        Case{"None",
             [](Request& request) {
               request.global_secondary_indexes = std::vector<GlobalSecondaryIndexSpec>();
             },
             "List of GlobalSecondaryIndexes is empty"},
        Case{"UndefinedAttribute",
             [](Request& request) { with_global(request, gsi("global", "H:x")); },
             "Some index key attributes are not defined in AttributeDefinitions. Keys: [x], "
             "AttributeDefinitions: [pk, sk, a]"},
        Case{"RangeFirst", [](Request& request) { with_global(request, gsi("global", "R:a")); },
             "Invalid KeySchema: The first KeySchemaElement is not a HASH key type", true},
        Case{"HashAfterRange",
             [](Request& request) { with_global(request, gsi("global", "H:a R:sk H:pk")); },
             "Invalid KeySchema: The third KeySchemaElement is not a RANGE key type", true},
        Case{"FiveHashes",
             [](Request& request) {
               with_global(request, gsi("global", "H:a H:b H:c H:d H:e"));
               request.attribute_definitions = strings({"pk", "sk", "a", "b", "c", "d", "e"});
             },
             "Invalid KeySchema: The number of HASH key elements exceeds the limit of 4 for index: "
             "global",
             true},
        Case{"UnitsOnDemand",
             [](Request& request) {
               with_global(request, gsi("global", "H:a"));
               request.global_secondary_indexes->at(0).provisioned_throughput = units(1, 1);
             },
             "ProvisionedThroughput should not be specified for index: global when BillingMode is "
             "PAY_PER_REQUEST"},
        Case{"NoUnitsWhenProvisioned",
             [](Request& request) {
               with_global(request, gsi("global", "H:a"));
               request.billing_mode = "PROVISIONED";
               request.provisioned_throughput = units(1, 1);
             },
             "ProvisionedThroughput must be specified for index: global"},
        Case{"OneNameTwice",
             [](Request& request) {
               with_global(request, gsi("index", "H:a"));
               request.local_secondary_indexes = {lsi("index", "H:pk R:a")};
             },
             "Duplicate index name: index"},
        Case{"UnusedDefinition",
             [](Request& request) {
               with_global(request, gsi("global", "H:a"));
               request.attribute_definitions = strings({"pk", "sk", "a", "b"});
             },
             "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, a, b], keys "
             "used: [pk, sk, a]"},
        Case{"TwentyOne",
             [](Request& request) {
               with_global(request, gsi("global0", "H:a"));
               for (int i = 1; i < 21; ++i) {
                 request.global_secondary_indexes->push_back(
                     gsi("global" + std::to_string(i), "H:a"));
               }
             },
             "GlobalSecondaryIndex count exceeds the per-table limit of 20"},
        Case{"MoreThanAHundredProjectedAttributes",
             [](Request& request) {
               std::vector<std::string> twenty;
               for (int i = 0; i < 20; ++i) {
                 twenty.push_back("attribute" + std::to_string(i));
               }
               with_local(request, projecting("INCLUDE", twenty));
               for (int i = 1; i < 5; ++i) {
                 request.local_secondary_indexes->push_back(projecting("INCLUDE", twenty));
                 request.local_secondary_indexes->back().index_name = "local" + std::to_string(i);
               }
               request.global_secondary_indexes = {gsi("global", "H:a")};
               request.global_secondary_indexes->at(0).projection =
                   ProjectionSpec{.projection_type = "INCLUDE",
                                  .non_key_attributes = std::vector<std::string>{"attribute0"}};
             },
             "Number of NonKeyAttributes exceeds per-table limit of 100"}),
    name_of_case);

INSTANTIATE_TEST_SUITE_P(
    Options, RefusedTables,
    ::testing::Values(
        Case{"StreamWithoutView",
             [](Request& request) {
               request.stream_specification = StreamSpecification{.stream_enabled = true};
             },
             "Invalid StreamViewType: Stream ViewType must not be null or empty when enabling "
             "streams.",
             true},
        Case{
            "AttributesBeforeStream",
            [](Request& request) {
              request.attribute_definitions->push_back(
                  {.attribute_name = "unused", .attribute_type = "S"});
              request.stream_specification = StreamSpecification{.stream_enabled = true};
            },
            "Number of attributes in KeySchema does not exactly match number of attributes defined "
            "in AttributeDefinitions"},
        Case{"ViewWithoutStream",
             [](Request& request) {
               request.stream_specification =
                   StreamSpecification{.stream_enabled = false, .stream_view_type = "KEYS_ONLY"};
             },
             "Table is being created with a stream disabled, UpdateViewType should not be "
             "specified"},
        Case{"FiftyOneTags",
             [](Request& request) { request.tags.emplace(51, Tag{.key = "k", .value = "v"}); },
             "Too many tags: tag limit is 50"}),
    name_of_case);

}  // namespace
}  // namespace ddbsim::service
