#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"
#include "tests/lambda/random_json.hpp"

// CreateEventSourceMapping's input: every option with its range and default (facts 1.6).
namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;

Json minimal() {
  return {{"FunctionName", "mover"},
          {"EventSourceArn", "cruddur-messages"},
          {"StartingPosition", "TRIM_HORIZON"}};
}

TEST(Mapping, DefaultsAreLambdas) {
  const auto mapping = mapping_from_json(minimal());
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->batch_size, 100U);
  EXPECT_EQ(mapping->batching_window.count(), 0);
  EXPECT_EQ(mapping->parallelization_factor, 1U);
  EXPECT_FALSE(mapping->bisect_on_error);
  EXPECT_FALSE(mapping->max_retries);
  EXPECT_FALSE(mapping->max_record_age);
  EXPECT_FALSE(mapping->report_batch_item_failures);
  EXPECT_TRUE(mapping->filters.empty());
}

TEST(Mapping, TakesEveryOption) {
  Json json = minimal();
  json.update(Json::parse(R"({
    "StartingPosition": "LATEST", "BatchSize": 10, "MaximumBatchingWindowInSeconds": 5, "ParallelizationFactor": 4,
    "BisectBatchOnFunctionError": true, "MaximumRetryAttempts": 3, "MaximumRecordAgeInSeconds": 60,
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "FilterCriteria": {"Filters": [{"Pattern": "{\"eventName\": [\"INSERT\"]}"}]},
    "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:failed"}}})"));
  const auto mapping = mapping_from_json(json);
  ASSERT_TRUE(mapping) << mapping.error().pointer << " " << mapping.error().message;
  EXPECT_EQ(mapping->starting_position, StartingPosition::latest);
  EXPECT_EQ(mapping->batch_size, 10U);
  EXPECT_EQ(mapping->batching_window, std::chrono::seconds(5));
  EXPECT_EQ(mapping->parallelization_factor, 4U);
  EXPECT_TRUE(mapping->bisect_on_error);
  EXPECT_EQ(mapping->max_retries, 3U);
  EXPECT_EQ(mapping->max_record_age, std::chrono::seconds(60));
  EXPECT_TRUE(mapping->report_batch_item_failures);
  EXPECT_EQ(mapping->filters.size(), 1U);
  EXPECT_EQ(mapping->on_failure_destination, "arn:aws:sqs:us-east-1:000000000000:failed");
}

struct Mistake {
  const char* member;
  const char* value;
  const char* pointer;
  const char* message;
};
class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreRefusedWithTheirPlace) {
  Json json = minimal();
  json[GetParam().member] = Json::parse(GetParam().value);
  const auto mapping = mapping_from_json(json);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().pointer, GetParam().pointer);
  EXPECT_EQ(mapping.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Mistakes,
    testing::Values(
        Mistake{"BatchSize", "0", "/BatchSize", "expected a number from 1 to 10000, found 0"},
        Mistake{"BatchSize", "10001", "/BatchSize",
                "expected a number from 1 to 10000, found 10001"},
        Mistake{"BatchSize", "\"10\"", "/BatchSize", "expected a whole number, found \"10\""},
        Mistake{"MaximumBatchingWindowInSeconds", "301", "/MaximumBatchingWindowInSeconds",
                "expected a number from 0 to 300, found 301"},
        Mistake{"ParallelizationFactor", "11", "/ParallelizationFactor",
                "expected a number from 1 to 10, found 11"},
        Mistake{"MaximumRetryAttempts", "18446744073709551615", "/MaximumRetryAttempts",
                "expected a number from -1 to 10000, found 18446744073709551615"},
        Mistake{"MaximumRetryAttempts", "-2", "/MaximumRetryAttempts",
                "expected a number from -1 to 10000, found -2"},
        Mistake{"MaximumRecordAgeInSeconds", "59", "/MaximumRecordAgeInSeconds",
                "expected -1 or a number from 60 to 604800, found 59"},
        Mistake{"StartingPosition", "\"NOW\"", "/StartingPosition",
                "expected \"TRIM_HORIZON\" or \"LATEST\", found \"NOW\""},
        Mistake{"FunctionResponseTypes", "[\"X\"]", "/FunctionResponseTypes",
                "expected [\"ReportBatchItemFailures\"], found [\"X\"]"},
        Mistake{"FilterCriteria", R"({"Filters": [{"Pattern": "{"}]})",
                "/FilterCriteria/Filters/0/Pattern", "the pattern is not valid JSON"},
        Mistake{"BisectBatchOnFunctionError", "1", "/BisectBatchOnFunctionError",
                "expected true or false, found 1"},
        Mistake{"DestinationConfig", R"({"OnFailure": "queue"})", "/DestinationConfig",
                "expected {\"OnFailure\": {\"Destination\": \"ARN of a queue, topic or bucket\"}}"},
        Mistake{"DestinationConfig", R"({"OnFailure": {"Destination": "arn:aws:lambda:a:1:f"}})",
                "/DestinationConfig/OnFailure/Destination",
                "expected the ARN of an SQS queue, an SNS topic or an S3 bucket, found "
                "\"arn:aws:lambda:a:1:f\""},
        Mistake{"DestinationConfig", R"({"OnSuccess": {}})", "/DestinationConfig/OnSuccess",
                "an event source mapping has no destination for successes"},
        Mistake{"TumblingWindowInSeconds", "901", "/TumblingWindowInSeconds",
                "expected a number from 0 to 900, found 901"},
        Mistake{"StartingPosition", "\"AT_TIMESTAMP\"", "/StartingPosition",
                "a DynamoDB stream has no AT_TIMESTAMP: expected \"TRIM_HORIZON\" or \"LATEST\""},
        Mistake{"MaximumRecordAgeInSeconds", "604801", "/MaximumRecordAgeInSeconds",
                "expected a number from -1 to 604800, found 604801"},
        Mistake{"Enabled", "\"yes\"", "/Enabled", "expected true or false, found \"yes\""},
        Mistake{"FilterCriteria", R"({"Filters": [1, 2, 3, 4, 5, 6]})", "/FilterCriteria/Filters",
                "a mapping has at most 5 filters, this one has 6"},
        Mistake{"Topics", R"(["t"])", "/Topics",
                "\"Topics\" is for other event sources than DynamoDB streams"},
        Mistake{"Tags", "{\"a\": 1}", "/Tags", "expected an object of strings"},
        Mistake{"BatchSze", "1", "/BatchSze",
                "unknown member \"BatchSze\" of an event source mapping"}));

TEST(Mapping, WithATumblingWindowHasOneLane) {
  Json json = minimal();
  json.update({{"TumblingWindowInSeconds", 60}, {"ParallelizationFactor", 2}});
  EXPECT_EQ(mapping_from_json(json).error().pointer, "/ParallelizationFactor");
  json["ParallelizationFactor"] = 1;
  EXPECT_EQ(mapping_from_json(json)->tumbling_window, std::chrono::seconds(60));
}

TEST(Mapping, TakesQueuesTopicsAndBuckets) {
  for (const char* arn : {"arn:aws:sqs:us-east-1:000000000000:failed",
                          "arn:aws:sns:us-east-1:000000000000:failed", "arn:aws:s3:::failed"}) {
    Json json = minimal();
    json["DestinationConfig"]["OnFailure"]["Destination"] = arn;
    EXPECT_EQ(mapping_from_json(json)->on_failure_destination, arn);
  }
}

TEST(Mapping, IsReadBackFromItsJson) {
  Json json = minimal();
  json.update(Json::parse(R"({
    "StartingPosition": "LATEST", "BatchSize": 10, "MaximumBatchingWindowInSeconds": 5, "Enabled": false,
    "BisectBatchOnFunctionError": true, "MaximumRetryAttempts": 3, "MaximumRecordAgeInSeconds": 60,
    "TumblingWindowInSeconds": 30, "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "ParallelizationFactor": 1,
    "FilterCriteria": {"Filters": [{"Pattern": "{\"eventName\":[\"INSERT\"]}"}]},
    "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:failed"}}})"));
  EXPECT_EQ(mapping_to_json(*mapping_from_json(json)), json);
  const Json defaults = mapping_to_json(*mapping_from_json(minimal()));
  EXPECT_EQ(mapping_to_json(*mapping_from_json(defaults)), defaults);
}

