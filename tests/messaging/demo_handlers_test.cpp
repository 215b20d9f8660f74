#include "model/messaging/demo_handlers.hpp"

#include <gtest/gtest.h>

#include "sim/world/world.hpp"

// The functions that scenarios about triggers use, each with a stream of three messages, the second
// of which is poisoned.
namespace ddbsim::messaging {
namespace {

using namespace std::chrono_literals;

service::CreateTableRequest table(std::string name, std::vector<std::string> key, bool stream) {
  service::CreateTableRequest request{
      .attribute_definitions = std::vector<service::AttributeDefinition>{},
      .table_name = std::move(name),
      .key_schema = std::vector<service::KeySchemaElement>{},
      .billing_mode = "PAY_PER_REQUEST"};
  for (std::size_t i = 0; i < key.size(); ++i) {
    request.attribute_definitions->push_back({.attribute_name = key[i], .attribute_type = "S"});
    request.key_schema->push_back(
        {.attribute_name = key[i], .key_type = i == 0 ? "HASH" : "RANGE"});
  }
  if (stream) {
    request.stream_specification = {.stream_enabled = true, .stream_view_type = "NEW_IMAGE"};
  }
  return request;
}

class Deliveries {
 public:
  explicit Deliveries(lambda::NativeFunction function, bool reports = false)
      : world_({}, choices_, trace_) {
    send(table("things", {"pk", "sk"}, true));
    send(table(std::string(kDeliveries), {"record"}, false));
    world_.add_function("function", std::make_shared<lambda::NativeHandler>(std::move(function)));
    EXPECT_TRUE(world_.add_mapping({.name = "trigger",
                                    .function_name = "function",
                                    .event_source_arn = "things",
                                    .max_retries = 1,
                                    .report_batch_item_failures = reports}));
    send(service::PutItemRequest{.table_name = "things", .item = {{"pk", "a"}, {"sk", "1"}}});
    send(service::PutItemRequest{.table_name = "things",
                                 .item = {{"pk", "b"}, {"sk", "2"}, {"poison", true}}});
    send(service::PutItemRequest{.table_name = "things", .item = {{"pk", "c"}, {"sk", "3"}}});
  }

  bool settle() { return world_.settle(1min); }
  std::string count(std::string record) {
    const service::GetItemRequest get{.table_name = std::string(kDeliveries),
                                      .key = {{"record", std::move(record)}}};
    const auto response = world_.send("test", "get", &get);
    const auto& item = std::get<service::GetItemResponse>(*response).item;
    return item ? item.find("deliveries").number().text() : "none";
  }

 private:
  template <class Request>
  void send(const Request& request) {
    const auto response = world_.send("test", "setup", &request);
    ASSERT_TRUE(response) << response.error().message;
  }
  choice::FirstOption choices_;
  world::Trace trace_;
  world::World world_;
};

TEST(CountDeliveries, CountsEachRecordOnce) {
  Deliveries deliveries(count_deliveries());
  EXPECT_TRUE(deliveries.settle());
  EXPECT_EQ(deliveries.count("INSERT a|1"), "1");
  EXPECT_EQ(deliveries.count("INSERT b|2"), "1");
  EXPECT_EQ(deliveries.count("INSERT c|3"), "1");
}

TEST(FailOnPoison, TakesTheWholeBatchAlong) {
  Deliveries deliveries(fail_on_poison());
  EXPECT_TRUE(deliveries.settle());
  EXPECT_EQ(deliveries.count("INSERT a|1"), "2");
  EXPECT_EQ(deliveries.count("INSERT b|2"), "none");
  EXPECT_EQ(deliveries.count("INSERT c|3"), "none");
}

TEST(ReportPoison, WhatStandsBeforeIsDone) {
  Deliveries deliveries(report_poison(), true);
  EXPECT_TRUE(deliveries.settle());
  EXPECT_EQ(deliveries.count("INSERT a|1"), "1");
  EXPECT_EQ(deliveries.count("INSERT b|2"), "none");
}

TEST(Echo, NeverComesToRest) {
  Deliveries deliveries(echo());
  EXPECT_FALSE(deliveries.settle());
}

}  // namespace
}  // namespace ddbsim::messaging
