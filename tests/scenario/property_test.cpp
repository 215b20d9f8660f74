#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/scenario/evaluate.hpp"
#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

using small::failures_of;
using small::play;
using small::problems_of;

/// The small scenario with properties. Its table "notes" (pk S, sk N) holds a|1 with a text, then
/// a|2.
std::string with_properties(std::string_view properties) {
  return small::changed(R"("at_rest": {)",
                        fmt::format(R"("properties": {{{}}}, "at_rest": {{)", properties));
}
/// One property, at rest.
std::string at_rest(std::string_view said) {
  return with_properties(fmt::format(R"("it": {{"at_rest": {}}})", said));
}
/// What playing it finds wrong with one property, at rest.
std::string broken(std::string_view said) {
  const std::string found = failures_of(play(at_rest(said)));
  constexpr std::string_view kBefore = "it: property \"it\": ";
  return found.starts_with(kBefore) ? found.substr(kBefore.size()) : found;
}

TEST(Property, CountsItems) {
  EXPECT_EQ(broken(R"({"count": {"table": "notes", "is": 2}})"), "");
  EXPECT_EQ(broken(R"({"count": {"table": "notes", "at_least": 1, "at_most": 2}})"), "");
  EXPECT_EQ(broken(R"({"count": {"table": "notes", "is": 3}})"),
            "expected 3 items in notes, found 2\n");
  EXPECT_EQ(broken(R"({"count": {"table": "notes", "at_most": 1}})"),
            "expected at most 1 item in notes, found 2\n");
  EXPECT_EQ(broken(R"({"count": {"table": "notes", "at_least": 3, "at_most": 4}})"),
            "expected from 3 to 4 items in notes, found 2\n");
  // The service's own filter, with placeholders.
  EXPECT_EQ(broken(R"({"count": {"table": "notes", "where": "#s > :one", "names": {"#s": "sk"},
                     "values": {":one": {"N": "1"}}, "is": 2}})"),
            "expected 2 items in notes where #s > :one, found 1\n");
}

TEST(Property, HasValuesInWhichNothingIsFilled) {
  const std::string text =
      small::changed(at_rest(R"_({"count": {"table": "notes", "where": "begins_with(#t, :t)",
                 "names": {"#t": "text"}, "values": {":t": {"S": "$${first"}}, "is": 1}})_"),
                     R"({"S": "first"})", R"({"S": "$${first}"})");
  EXPECT_EQ(failures_of(play(text)), "") << "of data and of values, $${ is a plain ${";
}

TEST(Property, FindsTwins) {
  EXPECT_EQ(broken(R"({"unique": {"table": "notes", "attributes": ["pk", "sk"]}})"), "");
  EXPECT_EQ(broken(R"({"unique": {"table": "notes", "attributes": ["pk"]}})"),
            "2 items of notes have pk \"a\"\n");
  // What lacks an attribute is no twin.
  EXPECT_EQ(broken(R"({"unique": {"table": "notes", "attributes": ["pk", "text"]}})"), "");
}

TEST(Property, AsksAConditionOfEachItem) {
  EXPECT_EQ(broken(R"_({"all": {"table": "notes", "hold": "attribute_exists(pk)"}})_"), "");
  EXPECT_EQ(broken(R"_({"all": {"table": "notes", "hold": "attribute_exists(#t)",
                      "names": {"#t": "text"}}})_"),
            "1 item of notes where not attribute_exists(#t)\n");
}

TEST(Property, FollowsReferences) {
  constexpr std::string_view kText = R"({{"references": {{
      "from": {{"table": "notes"}}, "attributes": ["{}"],
      "to": {{"table": "notes"}}, "to_attributes": ["{}"]}}}})";
  EXPECT_EQ(broken(fmt::format(kText, "pk", "pk")), "");
  EXPECT_EQ(broken(fmt::format(kText, "sk", "pk")),
            "2 items of notes without their item in notes: sk 1\n");
  // An item without the attribute refers to nothing.
  EXPECT_EQ(broken(fmt::format(kText, "text", "pk")),
            "1 item of notes without their item in notes: text \"first\"\n");
}

TEST(Property, ComparesTwoAnswers) {
  constexpr std::string_view kText = R"({{"equal": {{"requests": [
      {{"Scan": {{"TableName": "notes"}}}},
      {{"Query": {{"TableName": "notes", "KeyConditionExpression": "pk = :a AND sk > :n",
                  "ExpressionAttributeValues": {{":a": {{"S": "a"}}, ":n": {{"N": "{}"}}}},
                  "ScanIndexForward": false}}}}]{}}}}})";
  EXPECT_EQ(broken(fmt::format(kText, 0, "")), "");
  EXPECT_EQ(broken(fmt::format(kText, 1, "")),
            "request 2 answers other items than the first: /0/sk/N: expected \"1\", found \"2\"\n");
  EXPECT_EQ(broken(fmt::format(kText, 0, R"(, "attributes": ["pk"])")), "");
}