TEST(Mapping, AnUpdateReplacesWhatItNames) {
  Json json = minimal();
  json.update({{"BatchSize", 7}, {"MaximumRetryAttempts", 3}});
  const auto before = mapping_from_json(json);
  const auto after = updated_mapping(*before, {{"MaximumRetryAttempts", -1}, {"Enabled", false}});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->batch_size, 7U);
  EXPECT_FALSE(after->max_retries);
  EXPECT_FALSE(after->enabled);
  EXPECT_EQ(updated_mapping(*before, {{"StartingPosition", "LATEST"}}).error().message,
            "\"StartingPosition\" of a mapping can't be changed");
  EXPECT_EQ(updated_mapping(*before, {{"BatchSize", 0}}).error().pointer, "/BatchSize");
}

TEST(MappingProperty, AnyJsonIsTakenOrRefusedWithoutThrowing) {
  const std::vector<std::string> names = {"FunctionName",
                                          "BatchSize",
                                          "TumblingWindowInSeconds",
                                          "MaximumRetryAttempts",
                                          "Filters",
                                          "Pattern",
                                          "FilterCriteria",
                                          "DestinationConfig",
                                          "OnFailure",
                                          "Destination",
                                          "FunctionResponseTypes",
                                          "Enabled",
                                          "Tags",
                                          "MetricsConfig",
                                          "Metrics",
                                          "StartingPosition"};
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  std::size_t taken = 0;
  for (int i = 0; i < 100'000; ++i) {
    Json json = minimal();
    json[names[random() % names.size()]] = random_json(random, 4, names);
    if (const auto mapping = mapping_from_json(json)) {
      ++taken;
      EXPECT_TRUE(mapping_from_json(mapping_to_json(*mapping)));
    }
    static_cast<void>(mapping_from_json(random_json(random, 4, names)));
  }
  EXPECT_GT(taken, 500U);
}

TEST(Mapping, NeedsFunctionStreamAndPosition) {
  Json json = minimal();
  json.erase("FunctionName");
  EXPECT_EQ(mapping_from_json(json).error().message,
            "an event source mapping needs \"FunctionName\"");
}

TEST(Record, OfTimeToLiveNamesTheServiceInSmallLetters) {
  const service::StreamRecord record{
      .event_name = "REMOVE",
      .user_identity =
          service::StreamIdentity{.principal_id = "dynamodb.amazonaws.com", .type = "Service"}};
  const Json json = record_to_json(record, "arn");
  EXPECT_EQ(json["userIdentity"],
            (Json{{"principalId", "dynamodb.amazonaws.com"}, {"type", "Service"}}));
  EXPECT_EQ(json["eventSourceARN"], "arn");
}

}  // namespace
}  // namespace ddbsim::lambda
