#include "sim/cli/search_progress.hpp"

#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/report/search.hpp"

namespace ddbsim::cli {

std::expected<SearchProgress::Form, std::string> SearchProgress::form_of(const Parsed& parsed,
                                                                         const Io& io) {
  const std::string form = parsed.value("progress", "auto");
  if (form == "auto") {
    return io.err_is_terminal && !parsed.has("quiet") ? Form::words : Form::none;
  }
  if (form == "words" || form == "json" || form == "none") {
    return form == "words" ? Form::words : form == "json" ? Form::json : Form::none;
  }
  return std::unexpected(fmt::format("--progress is auto, words, json or none, not \"{}\"", form));
}

SearchProgress::SearchProgress(const Io& io, Form form, std::string path)
    : io_(io), form_(form), path_(std::move(path)) {}

SearchProgress::~SearchProgress() {
  if (shown_ && form_ == Form::words) {
    io_.err << "\r\x1b[K" << std::flush;
  }
}

void SearchProgress::show(const std::string& what, std::uint64_t states,
                          std::uint64_t transitions) {
  const auto now = std::chrono::steady_clock::now();
  const auto pause = std::chrono::milliseconds(form_ == Form::json ? 1000 : 100);
  if (form_ == Form::none || (shown_ && now - shown_at_ < pause)) {
    return;
  }
  shown_at_ = now;
  shown_ = true;
  if (form_ == Form::words) {
    io_.err << fmt::format("\r\x1b[K{}: {} states, {} transitions", what,
                           report::grouped(std::to_string(states)),
                           report::grouped(std::to_string(transitions)))
            << std::flush;
    return;
  }
  const std::chrono::duration<double> seconds = now - begun_;
  const nlohmann::ordered_json line{{"path", path_},
                                    {"searching", what},
                                    {"states", states},
                                    {"transitions", transitions},
                                    {"seconds", seconds.count()}};
  io_.err << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"
          << std::flush;
}

}  // namespace ddbsim::cli
