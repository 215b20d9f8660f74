#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::scenario {

/// The error is a sentence that names the path.
[[nodiscard]] std::expected<std::string, std::string> read_text(const std::string& path);

/// Complete or absent, whatever happens meanwhile: written beside, synced, renamed.
[[nodiscard]] std::expected<void, std::string> write_text(const std::string& path,
                                                          std::string_view text);

/// Files as they are given, and the *.json of folders and of their subfolders, in order of path,
/// each once. Schemas (*.schema.json) and what begins with a dot are left out. The error is a
/// sentence that names a path that is not there.
[[nodiscard]] std::expected<std::vector<std::string>, std::string> find_files(
    const std::vector<std::string>& paths);

}  // namespace ddbsim::scenario
