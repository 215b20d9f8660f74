#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "sim/cli/io.hpp"

namespace ddbsim::cli {

/// A bar on a terminal's error stream, when the work takes longer than a moment; gone at the end.
class Progress {
 public:
  Progress(const Io& io, std::size_t total, bool wanted);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// The next of `total` things begins.
  void next(const std::string& name);

 private:
  const Io& io_;
  std::size_t total_;
  bool wanted_;
  bool shown_ = false;
  std::size_t done_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace ddbsim::cli
