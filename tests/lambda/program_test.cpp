#include "sim/lambda/program/program.hpp"

#include <gtest/gtest.h>

#include "sim/wire/codec.hpp"

// A function that is a program in JSON: each statement, and each way to be wrong.
namespace ddbsim::lambda::program {
namespace {

using Json = nlohmann::json;

std::string problems_of(const std::string& program) {
  const auto handler = handler_of(nlohmann::ordered_json::parse(program));
  std::string out;
  if (!handler) {
    for (const Problem& problem : handler.error()) {
      out += problem.pointer + ": " + problem.message + (problem.at_name ? " (name)\n" : "\n");
    }
  }
  return out;
}

/// An invocation under way: what the program does, told in a line, and the answers it gets.
class Invocation {
 public:
  explicit Invocation(const std::string& program, const std::string& event = "{}") {
    auto handler = handler_of(nlohmann::ordered_json::parse(program));
    if (!handler) {
      throw std::logic_error(problems_of(program));
    }
    handler_ = std::move(*handler);
    event_.payload = Json::parse(event);
  }

  /// "1 GetItem {...}", with " + " between several calls; "done", "done, reports a b";
  /// "failed: TYPE: MESSAGE".
  std::string does() {
    const Step step = handler_->next(event_, context_, answers_);
    if (const auto* failed = std::get_if<Failed>(&step)) {
      return "failed: " + failed->error_type + ": " + failed->message;
    }
    if (const auto* done = std::get_if<Done>(&step)) {
      std::string out = done->batch_item_failures.empty() ? "done" : "done, reports";
      for (const std::string& failure : done->batch_item_failures) {
        out += " " + failure;
      }
      return out;
    }
    waiting_ = std::get<Waiting>(step);
    std::string out;
    for (const Waiting::Call& call : waiting_.calls) {
      out += (out.empty() ? "" : " + ") + std::to_string(call.number) + " " +
             wire::canonical_text(service::reference_to(call.request));
    }
    return out;
  }

  /// Answers an outstanding call, and tells what the program does then.
  std::string then(std::uint32_t call, const char* response) {
    const service::Request& request = asked(call);
    answers_.push_back(
        {call, request, wire::decode_response(request.index(), Json::parse(response)).value()});
    return does();
  }
  std::string then(std::uint32_t call, service::ErrorType error, const std::string& message) {
    answers_.push_back({call, asked(call), service::fail(error, message)});
    return does();
  }

  const service::Request& asked(std::uint32_t call) const {
    return std::ranges::find(waiting_.calls, call, &Waiting::Call::number)->request;
  }

 private:
  std::shared_ptr<const Handler> handler_;
  Event event_;
  InvocationContext context_{.function_name = "mover",
                             .function_arn = "arn",
                             .request_id = "6f1c0a52-93f5-4f0e-8a5e-3f2f6b0d1c44",
                             .started = choice::Instant{},
                             .deadline = choice::Instant{}};
  std::vector<Answer> answers_;
  Waiting waiting_;
};

std::string outcome(const std::string& program, const std::string& event = "{}") {
  return Invocation(program, event).does();
}
/// What an expression of a statement comes to: {"let": "x", ...} fails with "x=VALUE".
std::string let(const std::string& rest, const std::string& event = "{}") {
  const std::string text = outcome(R"([{"let": "x", )" + rest + R"(}, {"fail": "x=${x}"}])", event);
  constexpr std::string_view kShown = "failed: Error: x=";
  return text.starts_with(kShown) ? text.substr(kShown.size()) : text;
}
/// "yes" or "no", or why the invocation failed.
std::string holds(const std::string& condition, const std::string& event = "{}") {
  const std::string text = outcome(
      R"([{"if": )" + condition + R"(, "then": [{"fail": "yes"}], "else": [{"fail": "no"}]}])",
      event);
  constexpr std::string_view kShown = "failed: Error: ";
  return text.starts_with(kShown) ? text.substr(kShown.size()) : text;
}

constexpr const char* kGet = R"({"GetItem": {"TableName": "t", "Key": {"pk": {"S": "a"}}},)";

// ---- statements ---------------------------------------------------------------------------------

TEST(Program, AnEmptyOneIsDoneAtOnce) { EXPECT_EQ(outcome("[]"), "done"); }

TEST(Program, StopEndsTheInvocationWhereverItStands) {
  EXPECT_EQ(outcome(R"(["stop", {"fail": "never"}])"), "done");
  EXPECT_EQ(outcome(R"([{"for_each": [1, 2], "as": "n", "do": ["stop"]}, {"fail": "never"}])"),
            "done");
}

TEST(Program, FailEndsItAsFailed) {
  EXPECT_EQ(outcome(R"([{"fail": "no such ${event.what}"}])", R"({"what": "luck"})"),
            "failed: Error: no such luck");
  EXPECT_EQ(outcome(R"([{"fail": {"type": "Broken", "message": "as always"}}])"),
            "failed: Broken: as always");
}

TEST(Program, ForEachGoesThroughAListInItsOrder) {
  const std::string program = R"([
    {"let": "seen", "be": ""},
    {"for_each": "${event.Records}", "as": "record", "do": [
      {"let": "seen", "be": "${seen}${record.name} "}
    ]},
    {"fail": "${seen}"}
  ])";
  EXPECT_EQ(outcome(program, R"({"Records": [{"name": "a"}, {"name": "b"}]})"),
            "failed: Error: a b ");
  EXPECT_EQ(outcome(program, R"({"Records": []})"), "failed: Error: ");
}

