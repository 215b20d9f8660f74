#include "sim/scenario/source.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ddbsim::scenario {

namespace {

/// Code points in valid UTF-8; bytes that are none count too.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

Problem problem_at(const std::string& path, std::string_view text, Span at, std::string pointer,
                   std::string message) {
  const std::size_t begin = std::min(at.begin, text.size());
  const std::size_t line_begin = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
  const std::string_view line = text.substr(line_begin, line_end - line_begin);
  const std::size_t marked_end = std::clamp(at.end, begin, line_end);
  Problem problem{path, {}, std::move(pointer), std::move(message), std::string(line), 1};
  problem.position.line =
      1 + static_cast<std::size_t>(
              std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
  problem.position.column = 1 + characters(text.substr(line_begin, begin - line_begin));
  problem.marked = std::max<std::size_t>(1, characters(text.substr(begin, marked_end - begin)));
  return problem;
}

/// A line that is too long to be read, cut around what is marked.
struct Excerpt {
  std::string line;
  std::size_t column;
  std::size_t marked;
};
Excerpt shortened(const Problem& problem) {
  constexpr std::size_t kWidth = 90;
  std::size_t column = problem.position.column - 1;
  std::string line = problem.excerpt;
  std::ranges::replace(line, '\t', ' ');
  line.erase(line.find_last_not_of(" \r") + 1);
  if (line.size() > kWidth && characters(line) == line.size()) {
    const std::size_t cut = column > kWidth / 2 ? column - kWidth / 2 : 0;
    line = line.substr(cut, kWidth);
    column -= cut;
    if (cut > 0) {
      line.replace(0, 3, "...");
    }
  }
  const std::size_t length = characters(line);
  const std::size_t room = length > column ? length - column : 1;
  return {std::move(line), column, std::min(problem.marked, room)};
}

}  // namespace

std::string text_of(const Problem& problem) {
  std::string out = problem.path;
  if (!problem.excerpt.empty() || problem.position != Position{}) {
    out += fmt::format(":{}:{}", problem.position.line, problem.position.column);
  }
  out += fmt::format(": {}{}{}", problem.pointer, problem.pointer.empty() ? "" : ": ",
                     problem.message);
  if (!problem.excerpt.empty()) {
    const Excerpt excerpt = shortened(problem);
    out += fmt::format("\n{:>6} | {}\n{:>6} | {}{}", problem.position.line, excerpt.line, "",
                       std::string(excerpt.column, ' '), std::string(excerpt.marked, '^'));
  }
  return out;
}

std::string pointer_token(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::expected<std::shared_ptr<const Source>, Problem> Source::parse(std::string path,
                                                                    std::string text) {
  auto locator = Locator::scan(text);
  if (!locator) {
    auto& error = locator.error();
    return std::unexpected(
        problem_at(path, text, error.at, std::move(error.pointer), std::move(error.message)));
  }
  std::shared_ptr<Source> source(new Source);
  source->path_ = std::move(path);
  source->text_ = std::move(text);
  source->locator_ = std::move(*locator);
  try {
    source->json_ = Ordered::parse(source->text_);
  } catch (const Ordered::exception& error) {
    // What the scan lets through is JSON; a number can still be too large for a double.
    return std::unexpected(source->problem("", error.what()));
  }
  return source;
}

Problem Source::problem(std::string pointer, std::string message, bool at_name) const {
  const Span at = at_name ? locator_.name(pointer) : locator_.value(pointer);
  return problem_at(path_, text_, at, std::move(pointer), std::move(message));
}

}  // namespace ddbsim::scenario
