#include "sim/scenario/judge.hpp"

#include <gtest/gtest.h>

#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

/// What does not hold when a step with this expectation gets this answer.
std::vector<Judgement> judged(const std::string& expectation, const Answer& answer) {
  const auto scenario = small::read(small::with_steps(
      R"([{"name": "s", "request": {"Scan": {"TableName": "notes"}}, "expect": )" + expectation +
      "}]"));
  return judge(scenario->steps.front(), answer, {});
}

std::string told(const std::vector<Judgement>& judgements) {
  std::string out;
  for (const Judgement& judgement : judgements) {
    if (!judgement.held) {
      out += judgement.what + " " + judgement.pointer + ": " + judgement.message + "\n";
    }
  }
  return out;
}

Answer response(const char* json, std::optional<double> units = std::nullopt) {
  return {.response = Json::parse(json), .error = std::nullopt, .units = units};
}
Answer refused(service::ErrorType type, std::string message) {
  return {.response = std::nullopt,
          .error = service::ServiceError{.type = type, .message = std::move(message)},
          .units = std::nullopt};
}

constexpr const char* kTwo =
    R"({"Items": [{"pk": {"S": "a"}, "sk": {"N": "10"}}, {"pk": {"S": "a"}, "sk": {"N": "9"}}],
        "Count": 2, "ScannedCount": 2})";

TEST(Judge, NothingExpectedMeansNoError) {
  const auto scenario = small::read(
      small::with_steps(R"([{"name": "s", "request": {"Scan": {"TableName": "notes"}}}])"));
  EXPECT_TRUE(judge(scenario->steps[0], response("{}"), {}).empty());
  const auto judgements = judge(
      scenario->steps[0], refused(service::ErrorType::resource_not_found, "no such table"), {});
  EXPECT_EQ(told(judgements), "response : refused: ResourceNotFoundException: no such table\n");
  EXPECT_EQ(judgements[0].actual.dump(),
            R"({"error":{"message":"no such table","type":"ResourceNotFoundException"}})");
}

TEST(Judge, Response) {
  EXPECT_EQ(told(judged(R"({"response": {"Count": 2}})", response(R"({"Count": 2})"))), "");
  EXPECT_EQ(told(judged(R"({"response": {"Count": 2}})", response(R"({"Count": 3})"))),
            "response /Count: expected 2, found 3\n");
  EXPECT_EQ(told(judged(R"({"response": {}})", response(R"({"Count": 3})"))),
            "response /Count: expected nothing, found 3\n");
}

TEST(Judge, Contains) {
  EXPECT_EQ(told(judged(R"({"contains": {"Count": 2}})", response(kTwo))), "");
  const auto judgements = judged(
      R"({"contains": {"ScannedCount": 7, "Items": [{}, {"sk": {"N": "9"}}]}})", response(kTwo));
  EXPECT_EQ(told(judgements), "contains /ScannedCount: expected 7, found 2\n");
  EXPECT_EQ(judgements[0].actual,
            Json::parse(R"({"ScannedCount": 2, "Items": [{}, {"sk": {"N": "9"}}]})"));
  EXPECT_EQ(judgements[0].update, judgements[0].actual);
}

TEST(Judge, Lacks) {
  EXPECT_EQ(told(judged(R"({"lacks": ["LastEvaluatedKey", "/Items/2"]})", response(kTwo))), "");
  EXPECT_EQ(told(judged(R"({"lacks": ["Count", "/Items/1"]})", response(kTwo))),
            "lacks /Count: expected no Count, found 2\n"
            "lacks /Items/1: expected no /Items/1, found "
            "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"9\"}}\n");
}

TEST(Judge, Count) {
  EXPECT_EQ(told(judged(R"({"count": 2})", response(kTwo))), "");
  EXPECT_EQ(told(judged(R"({"count": 1})", response(kTwo))), "count : expected 1 item, found 2\n");
  EXPECT_EQ(told(judged(R"({"count": 1})", response(R"({"Item": {"pk": {"S": "a"}}})"))), "");
  EXPECT_EQ(told(judged(R"({"count": 0})", response("{}"))), "");
  EXPECT_EQ(
      told(judged(R"({"count": 3})", response(R"({"Responses": {"a": [{}, {}], "b": [{}]}})"))),
      "");
  EXPECT_EQ(told(judged(R"({"count": 1})", response(R"({"Responses": [{"Item": {}}, {}]})"))), "");
}