TEST(Program, NextGoesOnWithTheLoopThatItNames) {
  const std::string program = R"([
    {"let": "seen", "be": ""},
    {"for_each": ["a", "b"], "as": "outer", "do": [
      {"for_each": [1, 2, 3], "as": "inner", "do": [
        {"if": {"equals": ["${inner}", 1]}, "then": [{"next": "inner"}]},
        {"let": "seen", "be": "${seen}${outer}${inner} "},
        {"if": {"equals": ["${inner}", 2]}, "then": [{"next": "outer"}]}
      ]}
    ]},
    {"fail": "${seen}"}
  ])";
  EXPECT_EQ(outcome(program), "failed: Error: a2 b2 ");
}

TEST(Program, IfWithoutElseGoesOn) {
  EXPECT_EQ(outcome(R"([{"if": {"equals": [1, 2]}, "then": [{"fail": "never"}]}, "stop"])"),
            "done");
}

TEST(Program, EveryStatementMaySayWhy) {
  EXPECT_EQ(outcome(R"([{"let": "x", "be": 1, "why": "a reason"},
                        {"if": {"equals": [1, 1]}, "then": [], "why": ["two", "lines"]}])"),
            "done");
}

TEST(Program, ReportsItsFailedRecords) {
  const std::string event = R"({"Records": [{"dynamodb": {"SequenceNumber": "100"}},
                                            {"dynamodb": {"SequenceNumber": "200"}}]})";
  EXPECT_EQ(outcome(R"([{"report_failure": "${event.Records[1]}"}])", event), "done, reports 200");
  EXPECT_EQ(outcome(R"([{"for_each": "${event.Records}", "as": "record", "do": [
                          {"report_failure": "${record}"}]}, "stop"])",
                    event),
            "done, reports 100 200");
  EXPECT_EQ(outcome(R"([{"report_failure": "an id of one's own"}])", event),
            "done, reports an id of one's own");
}

// ---- values -------------------------------------------------------------------------------------

TEST(Program, AStringThatIsOnlyAPlaceholderBecomesTheValue) {
  Invocation invocation(R"([{"PutItem": {"TableName": "t", "Item": "${event.item}"}}])",
                        R"({"item": {"pk": {"S": "a"}, "n": {"N": "1"}}})");
  EXPECT_EQ(invocation.does(),
            R"(1 PutItem {"Item":{"n":{"N":"1"},"pk":{"S":"a"}},"TableName":"t"})");
}

TEST(Program, APathLeadsThroughMembersAndLists) {
  const std::string event = R"({"a": {"b": [{"c": "deep"}, [7]]}})";
  EXPECT_EQ(let(R"("be": "${event.a.b[0].c}")", event), "deep");
  EXPECT_EQ(let(R"("be": "${event.a.b[1][0]}")", event), "7");
}

