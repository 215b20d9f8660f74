#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ddbsim::lambda::process {

/// What to start, with nothing inherited but what stands here.
struct Command {
  std::vector<std::string> arguments;  ///< the first is the program, a path
  std::map<std::string, std::string> environment;
  std::filesystem::path folder;  ///< where it starts
};

/// A process that a supervisor of ours watches. Whatever it starts, in whatever session, ends with
/// it; all of it ends when this object does, or when this program dies by any signal. It stands on
/// Linux's subreapers: children whose parent dies become the supervisor's, which kills until there
/// is nobody left.
class Child {
 public:
  /// Throws std::runtime_error that says what could not be done.
  explicit Child(const Command& command);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  /// What it prints, both streams in the order of printing; not blocking.
  [[nodiscard]] int output() const noexcept { return output_; }
  /// Becomes readable when it has ended: an int, the status of waitpid; -1 when it could not start.
  [[nodiscard]] int status() const noexcept { return status_; }
  /// All threads of the process and of all that it started wait for something: nothing more comes
  /// from it before something goes to it, or real time passes.
  [[nodiscard]] bool is_asleep() const;
  /// Kills it and all that it started, and waits until that is so.
  void end() noexcept;

 private:
  int supervisor_ = -1;
  int process_ = -1;
  int life_ = -1;  ///< the supervisor ends all when the other end sees this closed
  int output_ = -1;
  int status_ = -1;
};

/// "exit status 3", "signal: killed": what Lambda says of a status of waitpid; empty for success.
[[nodiscard]] std::string describe_status(int status);

}  // namespace ddbsim::lambda::process