TEST(Property, KnowsTheWordsOfAtRestForTables) {
  EXPECT_EQ(broken(R"({"state": {"tables": {"notes": {"count": 2}}}})"), "");
  EXPECT_EQ(broken(R"({"state": {"tables": {"notes": {"lacks": [{"sk": {"N": "2"}}]}}}})"),
            "state/tables/notes/lacks: expected no item with {\"sk\":{\"N\":\"2\"}}\n");
}

TEST(Property, IsOneOfTheOutcomes) {
  constexpr std::string_view kText = R"({{"one_of": {{"tables": {{"notes": ["sk"]}}, "outcomes": [
      {{"notes": [{{"sk": {{"N": "7"}}}}]}},
      {{"notes": [{{"sk": {{"N": "{}"}}}}, {{"sk": {{"N": "2"}}}}]}}]}}}})";
  EXPECT_EQ(broken(fmt::format(kText, 1)), "");
  EXPECT_EQ(broken(fmt::format(kText, 3)),
            "this is none of the 2 good outcomes; the nearest differs in 2 items\n");
}

TEST(Property, ShowsTheNearestOutcome) {
  const ScenarioResult result = play(at_rest(R"({"one_of": {"tables": {"notes": ["sk"]},
      "outcomes": [{"notes": []}, {"notes": [{"sk": {"N": "1"}}]}]}})"));
  const Judgement& judgement = result.steps.back().judgements.back();
  EXPECT_EQ(judgement.expected.dump(), R"({"notes":[{"sk":{"N":"1"}}]})");
  EXPECT_EQ(judgement.actual.dump(), R"({"notes":[{"sk":{"N":"1"}},{"sk":{"N":"2"}}]})");
}

TEST(Property, HoldsAlwaysNeverOrSometimes) {
  EXPECT_EQ(failures_of(play(with_properties(R"(
      "few": {"always": {"count": {"table": "notes", "at_most": 2}}},
      "three": {"never": {"count": {"table": "notes", "is": 3}}},
      "two": {"sometimes": {"count": {"table": "notes", "is": 2}}})"))),
            "");
  EXPECT_EQ(failures_of(play(with_properties(R"(
      "one": {"always": {"count": {"table": "notes", "is": 1}}},
      "two": {"never": {"count": {"table": "notes", "is": 2}}},
      "three": {"sometimes": {"count": {"table": "notes", "is": 3}}})"))),
            "one: property \"one\": expected 1 item in notes, found 2\n"
            "two: property \"two\": there is what must never be, 2 items in notes\n"
            "three: property \"three\": this never came true: the scenario proves nothing\n");
}

TEST(Property, ThatBreaksOnTheWayIsToldOnceWhereItBreaks) {
  const ScenarioResult result =
      play(with_properties(R"("one": {"always": {"count": {"table": "notes", "is": 1}}})"));
  EXPECT_FALSE(result.steps.front().held());  // "write"
  for (std::size_t step = 1; step < result.steps.size(); ++step) {
    EXPECT_TRUE(result.steps[step].held()) << result.steps[step].name;
  }
}

TEST(Property, MayBeAKnownBug) {
  std::string known =
      with_properties(R"("one": {"at_rest": {"count": {"table": "notes", "is": 1}}})");
  known.insert(known.find(R"("at_rest": {"tables")"), R"("verdict": "breaks one", )");
  EXPECT_TRUE(play(known).passed());
}

TEST(Property, SeesRecordsThatWereGivenUp) {
  const std::string failing = with_properties(R"("drained": {"at_rest": "drains"},
      "done": {"never": "unprocessed"}, "rests": {"never": "livelock"})");
  EXPECT_EQ(failures_of(play(failing)), "");
  std::string text = failing;
  text.replace(text.find("test/no-op"), 10, "test/fail");
  text.replace(text.find(R"("StartingPosition": "LATEST")"), 28,
               R"("StartingPosition": "LATEST", "MaximumRetryAttempts": 1)");
  EXPECT_EQ(failures_of(play(text)),
            "done: property \"done\": mapping reader<-notes gave up 1 record\n");
}

// ---- one live row -------------------------------------------------------------------------------

/// pk and sk are the key of "notes"; what a note is about is its identity.
constexpr std::string_view kLive =
    R"("live": {"at_rest": {"one_live_row": {"table": "notes", "identity": ["text"]}}})";

std::string live_with(std::string_view steps) {
  return small::with_steps(fmt::format(R"({}, "properties": {{{}}})", steps, kLive));
}

TEST(OneLiveRow, IsNotOwedWhenAClientTookItAway) {
  EXPECT_EQ(failures_of(play(live_with(R"([{"request": {"DeleteItem": {"TableName": "notes",
      "Key": {"pk": {"S": "a"}, "sk": {"N": "1"}}}}}])"))),
            "");
}

TEST(OneLiveRow, FindsTwoRowsOfOneIdentity) {
  const ScenarioResult result = play(live_with(R"([{"request": {"PutItem": {"TableName": "notes",
      "Item": {"pk": {"S": "a"}, "sk": {"N": "5"}, "text": {"S": "first"}}}}}])"));
  EXPECT_EQ(failures_of(result),
            "live: property \"live\": 2 rows are there of text \"first\" in notes\n");
  EXPECT_EQ(result.steps.back().judgements.back().expected.dump(), R"({"text \"first\"":"1 row"})");
}