TEST(Program, AMissingPathFailsTheInvocationAndSaysWhere) {
  const std::string event = R"({"dynamodb": {"NewImage": {}, "Keys": []}})";
  EXPECT_EQ(let(R"("be": "${event.dynamodb.NewImag.pk}")", event),
            "failed: ProgramError: ${event.dynamodb.NewImag.pk} leads nowhere: there is no "
            "\"NewImag\", did you mean \"NewImage\"? (statement /0)");
  EXPECT_EQ(let(R"("be": "${event.dynamodb.Keys[1]}")", event),
            "failed: ProgramError: ${event.dynamodb.Keys[1]} leads nowhere: there is no [1], only "
            "0 elements (statement /0)");
  EXPECT_EQ(let(R"("be": "${event.dynamodb.Keys.pk}")", event),
            "failed: ProgramError: ${event.dynamodb.Keys.pk} leads nowhere: expected an object "
            "with \"pk\", found a list (statement /0)");
  EXPECT_EQ(let(R"("be": "${event.dynamodb[0]}")", event),
            "failed: ProgramError: ${event.dynamodb[0]} leads nowhere: expected a list, found an "
            "object (statement /0)");
}

TEST(Program, KnowsItsInvocation) {
  EXPECT_EQ(
      let(R"("be": "${context.function_name} ${context.started} ${context.started_seconds}")"),
      "mover 1970-01-01T00:00:00.000Z 0");
  EXPECT_EQ(let(R"("be": "${context.request_id}")"), "6f1c0a52-93f5-4f0e-8a5e-3f2f6b0d1c44");
}

TEST(Program, SumsAreExact) {
  const std::string event = R"({"count": {"N": "0.1"}, "big": {"N": "9999999999999999999999999"}})";
  EXPECT_EQ(let(R"("sum": ["${event.count.N}", 0.2])", event), "0.3");
  EXPECT_EQ(let(R"("sum": ["${event.big.N}", 1, -2])", event), "9999999999999999999999998");
  EXPECT_EQ(let(R"("sum": ["${event.count}", 1])", event),
            R"(failed: ProgramError: {"N":"0.1"} is no number (statement /0))");
  EXPECT_EQ(let(R"("sum": ["9e125", "9e125"])"),
            "failed: ProgramError: the sum of 9" + std::string(125, '0') + " and 9" +
                std::string(125, '0') + " is no number of the service (statement /0)");
}

TEST(Program, ASumFitsIntoAnAttributeValue) {
  Invocation invocation(
      R"([{"let": "n", "sum": ["${event.n.N}", 1]},
          {"PutItem": {"TableName": "t", "Item": {"n": {"N": "${n}"}}}}])",
      R"({"n": {"N": "41"}})");
  EXPECT_EQ(invocation.does(), R"(1 PutItem {"Item":{"n":{"N":"42"}},"TableName":"t"})");
}

