#include "sim/choice/choices.hpp"

#include <array>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace ddbsim::choice {
namespace {

constexpr std::array<std::string_view, 3> kCallOptions = {"ok", "refused", "crash"};
constexpr std::array<std::string_view, 3> kActors = {"a", "b", "c"};

Point third_call() {
  return {.question = Question::call,
          .actor = "conversation-mover",
          .subject = "cruddur-messages MSG#1|2026-03-01 INSERT",
          .attempt = 1,
          .call = 3};
}

TEST(QuestionTest, NamesGoBothWays) {
  for (const Question question :
       {Question::next, Question::batch_size, Question::call, Question::invocation_end,
        Question::index_version, Question::item_version, Question::expiry}) {
    EXPECT_EQ(question_named(name_of(question)), question);
  }
  EXPECT_EQ(name_of(Question::invocation_end), "invocation-end");
  EXPECT_EQ(question_named("no-such-question"), std::nullopt);
}

TEST(PointTest, IsTextForPeopleAndTraces) {
  EXPECT_EQ(text_of(third_call()),
            "call conversation-mover [cruddur-messages MSG#1|2026-03-01 INSERT] attempt 1 call 3");
  EXPECT_EQ(text_of(Point{.question = Question::next, .actor = "world", .detail = "now"}),
            "next world (now)");
}

TEST(PointTest, EachCoordinateMakesAnotherPoint) {
  std::set<std::uint64_t> hashes{hash_of(third_call())};
  const auto differs = [&hashes](const auto& change) {
    Point point = third_call();
    change(point);
    return hashes.insert(hash_of(point)).second;
  };
  EXPECT_TRUE(differs([](Point& p) { p.question = Question::invocation_end; }));
  EXPECT_TRUE(differs([](Point& p) { p.actor = "another"; }));
  EXPECT_TRUE(differs([](Point& p) { p.subject = "another"; }));
  EXPECT_TRUE(differs([](Point& p) { p.attempt = 2; }));
  EXPECT_TRUE(differs([](Point& p) { p.call = 2; }));
  EXPECT_TRUE(differs([](Point& p) { p.detail = "another"; }));
  EXPECT_TRUE(differs([](Point& p) { std::swap(p.actor, p.subject); }));
  EXPECT_FALSE(differs([](Point&) {}));
}

TEST(PointTest, HashesAreFrozen) {
  // They decide the order of actors in seeded runs: another value is another run for the same seed.
  EXPECT_EQ(hash_of(third_call()), 0x43F99AC64589EB1EULL);
}

/// An answer that no question allows.
class OutOfRange final : public Choices {
 public:
  std::size_t choose(const Point&, std::span<const std::string_view> options) override {
    ++asked;
    return options.size();
  }
  int asked = 0;
};

TEST(AskTest, OnlyWhenThereIsSomethingToChoose) {
  OutOfRange choices;
  EXPECT_EQ(ask(choices, third_call(), std::span(kCallOptions).first(1)), 0U);
  EXPECT_EQ(choices.asked, 0);
  EXPECT_THROW(static_cast<void>(ask(choices, third_call(), kCallOptions)), std::logic_error);
}

TEST(FirstOptionTest, NothingBadEver) {
  FirstOption first;
  EXPECT_EQ(first.choose(third_call(), kCallOptions), 0U);
}

TEST(SeededOrderTest, ChoosesOnlyWhoIsNext) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(SeededOrder(seed).choose(third_call(), kCallOptions), 0U);
  }
}

TEST(SeededOrderTest, IsAFunctionOfSeedAndPoint) {
  std::set<std::size_t> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Point point{.question = Question::next, .actor = "world", .detail = "noon"};
    const std::size_t once = SeededOrder(seed).choose(point, kActors);
    EXPECT_EQ(SeededOrder(seed).choose(point, kActors), once);
    seen.insert(once);
  }
  EXPECT_EQ(seen.size(), kActors.size());
}

TEST(SeededOrderTest, AnActorLessDoesNotReshuffleTheOthers) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Point point{.question = Question::next, .actor = "world", .detail = "noon"};
    SeededOrder order(seed);
    const std::string_view winner = kActors[order.choose(point, kActors)];
    for (const std::string_view loser : kActors) {
      if (loser != winner) {
        std::vector<std::string_view> rest(kActors.begin(), kActors.end());
        std::erase(rest, loser);
        EXPECT_EQ(rest[order.choose(point, rest)], winner);
      }
    }
  }
}

TEST(NamedAnswerTest, AbsentMembersMatchAnything) {
  NamedAnswer answer{.question = Question::call, .take = "crash"};
  EXPECT_TRUE(matches(answer, third_call()));
  answer.actor = "conversation-mover";
  answer.call = 3;
  EXPECT_TRUE(matches(answer, third_call()));
  answer.attempt = 2;
  EXPECT_FALSE(matches(answer, third_call()));
  EXPECT_FALSE(matches({.question = Question::expiry, .take = "yes"}, third_call()));
}

TEST(ScriptedTest, AnswersByNameAndLeavesTheRestToAnother) {
  FirstOption otherwise;
  Scripted scripted({{.question = Question::call, .call = 3, .take = "crash"}}, otherwise);
  Point second = third_call();
  second.call = 2;
  EXPECT_EQ(scripted.choose(second, kCallOptions), 0U);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 2U);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 0U);  // only once
}

TEST(ScriptedTest, AnAnswerMayHoldForAllPointsThatMatch) {
  FirstOption otherwise;
  Scripted scripted({{.question = Question::call, .take = "refused", .once = false}}, otherwise);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 1U);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 1U);
}

TEST(ScriptedTest, SeveralAnswersToOnePointAreTakenInTurn) {
  FirstOption otherwise;
  Scripted scripted({{.question = Question::call, .take = "refused"},
                     {.question = Question::call, .take = "crash"}},
                    otherwise);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 1U);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 2U);
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 0U);
}

TEST(ScriptedTest, AnAnswerThatIsNotOfferedWaits) {
  FirstOption otherwise;
  Scripted scripted({{.question = Question::call, .take = "crash"}}, otherwise);
  EXPECT_EQ(scripted.choose(third_call(), std::span(kCallOptions).first(2)), 0U);
  EXPECT_EQ(scripted.unused(), std::vector<std::size_t>{0});
  EXPECT_EQ(scripted.choose(third_call(), kCallOptions), 2U);
  EXPECT_TRUE(scripted.unused().empty());
}

TEST(ScriptedTest, TellsWhichAnswersNoQuestionAskedFor) {
  FirstOption otherwise;
  Scripted scripted({{.question = Question::call, .call = 3, .take = "crash"},
                     {.question = Question::expiry, .take = "deleted"}},
                    otherwise);
  static_cast<void>(scripted.choose(third_call(), kCallOptions));
  EXPECT_EQ(scripted.unused(), std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace ddbsim::choice