TEST(Judge, Items) {
  EXPECT_EQ(told(judged(R"({"items": [{"pk": {"S": "a"}, "sk": {"N": "1e1"}},
                                      {"pk": {"S": "a"}, "sk": {"N": "9"}}]})",
                        response(kTwo))),
            "");
  EXPECT_EQ(told(judged(R"({"items": [{"sk": {"N": "9"}}, {"sk": {"N": "10"}}],
                            "attributes": ["sk"]})",
                        response(kTwo))),
            "items /0/sk/N: expected \"9\", found \"10\"\n");
  EXPECT_EQ(told(judged(R"({"items": [{"sk": {"N": "9"}}, {"sk": {"N": "10"}}],
                            "attributes": ["sk"], "any_order": true})",
                        response(kTwo))),
            "");
  EXPECT_EQ(told(judged(R"({"items": [{"sk": {"N": "9"}}], "attributes": ["sk"],
                            "any_order": true})",
                        response(kTwo))),
            "items /0/sk/N: expected \"9\", found \"10\"\n");
}

TEST(Judge, Order) {
  EXPECT_EQ(told(judged(R"({"order_by": {"attribute": "sk", "direction": "descending"}})",
                        response(kTwo))),
            "");
  const auto judgements = judged(R"({"order_by": {"attribute": "sk"}})", response(kTwo));
  EXPECT_EQ(told(judgements), "order_by /0/N: not ascending by sk\n");
  EXPECT_EQ(judgements[0].expected.dump(), R"([{"N":"9"},{"N":"10"}])");
  EXPECT_EQ(told(judged(R"({"order_by": {"attribute": "at"}})", response(kTwo))),
            "order_by : an item has no at to be ordered by\n");
}

TEST(Judge, Errors) {
  const auto condition =
      refused(service::ErrorType::conditional_check_failed, "The conditional request failed");
  EXPECT_EQ(told(judged(R"({"error": {"type": "ConditionalCheckFailedException"}})", condition)),
            "");
  EXPECT_EQ(told(judged(R"({"error": {"type": "ConditionalCheckFailedException",
                            "message_contains": "conditional request"}})",
                        condition)),
            "");
  EXPECT_EQ(told(judged(R"({"error": {"type": "ConditionalCheckFailedException",
                            "message": "The conditional request fails"}})",
                        condition)),
            "error /message: expected \"The conditional request fails\", found \"The conditional "
            "request failed\"\n");
  EXPECT_EQ(told(judged(R"({"error": {"type": "ConditionalCheckFailedException",
                            "message_contains": "throttled"}})",
                        condition)),
            "error /message_contains: expected \"throttled\", found \"The conditional request "
            "failed\"\n");
  const auto other = judged(R"({"error": {"type": "ValidationException"}})", condition);
  EXPECT_EQ(told(other),
            "error /type: expected \"ValidationException\", found "
            "\"ConditionalCheckFailedException\"\n");
  EXPECT_EQ(other[0].actual["message"], "The conditional request failed");
  EXPECT_EQ(told(judged(R"({"error": {"type": "ValidationException"}})", response("{}"))),
            "error : expected a ValidationException, but the request was not refused\n");
  EXPECT_EQ(
      told(judged(R"({"count": 1})", condition)),
      "response : refused: ConditionalCheckFailedException: The conditional request failed\n");
}

TEST(Judge, ErrorsWithItemsAndReasons) {
  Answer answer = refused(service::ErrorType::transaction_canceled, "cancelled");
  answer.error->cancellation_reasons = {{}, {.code = "ConditionalCheckFailed", .message = "no"}};
  answer.error->item = {{"n", 1}};
  EXPECT_EQ(told(judged(R"({"error": {"type": "TransactionCanceledException",
                            "reasons": ["None", "ConditionalCheckFailed"],
                            "item": {"n": {"N": "1.0"}}}})",
                        answer)),
            "");
  EXPECT_EQ(told(judged(R"({"error": {"type": "TransactionCanceledException",
                            "reasons": ["ConditionalCheckFailed"]}})",
                        answer)),
            "error /reasons/0: expected \"ConditionalCheckFailed\", found \"None\"\n");
}