TEST(Program, AfterCutsAPrefix) {
  EXPECT_EQ(let(R"("after": ["MSG#", "${event.pk}"])", R"({"pk": "MSG#andrew"})"), "andrew");
  EXPECT_EQ(let(R"("after": ["MSG#", "${event.pk}"])", R"({"pk": "GRP#andrew"})"),
            R"(failed: ProgramError: "GRP#andrew" does not begin with "MSG#" (statement /0))");
  EXPECT_EQ(let(R"("after": ["MSG#", "${event.pk}"])", R"({"pk": 5})"),
            "failed: ProgramError: 5 is no text (statement /0)");
}

TEST(Program, AVariableThatIsKnownIsAssigned) {
  EXPECT_EQ(outcome(R"([{"let": "n", "be": 0},
                        {"for_each": [5, 6, 7], "as": "each", "do": [
                          {"let": "n", "sum": ["${n}", "${each}"]}]},
                        {"fail": "${n}"}])"),
            "failed: Error: 18");
}

// ---- conditions ---------------------------------------------------------------------------------

TEST(Program, EqualsComparesNumbersByValueAndEverythingElseAsItIs) {
  const std::string event = R"({"n": {"N": "1.0"}, "s": {"S": "1.0"}, "list": [1, {"a": 2}]})";
  EXPECT_EQ(holds(R"({"equals": ["${event.n.N}", 1]})", event), "yes");
  EXPECT_EQ(holds(R"({"equals": ["${event.n.N}", "1"]})", event), "yes");
  EXPECT_EQ(holds(R"({"equals": ["${event.s.S}", "1"]})", event), "no");
  EXPECT_EQ(holds(R"({"equals": ["${event.s.S}", "1.0"]})", event), "yes");
  EXPECT_EQ(holds(R"({"equals": ["${event.n.N}", "one"]})", event), "no");
  EXPECT_EQ(holds(R"({"equals": ["${event.list}", [1, {"a": 2}]]})", event), "yes");
}

TEST(Program, LessComparesNumbersByValueAndTextsByBytes) {
  const std::string event = R"({"n": {"N": "9"}, "m": {"N": "10"}, "s": {"S": "9"}})";
  EXPECT_EQ(holds(R"({"less": ["${event.n.N}", "${event.m.N}"]})", event), "yes");
  EXPECT_EQ(holds(R"({"less": ["${event.m.N}", "${event.n.N}"]})", event), "no");
  EXPECT_EQ(holds(R"({"less": ["${event.s.S}", "10"]})", event), "no");
  EXPECT_EQ(holds(R"({"less": ["2026-01-31", "2026-02-01"]})"), "yes");
  EXPECT_EQ(holds(R"({"less": ["a", "a"]})"), "no");
  EXPECT_EQ(holds(R"({"less": [[], "a"]})"), "failed: ProgramError: [] is no text (statement /0)");
  EXPECT_EQ(holds(R"({"less": [1, "a"]})"),
            R"(failed: ProgramError: "a" is no number (statement /0))");
}

TEST(Program, ANumberStaysOneWhenItIsGivenAName) {
  EXPECT_EQ(outcome(R"([{"let": "n", "be": "${event.n.N}"}, {"let": "m", "sum": [10]},
                        {"if": {"less": ["${n}", "${m}"]}, "then": [{"fail": "9 < 10"}]}])",
                    R"({"n": {"N": "9"}})"),
            "failed: Error: 9 < 10");
}

TEST(Program, BeginsWith) {
  EXPECT_EQ(holds(R"({"begins_with": ["${event.pk}", "MSG#"]})", R"({"pk": "MSG#1"})"), "yes");
  EXPECT_EQ(holds(R"({"begins_with": ["${event.pk}", "MSG#"]})", R"({"pk": "GRP#1"})"), "no");
}

TEST(Program, ExistsAsksWithoutFailing) {
  EXPECT_EQ(holds(R"({"exists": "${event.Item}"})", R"({"Item": {}})"), "yes");
  EXPECT_EQ(holds(R"({"exists": "${event.Item.pk.S}"})", R"({"Item": {}})"), "no");
  EXPECT_EQ(holds(R"({"exists": "${event.Items[0]}"})", R"({"Items": []})"), "no");
  EXPECT_EQ(holds(R"({"exists": "${event.Item}"})", R"({"Item": null})"), "no");
}

TEST(Program, NotAllAndAny) {
  EXPECT_EQ(holds(R"({"not": {"equals": [1, 2]}})"), "yes");
  EXPECT_EQ(holds(R"({"all": [{"equals": [1, 1]}, {"equals": [1, 2]}]})"), "no");
  EXPECT_EQ(holds(R"({"any": [{"equals": [1, 2]}, {"equals": [1, 1]}]})"), "yes");
}

TEST(Program, AllAndAnyAskNoFurtherThanTheyMust) {
  const char* const nowhere = R"({"equals": ["${event.no}", 1]})";
  const std::string exists = R"({"exists": "${event.no}"})";
  EXPECT_EQ(holds(R"({"all": [)" + exists + "," + nowhere + "]}"), "no");
  EXPECT_EQ(holds(R"({"any": [{"not": )" + exists + "}," + nowhere + "]}"), "yes");
  EXPECT_TRUE(holds(R"({"any": [)" + exists + "," + nowhere + "]}").starts_with("failed"));
}

// ---- requests -----------------------------------------------------------------------------------

TEST(Program, ARequestWaitsForItsAnswer) {
  Invocation invocation(R"([
    {"GetItem": {"TableName": "t", "Key": {"pk": {"S": "${event.pk}"}}}, "as": "found"},
    {"if": {"exists": "${found.Item}"}, "then": [{"fail": "${found.Item.next.S}"}]}
  ])",
                        R"({"pk": "a"})");
  EXPECT_EQ(invocation.does(), R"(1 GetItem {"Key":{"pk":{"S":"a"}},"TableName":"t"})");
  EXPECT_EQ(invocation.then(1, R"({"Item": {"next": {"S": "b"}}})"), "failed: Error: b");
}

TEST(Program, AnotherAnswerAnotherWay) {
  Invocation invocation(std::string("[") + kGet + R"( "as": "found"},
    {"if": {"exists": "${found.Item}"}, "then": [{"fail": "found"}]}])");
  static_cast<void>(invocation.does());
  EXPECT_EQ(invocation.then(1, "{}"), "done");
}

TEST(Program, ARefusedRequestFailsTheInvocation) {
  Invocation invocation(std::string("[") + kGet + R"( "as": "found"}])");
  static_cast<void>(invocation.does());
  EXPECT_EQ(invocation.then(1, service::ErrorType::throttling, "Rate exceeded"),
            "failed: ThrottlingException: Rate exceeded");
}

TEST(Program, ACaughtErrorDoesNot) {
  const std::string program = std::string("[") + kGet + R"( "as": "found", "catch": {
      "ConditionalCheckFailedException": [{"next": "x"}],
      "*": [{"fail": {"type": "Caught", "message": "${error.type}: ${error.message}"}}]}},
    {"fail": "not refused"}])";
  const std::string looped = R"([{"for_each": [1], "as": "x", "do": )" + program + "}]";
  Invocation conditional(looped);
  static_cast<void>(conditional.does());
  EXPECT_EQ(conditional.then(1, service::ErrorType::conditional_check_failed, "no"), "done");
  Invocation other(looped);
  static_cast<void>(other.does());
  EXPECT_EQ(other.then(1, service::ErrorType::internal_server_error, "oh"),
            "failed: Caught: InternalServerError: oh");
}

