#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/cli/commands.hpp"
#include "sim/cli/template_option.hpp"
#include "sim/report/run.hpp"
#include "sim/scenario/player.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::cli {

struct RunOptions {
  std::vector<std::string> paths;
  std::string format = "text";
  std::string output;    ///< empty: standard output
  std::string trace;     ///< empty: none
  std::string requests;  ///< file for the canonical requests; empty: none
  std::string color = "auto";
  TemplateOption stack;
  scenario::PlayOptions play;
  bool list = false;
  bool update = false;
  bool quiet = false;
  bool verbose = false;
  bool choices = false;  ///< tell each question that came up
};

/// One `ddbsim run` from reading files to the exit code; may be run again (--watch).
class Session {
 public:
  Session(RunOptions options, const Io& io, const scenario::Registry& registry);

  [[nodiscard]] int run();
  /// What was read by the last run: changes of these are what --watch waits for.
  [[nodiscard]] const std::vector<std::string>& files() const noexcept { return files_; }

 private:
  [[nodiscard]] int play(const scenario::Reading& reading);
  [[nodiscard]] int list(const scenario::Reading& reading);
  [[nodiscard]] int refuse(std::vector<scenario::Problem> problems);
  [[nodiscard]] int nothing_to_play(const scenario::Reading& reading);
  [[nodiscard]] bool only_matches(const scenario::Reading& reading);
  void play_all(const scenario::Reading& reading, report::Run& run);
  void tell(const scenario::ScenarioResult& result);
  /// Writes expectations; true when something was written.
  [[nodiscard]] bool update(const report::Run& run);
  /// The report's last part, and files; the exit code.
  [[nodiscard]] int finish(const report::Run& run, int code);
  void print(std::string_view text);

  RunOptions options_;
  const Io& io_;
  const scenario::Registry& registry_;
  report::Style style_;
  std::vector<std::string> files_;
  std::string folder_;  ///< of the line that was printed last
  std::string text_;    ///< of the report, when it goes to a file
  std::string trace_;
  std::string requests_;
};

}  // namespace ddbsim::cli
