#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::house {

// Every file of the repository, by its path from the top (sim/value/item.hpp), and its text: of
// code, CMakeLists.txt and README.md only, the rest reads as empty.
using Sources = std::map<std::string, std::string>;

// What a rule has to say: one line each, which begins with a path. None when the rule is kept.
using Complaints = std::vector<std::string>;

// The top folder of the repository that holds the working directory.
std::filesystem::path top_folder();

// What git tracks or would add; without git, everything but build/ and .git/.
Sources read_sources(const std::filesystem::path& top);

bool is_code(std::string_view path);

// The X of `top`/X/..., when the path has that form.
std::optional<std::string> folder_of(std::string_view path, std::string_view top);

std::set<std::string> folders_in(const Sources& sources, std::string_view top);

// The words of `set(NAME words...)` in sim/CMakeLists.txt.
std::vector<std::string> cmake_list(const Sources& sources, std::string_view name);

}  // namespace ddbsim::house