TEST(Owed, KeepsWhatAFunctionTookAway) {
  const OneLiveRow rule{Selection{.table = "notes", .text = {}, .where = {}}, {"text"}};
  const value::Item first{{"pk", "a"}, {"text", "first"}};
  const value::Item moved{{"pk", "b"}, {"text", "first"}};
  const value::Item bare{{"pk", "a"}};
  Owed owed;
  owed.observe(rule, {}, first, /*by_client=*/true);
  owed.observe(rule, first, {}, /*by_client=*/false);
  EXPECT_EQ(owed.identities(), std::vector<std::string>{R"(text "first")"});
  // A row that comes again is the same debt; a row without an identity is none.
  owed.observe(rule, {}, moved, /*by_client=*/false);
  owed.observe(rule, {}, bare, /*by_client=*/true);
  EXPECT_EQ(owed.identities().size(), 1U);
  // A client that changes it into something else takes it away.
  Owed other = owed;
  other.observe(rule, moved, bare, /*by_client=*/true);
  EXPECT_TRUE(other.identities().empty());
  EXPECT_NE(owed, other);
}

// ---- mistakes -----------------------------------------------------------------------------------

/// What is said of a property, without the place's line.
std::string refused(std::string_view said) {
  const std::string problems = problems_of(at_rest(said));
  const std::size_t at = problems.find("/properties");
  const std::size_t end = problems.find('\n', at);
  return at == std::string::npos ? problems : problems.substr(at, end - at);
}

TEST(Property, TellsMistakesWhenTheFileIsRead) {
  EXPECT_EQ(refused(R"({"cuont": {"table": "notes", "is": 1}})"),
            "/properties/it/at_rest/cuont: unknown member \"cuont\" in what a property says, did "
            "you mean \"count\"?");
  EXPECT_EQ(refused(R"({"count": {"table": "note", "is": 1}})"),
            "/properties/it/at_rest/count: there is no table \"note\", did you mean \"notes\"?");
  EXPECT_EQ(refused(R"({"count": {"table": "notes"}})"),
            "/properties/it/at_rest/count: count needs \"is\", \"at_least\" or \"at_most\"");
  EXPECT_EQ(refused(R"({"unique": {"table": "notes", "attributes": ["txet"]}})"),
            "/properties/it/at_rest/unique: no item of notes has an attribute \"txet\", did you "
            "mean \"text\"?");
  EXPECT_EQ(refused(R"({"count": {"table": "notes", "is": 1, "where": "sk >"}})"),
            "/properties/it/at_rest/count/where: the service refuses this: Invalid "
            "FilterExpression: Syntax error; token: \"<EOF>\", near: \">\"");
  EXPECT_EQ(refused(R"({"count": {"table": "notes", "is": 1, "where": "sk > :one"}})"),
            "/properties/it/at_rest/count/where: the service refuses this: Invalid "
            "FilterExpression: An expression attribute value used in expression is not defined; "
            "attribute value: :one");
  EXPECT_EQ(refused(R"({"count": {"table": "notes", "is": 1, "values": {":one": {"N": "1"}}}})")
                .substr(0, 60),
            "/properties/it/at_rest/count: the service refuses this: Expr");
  EXPECT_EQ(refused(R"("livelock")"),
            "/properties/it/at_rest: \"livelock\" is stated with \"never\"");
  EXPECT_EQ(refused(R"({"equal": {"requests": [{"Scan": {"TableName": "notes"}}]}})"),
            "/properties/it/at_rest/equal/requests: expected two requests or more, that are to "
            "answer the same");
  EXPECT_EQ(refused(R"({"patterns": [{"pattern": "lst"}]})"),
            "/properties/it/at_rest/patterns/0/pattern: there is no pattern \"lst\", did you mean "
            "\"list\"?");
  EXPECT_NE(problems_of(with_properties(R"("write": {"at_rest": "drains"})"))
                .find("a step is called \"write\" already"),
            std::string::npos);
}

}  // namespace
}  // namespace ddbsim::scenario
