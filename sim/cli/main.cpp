#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "sim/cli/commands.hpp"

int main(int argc, char** argv) {
  constexpr int kBroken = 70;  // sysexits: an internal error
  const ddbsim::cli::Io io = ddbsim::cli::process_io();
  try {
    std::ios::sync_with_stdio(false);
    const int code = ddbsim::cli::run_program({argv + 1, argv + argc}, io);
    io.out.flush();
    if (!io.out) {
      return ddbsim::cli::complain(io, "can't write to standard output");
    }
    return code;
  } catch (const std::exception& error) {
    io.out.flush();
    io.err << "ddbsim: broken invariant, please report this: " << error.what() << "\n";
    return kBroken;
  }
}
