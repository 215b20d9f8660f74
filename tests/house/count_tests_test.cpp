// .ci/count-tests writes the line that `make test` ends with: it must not count a crash as a
// success.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "tests/house/sources.hpp"

namespace ddbsim::house {
namespace {

class CountTests : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "ddbsim_count_tests_test";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // What ctest says of a program: status is "run" or "fail".
  void add_program(const std::string& name, const std::string& status) {
    programs_ += "  <testcase name=\"" + name + R"(" classname=")" + name +
                 R"(" time="0.1" status=")" + status + "\">\n";
  }

  // A case in the file that a GoogleTest program writes: result is "completed" or "skipped".
  void add_case(const std::string& name, const std::string& result,
                const std::string& inside = "") {
    cases_ += "    <testcase name=\"" + name + R"(" file="a.cpp" line="1" status="run" result=")" +
              result + R"(" time="0" timestamp="2020-01-01T00:00:00.000" classname="Suite")" +
              (inside.empty() ? " />\n" : ">\n" + inside + "    </testcase>\n");
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  void write_cases(const std::string& program) {
    write(program + ".xml",
          "<testsuites>\n  <testsuite>\n" + cases_ + "  </testsuite>\n</testsuites>\n");
  }

  // Runs the script; gives what it printed and whether it succeeded.
  std::string run() const {
    write("ctest.junit", "<testsuite>\n" + programs_ + "</testsuite>\n");
    const std::string command = (top_folder() / ".ci/count-tests").string() + " '" +
                                folder_.string() + "' >'" + (folder_ / "output").string() + "'";
    const bool succeeded = std::system(command.c_str()) == 0;
    std::ifstream output(folder_ / "output");
    return std::string(std::istreambuf_iterator<char>(output), {}) + (succeeded ? "ok" : "not ok");
  }

 private:
  std::filesystem::path folder_;
  std::string programs_;
  std::string cases_;
};

TEST_F(CountTests, CountsCases) {
  add_program("test_a", "run");
  add_case("One", "completed");
  add_case("Two", "completed");
  write_cases("test_a");
  EXPECT_EQ(run(), "2 passed, 0 failed\nok");
}

TEST_F(CountTests, NamesFailuresAndSkips) {
  add_program("test_a", "fail");
  add_case("One", "completed");
  add_case("Two", "completed", "      <failure message=\"x\" type=\"\"><![CDATA[x]]></failure>\n");
  add_case("Three", "skipped", "      <skipped message=\"y\"><![CDATA[y]]></skipped>\n");
  write_cases("test_a");
  EXPECT_EQ(run(), "failed: test_a: Suite.Two\n1 passed, 1 failed, 1 skipped\nnot ok");
}

TEST_F(CountTests, TakesAMissingFileForACrash) {
  add_program("test_a", "fail");
  EXPECT_EQ(run(),
            "failed: test_a: the program broke off, or failed after its last test\n"
            "0 passed, 1 failed\nnot ok");
}

TEST_F(CountTests, TakesAnEarlyExitForACrash) {
  add_program("test_a", "run");
  EXPECT_EQ(run(),
            "failed: test_a: the program broke off, or failed after its last test\n"
            "0 passed, 1 failed\nnot ok");
}

TEST_F(CountTests, CountsAProgramThatFailsAfterItsTests) {
  add_program("test_a", "fail");
  add_case("One", "completed");
  write_cases("test_a");
  EXPECT_EQ(run(),
            "failed: test_a: the program broke off, or failed after its last test\n"
            "1 passed, 1 failed\nnot ok");
}

TEST_F(CountTests, FailsWhenNothingRan) {
  EXPECT_EQ(run(), "No test ran.\n0 passed, 0 failed\nnot ok");
}

TEST_F(CountTests, FailsWhenEverythingWasSkipped) {
  add_program("test_a", "run");
  add_case("One", "skipped");
  write_cases("test_a");
  EXPECT_EQ(run(), "No test ran.\n0 passed, 0 failed, 1 skipped\nnot ok");
}

TEST_F(CountTests, CountsOtherProgramsAsOneCase) {
  add_program("other", "run");
  EXPECT_EQ(run(), "1 passed, 0 failed\nok");
}

}  // namespace
}  // namespace ddbsim::house
