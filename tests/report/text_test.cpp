#include "sim/report/text.hpp"

#include <gtest/gtest.h>

#include "tests/report/played.hpp"

namespace ddbsim::report {
namespace {

constexpr Style kPlain{.width = 72};

TEST(Text, OneLineForAScenario) {
  const report::Run run = played::run();
  EXPECT_EQ(scenario_line(run.scenarios[0], kPlain),
            "  ok   good                                        1 step      0.5 units\n");
  EXPECT_EQ(scenario_line(run.scenarios[1], kPlain),
            "  FAIL bad                                        2 steps         1 unit\n");
  EXPECT_EQ(scenario_line(run.scenarios[2], kPlain),
            "  ok   known (a known bug)                         1 step      0.5 units\n");
}

TEST(Text, AFailureTellsStepPlaceAndBothSides) {
  EXPECT_EQ(failures(played::run().scenarios[1], kPlain), R"(
FAIL bad
  step "compare"
    items: expected "<one>", found "<one> & \"two\""
    bad.json:17, first difference at /0/text/S
  +- expected -------------------+- actual ---------------------+
  | [                            | [                            |
  |   {                          |   {                          |
  |     "pk": {"S": "a"},        |     "pk": {"S": "a"},        |
  |     "text": {                |     "text": {                |
> |       "S": "<one>"           |       "S": "<one> & \"two\"" |
  |                  ^           |                  ^^^^^^^^^^^ |
  |     }                        |     }                        |
  |   }                          |   }                          |
  | ]                            | ]                            |
  +------------------------------+------------------------------+
)");
}

TEST(Text, AScenarioThatPassedHasNoFailures) {
  const report::Run run = played::run();
  EXPECT_EQ(failures(run.scenarios[0], kPlain), "");
  EXPECT_EQ(failures(run.scenarios[2], kPlain), "");
}

TEST(Text, AKnownBugThatIsGoneIsTold) {
  const auto gone = played::scenario("gone", R"("verdict": "breaks look", "steps": [)" +
                                                 played::scan("look", R"({"count": 1})") + "]");
  EXPECT_FALSE(gone.passed());
  EXPECT_NE(failures(gone, kPlain).find("but \"look\" holds now"), std::string::npos);
}

TEST(Text, AChoiceThatNoQuestionAskedForIsTold) {
  const auto result = played::scenario(
      "idle", R"("choices": [{"question": "call", "call": 1, "take": "crash-after"}], "steps": [)" +
                  played::scan("look", R"({"count": 1})") + "]");
  EXPECT_TRUE(result.passed());
  EXPECT_NE(failures(result, kPlain)
                .find("no question was answered by the choice \"call call 1: take crash-after\""),
            std::string::npos)
      << failures(result, kPlain);
}

TEST(Text, OnlyTheFirstFailuresAreToldInFull) {
  std::string steps;
  for (int i = 0; i < 5; ++i) {
    steps += (i == 0 ? "" : ", ") + played::scan("look " + std::to_string(i), R"({"count": 9})");
  }
  const std::string text =
      failures(played::scenario("many", R"("steps": [)" + steps + "]"), kPlain);
  EXPECT_NE(text.find("step \"look 2\""), std::string::npos) << text;
  EXPECT_EQ(text.find("step \"look 3\""), std::string::npos) << text;
  EXPECT_NE(text.find("and 2 more expectations that did not hold (--verbose shows all)"),
            std::string::npos)
      << text;
}

TEST(Text, TheStoryTellsRequestsAnswersAndWhy) {
  EXPECT_EQ(scenario_story(played::run().scenarios[0], kPlain), R"(good
good.json

What the good scenario is for.

1. look
   Why look.
   client -> Scan
     {"TableName": "things"}
   <- answer, 0.5 units
     {
       "Items": [{"pk": {"S": "a"}, "text": {"S": "<one> & \"two\""}}],
       "Count": 1,
       "ScannedCount": 1
     }
   ok   as expected: count, capacity

  ok   good                                        1 step      0.5 units
)");
}

TEST(Text, TheSummaryCounts) {
  report::Run run = played::run();
  EXPECT_EQ(summary(run, kPlain),
            "not played: p.json: needs python3\n"
            "1 of 3 scenarios failed (4 steps, 4 requests, 2 units)\n");
  run.scenarios.erase(run.scenarios.begin() + 1);
  run.not_played.clear();
  EXPECT_EQ(summary(run, kPlain), "2 scenarios held (2 steps, 2 requests, 1 unit)\n");
}

TEST(Text, MistakesOfFilesAreCounted) {
  const std::string text = problems_text(played::broken().problems, kPlain);
  EXPECT_TRUE(text.starts_with("broken.json:1:35: /stps: unknown member \"stps\"")) << text;
  EXPECT_NE(text.find("mistake"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("in 1 file: nothing was played\n")) << text;
}

}  // namespace
}  // namespace ddbsim::report
