#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/lambda/process/process_function.hpp"

namespace ddbsim::lambda::process {

/// PATH of this program; the usual one without it.
[[nodiscard]] std::string path_variable();

/// Programs on this machine that can run functions. Asks each question of the machine once.
class Interpreters {
 public:
  /// What runs a function: what it names itself; of Python the one of its own virtualenv, else one
  /// on PATH, of the runtime's version before any other, and one that has boto3, as Lambda's image
  /// does, where there is one; Node from PATH; a program `bootstrap` beside the code. The error is
  /// a sentence.
  [[nodiscard]] std::expected<std::vector<std::string>, std::string> find(
      const ProcessFunction& function);

  /// What is missing of "python3", "node", "python3:MODULE" or "node:PACKAGE", a sentence; absent
  /// when nothing is. `node_modules` is looked at beside what stands above the current folder.
  [[nodiscard]] std::optional<std::string> missing(const std::string& need,
                                                   const std::filesystem::path& node_modules);

 private:
  [[nodiscard]] bool has_module(const std::string& python, const std::string& module);
  /// A script that stands before the interpreter, as pyenv has, takes a quarter of a second each
  /// time: what it runs.
  [[nodiscard]] const std::string& behind_script(const std::string& python);
  [[nodiscard]] std::expected<std::vector<std::string>, std::string> find_python(
      const ProcessFunction& function);

  std::map<std::pair<std::string, std::string>, bool> modules_;  ///< of interpreter and module
  std::map<std::string, std::string> behind_;                    ///< of scripts
};

}  // namespace ddbsim::lambda::process
