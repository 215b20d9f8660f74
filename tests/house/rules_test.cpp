// Each rule on small made-up houses: one that keeps it and ones that break it.
#include "tests/house/rules.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/includes.hpp"
#include "tests/house/sources.hpp"

namespace ddbsim::house {
namespace {

constexpr std::string_view kRooms =
    "# comment\n"
    "set(DDBSIM_ROOMS\n    value\n    choice\n    service\n    world\n    cli)\n"
    "set(DDBSIM_MODELS messaging)\n"
    "set(DDBSIM_ROOMS_FOR_MODELS value service)\n"
    "set(DDBSIM_ROOM_OF_MODELS cli)\n";

// The complaints about the includes of one file.
Complaints about(const std::string& path, const std::string& text) {
  return check_includes({{"sim/CMakeLists.txt", std::string(kRooms)}, {path, text}});
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "  x();\n";
  }
  return text;
}

TEST(CmakeList, ReadsWords) {
  const Sources sources = {{"sim/CMakeLists.txt", std::string(kRooms)}};
  EXPECT_EQ(cmake_list(sources, "DDBSIM_ROOMS"),
            (std::vector<std::string>{"value", "choice", "service", "world", "cli"}));
  EXPECT_EQ(cmake_list(sources, "DDBSIM_ROOMS_FOR_MODELS"),
            (std::vector<std::string>{"value", "service"}));
  EXPECT_TRUE(cmake_list(sources, "DDBSIM").empty());
}

TEST(Includes, AllowOwnRoomAndThoseAbove) {
  EXPECT_EQ(
      about("sim/service/a.hpp",
            "#include <vector>\n#include \"sim/value/v.hpp\"\n#include \"sim/service/b.hpp\"\n"),
      Complaints{});
}

TEST(Includes, RefuseThoseBelow) {
  EXPECT_EQ(
      about("sim/choice/a.hpp", "\n#include \"sim/service/b.hpp\"\n"),
      Complaints{"sim/choice/a.hpp:2: includes sim/service/b.hpp: only these are allowed: value "
                 "choice"});
  EXPECT_EQ(about("sim/choice/a.cpp", "# include <sim/service/b.hpp>\n").size(), 1U);
  EXPECT_EQ(about("sim/choice/a.cpp", "#include \"sim/unknown/b.hpp\"\n").size(), 1U);
}

TEST(Includes, HoldForTestsAsForTheirRoom) {
  EXPECT_EQ(about("tests/value/a_test.cpp", "#include \"sim/service/b.hpp\"\n").size(), 1U);
  EXPECT_EQ(about("tests/service/a_test.cpp", "#include \"sim/value/b.hpp\"\n").size(), 0U);
  EXPECT_EQ(about("tests/support/a.cpp", "#include \"sim/world/b.hpp\"\n").size(), 0U);
}

TEST(Includes, KeepModelsOnTheirFewRooms) {
  EXPECT_EQ(about("model/messaging/a.cpp",
                  "#include \"sim/service/b.hpp\"\n#include \"model/messaging/b.hpp\"\n"),
            Complaints{});
  EXPECT_EQ(about("model/messaging/a.cpp", "#include \"sim/choice/b.hpp\"\n").size(), 1U);
  EXPECT_EQ(about("sim/world/a.cpp", "#include \"model/messaging/b.hpp\"\n").size(), 1U);
  EXPECT_EQ(about("sim/cli/a.cpp", "#include \"model/messaging/b.hpp\"\n").size(), 0U);
}

TEST(Includes, StartAtTheTop) {
  EXPECT_EQ(about("sim/value/a.cpp", "#include \"a.hpp\"\n").size(), 1U);
  EXPECT_EQ(about("sim/value/a.cpp", "#include \"../value/a.hpp\"\n").size(), 1U);
}

TEST(Includes, KeepTestsOutOfWhatIsShipped) {
  EXPECT_EQ(about("sim/value/a.cpp", "#include \"tests/support/a.hpp\"\n").size(), 1U);
  EXPECT_EQ(about("tests/value/a_test.cpp", "#include \"tests/support/a.hpp\"\n").size(), 0U);
}

TEST(Includes, AreNotThoseInCommentsAndTexts) {
  EXPECT_EQ(
      about("sim/value/a.cpp",
            "// #include \"sim/world/a.hpp\"\nauto s = R\"(\n#include \"sim/world/a.hpp\"\n)\";"),
      Complaints{});
}

TEST(Sizes, EndAtSeventyLinesForFunctions) {
  const std::string fits = "void f() {\n" + lines(kFunctionLinesMax - 2) + "}\n";
  EXPECT_EQ(check_sizes({{"sim/value/a.cpp", fits}}), Complaints{});
  EXPECT_EQ(
      check_sizes({{"sim/value/a.cpp", "\nvoid f(\n) {\n" + lines(kFunctionLinesMax - 2) + "}\n"}}),
      Complaints{"sim/value/a.cpp:2: f has 71 lines, more than 70"});
}

TEST(Sizes, EndAtNineHundredLinesForFiles) {
  EXPECT_EQ(check_sizes({{"bench/a.cpp", lines(kFileLinesMax)}}), Complaints{});
  EXPECT_EQ(check_sizes({{"bench/a.cpp", lines(kFileLinesMax + 1)}}),
            Complaints{"bench/a.cpp: has 901 lines, more than 900"});
  EXPECT_EQ(check_sizes({{"scenarios/a.json", lines(kFileLinesMax + 1)}}), Complaints{});
}

TEST(Map, ListsEveryFolderOnce) {
  const std::string map = "text\n| folder | what |\n|---|---|\n| `sim/value` | values |\n";
  EXPECT_EQ(check_map({{"README.md", map}, {"sim/value/a.hpp", ""}, {"sim/CMakeLists.txt", ""}}),
            Complaints{});
  EXPECT_EQ(check_map({{"README.md", map}}),
            Complaints{"README.md: lists sim/value, which does not exist"});
  EXPECT_EQ(check_map({{"README.md", ""}, {"sim/value/a.hpp", ""}}),
            Complaints{"README.md: lists sim/value 0 times in its map"});
  EXPECT_EQ(check_map({{"README.md", map + map}, {"sim/value/a.hpp", ""}}).size(), 1U);
  EXPECT_EQ(check_map({{"sim/value/a.hpp", ""}}), Complaints{"README.md: is missing"});
}

TEST(TopLevel, AllowsTheseNamesOnly) {
  EXPECT_EQ(check_top_level({{"sim/value/a.hpp", ""}, {".ci/run", ""}, {"Makefile", ""}}),
            Complaints{});
  EXPECT_EQ(check_top_level({{"docs/a.md", ""}, {"docs/b.md", ""}, {"notes.txt", ""}}),
            (Complaints{"docs: has no place at the top", "notes.txt: has no place at the top"}));
}

TEST(Rooms, AreListedAndBuilt) {
  const std::string rooms(kRooms);
  const std::string build = "ddbsim_room(value LIBS fmt::fmt)\n";
  EXPECT_EQ(check_rooms({{"sim/CMakeLists.txt", rooms}, {"sim/value/CMakeLists.txt", build}}),
            Complaints{});
  EXPECT_EQ(check_rooms({{"sim/CMakeLists.txt", rooms}, {"sim/value/a.cpp", ""}}).size(), 1U);
  EXPECT_EQ(
      check_rooms({{"sim/CMakeLists.txt", rooms}, {"sim/choice/CMakeLists.txt", build}}).size(),
      1U);
  EXPECT_EQ(check_rooms({{"sim/CMakeLists.txt", rooms},
                         {"sim/cellar/CMakeLists.txt", "ddbsim_room(cellar)"}}),
            Complaints{"sim/cellar: is not in DDBSIM_ROOMS of sim/CMakeLists.txt"});
}

TEST(Tests, MirrorRoomsAndModels) {
  const std::string test = "TEST(A, B) {}";
  EXPECT_EQ(check_tests({{"sim/value/a.hpp", ""}, {"tests/value/a_test.cpp", test}}), Complaints{});
  EXPECT_EQ(check_tests({{"model/messaging/a.hpp", ""}, {"tests/messaging/a_test.cpp", test}}),
            Complaints{});
  EXPECT_EQ(check_tests({{"tests/value/a_test.cpp", test}}),
            Complaints{"tests/value: mirrors no folder of sim/ or model/"});
}

TEST(Tests, AreInEverySource) {
  EXPECT_EQ(check_tests({{"tests/house/a_test.cpp", "// TEST(A, B)\n"}}),
            Complaints{"tests/house/a_test.cpp: has no test"});
  EXPECT_EQ(check_tests({{"tests/house/a_test.cpp", "TEST_P(A, B) {}\n"}}), Complaints{});
  EXPECT_EQ(check_tests({{"tests/house/a.cpp", ""}, {"tests/house/a.hpp", ""}}), Complaints{});
  EXPECT_EQ(check_tests({{"tests/support/a.cpp", ""}, {"tests/fuzz/b.cpp", ""}}), Complaints{});
}

TEST(Namespaces, AreNamedAfterTheRoom) {
  const auto of = [](const std::string& text) {
    return check_namespaces({{"sim/value/a.hpp", text}});
  };
  EXPECT_EQ(of("namespace ddbsim::value {\nnamespace {}\n}\nnamespace std {}\n"), Complaints{});
  EXPECT_EQ(of("namespace ddbsim::value::detail {}\nusing namespace std;\n"), Complaints{});
  EXPECT_EQ(of(""), Complaints{"sim/value/a.hpp: does not open the namespace ddbsim::value"});
  EXPECT_EQ(of("namespace ddbsim::value {}\nnamespace ddbsim::valued { class A; }\n"),
            Complaints{"sim/value/a.hpp:2: opens ddbsim::valued, not ddbsim::value"});
  EXPECT_EQ(of("// namespace ddbsim::value {}\nnamespace v = ddbsim::value;\n").size(), 1U);
  EXPECT_EQ(check_namespaces({{"sim/cli/main.cpp", "int main() {}"}}), Complaints{});
}

class OnDisk : public testing::Test {
 protected:
  void SetUp() override {
    top_ = std::filesystem::path(testing::TempDir()) / "ddbsim_house_test";
    std::filesystem::remove_all(top_);
    write("README.md", "text");
    write("sim/value/a.cpp", "int a;");
    write("build/release/a.cpp", "");
  }
  void TearDown() override { std::filesystem::remove_all(top_); }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((top_ / path).parent_path());
    std::ofstream(top_ / path) << text;
  }

  std::filesystem::path top_;
};

TEST_F(OnDisk, AnUnpackedArchiveReadsWithoutGit) {
  EXPECT_EQ(read_sources(top_), (Sources{{"README.md", "text"}, {"sim/value/a.cpp", "int a;"}}));
}

}  // namespace
}  // namespace ddbsim::house
