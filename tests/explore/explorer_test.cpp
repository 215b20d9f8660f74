// What a search says of small worlds in which it is known by thinking what can happen.
#include "sim/explore/explorer.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/scenario/reader.hpp"
#include "tests/explore/played.hpp"

namespace ddbsim::explore {
namespace {

using Json = nlohmann::ordered_json;

Json table(const std::string& name, bool stream) {
  Json json{{"TableName", name},
            {"AttributeDefinitions", {{{"AttributeName", "pk"}, {"AttributeType", "S"}}}},
            {"KeySchema", {{{"AttributeName", "pk"}, {"KeyType", "HASH"}}}},
            {"BillingMode", "PAY_PER_REQUEST"}};
  if (stream) {
    json["StreamSpecification"] = {{"StreamEnabled", true}, {"StreamViewType", "NEW_IMAGE"}};
  }
  return json;
}

Json put(const std::string& name, const std::string& key) {
  return {{"name", name},
          {"request", {{"PutItem", {{"TableName", "source"}, {"Item", {{"pk", {{"S", key}}}}}}}}}};
}

/// Client ann puts "a" and "b" into "source"; for each record the function does `what`; `count` is
/// of "out".
Json world(const Json& what, const Json& count) {
  return {{"kind", "exploration"},
          {"name", "small"},
          {"tables", {table("source", true), table("out", false)}},
          {"functions",
           {{"f",
             {{"program", {{{"for_each", "${event.Records}"}, {"as", "record"}, {"do", what}}}}}}}},
          {"mappings",
           {{{"name", "trigger"},
             {"FunctionName", "f"},
             {"EventSourceArn", "source"},
             {"StartingPosition", "LATEST"},
             {"BatchSize", 1}}}},
          {"clients", {{"ann", {put("first", "a"), put("second", "b")}}}},
          {"bounds", {{"faults", 0}}},
          {"properties", {{"as wanted", {{"at_rest", {{"count", count}}}}}}}};
}

Json put_last() {
  return {{{"PutItem",
            {{"TableName", "out"},
             {"Item", {{"pk", {{"S", "last"}}}, {"from", "${record.dynamodb.NewImage.pk}"}}}}}}};
}
Json last_is(const std::string& key) {
  return {{"table", "out"},
          {"where", "#from = :key"},
          {"names", {{"#from", "from"}}},
          {"values", {{":key", {{"S", key}}}}},
          {"is", 1}};
}
/// Counts records, each at most once for each token.
Json add_once(const std::string& token) {
  return {{{"TransactWriteItems",
            {{"ClientRequestToken", token},
             {"TransactItems",
              {{{"Update",
                 {{"TableName", "out"},
                  {"Key", {{"pk", {{"S", "count"}}}}},
                  {"UpdateExpression", "ADD n :one"},
                  {"ExpressionAttributeValues", {{":one", {{"N", "1"}}}}}}}}}}}}}};
}
Json counted(const std::string& number) {
  return {{"table", "out"}, {"where", "n = :n"}, {"values", {{":n", {{"N", number}}}}}, {"is", 1}};
}

class ExplorerTest : public ::testing::Test {
 protected:
  Explored explored(const Json& json) {
    const auto reading = scenario::read_text_as("small.json", json.dump(), registry_);
    EXPECT_TRUE(reading.good()) << (reading.problems.empty()
                                        ? ""
                                        : scenario::text_of(reading.problems.front()));
    return explore(*reading.explorations.at(0), registry_, {});
  }
  bool plays(const Regression& regression, const std::string& property) {
    return testing::breaks_when_played(regression.json, property, registry_);
  }
  scenario::Registry registry_;
};

TEST_F(ExplorerTest, AFailureThatIsThereFromTheBeginningKeepsWhatItIsAbout) {
  const Explored found = explored(world(put_last(), {{"table", "out"}, {"is", 2}}));
  ASSERT_EQ(found.summary.stories.size(), 1U);
  const Story& story = found.summary.stories.front();
  EXPECT_TRUE(story.message.contains("found 1")) << story.message;
  EXPECT_EQ(story.lines.size(), 6U) << "two writes, two deliveries, two puts";
  EXPECT_TRUE(plays(found.regressions.front(), "as wanted"));
}

TEST_F(ExplorerTest, AFailureOfSomeOrdersKeepsWhatMakesAGoodOnePossible) {
  Json json = world(put_last(), last_is("b"));
  json["clients"] = {{"ann", {put("first", "a")}}, {"bob", {put("second", "b")}}};
  const Explored found = explored(json);
  ASSERT_EQ(found.summary.stories.size(), 1U);
  EXPECT_EQ(found.summary.stories.front().lines.size(), 6U);
  EXPECT_EQ(found.summary.stories.front().differences.size(), 1U);
}

TEST_F(ExplorerTest, WhatNothingComesToRestForIsNotHeldToBeGood) {
  Json json = world(Json::array({{{"fail", "always"}}}), {{"table", "out"}, {"is", 99}});
  json["verdict"] = "holds";
  const Summary summary = explored(json).summary;
  EXPECT_EQ(summary.unjudged, std::vector<std::string>{"as wanted"});
  EXPECT_FALSE(summary.verdict_came);
}

TEST_F(ExplorerTest, AFunctionThatFailsForEverIsSeenToFail) {
  Json json = world(Json::array({{{"fail", "always"}}}), {{"table", "out"}, {"is", 99}});
  json["properties"] = {{"all is done", {{"at_rest", "drains"}}}};
  const Explored found = explored(json);
  ASSERT_EQ(found.summary.stories.size(), 1U);
  const auto& lines = found.summary.stories.front().lines;
  EXPECT_TRUE(std::ranges::any_of(
      lines, [](const StoryLine& line) { return line.kind == StoryLine::Kind::delivery; }));
  EXPECT_FALSE(found.regressions.front().json["steps"].empty());
}

TEST_F(ExplorerTest, KeysOfOneShardGoToBothOfItsChildren) {
  Json json = world(put_last(), last_is("b"));
  json["clients"]["dynamodb"] = {{{"name", "in splits"},
                                  {"split", {{"table", "source"}, {"shard", 0}}},
                                  {"thing", "a split"}}};
  for (const Json& placed :
       {Json{{"partitions", 1}},
        Json{{"partitions", 1}, {"placement", {{"source", {{"a", 0}, {"b", 0}}}}}},
        Json{{"partitions", 3}, {"placement", {{"source", {{"a", 0}, {"b", 0}}}}}}}) {
    json["world"] = placed;
    const Explored found = explored(json);
    ASSERT_EQ(found.summary.stories.size(), 1U) << placed;
    EXPECT_EQ(found.summary.stories.front().things, std::vector<std::string>{"a split"});
    EXPECT_TRUE(plays(found.regressions.front(), "as wanted")) << placed;
  }
}

TEST_F(ExplorerTest, ALineIsPlayedInTheFileWithItsData) {
  // The item's record has to be handled before the shard's children begin; the story does without.
  Json json = world(put_last(), last_is("b"));
  json["mappings"][0]["StartingPosition"] = "TRIM_HORIZON";
  json["data"]["source"] = {{{"pk", {{"S", "old"}}}}};
  json["clients"]["dynamodb"] = {{{"name", "the source splits"},
                                  {"split", {{"table", "source"}, {"shard", 0}}},
                                  {"thing", "a split"}}};
  const Explored found = explored(json);
  ASSERT_EQ(found.summary.stories.size(), 1U);
  const Story& story = found.summary.stories.front();
  const auto reading = scenario::read_text_as("small.json", json.dump(), registry_);
  const auto played = play_words(*reading.explorations.at(0), registry_, {}, story.replay);
  ASSERT_TRUE(played.has_value()) << story.replay << ": " << played.error();
  ASSERT_EQ(played->summary.stories.size(), 1U) << story.replay;
  EXPECT_EQ(played->summary.stories.front().property, story.property);
  EXPECT_GT(played->summary.stories.front().lines.size(), story.lines.size());
}

TEST_F(ExplorerTest, ATokenIsRememberedFromOneCallToTheNext) {
  Json json = world(add_once("constant"), counted("1"));
  EXPECT_TRUE(explored(json).summary.stories.empty()) << "the second record's is the first's again";
  json = world(add_once("${record.dynamodb.Keys.pk.S}"), counted("2"));
  EXPECT_TRUE(explored(json).summary.stories.empty());
}

TEST_F(ExplorerTest, ATokenOfARecordMakesAHandlerSafe) {
  for (const char* const token : {"${record.eventID}", "${record.dynamodb.Keys.pk.S}"}) {
    Json json = world(add_once(token), counted("2"));
    json["bounds"] = {{"faults", 2}};
    const Summary summary = explored(json).summary;
    EXPECT_TRUE(summary.stories.empty()) << token << ": " << summary.stories.front().message;
    json["bounds"] = {{"faults", 1}, {"fault_kinds", {{"late", 1}}}};
    EXPECT_TRUE(explored(json).summary.stories.empty()) << token;
  }
}

TEST_F(ExplorerTest, ATokenIsForgottenAfterTenMinutes) {
  Json json = world(add_once("constant"), counted("1"));
  json["clients"] = {
      {"ann", {put("first", "a"), {{"name", "later"}, {"advance", "11m"}}, put("second", "b")}}};
  const Explored found = explored(json);
  ASSERT_EQ(found.summary.stories.size(), 1U);
  EXPECT_TRUE(plays(found.regressions.front(), "as wanted"));
}

TEST_F(ExplorerTest, AClientsTokenIsRemembered) {
  Json json = world(put_last(), {{"table", "out"}, {"is", 0}});
  json["clients"] = {{"ann",
                      {{{"name", "one"}, {"request", add_once("constant")[0]}},
                       {{"name", "two"}, {"request", add_once("constant")[0]}}}}};
  json["properties"]["as wanted"]["at_rest"]["count"] = counted("1");
  EXPECT_TRUE(explored(json).summary.stories.empty());
}

TEST_F(ExplorerTest, ThreadsFindWhatOneFinds) {
  for (const char* const name :
       {"shard-splits", "late-write", "mail-sent-twice", "last-writer-wins"}) {
    const auto reading =
        scenario::read_files({fmt::format("scenarios/explore/{}-repaired.json", name)}, registry_);
    ASSERT_EQ(reading.explorations.size(), 1U) << name;
    ExploreOptions options;
    const Summary one = explore(*reading.explorations.front(), registry_, options).summary;
    options.jobs = 4;
    const Summary four = explore(*reading.explorations.front(), registry_, options).summary;
    EXPECT_EQ(one.end, Summary::End::exhaustive) << name;
    EXPECT_EQ(four.states, one.states) << name;
    EXPECT_EQ(four.transitions, one.transitions) << name;
    EXPECT_EQ(four.outcomes, one.outcomes) << name;
    EXPECT_TRUE(four.stories.empty()) << name;
  }
}

TEST_F(ExplorerTest, AFewStatesAreFew) {
  Json json = world(put_last(), {{"table", "out"}, {"is", 1}});
  json["bounds"] = {{"faults", 3}};
  const auto reading = scenario::read_text_as("small.json", json.dump(), registry_);
  ExploreOptions options;
  options.limits.states = 20;
  options.walks = 0;
  const Summary summary = explore(*reading.explorations.at(0), registry_, options).summary;
  EXPECT_EQ(summary.end, Summary::End::states);
  EXPECT_LE(summary.states, 30U);
}

}  // namespace
}  // namespace ddbsim::explore
