#include "sim/lambda/event_json.hpp"

#include <gtest/gtest.h>

#include "tests/lambda/random_json.hpp"

// What a function is handed, and what its answer means.
namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* kStream =
    "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-03-01T09:00:00.000";

service::StreamRecord record() {
  return {.event_id = "0123456789abcdef0123456789abcdef",
          .event_name = "INSERT",
          .event_version = "1.1",
          .event_source = "aws:dynamodb",
          .aws_region = "us-east-1",
          .dynamodb = service::StreamRecordBody{.approximate_creation_date_time = 1'772'355'600,
                                                .keys = value::Item{{"pk", "a"}},
                                                .new_image = value::Item{{"pk", "a"}, {"n", 1}},
                                                .sequence_number = "100000000000000000001",
                                                .size_bytes = 9,
                                                .stream_view_type = "NEW_IMAGE"}};
}

TEST(EventJson, HasTheMembersThatLambdaSends) {
  const Event event{.records = {record()}, .event_source_arn = kStream};
  EXPECT_EQ(event_to_json(event), Json::parse(R"({"Records": [{
    "eventID": "0123456789abcdef0123456789abcdef", "eventName": "INSERT", "eventVersion": "1.1",
    "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
    "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-03-01T09:00:00.000",
    "dynamodb": {"ApproximateCreationDateTime": 1772355600.0, "Keys": {"pk": {"S": "a"}},
      "NewImage": {"pk": {"S": "a"}, "n": {"N": "1"}}, "SequenceNumber": "100000000000000000001",
      "SizeBytes": 9, "StreamViewType": "NEW_IMAGE"}}]})"));
}

TEST(EventJson, ApproximateTimesAreFloatsAndSizesAreIntegers) {
  const std::string text =
      event_to_json(Event{.records = {record()}, .event_source_arn = kStream}).dump();
  EXPECT_NE(text.find(R"("ApproximateCreationDateTime":1772355600.0,)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("SizeBytes":9,)"), std::string::npos) << text;
}

TEST(EventJson, AWindowAddsItsMembers) {
  const Event event{.event_source_arn = kStream,
                    .window = Window{.begin = choice::kDefaultStart,
                                     .end = choice::kDefaultStart + 5min,
                                     .state = {{"sum", 3}},
                                     .shard_id = "shardId-1",
                                     .is_final = true}};
  EXPECT_EQ(event_to_json(event),
            (Json{{"Records", Json::array()},
                  {"window", {{"start", "2026-01-01T00:00:00Z"}, {"end", "2026-01-01T00:05:00Z"}}},
                  {"state", {{"sum", 3}}},
                  {"shardId", "shardId-1"},
                  {"eventSourceARN", kStream},
                  {"isFinalInvokeForWindow", true},
                  {"isWindowTerminatedEarly", false}}));
}

TEST(EventJson, OfADirectInvocationIsThePayload) {
  const Event event{.records = {}, .event_source_arn = {}, .payload = Json{1, "two"}};
  EXPECT_EQ(event_to_json(event), (Json{1, "two"}));
}

struct Returned {
  const char* response;
  std::vector<std::string> failures;
};
class Responses : public testing::TestWithParam<Returned> {};

TEST_P(Responses, MeanWhatLambdaDocuments) {
  const Json response = Json::parse(GetParam().response);
  const Done done = done_of(response);
  EXPECT_EQ(done.batch_item_failures, GetParam().failures) << GetParam().response;
  EXPECT_EQ(done.response, response);
}

const std::vector<std::string> kWholeBatch = {""};
INSTANTIATE_TEST_SUITE_P(
    Documented, Responses,
    testing::Values(
        Returned{"null", {}}, Returned{"{}", {}}, Returned{R"({"batchItemFailures": []})", {}},
        Returned{R"({"batchItemFailures": null})", {}},
        Returned{R"({"batchItemFailures": [{"itemIdentifier": "2"}, {"itemIdentifier": "1"}]})",
                 {"2", "1"}},
        Returned{R"({"batchItemFailures": [{"itemIdentifier": ""}]})", kWholeBatch},
        Returned{R"({"batchItemFailures": [{"itemIdentifier": null}]})", kWholeBatch},
        Returned{R"({"batchItemFailures": [{"itemIdentifier": 7}]})", kWholeBatch},
        Returned{R"({"batchItemFailures": [{"badKey": "1"}]})", kWholeBatch},
        Returned{R"({"batchItemFailures": [{"itemIdentifier": "1"}, {}]})", kWholeBatch},
        Returned{R"({"batchItemFailures": ["1"]})", kWholeBatch},
        Returned{R"({"batchItemFailures": "1"})", kWholeBatch},
        Returned{R"("3 records are done")", kWholeBatch}));

TEST(ResponseProperty, AnyJsonMeansSomething) {
  const std::vector<std::string> names = {"batchItemFailures", "itemIdentifier", "state"};
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases in every run
  for (int i = 0; i < 100'000; ++i) {
    const Json response = random_json(random, 4, names);
    EXPECT_EQ(done_of(response).response, response);
  }
}

TEST(Response, HandsStateOn) {
  EXPECT_EQ(done_of(Json::parse(R"({"state": {"sum": 3}})")).state, (Json{{"sum", 3}}));
  EXPECT_TRUE(done_of(Json::parse(R"({"sum": 3})")).state.is_null());
  EXPECT_TRUE(done_of(Json::array({1})).state.is_null());
}

}  // namespace
}  // namespace ddbsim::lambda
