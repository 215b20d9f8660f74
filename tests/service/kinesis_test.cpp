// Kinesis destinations of tables: kept, and nothing is sent there.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

class KinesisTest : public TablesTest {
 protected:
  KinesisTest() { static_cast<void>(answer(on_demand_table("messages"))); }

  static std::string stream(std::string_view name = "changes") {
    return "arn:aws:kinesis:us-east-1:000000000000:stream/" + std::string(name);
  }
  static EnableKinesisStreamingDestinationRequest enable(std::string_view name = "changes") {
    return {.table_name = "messages", .stream_arn = stream(name)};
  }
  static DisableKinesisStreamingDestinationRequest disable() {
    return {.table_name = "messages", .stream_arn = stream()};
  }
  static UpdateKinesisStreamingDestinationRequest precision(std::string_view value) {
    UpdateKinesisStreamingDestinationRequest request{.table_name = "messages",
                                                     .stream_arn = stream()};
    request.update_kinesis_streaming_configuration = UpdateKinesisStreamingConfiguration{
        .approximate_creation_date_time_precision = std::string(value)};
    return request;
  }
  /// "stream status precision", one for each destination.
  std::string destinations() {
    const auto response =
        answer(DescribeKinesisStreamingDestinationRequest{.table_name = "messages"});
    std::string out;
    for (const KinesisDataStreamDestination& one : *response.kinesis_data_stream_destinations) {
      out += (out.empty() ? "" : ", ") + one.stream_arn->substr(one.stream_arn->rfind('/') + 1) +
             " " + *one.destination_status + " " + *one.approximate_creation_date_time_precision;
    }
    return out;
  }
};

TEST_F(KinesisTest, ADestinationIsTurnedOnAndOff) {
  EXPECT_EQ(destinations(), "");
  EXPECT_EQ(answer(enable()).destination_status, "ENABLING");
  EXPECT_EQ(destinations(), "changes ACTIVE MILLISECOND");
  EXPECT_EQ(answer(disable()).destination_status, "DISABLING");
  EXPECT_EQ(destinations(), "changes DISABLED MILLISECOND");
  static_cast<void>(answer(enable()));
  EXPECT_EQ(destinations(), "changes ACTIVE MILLISECOND");
}

TEST_F(KinesisTest, OnlyWhatIsOffIsTurnedOnAndTheReverse) {
  EXPECT_EQ(
      refusal(disable()),
      "ValidationException: Table is not in a valid state to disable Kinesis Streaming "
      "Destination: KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.");
  static_cast<void>(answer(enable()));
  EXPECT_EQ(refusal(enable()),
            "ValidationException: Table is not in a valid state to enable Kinesis Streaming "
            "Destination: KinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform "
            "ENABLE operation.");
}

TEST_F(KinesisTest, PrecisionChanges) {
  static_cast<void>(answer(enable()));
  EXPECT_EQ(answer(precision("MICROSECOND")).destination_status, "UPDATING");
  EXPECT_EQ(destinations(), "changes ACTIVE MICROSECOND");
  EXPECT_TRUE(refusal(precision("MICROSECOND"))
                  .starts_with("ValidationException: Invalid Request: Precision is already set to "
                               "the desired value of MICROSECOND for tableId: "));
  UpdateKinesisStreamingDestinationRequest nothing = precision("MICROSECOND");
  nothing.update_kinesis_streaming_configuration.reset();
  EXPECT_EQ(refusal(nothing),
            "ValidationException: Streaming destination cannot be updated with given parameters: "
            "UpdateKinesisStreamingConfiguration cannot be null or contain only null values");
}

TEST_F(KinesisTest, ThereAreTwoAtATime) {
  static_cast<void>(answer(enable("a")));
  static_cast<void>(answer(enable("b")));
  EXPECT_TRUE(refusal(enable("c")).starts_with("LimitExceededException: "));
}

TEST_F(KinesisTest, ADestinationIsAKinesisStream) {
  EnableKinesisStreamingDestinationRequest request = enable();
  request.stream_arn = "arn:aws:sqs:us-east-1:000000000000:not-a-stream";
  EXPECT_EQ(refusal(request),
            "ValidationException: User does not have a permission to use kinesis stream");
  EXPECT_EQ(refusal(DescribeKinesisStreamingDestinationRequest{.table_name = "nothing"}),
            "ResourceNotFoundException: Requested resource not found: Table: nothing not found");
}

}  // namespace
}  // namespace ddbsim::service
