#include "sim/cli/progress.hpp"

#include <ostream>

#include <fmt/format.h>

namespace ddbsim::cli {

Progress::Progress(const Io& io, std::size_t total, bool wanted)
    : io_(io), total_(total), wanted_(wanted && io.err_is_terminal) {}

Progress::~Progress() {
  if (shown_) {
    io_.err << "\r\x1b[K" << std::flush;
  }
}

void Progress::next(const std::string& name) {
  constexpr auto kMoment = std::chrono::milliseconds(300);
  constexpr std::size_t kBar = 24;
  const std::size_t done = done_++;
  if (!wanted_ || std::chrono::steady_clock::now() - begun_ < kMoment) {
    return;
  }
  shown_ = true;
  const report::Style style = io_.style("auto", true);
  const std::size_t full = total_ == 0 ? 0 : done * kBar / total_;
  std::string bar;
  for (std::size_t i = 0; i < kBar; ++i) {
    bar += i < full ? style.sign("█", "#") : style.sign("░", ".");
  }
  const std::string line = fmt::format("{} {}/{} {}", bar, done, total_, name);
  io_.err << "\r\x1b[K" << report::cut(line, style.width - 1, style) << std::flush;
}

}  // namespace ddbsim::cli
