#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"

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
        Mistake{"DestinationConfig", "{}", "/DestinationConfig",
                "expected {\"OnFailure\": {\"Destination\": \"ARN of a queue or topic\"}}"},
        Mistake{"BatchSze", "1", "/BatchSze",
                "unknown member \"BatchSze\" of an event source mapping"}));

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
