#include "tests/house/sources.hpp"

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::house {
namespace {

namespace fs = std::filesystem;

// What a command prints; nothing when it fails.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::string output;
  for (int c = 0; pipe && (c = fgetc(pipe.get())) != EOF;) {
    output += static_cast<char>(c);
  }
  return output;
}

std::vector<std::string> paths_from_git(const fs::path& top) {
  const std::string listed =
      output_of("git -C '" + top.string() +
                "' ls-files -z --cached --others --exclude-standard 2>/dev/null </dev/null");
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin < listed.size();) {
    paths.emplace_back(listed.c_str() + begin);
    begin += paths.back().size() + 1;
  }
  return paths;
}

std::vector<std::string> paths_from_disk(const fs::path& top) {
  std::vector<std::string> paths;
  for (auto entry = fs::recursive_directory_iterator(top);
       entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string path = entry->path().lexically_relative(top).generic_string();
    if (path == "build" || path == ".git") {
      entry.disable_recursion_pending();
    } else if (!entry->is_directory()) {
      paths.push_back(path);
    }
  }
  return paths;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_read(std::string_view path) {
  return is_code(path) || path.ends_with("CMakeLists.txt") || path == "README.md";
}

}  // namespace

fs::path top_folder() {
  for (fs::path folder = fs::current_path();; folder = folder.parent_path()) {
    if (fs::exists(folder / "CMakePresets.json") && fs::exists(folder / "sim")) {
      return folder;
    }
    if (folder == folder.root_path()) {
      throw std::runtime_error("the working directory is in no repository of ddbsim");
    }
  }
}

Sources read_sources(const fs::path& top) {
  auto paths = paths_from_git(top);
  if (paths.empty()) {
    paths = paths_from_disk(top);
  }
  Sources sources;
  for (const std::string& path : paths) {
    if (fs::exists(top / path)) {
      sources[path] = is_read(path) ? text_of(top / path) : "";
    }
  }
  return sources;
}

bool is_code(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".hpp"); }

std::optional<std::string> folder_of(std::string_view path, std::string_view top) {
  if (!path.starts_with(top) || !path.substr(top.size()).starts_with('/')) {
    return std::nullopt;
  }
  path.remove_prefix(top.size() + 1);
  const std::size_t end = path.find('/');
  return end == std::string_view::npos ? std::nullopt
                                       : std::optional<std::string>(path.substr(0, end));
}

std::set<std::string> folders_in(const Sources& sources, std::string_view top) {
  std::set<std::string> folders;
  for (const auto& [path, text] : sources) {
    if (auto folder = folder_of(path, top)) {
      folders.insert(*folder);
    }
  }
  return folders;
}

std::vector<std::string> cmake_list(const Sources& sources, std::string_view name) {
  const auto file = sources.find("sim/CMakeLists.txt");
  if (file == sources.end()) {
    return {};
  }
  const std::string opening = "set(" + std::string(name);
  std::size_t begin = file->second.find(opening + " ");
  if (begin == std::string::npos) {
    begin = file->second.find(opening + "\n");
  }
  if (begin == std::string::npos) {
    return {};
  }
  begin += opening.size();
  std::istringstream words(file->second.substr(begin, file->second.find(')', begin) - begin));
  return {std::istream_iterator<std::string>(words), {}};
}

}  // namespace ddbsim::house
