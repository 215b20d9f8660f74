#include "sim/cli/watch.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <ostream>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "sim/scenario/files.hpp"

namespace ddbsim::cli {

namespace {

namespace fs = std::filesystem;

/// When a file was last written, and its size.
using Stamp = std::pair<fs::file_time_type, std::uintmax_t>;
using Snapshot = std::map<std::string, Stamp>;

void note(const fs::path& path, Snapshot& snapshot) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error);
  const auto size = error ? 0 : fs::file_size(path, error);
  if (!error) {
    snapshot[path.string()] = {time, size};
  }
}

/// The files, and all JSON files beside them: what they include is most likely there.
Snapshot look(const std::vector<std::string>& paths) {
  Snapshot snapshot;
  if (const auto files = scenario::find_files(paths)) {
    for (const std::string& path : *files) {
      note(path, snapshot);
      const fs::path folder = fs::path(path).parent_path();
      std::error_code error;
      for (const auto& entry :
           fs::directory_iterator(folder.empty() ? fs::path(".") : folder, error)) {
        if (entry.path().extension() == ".json") {
          note(entry.path(), snapshot);
        }
      }
    }
  }
  return snapshot;
}

}  // namespace

int watch(Session& session, const std::vector<std::string>& paths, const Io& io) {
  constexpr auto kInterval = std::chrono::milliseconds(200);
  Snapshot seen = look(paths);
  if (seen.empty()) {
    return session.run();
  }
  while (true) {
    if (io.out_is_terminal) {
      io.out << "\x1b[2J\x1b[H";
    }
    static_cast<void>(session.run());
    io.out << "\nwaiting for a change (Ctrl-C ends)\n" << std::flush;
    io.err << std::flush;
    Snapshot now = look(paths);
    while (now == seen) {
      std::this_thread::sleep_for(kInterval);
      now = look(paths);
    }
    seen = std::move(now);
  }
}

}  // namespace ddbsim::cli
