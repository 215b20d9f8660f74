// Random walks behind a search that a limit ended: what they find, and that they can be repeated.
#include "sim/explore/walks.hpp"

#include <gtest/gtest.h>

#include "sim/explore/explorer.hpp"
#include "sim/explore/shrink.hpp"
#include "sim/explore/walker.hpp"
#include "tests/explore/crowded.hpp"

namespace ddbsim::explore {
namespace {

constexpr const char* kBroken = "delete-then-put.json";
constexpr const char* kRepaired = "delete-then-put-repaired.json";

ExploreOptions few_states() {
  ExploreOptions options;
  options.limits.states = 50;
  return options;
}

class Walks : public ::testing::Test {
 protected:
  MakeMachine machines_of(const std::shared_ptr<const scenario::Scenario>& file) {
    return [this, file] {
      return std::make_unique<Machine>(*file, registry_,
                                       Allowed::everything(*file, file->bounds.faults));
    };
  }
  scenario::Registry registry_;
};

TEST_F(Walks, FindWhatALimitOfStatesHides) {
  const auto file = testing::crowded(kBroken, registry_);
  ASSERT_NE(file, nullptr);
  ExploreOptions options = few_states();
  options.walks = 0;
  const Summary without = explore(*file, registry_, options).summary;
  EXPECT_EQ(without.end, Summary::End::states);
  EXPECT_TRUE(without.stories.empty()) << "the search alone does not come there";
  EXPECT_EQ(without.walks, 0U);

  const Summary with = explore(*file, registry_, few_states()).summary;
  EXPECT_EQ(with.end, Summary::End::states);
  EXPECT_TRUE(with.broken_by_walk);
  ASSERT_EQ(with.stories.size(), 1U);
  EXPECT_EQ(with.stories.front().property, "a row for each player");
  EXPECT_EQ(with.stories.front().faults, 1U);
  EXPECT_EQ(with.stories.front().things.size(), 1U) << "the fault, as far as is known";
  ASSERT_FALSE(with.notes.empty());
  EXPECT_TRUE(with.notes.back().contains("shortened")) << with.notes.back();
}

TEST_F(Walks, SayHowManyThereWereWhereNothingBreaks) {
  const auto file = testing::crowded(kRepaired, registry_);
  ASSERT_NE(file, nullptr);
  ExploreOptions options = few_states();
  options.walks = 300;
  options.seed = 7;
  const Summary summary = explore(*file, registry_, options).summary;
  EXPECT_TRUE(summary.stories.empty());
  EXPECT_EQ(summary.end, Summary::End::states);
  EXPECT_EQ(summary.walks, 300U);
  EXPECT_EQ(summary.seed, 7U);
  EXPECT_GE(summary.walk_steps, 300U * 18) << "the crowd alone does so much in each";
  EXPECT_FALSE(summary.broken_by_walk);
}

TEST_F(Walks, AreTheSameForTheSameSeedAndOthersForAnother) {
  const auto file = testing::crowded(kRepaired, registry_);
  const auto steps = [&](std::uint64_t seed) {
    return walk_randomly(machines_of(file), {.seed = seed, .walks = 100}).steps;
  };
  EXPECT_EQ(steps(1), steps(1));
  EXPECT_NE(steps(1), steps(2));

  const auto broken = testing::crowded(kBroken, registry_);
  const auto one = explore(*broken, registry_, few_states());
  const auto two = explore(*broken, registry_, few_states());
  EXPECT_EQ(one.summary.walks, two.summary.walks);
  EXPECT_EQ(one.summary.walk_steps, two.summary.walk_steps);
  EXPECT_EQ(one.summary.stories.front().replay, two.summary.stories.front().replay);
  EXPECT_EQ(one.regressions.front().json, two.regressions.front().json);
}

TEST_F(Walks, BreakWithEitherWayOfChoosing) {
  // Number 0 is random, number 1 goes by priorities: over the seeds both meet the failure.
  const auto file = testing::crowded(kBroken, registry_);
  std::size_t random = 0;
  std::size_t by_priority = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Walked walked = walk_randomly(machines_of(file), {.seed = seed, .walks = 2});
    random += walked.broken != 0 && walked.walks == 1 ? 1U : 0U;
    by_priority += walked.broken != 0 && walked.walks == 2 ? 1U : 0U;
  }
  EXPECT_GT(random, 0U);
  EXPECT_GT(by_priority, 0U);
}

TEST_F(Walks, ComeToTheEndOfAFunctionThatFailsForEver) {
  auto json = testing::crowded_json(kRepaired);
  json["functions"]["move"]["program"] = nlohmann::ordered_json::parse(
      R"([{"UpdateItem": {"TableName": "nowhere", "Key": {"pk": {"S": "a"}}}}])");
  const auto reading =
      scenario::read_text_as("scenarios/explore/failing.json", json.dump(), registry_);
  ASSERT_EQ(reading.explorations.size(), 1U);
  const Walked walked = walk_randomly(machines_of(reading.explorations.front()), {.walks = 5});
  EXPECT_EQ(walked.walks, 5U);
  EXPECT_EQ(walked.given_up, 5U);
  EXPECT_EQ(walked.steps, 5 * walked.most_moves);
}

TEST_F(Walks, StopWhenTheirTimeIsOver) {
  const auto file = testing::crowded(kRepaired, registry_);
  const Walked walked = walk_randomly(
      machines_of(file), {.until = std::chrono::steady_clock::now() - std::chrono::seconds(1)});
  EXPECT_EQ(walked.walks, 0U);
  EXPECT_EQ(walked.broken, 0U);
}

TEST_F(Walks, AreShortenedToWhatTheFailureNeeds) {
  const auto file = testing::crowded(kBroken, registry_);
  const Walked walked = walk_randomly(machines_of(file), {});
  ASSERT_TRUE(walked.met);
  const auto machine = machines_of(file)();
  const auto words = words_of(*machine, walked.met->first);
  // The crowd's writes are needed to come to rest; beyond them ann's, a delivery, the query, the
  // delete (and then the crash, or the put that is refused), the delivery again and its query,
  // which finds nothing.
  EXPECT_GE(words.size(), 18U + 6U) << ::testing::PrintToString(words);
  EXPECT_LE(words.size(), 18U + 7U) << ::testing::PrintToString(words);
  Judge judge(*machine, nullptr);
  EXPECT_EQ(shrink(*machine, judge, walked.met->first, walked.met->second, [] { return false; }),
            walked.met->first)
      << "nothing is left to take out";
}

}  // namespace
}  // namespace ddbsim::explore
