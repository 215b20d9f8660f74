// Schedules on one line: what they may say, and what is said of those that can't be.
#include "sim/explore/words.hpp"

#include <random>

#include <gtest/gtest.h>

#include "sim/explore/explorer.hpp"
#include "tests/explore/crowded.hpp"

namespace ddbsim::explore {
namespace {

class ReplayWords : public ::testing::Test {
 protected:
  static std::shared_ptr<const scenario::Scenario> read(const std::string& name) {
    const auto reading = scenario::read_files({"scenarios/explore/" + name}, scenario::Registry{});
    return reading.explorations.empty() ? nullptr : reading.explorations.front();
  }
  [[nodiscard]] std::string problem_of(const std::string& text) const {
    const auto played = play_words(*file_, registry_, {}, text);
    return played ? "" : played.error();
  }

  std::shared_ptr<const scenario::Scenario> file_ = read("delete-then-put.json");
  scenario::Registry registry_;
};

TEST_F(ReplayWords, SayWhatMayHappenWhatIsLeftOutAndWhatHappens) {
  const auto words = parse_words(" [ crash-after,refused ]  -ann.1\tann trigger:1\n", *file_);
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(words->things, (std::vector<std::string>{"crash-after", "refused"}));
  ASSERT_EQ(words->left_out.size(), 1U);
  EXPECT_EQ(words->left_out.front().client, "ann");
  EXPECT_EQ(words->left_out.front().step, 1U);
  EXPECT_EQ(words->moves, (std::vector<std::string>{"ann", "trigger:1"}));
  EXPECT_EQ(text_of(*words), "[crash-after, refused] -ann.1 ann trigger:1");
}

TEST_F(ReplayWords, AllowEverythingWithoutBracketsAndNothingInEmptyOnes) {
  EXPECT_FALSE(parse_words("ann", *file_)->things.has_value());
  EXPECT_TRUE(parse_words("[] ann", *file_)->things->empty());
  EXPECT_EQ(text_of(*parse_words("[] ann", *file_)), "[] ann");
  EXPECT_EQ(problem_of("ann trigger:1 trigger.1!crash-after"), "");
  EXPECT_TRUE(problem_of("[] ann trigger:1 trigger.1!crash-after").contains("trigger.1"));
}

TEST_F(ReplayWords, MayNameThingsWithCommasAndBracketsInThem) {
  auto json = testing::crowded_json("delete-then-put.json");
  json["clients"]["ann"][0]["thing"] = "a game [late], twice";
  const auto reading =
      scenario::read_text_as("scenarios/explore/named.json", json.dump(), registry_);
  ASSERT_EQ(reading.explorations.size(), 1U);
  const auto words =
      parse_words("[a game [late], twice, crash-after] ann", *reading.explorations.front());
  ASSERT_TRUE(words) << words.error();
  EXPECT_EQ(words->things, (std::vector<std::string>{"a game [late], twice", "crash-after"}));
}

TEST_F(ReplayWords, LeaveStepsOutOfACopyOfTheFile) {
  auto json = testing::crowded_json("delete-then-put.json");
  const auto reading =
      scenario::read_text_as("scenarios/explore/crowded.json", json.dump(), registry_);
  const auto& file = *reading.explorations.front();
  const auto words = parse_words("-crowd0.1 -crowd0.3 -crowd1.2 ann", file);
  ASSERT_TRUE(words) << words.error();
  const auto less = without_steps(file, words->left_out);
  ASSERT_EQ(less.clients.at("crowd0").size(), 1U);
  EXPECT_EQ(less.clients.at("crowd0").front().name, "crowd0 writes b");
  EXPECT_EQ(less.clients.at("crowd1").size(), 2U);
  EXPECT_EQ(file.clients.at("crowd0").size(), 3U);

  const auto left_out = play_words(file, registry_, {}, "-crowd0.1 -crowd0.3 crowd0 ann crowd0");
  ASSERT_FALSE(left_out) << "crowd0 has but one step left";
  EXPECT_TRUE(left_out.error().starts_with("move 3 of 3, \"crowd0\"")) << left_out.error();
}

TEST_F(ReplayWords, AreRefusedWithWhatWouldBePossible) {
  EXPECT_EQ(problem_of(""), "there are no words in it");
  EXPECT_EQ(problem_of("[crash-after"), "the \"[\" at its beginning is not closed by a \"]\"");
  EXPECT_TRUE(problem_of("[crash] ann")
                  .starts_with("there is no \"crash\" that the file allows; what may stand in the "
                               "brackets: crash-after"));
  EXPECT_EQ(problem_of("-bob.1 ann"), "\"-bob.1\": there is no client \"bob\"; clients are ann");
  EXPECT_EQ(problem_of("-ann.2 ann"),
            "\"-ann.2\": steps of ann are numbered from 1 to 1, and \"2\" is none");
  EXPECT_EQ(problem_of("-ann.99999999999999999999999 ann"),
            "\"-ann.99999999999999999999999\": steps of ann are numbered from 1 to 1, and "
            "\"99999999999999999999999\" is none");
  EXPECT_TRUE(problem_of("-ann ann").contains("-CLIENT.STEP"));
  EXPECT_EQ(problem_of("bob"),
            "move 1 of 1, \"bob\", is not possible at the start; what can happen there: ann");
  EXPECT_EQ(problem_of("[] ann trigger:2"),
            "move 2 of 2, \"trigger:2\", is not possible after \"ann\"; what can happen there: "
            "trigger:1");
  EXPECT_EQ(problem_of("[] ann trigger:1 trigger.1 trigger.2 trigger.3 ann"),
            "move 6 of 6, \"ann\", is not possible after \"trigger.3\": nothing can happen there "
            "any more");
}

TEST_F(ReplayWords, AreQuotedByTheirBeginningWhenTheyAreLong) {
  const std::string word(100'000, 'x');
  const std::string quoted = "\"" + word.substr(0, 60) + "...\"";
  EXPECT_EQ(problem_of(word), "move 1 of 1, " + quoted +
                                  ", is not possible at the start; what can happen there: ann");
  EXPECT_TRUE(problem_of("[" + word + "] ann").starts_with("there is no " + quoted));
  for (const std::string& words : {"-" + word, "-" + word + ".1", "-ann." + word}) {
    EXPECT_LT(problem_of(words).size(), 300U);
  }
  EXPECT_EQ(brief(word.substr(0, 60)), word.substr(0, 60));
  EXPECT_EQ(brief(word.substr(0, 59) + "ää"), word.substr(0, 59) + "...") << "no half of a letter";
}

TEST_F(ReplayWords, TellNothingWhereNothingBreaks) {
  const auto played =
      play_words(*file_, registry_, {}, "[] ann trigger:1 trigger.1 trigger.2 trigger.3");
  ASSERT_TRUE(played) << played.error();
  EXPECT_TRUE(played->summary.stories.empty());
  EXPECT_TRUE(played->summary.replayed);
  EXPECT_EQ(played->summary.transitions, 5U);
}

TEST_F(ReplayWords, TellWhatBreaksOnTheWayWhereTheEndIsGood) {
  auto json = testing::crowded_json("delete-then-put.json");
  auto always = json["properties"]["a row for each player"]["at_rest"];
  json["properties"] = {{"a row at any time", {{"always", always}}}};
  json["verdict"] = "breaks a row at any time";
  const auto reading =
      scenario::read_text_as("scenarios/explore/always.json", json.dump(), registry_);
  ASSERT_EQ(reading.explorations.size(), 1U) << scenario::text_of(reading.problems.front());
  const auto played = play_words(*reading.explorations.front(), registry_, {},
                                 "[] ann trigger:1 trigger.1 trigger.2 trigger.3 crowd0");
  ASSERT_TRUE(played) << played.error();
  ASSERT_EQ(played->summary.stories.size(), 1U);
  EXPECT_EQ(played->summary.stories.front().property, "a row at any time");
  EXPECT_EQ(played->summary.stories.front().replay, "[] ann trigger:1 trigger.1 trigger.2");
}

TEST_F(ReplayWords, PlayAStoryOfWhatNeverComesToRest) {
  auto json = testing::crowded_json("delete-then-put.json");
  const auto crowd = json["clients"];
  json["clients"] = {{"ann", crowd["ann"]}};
  json["functions"]["move"]["program"] = nlohmann::ordered_json::parse(
      R"([{"UpdateItem": {"TableName": "nowhere", "Key": {"pk": {"S": "a"}}}}])");
  json["properties"] = {{"it drains", {{"at_rest", "drains"}}}};
  json["verdict"] = "breaks it drains";
  const auto reading =
      scenario::read_text_as("scenarios/explore/restless.json", json.dump(), registry_);
  ASSERT_EQ(reading.explorations.size(), 1U) << scenario::text_of(reading.problems.front());
  const auto& file = *reading.explorations.front();
  const auto explored = explore(file, registry_, {});
  ASSERT_EQ(explored.summary.stories.size(), 1U);
  const Story& story = explored.summary.stories.front();
  const auto played = play_words(file, registry_, {}, story.replay);
  ASSERT_TRUE(played) << story.replay << ": " << played.error();
  ASSERT_EQ(played->summary.stories.size(), 1U) << story.replay;
  EXPECT_EQ(played->summary.stories.front().property, "it drains");
  EXPECT_EQ(played->summary.stories.front().message, story.message);
}

TEST_F(ReplayWords, StandGarbage) {
  const std::string good = "[crash-after, refused] -ann.1 ann trigger:1 trigger.1!crash-after";
  const std::vector<std::string> pieces = {"[",    "]",    ",",  "-",          ".",         " ",
                                           "ann",  "!",    "~1", "-ann.",      "trigger:1", "\n",
                                           "\xff", "\x1b", "[]", "crash-after"};
  std::mt19937 random(1);
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = round % 2 == 0 ? good : "";
    for (auto edits = 1 + random() % 6; edits > 0; --edits) {
      const std::size_t at = random() % (text.size() + 1);
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 4);
      } else {
        text.insert(at, pieces[random() % pieces.size()]);
      }
    }
    const auto words = parse_words(text, *file_);
    if (!words) {
      EXPECT_FALSE(words.error().empty()) << text;
      ++refused;
      continue;
    }
    const auto again = parse_words(text_of(*words), *file_);
    ASSERT_TRUE(again) << text << ": " << again.error();
    EXPECT_EQ(text_of(*again), text_of(*words)) << text;
    if (round % 20 == 0) {
      const std::string problem = problem_of(text);
      EXPECT_TRUE(problem.empty() || problem.contains("move ")) << problem;
    }
  }
  EXPECT_GT(refused, 300U);
}

}  // namespace
}  // namespace ddbsim::explore
