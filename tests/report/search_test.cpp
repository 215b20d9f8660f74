#include "sim/report/search.hpp"

#include <gtest/gtest.h>

#include "tests/report/stories.hpp"

namespace ddbsim::report {
namespace {

using Json = nlohmann::json;
using Searches = std::vector<explore::Summary>;

constexpr Style kPlain{.width = 80};

explore::Summary known_bug() {
  explore::Summary summary = stories::broken();
  summary.end = explore::Summary::End::exhaustive;
  summary.unreached.clear();
  summary.stories.resize(1);
  summary.verdict = "breaks every post is counted";
  return summary;
}

TEST(SearchText, ClassesAndLimitsStandLast) {
  const std::string text = search_text(stories::broken(), kPlain);
  EXPECT_TRUE(
      text.starts_with("The published handler\nscenarios/explore/published-handler.json\n"));
  EXPECT_EQ("\n" + text.substr(text.find("x 3 classes")), R"(
x 3 classes of failures
  property                      needs            faults  steps
  every post is counted         parallelization       0      8
  one live row                  stale read            0     10
  every conversation is listed  crash                 1      8
x never came true: a conversation moves twice (a property of "sometimes": what
  the search shows says nothing about it)
not exhaustive: the limit of time ended the search within 2 faults (it was
  exhaustive to 1): 1,234,567 states, 4,567,890 transitions (89 outcomes, 189
  runs of handlers, 9.9 s)
note: late requests of dead invocations: off in this file
)");
}

TEST(SearchText, AnExhaustiveSearchSaysHowFarItWent) {
  EXPECT_EQ("\n" + search_text(stories::exhaustive(), {.unicode = true, .width = 100}), R"(
The repaired handler
scenarios/explore/repaired-handler.json

✓ exhaustive to 3 faults: 27,182,818 states, 81,828,459 transitions, 1,600,000,000,000,000
  schedules, nothing broken (12 outcomes, 676 runs of handlers, 61.8 s)
)");
}

TEST(SearchText, ALimitIsNoProof) {
  explore::Summary summary = stories::exhaustive();
  summary.end = explore::Summary::End::memory;
  const std::string text = search_text(summary, {.width = 120});
  EXPECT_NE(text.find("not exhaustive: the limit of memory ended the search within 3 faults"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("nothing broken so far"), std::string::npos) << text;
}

/// Without the breaks of lines.
std::string verdict_of(const explore::Summary& summary) {
  std::string text;
  for (const Phrase& phrase : search_verdict(summary, kPlain)) {
    text += painted(phrase, kPlain) + "\n";
  }
  return text;
}

TEST(SearchText, RandomWalksBehindALimitAreTold) {
  explore::Summary summary = stories::exhaustive();
  summary.end = explore::Summary::End::states;
  summary.walks = 10'000;
  summary.walk_steps = 312'000;
  summary.seed = 1;
  EXPECT_NE(verdict_of(summary).find(
                "nothing broken so far; then 10,000 random walks (seed 1, 312,000 steps): "
                "nothing broken ("),
            std::string::npos);
  const std::string walks = "; then 10,000 random walks (seed 1, 312,000 steps): nothing broken";
  EXPECT_NE(search_junit(Searches{summary}).find(walks), std::string::npos);
  EXPECT_NE(search_html(Searches{summary}).find(walks), std::string::npos);
  EXPECT_EQ(Json::parse(search_json(Searches{summary}))["searches"][0]["walks"],
            Json({{"count", 10'000}, {"steps", 312'000}, {"seed", 1}, {"broke", false}}));

  explore::Summary broken = stories::broken();
  broken.walks = 3;
  broken.walk_steps = 71;
  broken.seed = 9;
  broken.broken_by_walk = true;
  EXPECT_NE(verdict_of(broken).find(
                "nothing broken so far; then 3 random walks (seed 9, 71 steps): the last one "
                "broke it"),
            std::string::npos);
}

TEST(SearchText, AScheduleThatWasGivenIsNoSearch) {
  explore::Summary summary = stories::exhaustive();
  summary.replayed = true;
  summary.transitions = 12;
  const std::string good = search_text(summary, kPlain);
  EXPECT_NE(good.find("played as given: 12 moves, 3 faults: nothing broken (61.8 s)"),
            std::string::npos)
      << good;
  EXPECT_EQ(good.find("exhaustive"), std::string::npos) << good;
  summary.stories = stories::broken().stories;
  const std::string bad = search_text(summary, kPlain);
  EXPECT_NE(bad.find("played as given: 12 moves, 3 faults (61.8 s)"), std::string::npos) << bad;
  EXPECT_EQ(bad.find("nothing broken"), std::string::npos) << bad;
  EXPECT_TRUE(Json::parse(search_json(Searches{summary}))["searches"][0]["replayed"]);
  EXPECT_NE(search_junit(Searches{summary}).find("name=\"replay\""), std::string::npos);
}

TEST(SearchText, AVerdictThatCameAndOneThatDidNot) {
  explore::Summary summary = known_bug();
  EXPECT_NE(
      search_text(summary, kPlain).find("ok as the file states: breaks every post is counted\n"),
      std::string::npos);
  EXPECT_TRUE(came_out_well(summary));
  summary.verdict_came = false;
  EXPECT_NE(search_text(summary, kPlain)
                .find("x the file states: breaks every post is counted; that did not come out"),
            std::string::npos);
  EXPECT_FALSE(came_out_well(summary));
}

TEST(SearchText, GroupsDigits) {
  EXPECT_EQ(grouped("7"), "7");
  EXPECT_EQ(grouped("123"), "123");
  EXPECT_EQ(grouped("1234567"), "1,234,567");
}

TEST(SearchJson, TellsAllThatWasFound) {
  const Json json = Json::parse(search_json(Searches{stories::broken(), stories::exhaustive()}));
  EXPECT_EQ(json["report"], "explore");
  EXPECT_EQ(json["format"], kSearchFormat);
  const Json& search = json["searches"][0];
  EXPECT_EQ(search["end"], "time");
  EXPECT_EQ(search["good"], false);
  EXPECT_EQ(search["states"], 1'234'567);
  EXPECT_FALSE(search.contains("schedules")) << "they were not counted";
  EXPECT_FALSE(search.contains("verdict")) << "the file states none";
  EXPECT_EQ(search["unreached"], Json::array({"a conversation moves twice"}));
  EXPECT_EQ(json["searches"][1]["schedules"], "1600000000000000");
  EXPECT_EQ(json["searches"][1]["stories"], Json::array());
}

TEST(SearchJson, AStepSaysOnlyWhatThereIsToSay) {
  const Json json = Json::parse(search_json(Searches{stories::broken()}));
  const Json& story = json["searches"][0]["stories"][2];
  EXPECT_EQ(story["property"], "every conversation is listed");
  EXPECT_EQ(story["things"], Json::array({"crash"}));
  EXPECT_EQ(story["expected"], nullptr);
  EXPECT_EQ(story["differences"][0]["here"], nullptr) << "no item";
  EXPECT_EQ(story["steps"][2], Json::parse(R"({
              "kind": "call", "at": "2026-01-01T00:00:00.250Z",
              "actor": "cruddur-messaging-stream",
              "subject": "cruddur-messages MSG#andrew-bayko|2026-03-02T09:00:00Z INSERT",
              "attempt": 1, "call": 1, "operation": "Query",
              "target": "cruddur-messages/message-group-sk-index",
              "what": "message_group_uuid = andrew-bayko", "answer": "2 items"})"));
  EXPECT_EQ(story["steps"][3]["fault"], "crash-after");
  EXPECT_EQ(story["steps"][3]["changes"][0]["after"], nullptr);
}

TEST(SearchJson, HoldsAnyText) {
  explore::Summary summary = stories::exhaustive();
  summary.stories = {stories::hostile()};
  summary.stories[0].message = "\xff";
  const Json json = Json::parse(search_json(Searches{summary}));
  EXPECT_EQ(json["searches"][0]["stories"][0]["property"], stories::hostile().property);
  EXPECT_EQ(json["searches"][0]["stories"][0]["message"], "\uFFFD") << "no UTF-8";
}

TEST(SearchJunit, AClassIsACaseThatFails) {
  const std::string xml = search_junit(Searches{stories::broken(), stories::exhaustive()});
  EXPECT_NE(xml.find("<testsuite name=\"The published handler\" tests=\"5\" failures=\"4\" "
                     "errors=\"0\" skipped=\"1\" time=\"9.870\">"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find("name=\"one live row (stale read)\">"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<skipped message=\"a limit ended the search before it was exhaustive\"/>"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<testcase classname=\"scenarios/explore/repaired-handler.json\" "
                     "name=\"search to 3 faults\"/>"),
            std::string::npos)
      << xml;
}

TEST(SearchJunit, AKnownBugPassesUntilItIsGone) {
  explore::Summary summary = known_bug();
  EXPECT_EQ(search_junit(Searches{summary}).find("<failure"), std::string::npos);
  summary.stories.clear();
  summary.verdict_came = false;
  EXPECT_NE(search_junit(Searches{summary}).find("<failure message=\"the search did not come out"),
            std::string::npos);
}

}  // namespace
}  // namespace ddbsim::report
