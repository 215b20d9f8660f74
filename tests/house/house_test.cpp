// The rules of the house, held against the repository itself. What the rules are, and that they can
// fail, is tested in rules_test.cpp and functions_test.cpp.
#include <string>

#include <gtest/gtest.h>

#include "tests/house/includes.hpp"
#include "tests/house/rules.hpp"
#include "tests/house/sources.hpp"

namespace ddbsim::house {
namespace {

class House : public testing::Test {
 protected:
  static void SetUpTestSuite() { sources_ = read_sources(top_folder()); }

  static std::string text(const Complaints& complaints) {
    std::string result;
    for (const std::string& complaint : complaints) {
      result += complaint + "\n";
    }
    return result;
  }

  static inline Sources sources_;
};

TEST_F(House, IsRead) {
  EXPECT_TRUE(sources_.contains("sim/CMakeLists.txt"));
  EXPECT_TRUE(sources_.contains("tests/house/house_test.cpp"));
  EXPECT_EQ(cmake_list(sources_, "DDBSIM_ROOMS").front(), "value");
  EXPECT_EQ(cmake_list(sources_, "DDBSIM_ROOMS").back(), "cli");
}

TEST_F(House, IncludesNothingUpwards) { EXPECT_EQ(text(check_includes(sources_)), ""); }
TEST_F(House, HasFunctionsAndFilesOfReadableLength) { EXPECT_EQ(text(check_sizes(sources_)), ""); }
TEST_F(House, HasAMapThatIsTrue) { EXPECT_EQ(text(check_map(sources_)), ""); }
TEST_F(House, HasNothingElseAtTheTop) { EXPECT_EQ(text(check_top_level(sources_)), ""); }
TEST_F(House, BuildsEveryRoom) { EXPECT_EQ(text(check_rooms(sources_)), ""); }
TEST_F(House, TestsMirrorRooms) { EXPECT_EQ(text(check_tests(sources_)), ""); }
TEST_F(House, NamesEachRoomsNamespaceAfterIt) { EXPECT_EQ(text(check_namespaces(sources_)), ""); }

}  // namespace
}  // namespace ddbsim::house
