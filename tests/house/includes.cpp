#include "tests/house/includes.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/sources.hpp"
#include "tests/house/tokens.hpp"

namespace ddbsim::house {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) {
    result += (result.empty() ? "" : " ") + word;
  }
  return result;
}

struct Include {
  std::string path;
  int line = 0;
  bool quoted = false;
};

std::vector<Include> includes_of(std::string_view text) {
  const auto raw = lines_of(text);
  const auto code = lines_of(without_comments_and_literals(text));
  std::vector<Include> includes;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const std::size_t hash = code[i].find_first_not_of(" \t");
    if (hash == std::string::npos || code[i][hash] != '#' ||
        code[i].find("include", hash) == std::string::npos) {
      continue;
    }
    const std::size_t open = raw[i].find_first_of("\"<");
    const std::size_t close =
        open == std::string::npos ? open : raw[i].find_first_of("\">", open + 1);
    if (close != std::string::npos) {
      includes.push_back({.path = raw[i].substr(open + 1, close - open - 1),
                          .line = static_cast<int>(i) + 1,
                          .quoted = raw[i][open] == '"'});
    }
  }
  return includes;
}

// Which folders of sim/ and model/ a file may include; nothing when there is no rule for it.
struct Permission {
  std::vector<std::string> rooms;
  bool models = false;
};

class Permissions {
 public:
  explicit Permissions(const Sources& sources)
      : rooms_(cmake_list(sources, "DDBSIM_ROOMS")),
        models_(cmake_list(sources, "DDBSIM_MODELS")),
        rooms_for_models_(cmake_list(sources, "DDBSIM_ROOMS_FOR_MODELS")),
        room_of_models_(cmake_list(sources, "DDBSIM_ROOM_OF_MODELS")) {}

  std::optional<Permission> of(std::string_view path) const {
    if (folder_of(path, "model")) {
      return Permission{.rooms = rooms_for_models_, .models = true};
    }
    const auto room = folder_of(path, "sim");
    const auto mirrored = folder_of(path, "tests");
    if (room) {
      return of_room(*room);
    }
    return mirrored && contains(rooms_, *mirrored) ? std::optional(of_room(*mirrored))
                                                   : std::nullopt;
  }

 private:
  Permission of_room(const std::string& room) const {
    const auto end = std::ranges::find(rooms_, room);
    return {.rooms = {rooms_.begin(), end == rooms_.end() ? end : std::next(end)},
            .models = contains(room_of_models_, room)};
  }

  std::vector<std::string> rooms_;
  std::vector<std::string> models_;
  std::vector<std::string> rooms_for_models_;
  std::vector<std::string> room_of_models_;
};

// What is wrong with an include in the file `path`; empty when nothing is.
std::string judge(const Include& include, const std::string& path,
                  const std::optional<Permission>& permission) {
  const std::string top = include.path.substr(0, include.path.find('/'));
  if (!is_one_of(top, {"sim", "model", "tests", "bench"})) {
    return include.quoted ? "a path that does not start at the top" : "";
  }
  if (is_one_of(top, {"tests", "bench"}) && !path.starts_with(top + "/")) {
    return "what is shipped does not include tests or benchmarks";
  }
  if (permission && top == "model" && !permission->models) {
    return "a model, which only the program may include";
  }
  const auto room = folder_of(include.path, "sim");
  if (permission && top == "sim" && !(room && contains(permission->rooms, *room))) {
    return "only these are allowed: " + joined(permission->rooms);
  }
  return "";
}

}  // namespace

Complaints check_includes(const Sources& sources) {
  const Permissions permissions(sources);
  Complaints complaints;
  for (const auto& [path, text] : sources) {
    if (!is_code(path)) {
      continue;
    }
    for (const Include& include : includes_of(text)) {
      const std::string wrong = judge(include, path, permissions.of(path));
      if (!wrong.empty()) {
        complaints.push_back(path + ":" + std::to_string(include.line) + ": includes " +
                             include.path + ": " + wrong);
      }
    }
  }
  return complaints;
}

}  // namespace ddbsim::house
