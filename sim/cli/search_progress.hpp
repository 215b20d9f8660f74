#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

#include "sim/cli/commands.hpp"

namespace ddbsim::cli {

/// How far a search has come, on standard error: a line of words that is written over and in the
/// end removed, or JSON lines.
class SearchProgress {
 public:
  enum class Form : std::uint8_t { none, words, json };
  /// Of --progress: "auto" is words on a terminal, unless --quiet. The error is a sentence.
  [[nodiscard]] static std::expected<Form, std::string> form_of(const Parsed& parsed, const Io& io);

  SearchProgress(const Io& io, Form form, std::string path);
  SearchProgress(const SearchProgress&) = delete;
  SearchProgress& operator=(const SearchProgress&) = delete;
  ~SearchProgress();

  /// Shows it now and then: words ten times a second, JSON once a second.
  void show(const std::string& what, std::uint64_t states, std::uint64_t transitions);

 private:
  const Io& io_;
  Form form_;
  std::string path_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_at_;
};

}  // namespace ddbsim::cli