TEST(Judge, Capacity) {
  EXPECT_EQ(told(judged(R"({"capacity": 0.5, "capacity_at_most": 0.5})", response("{}", 0.5))), "");
  EXPECT_EQ(told(judged(R"({"capacity": 1, "capacity_at_most": 1})", response("{}", 1.5))),
            "capacity : expected 1 capacity units, consumed 1.5\n"
            "capacity_at_most : expected at most 1 capacity units, consumed 1.5\n");
  EXPECT_EQ(told(judged(R"({"capacity_at_most": 2})", response("{}", 1.5))), "");
  EXPECT_EQ(told(judged(R"({"capacity": 1})", response("{}"))),
            "capacity : nothing was measured: the service tells no units with this answer\n");
}

TEST(Judge, FillsSavedValues) {
  const auto scenario = small::read(small::with_steps(R"([
    {"request": {"Scan": {"TableName": "notes"}}, "save": {"n": "/Count"}},
    {"name": "s", "request": {"Scan": {"TableName": "notes"}}, "expect": {"contains": {"Count": "${n}"}}}
  ])"));
  EXPECT_EQ(told(judge(scenario->steps[1], response(kTwo), {{"n", 2}})), "");
  EXPECT_EQ(told(judge(scenario->steps[1], response(kTwo), {{"n", 3}})),
            "contains /Count: expected 3, found 2\n");
}

// ---- lists --------------------------------------------------------------------------------------

ListExpectation list(const std::string& json, bool items) {
  const std::string steps = items ? R"([{"check": {"tables": {"notes": )" + json + "}}}]"
                                  : R"([{"check": {"streams": {"notes": )" + json + "}}}]";
  const auto scenario = small::read(small::with_steps(steps));
  const auto& state = std::get<CheckStep>(scenario->steps[0].action).state;
  return items ? state.tables.at("notes") : state.streams.at("notes");
}

std::string items_told(const std::string& expected, const char* actual) {
  return told(judge_list(list(expected, true),
                         {"check", "item", Json::parse(actual), false, {"pk", "sk"}}));
}
std::string records_told(const std::string& expected, const char* actual) {
  return told(judge_list(list(expected, false), {"check", "record", Json::parse(actual)}));
}

constexpr const char* kItems =
    R"([{"pk": {"S": "a"}, "sk": {"N": "1"}, "x": {"S": "p"}}, {"pk": {"S": "b"}, "sk": {"N": "2"}}])";

TEST(JudgeList, ItemsInAnyOrder) {
  EXPECT_EQ(items_told(R"({"count": 2, "items": [
      {"pk": {"S": "b"}, "sk": {"N": "2"}}, {"pk": {"S": "a"}, "sk": {"N": "1"}, "x": {"S": "p"}}]})",
                       kItems),
            "");
  EXPECT_EQ(items_told(R"({"count": 3})", kItems), "count : expected 3 items, found 2: a|1, b|2\n");
  EXPECT_EQ(items_told(R"({"items": [{"pk": {"S": "b"}}, {"pk": {"S": "c"}}],
                           "attributes": ["pk"]})",
                       kItems),
            "items /0/pk/S: expected \"b\", found \"a\"\n");
}

TEST(JudgeList, ContainsAndLacks) {
  EXPECT_EQ(
      items_told(R"({"contains": [{"x": {"S": "p"}}], "lacks": [{"x": {"S": "q"}}]})", kItems), "");
  EXPECT_EQ(items_told(R"({"contains": [{"pk": {"S": "a"}, "x": {"S": "q"}}]})", kItems),
            "contains /x/S: no item has {\"pk\":{\"S\":\"a\"},\"x\":{\"S\":\"q\"}}; the nearest "
            "differs: expected \"q\", found \"p\"\n");
  EXPECT_EQ(items_told(R"({"lacks": [{"pk": {"S": "b"}}]})", kItems),
            "lacks : expected no item with {\"pk\":{\"S\":\"b\"}}\n");
}

TEST(JudgeList, RecordsInOrder) {
  constexpr const char* kRecords = R"([{"eventName": "INSERT", "n": 1}, {"eventName": "REMOVE"}])";
  EXPECT_EQ(records_told(R"({"count": 2, "records": [{"eventName": "INSERT"}, {}]})", kRecords),
            "");
  EXPECT_EQ(records_told(R"({"records": [{"eventName": "INSERT"}]})", kRecords),
            "records /1: expected nothing, found {\"eventName\":\"REMOVE\"}\n");
  EXPECT_EQ(
      records_told(R"({"records": [{"eventName": "REMOVE"}, {"eventName": "INSERT"}]})", kRecords),
      "records /0/eventName: expected \"REMOVE\", found \"INSERT\"\n");
}

}  // namespace
}  // namespace ddbsim::scenario
