#include "tests/house/tokens.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ddbsim::house {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Walks over a text once, blanking what is not code.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), result_(text) {}

  std::string run() && {
    while (at_ < text_.size()) {
      step();
    }
    return std::move(result_);
  }

 private:
  bool sees(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void step() {
    if (sees("//")) {
      blank_until(line_end(at_));
    } else if (sees("/*")) {
      blank_until(after("*/", at_ + 2));
    } else if (sees("\"") || sees("'")) {
      blank_literal();
    } else if (is_word(text_[at_])) {
      skip_word();
    } else {
      ++at_;
    }
  }

  // Names and numbers as a whole: the ' of 1'000 begins no literal, the R of R"(" begins a raw one.
  void skip_word() {
    const std::size_t begin = at_;
    const bool number = is_digit(text_[begin]);
    while (at_ < text_.size() &&
           (is_word(text_[at_]) ||
            (number && text_[at_] == '\'' && at_ + 1 < text_.size() && is_word(text_[at_ + 1])))) {
      ++at_;
    }
    if (sees("\"") && text_[at_ - 1] == 'R' && at_ - begin <= 3) {
      blank_raw_literal();
    }
  }

  void blank_raw_literal() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) {
      ++at_;
      return;
    }
    const std::string end = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    blank_until(after(end, open));
  }

  // Up to the closing quote, or to the end of the line when there is none (an apostrophe).
  void blank_literal() {
    const char quote = text_[at_];
    const std::size_t end = line_end(at_);
    for (std::size_t i = at_ + 1; i < end; ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        blank_until(i + 1);
        return;
      }
    }
    ++at_;
  }

  void blank_until(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') {
        result_[at_] = ' ';
      }
    }
  }

  std::size_t line_end(std::size_t from) const {
    return std::min(text_.find('\n', from), text_.size());
  }

  std::size_t after(std::string_view what, std::size_t from) const {
    const std::size_t found = text_.find(what, from);
    return found == std::string_view::npos ? text_.size() : found + what.size();
  }

  std::string_view text_;
  std::string result_;
  std::size_t at_ = 0;
};

}  // namespace

std::string without_comments_and_literals(std::string_view text) { return Blanker(text).run(); }

std::string without_directives(std::string_view text) {
  std::string result;
  bool inside = false;
  for (const std::string& line : lines_of(text)) {
    const std::size_t first = line.find_first_not_of(" \t");
    inside = inside || (first != std::string::npos && line[first] == '#');
    result += inside ? std::string(line.size(), ' ') : line;
    result += '\n';
    inside = inside && line.ends_with('\\');
  }
  return result;
}

std::vector<Token> tokens_of(std::string_view source) {
  const std::string text = without_directives(without_comments_and_literals(source));
  std::vector<Token> tokens;
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 1;
    if (is_word(text[i])) {
      while (i + length < text.size() && is_word(text[i + length])) {
        ++length;
      }
    } else if (text.compare(i, 2, "::") == 0) {
      length = 2;
    }
    if (text[i] == '\n') {
      ++line;
    } else if (!is_space(text[i])) {
      tokens.push_back({.text = text.substr(i, length), .line = line});
    }
    i += length;
  }
  return tokens;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace ddbsim::house
