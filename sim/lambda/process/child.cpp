#include "sim/lambda/process/child.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ddbsim::lambda::process {
namespace {

// ---- The supervisor: between fork and exec, so system calls only
// ---------------------------------

/// The text of a small file in /proc; empty when there is none.
class ProcText {
 public:
  explicit ProcText(const char* path) noexcept {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
      return;
    }
    for (ssize_t got = 1; got > 0 && size_ < sizeof buffer_;) {
      got = read(file, buffer_ + size_, sizeof buffer_ - size_);
      size_ += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    close(file);
  }
  [[nodiscard]] std::string_view text() const noexcept { return {buffer_, size_}; }

 private:
  char buffer_[4096];
  std::size_t size_ = 0;
};

/// Calls `visit` with each number that a blank follows: the last one of a text that was cut is
/// none.
template <class Visit>
void for_each_number(std::string_view text, Visit visit) {
  pid_t number = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + (c - '0');
    } else if (number != 0) {
      visit(number);
      number = 0;
    }
  }
}

/// Kills the children of this process until there are none; those whose parent dies come here.
void kill_all() noexcept {
  for (;;) {
    const ProcText children("/proc/thread-self/children");
    for_each_number(children.text(), [](pid_t child) { kill(child, SIGKILL); });
    if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) {
      return;
    }
  }
}

/// Waits for the end of the process or of the program that wanted it, then kills what is left.
[[noreturn]] void supervise(pid_t process, int life, int status_to) noexcept {
  const auto ended = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  pollfd events[] = {{.fd = life, .events = POLLIN, .revents = 0},
                     {.fd = ended, .events = POLLIN, .revents = 0}};
  while (poll(events, 2, -1) < 0 && errno == EINTR) {
  }
  if (events[1].revents != 0) {
    int status = 0;
    waitpid(process, &status, 0);
    [[maybe_unused]] const ssize_t told = write(status_to, &status, sizeof status);
  }
  kill_all();
  _exit(0);
}

struct Prepared {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  const char* folder;
};

struct Pipes {
  int life[2];
  int output[2];
  int status[2];
};

/// In the child of the supervisor.
[[noreturn]] void become(const Prepared& prepared, int output) noexcept {
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  syscall(SYS_close_range, 3U, ~0U, 0U);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (int signal = 1; signal < NSIG; ++signal) {
    std::signal(signal, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (chdir(prepared.folder) == 0) {
    execve(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
  }
  const std::string_view why = strerror(errno);
  [[maybe_unused]] ssize_t told =
      write(STDERR_FILENO, prepared.arguments[0], strlen(prepared.arguments[0]));
  told = write(STDERR_FILENO, ": ", 2);
  told = write(STDERR_FILENO, why.data(), why.size());
  told = write(STDERR_FILENO, "\n", 1);
  _exit(127);
}

/// In the child of this program. It tells its own child's number first.
[[noreturn]] void become_supervisor(const Prepared& prepared, const Pipes& pipes) noexcept {
  setsid();
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    std::signal(signal, SIG_IGN);
  }
  // Nothing else of this program may stay open here: the ends of other supervisors' pipes.
  const int life = fcntl(pipes.life[0], F_DUPFD, 900);
  const int status_to = fcntl(pipes.status[1], F_DUPFD, 900);
  const int output = fcntl(pipes.output[1], F_DUPFD, 900);
  syscall(SYS_close_range, 3U, 899U, 0U);
  const pid_t process = fork();
  if (process == 0) {
    become(prepared, output);
  }
  close(output);
  [[maybe_unused]] const ssize_t told = write(status_to, &process, sizeof process);
  supervise(process, life, status_to);
}

// ---- This program
// --------------------------------------------------------------------------------

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    out.push_back(text.data());
  }
  out.push_back(nullptr);
  return out;
}

void open_pipe(int (&ends)[2], int flags) {
  if (pipe2(ends, flags) != 0) {
    throw std::runtime_error(fmt::format("no pipe for a function's process: {}", strerror(errno)));
  }
}

void close_if_open(int& file) noexcept {
  if (file >= 0) {
    close(file);
    file = -1;
  }
}

/// The letter of a thread's state, 'S' when it waits; 0 when the thread is gone.
char state_of(const char* path) noexcept {
  const ProcText stat(path);
  const std::size_t name_ends = stat.text().rfind(')');
  return name_ends == std::string_view::npos || name_ends + 2 >= stat.text().size()
             ? '\0'
             : stat.text()[name_ends + 2];
}

bool tree_is_asleep(pid_t process, int depth);

bool thread_is_asleep(pid_t process, pid_t thread, int depth) {
  const char state = state_of(fmt::format("/proc/{}/task/{}/stat", process, thread).c_str());
  if (state == 'R' || state == 'D') {
    return false;
  }
  const ProcText children(fmt::format("/proc/{}/task/{}/children", process, thread).c_str());
  bool asleep = true;
  for_each_number(children.text(),
                  [&](pid_t child) { asleep = asleep && tree_is_asleep(child, depth + 1); });
  return asleep;
}

bool tree_is_asleep(pid_t process, int depth) {
  constexpr int kDeepest = 64;
  std::error_code error;
  const std::filesystem::directory_iterator threads(fmt::format("/proc/{}/task", process), error);
  if (error || depth > kDeepest) {
    return true;
  }
  for (const auto& thread : threads) {
    const pid_t id = std::atoi(thread.path().filename().c_str());
    if (!thread_is_asleep(process, id, depth)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Child::Child(const Command& command) {
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment;
  for (const auto& [name, value] : command.environment) {
    environment.push_back(name + "=" + value);
  }
  const std::string folder = command.folder.string();
  const Prepared prepared{pointers(arguments), pointers(environment), folder.c_str()};
  Pipes pipes{};
  open_pipe(pipes.life, O_CLOEXEC);
  open_pipe(pipes.output, O_CLOEXEC);
  open_pipe(pipes.status, O_CLOEXEC);
  supervisor_ = fork();
  if (supervisor_ == 0) {
    become_supervisor(prepared, pipes);
  }
  for (const int file : {pipes.life[0], pipes.output[1], pipes.status[1]}) {
    close(file);
  }
  life_ = pipes.life[1];
  output_ = pipes.output[0];
  status_ = pipes.status[0];
  if (supervisor_ < 0 || read(status_, &process_, sizeof process_) != sizeof process_) {
    throw std::runtime_error(fmt::format("no process for a function: {}", strerror(errno)));
  }
  fcntl(output_, F_SETFL, O_NONBLOCK);
  fcntl(status_, F_SETFL, O_NONBLOCK);
}

bool Child::is_asleep() const { return tree_is_asleep(process_, 0); }

void Child::end() noexcept {
  close_if_open(life_);
  if (supervisor_ > 0) {
    waitpid(supervisor_, nullptr, 0);
    supervisor_ = -1;
  }
  close_if_open(output_);
  close_if_open(status_);
}

std::string describe_status(int status) {
  if (WIFSIGNALED(status)) {
    std::string name = strsignal(WTERMSIG(status));
    name.front() = static_cast<char>(std::tolower(name.front()));
    return "signal: " + name;
  }
  return WEXITSTATUS(status) == 0 ? "" : fmt::format("exit status {}", WEXITSTATUS(status));
}

}  // namespace ddbsim::lambda::process
