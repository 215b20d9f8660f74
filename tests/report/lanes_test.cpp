#include "sim/report/lanes.hpp"

#include <gtest/gtest.h>

#include "tests/report/stories.hpp"

namespace ddbsim::report {
namespace {

using Names = std::vector<std::string>;

Names names_of(const Cast& cast) {
  Names names;
  for (const Lane& lane : cast.lanes) {
    names.push_back(std::string(name_of(lane.kind)) + " " + lane.name);
  }
  return names;
}

TEST(Lanes, TablesStandBetweenClientsAndFunctions) {
  EXPECT_EQ(names_of(Cast(stories::crash())),
            (Names{"client bayko", "table cruddur-messages", "function cruddur-messaging-stream",
                   "trigger trigger"}));
}

TEST(Lanes, AFunctionThatRunsTwiceAtOnceHasTwo) {
  const Cast cast(stories::two_lanes());
  EXPECT_EQ(names_of(cast), (Names{"client ann", "client bob", "table posts", "table counters",
                                   "function count-posts 1.0", "function count-posts 1.1",
                                   "trigger counting/1.0", "trigger counting/1.1"}));
  EXPECT_EQ(cast.paths[4].from, 4U) << "a call belongs to the lane of its batch";
  EXPECT_EQ(cast.paths[5].from, 5U);
}

TEST(Lanes, AnIndexBelongsToItsTable) {
  const Cast cast(stories::crash());
  EXPECT_EQ(cast.paths[2].to, std::vector<std::size_t>{1}) << "the Query of the index";
}

TEST(Lanes, OnlyThoseThatActOrAreReachedTakePart) {
  const Cast cast(stories::without_tables_of_rows());
  EXPECT_EQ(names_of(cast), (Names{"client ann", "service time-to-live", "table sessions"}));
  EXPECT_FALSE(cast.paths[1].from) << "time passes, nobody acts";
}

TEST(Lanes, AStoryOfNothingHasNone) { EXPECT_TRUE(Cast(explore::Story{}).lanes.empty()); }

}  // namespace
}  // namespace ddbsim::report
