#include "sim/cli/io.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ddbsim::cli {

namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return value == nullptr ? std::string_view() : std::string_view(value);
}

/// As the C library decides which locale holds for characters.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const std::string_view value = environment(name); !value.empty()) {
      return value.find("UTF-8") != std::string_view::npos ||
             value.find("utf8") != std::string_view::npos;
    }
  }
  return false;
}

std::size_t terminal_width() {
  constexpr std::size_t kDefault = 100;
  constexpr std::size_t kLeast = 60;
  constexpr std::size_t kMost = 160;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {  // NOLINT(*-vararg)
    return kDefault;
  }
  return std::clamp<std::size_t>(size.ws_col, kLeast, kMost);
}

}  // namespace

report::Style Io::style(std::string_view when, bool terminal) const {
  const bool can = terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  return {
      .colour = when == "always" || (when == "auto" && can), .unicode = unicode, .width = width};
}

Io process_io() {
  const bool out = ::isatty(STDOUT_FILENO) == 1;
  return {.out = std::cout,
          .err = std::cerr,
          .out_is_terminal = out,
          .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
          .unicode = locale_is_utf8(),
          .width = out ? terminal_width() : 100};
}

}  // namespace ddbsim::cli
