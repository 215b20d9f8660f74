#include "tests/house/rules.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/house/functions.hpp"
#include "tests/house/sources.hpp"
#include "tests/house/tokens.hpp"

namespace ddbsim::house {
namespace {

std::string at_line(const std::string& path, int line) { return path + ":" + std::to_string(line); }

bool has_test(std::string_view source) {
  return std::ranges::any_of(tokens_of(source), [](const Token& token) {
    return is_one_of(token.text, {"TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P"});
  });
}

struct Namespace {
  std::string name;
  int line = 0;
};

// The namespaces that are opened outside of any other.
std::vector<Namespace> outer_namespaces_of(std::string_view source) {
  const auto tokens = tokens_of(source);
  std::vector<Namespace> result;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (depth == 0 && tokens[i].text == "namespace" && (i == 0 || tokens[i - 1].text != "using")) {
      Namespace opened{.name = "", .line = tokens[i].line};
      for (++i; i < tokens.size() && !is_one_of(tokens[i].text, {"{", ";", "="}); ++i) {
        opened.name += tokens[i].text;
      }
      if (i < tokens.size() && tokens[i].text == "{") {
        result.push_back(std::move(opened));
      }
    }
    if (i < tokens.size()) {
      depth += tokens[i].text == "{" ? 1 : tokens[i].text == "}" ? -1 : 0;
    }
  }
  return result;
}

}  // namespace

Complaints check_sizes(const Sources& sources) {
  Complaints complaints;
  for (const auto& [path, text] : sources) {
    if (!is_code(path)) {
      continue;
    }
    const auto lines = std::ranges::count(text, '\n');
    if (lines > kFileLinesMax) {
      complaints.push_back(path + ": has " + std::to_string(lines) + " lines, more than " +
                           std::to_string(kFileLinesMax));
    }
    for (const Function& function : functions_of(text)) {
      if (function.lines() > kFunctionLinesMax) {
        complaints.push_back(at_line(path, function.first_line) + ": " + function.name + " has " +
                             std::to_string(function.lines()) + " lines, more than " +
                             std::to_string(kFunctionLinesMax));
      }
    }
  }
  return complaints;
}

Complaints check_map(const Sources& sources) {
  const auto readme = sources.find("README.md");
  if (readme == sources.end()) {
    return {"README.md: is missing"};
  }
  static constexpr std::string_view kRow = "| `sim/";
  std::multiset<std::string> listed;
  for (const std::string& line : lines_of(readme->second)) {
    if (line.starts_with(kRow)) {
      listed.insert(line.substr(kRow.size(), line.find('`', kRow.size()) - kRow.size()));
    }
  }
  const auto folders = folders_in(sources, "sim");
  Complaints complaints;
  for (const std::string& folder : folders) {
    if (listed.count(folder) != 1) {
      complaints.push_back("README.md: lists sim/" + folder + " " +
                           std::to_string(listed.count(folder)) + " times in its map");
    }
  }
  for (const std::string& folder : listed) {
    if (!folders.contains(folder)) {
      complaints.push_back("README.md: lists sim/" + folder + ", which does not exist");
    }
  }
  return complaints;
}

Complaints check_top_level(const Sources& sources) {
  std::set<std::string> names;
  for (const auto& [path, text] : sources) {
    names.insert(path.substr(0, path.find('/')));
  }
  Complaints complaints;
  for (const std::string& name : names) {
    if (!name.starts_with('.') &&
        !is_one_of(name,
                   {"CMakeLists.txt", "CMakePresets.json", "CONTRIBUTING.md", "LICENSE", "Makefile",
                    "README.md", "bench", "model", "scenarios", "sim", "tests"})) {
      complaints.push_back(name + ": has no place at the top");
    }
  }
  return complaints;
}

Complaints check_rooms(const Sources& sources) {
  const auto rooms = cmake_list(sources, "DDBSIM_ROOMS");
  Complaints complaints;
  for (const std::string& folder : folders_in(sources, "sim")) {
    if (!contains(rooms, folder)) {
      complaints.push_back("sim/" + folder + ": is not in DDBSIM_ROOMS of sim/CMakeLists.txt");
    }
    const auto build = sources.find("sim/" + folder + "/CMakeLists.txt");
    if (build == sources.end() ||
        build->second.find("ddbsim_room(" + folder) == std::string::npos) {
      complaints.push_back("sim/" + folder + "/CMakeLists.txt: does not say ddbsim_room(" + folder +
                           " ...), so it is not built");
    }
  }
  return complaints;
}

Complaints check_tests(const Sources& sources) {
  const auto rooms = folders_in(sources, "sim");
  const auto models = folders_in(sources, "model");
  Complaints complaints;
  for (const std::string& folder : folders_in(sources, "tests")) {
    if (!rooms.contains(folder) && !models.contains(folder) &&
        !is_one_of(folder, {"house", "support", "fuzz", "clients", "differential"})) {
      complaints.push_back("tests/" + folder + ": mirrors no folder of sim/ or model/");
    }
  }
  for (const auto& [path, text] : sources) {
    const auto folder = folder_of(path, "tests");
    if (!folder || is_one_of(*folder, {"support", "fuzz"}) || !path.ends_with(".cpp")) {
      continue;
    }
    const std::string header = path.substr(0, path.size() - 4) + ".hpp";
    if (!has_test(text) && !sources.contains(header)) {
      complaints.push_back(path + ": has no test");
    }
  }
  return complaints;
}

Complaints check_namespaces(const Sources& sources) {
  Complaints complaints;
  for (const auto& [path, text] : sources) {
    const auto room = folder_of(path, "sim");
    if (!room || !is_code(path)) {
      continue;
    }
    const std::string own = "ddbsim::" + *room;
    bool found = path.ends_with("/main.cpp");  // holds main(), which is in no namespace
    for (const Namespace& opened : outer_namespaces_of(text)) {
      if (opened.name == own || opened.name.starts_with(own + "::")) {
        found = true;
      } else if (opened.name.starts_with("ddbsim")) {
        complaints.push_back(at_line(path, opened.line) + ": opens " + opened.name + ", not " +
                             own);
      }
    }
    if (!found) {
      complaints.push_back(path + ": does not open the namespace " + own);
    }
  }
  return complaints;
}

}  // namespace ddbsim::house