TEST(Program, AfterACatchItGoesOnWithAnEmptyAnswer) {
  Invocation invocation(std::string("[") + kGet + R"( "as": "found", "catch": {"*": []}},
    {"if": {"exists": "${found.Item}"}, "then": [], "else": [{"fail": "nothing there"}]}])");
  static_cast<void>(invocation.does());
  EXPECT_EQ(invocation.then(1, service::ErrorType::throttling, "slow"),
            "failed: Error: nothing there");
}

TEST(Program, AnErrorThatWasCaughtCanBePassedOn) {
  Invocation invocation(std::string("[") + kGet + R"( "catch": {"*": [{"fail": "${error}"}]}}])");
  static_cast<void>(invocation.does());
  EXPECT_EQ(invocation.then(1, service::ErrorType::throttling, "slow"),
            "failed: ThrottlingException: slow");
}

TEST(Program, CallsAtOnceAreOutstandingTogether) {
  const auto get = [](const char* key, const char* as) {
    return std::string(R"({"GetItem": {"TableName": "t", "Key": {"pk": {"S": ")") + key +
           R"("}}}, "as": ")" + as + "\"}";
  };
  Invocation invocation(R"([{"at_once": [)" + get("a", "first") + "," + get("b", "second") +
                        R"(]}, {"fail": "${first.Item.n.N} ${second.Item.n.N}"}])");
  EXPECT_EQ(invocation.does(), R"(1 GetItem {"Key":{"pk":{"S":"a"}},"TableName":"t"} + )"
                               R"(2 GetItem {"Key":{"pk":{"S":"b"}},"TableName":"t"})");
  EXPECT_EQ(invocation.then(2, R"({"Item": {"n": {"N": "22"}}})"),
            R"(1 GetItem {"Key":{"pk":{"S":"a"}},"TableName":"t"})");
  EXPECT_EQ(invocation.then(1, R"({"Item": {"n": {"N": "11"}}})"), "failed: Error: 11 22");
}

