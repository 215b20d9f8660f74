#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/clock.hpp"

namespace ddbsim::lambda::process {

/// A function that is a process, as Lambda's CreateFunction describes it.
struct ProcessFunction {
  std::string name;
  std::string runtime;         ///< "python3.12", "nodejs20.x", "provided.al2023"
  std::string handler;         ///< "app.lambda_handler"; of "provided", any text
  std::filesystem::path code;  ///< a folder; a single file stands for its folder
  std::string inline_code;     ///< instead of `code`: the text of index.py or index.js
  std::vector<std::filesystem::path> layers;  ///< folders, as they would lie in /opt
  std::map<std::string, std::string> environment;
  std::vector<std::string> interpreter;  ///< a program and its arguments; empty: found by itself
  std::uint32_t memory_mb = 128;
};

/// What runs a function.
enum class Kind : std::uint8_t { python, node, provided };

/// Of "python3.12" and the like; absent when there is no such runtime.
[[nodiscard]] std::optional<Kind> kind_of_runtime(std::string_view runtime);

}  // namespace ddbsim::lambda::process
