#include "sim/explore/visited.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace ddbsim::explore {
namespace {

Fingerprint print_of(std::uint64_t number) {
  return {value::mix(number, 1), value::mix(number, 2)};
}

TEST(Visited, KnowsWhatWasAdded) {
  Visited visited;
  EXPECT_TRUE(visited.add(print_of(1)));
  EXPECT_TRUE(visited.add(print_of(2)));
  EXPECT_FALSE(visited.add(print_of(1)));
  EXPECT_EQ(visited.size(), 2U);
  visited.clear();
  EXPECT_TRUE(visited.add(print_of(1)));
}

TEST(Visited, TellsStatesApartThatShareHalfOfTheirHash) {
  Visited visited;
  EXPECT_TRUE(visited.add({1, 2}));
  EXPECT_TRUE(visited.add({1, 3}));
  EXPECT_TRUE(visited.add({2, 2}));
}

TEST(Visited, GivesEachStateToOneThread) {
  constexpr std::uint64_t kStates = 100'000;
  Visited visited;
  std::vector<std::uint64_t> added(4);
  std::vector<std::jthread> threads;
  for (std::uint64_t& count : added) {
    threads.emplace_back([&] {
      for (std::uint64_t number = 0; number < kStates; ++number) {
        count += visited.add(print_of(number)) ? 1U : 0U;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(added[0] + added[1] + added[2] + added[3], kStates);
  EXPECT_EQ(visited.size(), kStates);
}

TEST(Visited, TakesAtMostFortyBytesAState) {
  constexpr std::uint64_t kStates = 1'000'000;
  Visited visited;
  for (std::uint64_t number = 0; number < kStates; ++number) {
    visited.add(print_of(number));
  }
  EXPECT_LE(visited.memory(), 40 * kStates);
}

}  // namespace
}  // namespace ddbsim::explore