TEST(Program, OfCallsAtOnceTheFirstThatIsRefusedFailsIt) {
  Invocation invocation(std::string("[{\"at_once\": [") + kGet + R"( "as": "a"},)" + kGet +
                        R"( "as": "b"}]}])");
  static_cast<void>(invocation.does());
  static_cast<void>(invocation.then(2, service::ErrorType::throttling, "second"));
  EXPECT_EQ(invocation.then(1, service::ErrorType::internal_server_error, "first"),
            "failed: InternalServerError: first");
}

TEST(Program, ATransactionGetsATokenAsFromAnSdk) {
  Invocation invocation(
      R"([{"TransactWriteItems": {"TransactItems": []}}, {"TransactWriteItems": {"TransactItems": []}}])");
  static_cast<void>(invocation.does());
  const auto token = [&](std::uint32_t call) {
    return std::get<service::TransactWriteItemsRequest>(invocation.asked(call))
        .client_request_token;
  };
  EXPECT_EQ(token(1), "6f1c0a52-93f5-4f0e-8a5e-3f2f6b0d0001");
  static_cast<void>(invocation.then(1, "{}"));
  EXPECT_EQ(token(2), "6f1c0a52-93f5-4f0e-8a5e-3f2f6b0d0002");
}

TEST(Program, ATokenOfItsOwnStays) {
  Invocation invocation(
      R"([{"TransactWriteItems": {"TransactItems": [], "ClientRequestToken": "mine"}}])");
  static_cast<void>(invocation.does());
  EXPECT_EQ(std::get<service::TransactWriteItemsRequest>(invocation.asked(1)).client_request_token,
            "mine");
}

TEST(Program, AValueOfAWrongTypeIsToldWithItsPlace) {
  EXPECT_EQ(outcome(R"([{"Query": {"TableName": "t", "Limit": "${event.limit}"}}])",
                    R"({"limit": "ten"})"),
            R"(failed: ProgramError: Query/Limit: expected a whole number, found the string "ten")"
            " (statement /0)");
  EXPECT_EQ(outcome(R"([{"Query": {"TableName": "t-${event}"}}])"),
            "failed: ProgramError: ${event}: an object or a list can't stand inside of a longer "
            "string (statement /0)");
}

TEST(Program, OtherThingsThatFailAnInvocation) {
  EXPECT_EQ(outcome(R"([{"for_each": "${event}", "as": "x", "do": []}])"),
            "failed: ProgramError: for_each goes through a list, and this is none (statement /0)");
  EXPECT_EQ(outcome(R"([{"fail": 5}])"),
            "failed: ProgramError: fail takes a text, or an object with a type and a message "
            "(statement /0)");
  EXPECT_EQ(outcome(R"([{"report_failure": {}}])"),
            "failed: ProgramError: report_failure takes a record or the text that names one "
            "(statement /0)");
}

// ---- programs that are none ---------------------------------------------------------------------

TEST(Program, EverythingThatIsWrongIsToldAtOnce) {
  EXPECT_EQ(problems_of(R"([
    {"for_eech": []},
    {"PutItm": {}},
    7,
    {"let": "x"},
    {"if": {"equal": [1, 2]}, "then": []}
  ])"),
            "/0/for_eech: unknown statement \"for_eech\", did you mean \"for_each\"? (name)\n"
            "/1/PutItm: unknown statement \"PutItm\", did you mean \"PutItem\"? (name)\n"
            "/2: expected a statement: an object like {\"for_each\": ...} or {\"PutItem\": {...}}, "
            "or \"stop\", found the number 7\n"
            "/3: a let needs one of \"be\", \"sum\" and \"after\"\n"
            "/4/if/equal: unknown condition \"equal\", did you mean \"equals\"? (name)\n");
}

TEST(Program, StatementsHaveTheirMembers) {
  EXPECT_EQ(problems_of(R"([{"for_each": [], "as": "x", "doo": []}])"),
            "/0/doo: unknown member \"doo\" in a for_each, did you mean \"do\"? (name)\n"
            "/0: this statement needs the member \"do\"\n");
  EXPECT_EQ(problems_of(R"([{"if": {"equals": [1]}}])"),
            "/0/if/equals: expected a list of 2 values, found a list\n"
            "/0: this statement needs the member \"then\"\n");
  EXPECT_EQ(problems_of(R"({"fail": "x"})"), ": expected a list of statements, found an object\n");
  EXPECT_EQ(problems_of(R"([{"at_once": [{"let": "x", "be": 1}]}])"),
            "/0/at_once/0: only requests are made at once\n");
}

