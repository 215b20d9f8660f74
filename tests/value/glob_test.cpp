#include "sim/value/glob.hpp"

#include <gtest/gtest.h>

namespace ddbsim::value {
namespace {

TEST(Glob, Matches) {
  EXPECT_TRUE(glob_matches("a*c", "abbc"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a?c*", "abc"));
  EXPECT_TRUE(glob_matches("*b*d", "abcbd"));
  EXPECT_TRUE(glob_matches("what?", "what?"));
  EXPECT_FALSE(glob_matches("a*c", "abcd"));
  EXPECT_FALSE(glob_matches("a?c", "ac"));
  EXPECT_FALSE(glob_matches("", "a"));
}

}  // namespace
}  // namespace ddbsim::value
