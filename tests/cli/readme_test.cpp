#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

// README promises commands and their output: every command in it is run here, and what it shows
// must come.
namespace ddbsim::cli {
namespace {

namespace fs = std::filesystem;

struct Block {
  std::string language;
  std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const fs::path& file) {
  std::ifstream in(file);
  std::vector<Block> blocks;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) {
        blocks.push_back({.language = line.substr(3), .lines = {}});
      }
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

struct Outcome {
  int code = -1;
  std::vector<std::string> lines;
};

Outcome run(const std::string& command, const fs::path& folder) {
  const std::string line = fmt::format("cd '{}' && {} 2>&1 </dev/null", folder.string(), command);
  std::FILE* pipe = popen(line.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    output.append(buffer.data(), count);
  }
  Outcome outcome;
  outcome.code = pclose(pipe);
  std::istringstream lines(output);
  for (std::string each; std::getline(lines, each);) {
    outcome.lines.push_back(each);
  }
  return outcome;
}

/// A folder that looks like a checkout after `make run`: where README's commands are typed.
class Readme : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("ddbsim-readme-{}", getpid());
    fs::create_directories(folder_ / "build");
    fs::create_directory_symlink(fs::read_symlink("/proc/self/exe").parent_path(),
                                 folder_ / "build/release");
    fs::copy(fs::current_path() / "scenarios", folder_ / "scenarios", fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

/// The command of a `$ ` line without its trailing remark.
std::string command_of(const std::string& line) {
  const std::string command = line.substr(2);
  const std::size_t remark = command.find("  #");
  return command.substr(0, remark);
}

TEST_F(Readme, CommandsDoWhatItShows) {
  std::size_t commands = 0;
  for (const Block& block : blocks_of("README.md")) {
    if (block.language != "console") {
      continue;
    }
    Outcome outcome;
    std::size_t at = 0;
    for (const std::string& line : block.lines) {
      if (line.starts_with("$ make ")) {  // these two are what CI itself runs
        EXPECT_EQ(run("make -n " + command_of(line).substr(5), fs::current_path()).code, 0) << line;
      } else if (line.starts_with("$ ")) {
        ++commands;
        outcome = run(command_of(line), folder_);
        at = 0;
        std::string all;
        for (const std::string& each : outcome.lines) {
          all += each + "\n";
        }
        EXPECT_EQ(outcome.code, 0) << line << "\n" << all;
      } else if (line != "...") {  // a line of its output, in order
        while (at < outcome.lines.size() && outcome.lines[at] != line) {
          ++at;
        }
        EXPECT_LT(at, outcome.lines.size()) << "README shows a line that does not come: " << line;
      }
    }
  }
  EXPECT_GE(commands, 8U);
}

TEST_F(Readme, ItsScenarioHolds) {
  std::size_t scenarios = 0;
  for (const Block& block : blocks_of("README.md")) {
    if (block.language != "json") {
      continue;
    }
    ++scenarios;
    std::ofstream file(folder_ / "first.json");
    for (const std::string& line : block.lines) {
      file << line << "\n";
    }
    file.close();
    const Outcome outcome = run("build/release/ddbsim run first.json", folder_);
    EXPECT_EQ(outcome.code, 0) << (outcome.lines.empty() ? "" : outcome.lines.front());
  }
  EXPECT_EQ(scenarios, 1U);
}

}  // namespace
}  // namespace ddbsim::cli
