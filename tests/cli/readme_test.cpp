#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

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

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string each; std::getline(in, each);) {
    lines.push_back(each);
  }
  return lines;
}

/// The command of a `$ ` line without its trailing remark.
std::string command_of(const std::string& line) {
  const std::string command = line.substr(2);
  const std::size_t remark = command.find("  #");
  return command.substr(0, remark);
}

TEST(Readme, CommandsDoWhatItShows) {
  const Checkout checkout;
  std::size_t commands = 0;
  for (const Block& block : blocks_of("README.md")) {
    if (block.language != "console") {
      continue;
    }
    std::vector<std::string> output;
    std::size_t at = 0;
    for (const std::string& line : block.lines) {
      if (line.starts_with("$ make ")) {  // these two are what CI itself runs
        EXPECT_EQ(run_in(fs::current_path(), "make -n " + command_of(line).substr(5)).code, 0)
            << line;
      } else if (line.starts_with("$ ")) {
        ++commands;
        const Outcome outcome = checkout.run(command_of(line));
        output = lines_of(outcome.text);
        at = 0;
        EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.text;
      } else if (line != "...") {  // a line of its output, in order
        while (at < output.size() && output[at] != line) {
          ++at;
        }
        EXPECT_LT(at, output.size()) << "README shows a line that does not come: " << line;
      }
    }
  }
  EXPECT_GE(commands, 8U);
}

TEST(Readme, ItsScenarioHolds) {
  const Checkout checkout;
  std::size_t scenarios = 0;
  for (const Block& block : blocks_of("README.md")) {
    if (block.language != "json") {
      continue;
    }
    ++scenarios;
    std::string text;
    for (const std::string& line : block.lines) {
      text += line + "\n";
    }
    checkout.write("first.json", text);
    const Outcome outcome = checkout.ddbsim("run first.json");
    EXPECT_EQ(outcome.code, 0) << outcome.text;
  }
  EXPECT_EQ(scenarios, 1U);
}

}  // namespace
}  // namespace ddbsim::cli
