#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/io.hpp"
#include "sim/cli/options.hpp"

// The program's commands. Each returns the exit code: 0 all well, 1 an expectation failed, 2 usage
// or a broken file.
namespace ddbsim::cli {

constexpr int kHeld = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;

struct Command {
  CommandSpec spec;
  int (*run)(const Parsed& parsed, const Io& io);
};

/// All of them, in the order in which help lists them.
[[nodiscard]] std::span<const Command> commands();

/// The whole program. `words` are the arguments without the program's name.
[[nodiscard]] int run_program(const std::vector<std::string>& words, const Io& io);

/// "ddbsim: MESSAGE" to the error stream; returns kUsage.
int complain(const Io& io, std::string_view message);

int run_command(const Parsed& parsed, const Io& io);         // run_command.cpp
int replay_command(const Parsed& parsed, const Io& io);      // run_command.cpp
int explore_command(const Parsed& parsed, const Io& io);     // explore_command.cpp
int serve_command(const Parsed& parsed, const Io& io);       // serve_command.cpp
int new_command(const Parsed& parsed, const Io& io);         // new_command.cpp
int completion_command(const Parsed& parsed, const Io& io);  // completion_command.cpp

}  // namespace ddbsim::cli