TEST(Program, RequestsAreCheckedByTheShapesOfTheService) {
  EXPECT_EQ(
      problems_of(R"([{"PutItem": {"TableNme": "t"}}])"),
      "/0/PutItem/TableNme: unknown member \"TableNme\", did you mean \"TableName\"? (name)\n");
  EXPECT_EQ(problems_of(R"([{"Query": {"Limit": "ten"}, "az": "x"}])"),
            "/0/az: unknown member \"az\" in a request, did you mean \"as\"? (name)\n"
            "/0/Query/Limit: expected a whole number, found the string \"ten\"\n");
  EXPECT_EQ(problems_of(R"([{"Query": {"Limit": "${event.limit}"}}])"), "");
}

TEST(Program, VariablesMustBeNamedBefore) {
  EXPECT_EQ(problems_of(R"([{"fail": "${evnt.x}"}])"),
            "/0/fail: nothing is named ${evnt} here, did you mean \"event\"?\n");
  EXPECT_EQ(problems_of(R"([{"for_each": [], "as": "record", "do": [{"let": "n", "be": 1}]},
                            {"fail": "${n} ${record}"}])"),
            "/1/fail: nothing is named ${n} here\n"
            "/1/fail: nothing is named ${record} here\n");
  EXPECT_EQ(problems_of(std::string("[") + kGet + R"( "catch": {"*": []}}, {"fail": "${error}"}])"),
            "/1/fail: nothing is named ${error} here\n");
}

TEST(Program, CallsAtOnceDoNotSeeEachOthersAnswers) {
  EXPECT_EQ(problems_of(std::string("[{\"at_once\": [") + kGet + R"( "as": "first"},
              {"GetItem": {"TableName": "${first.Item.t.S}"}, "as": "second"}]},
            {"fail": "${first} ${second}"}])"),
            "/0/at_once/1/GetItem/TableName: nothing is named ${first} here\n");
}

TEST(Program, NamesThatAreTaken) {
  EXPECT_EQ(problems_of(R"([{"let": "event", "be": 1}])"),
            "/0/let: \"event\" is what the function is called with\n");
  EXPECT_EQ(problems_of(R"([{"let": "x", "be": []}, {"for_each": "${x}", "as": "x", "do": []}])"),
            "/1/as: \"x\" is the name of something else here\n");
  EXPECT_EQ(problems_of(R"([{"let": "a.b", "be": 1}])"),
            "/0/let: expected a name without . [ ] { } $, found the string \"a.b\"\n");
}

TEST(Program, PathsAreReadWhenTheFileIs) {
  for (const char* path : {"event..x", "event[", "event[x]", "event[0", "event[0]x", "event."}) {
    EXPECT_EQ(
        problems_of(std::string(R"([{"fail": "${)") + path + R"(}"}])"),
        std::string("/0/fail: ${") + path + "}: expected a variable, then .name or [number]\n");
  }
  EXPECT_EQ(problems_of(R"([{"if": {"exists": "event.x"}, "then": []}])"),
            "/0/if/exists: expected one placeholder, like \"${counter.Item}\", found the string "
            "\"event.x\"\n");
}

TEST(Program, NextNamesALoopAroundIt) {
  EXPECT_EQ(problems_of(R"([{"next": "record"}])"),
            "/0/next: expected no \"next\" outside of a for_each, found the string \"record\"\n");
  EXPECT_EQ(problems_of(R"([{"for_each": [], "as": "record", "do": [{"next": "recrd"}]}])"),
            "/0/do/0/next: expected the variable of a for_each around it: \"record\", found the "
            "string \"recrd\"\n");
}

TEST(Program, CatchesNameErrorsThatThereAre) {
  EXPECT_EQ(problems_of(std::string("[") + kGet + R"( "catch": {"KeyError": []}}])"),
            "/0/catch/KeyError: there is no error type \"KeyError\"; \"*\" is any (name)\n");
}

}  // namespace
}  // namespace ddbsim::lambda::program
