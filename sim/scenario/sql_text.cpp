#include "sim/scenario/sql_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ddbsim::scenario {

namespace {

/// A word, a quoted name, a number or one other character.
struct Token {
  std::string text;     ///< unquoted
  bool quoted = false;  ///< a name in quotes is no keyword
  int depth = 0;        ///< of parentheses
};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

class Tokens {
 public:
  explicit Tokens(std::string_view sql) : sql_(sql) {
    while (at_ < sql_.size()) {
      take();
    }
  }
  [[nodiscard]] std::vector<Token> all() { return std::move(tokens_); }

 private:
  void take() {
    const char c = sql_[at_];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at_;
    } else if (sql_.substr(at_).starts_with("--")) {
      at_ = end_after("\n");
    } else if (sql_.substr(at_).starts_with("/*")) {
      at_ = end_after("*/");
    } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
      take_quoted(c == '[' ? ']' : c);
    } else if (is_word(c)) {
      const auto end = std::ranges::find_if_not(sql_.substr(at_), is_word);
      const auto size = static_cast<std::size_t>(end - sql_.substr(at_).begin());
      add(sql_.substr(at_, size), false);
      at_ += size;
    } else {
      depth_ -= c == ')' ? 1 : 0;
      add(sql_.substr(at_++, 1), false);
      depth_ += c == '(' ? 1 : 0;
    }
  }

  /// A quote is written twice inside of its own kind.
  void take_quoted(char quote) {
    std::string text;
    for (++at_; at_ < sql_.size(); ++at_) {
      if (sql_[at_] == quote) {
        if (at_ + 1 >= sql_.size() || sql_[at_ + 1] != quote) {
          break;
        }
        ++at_;
      }
      text += sql_[at_];
    }
    ++at_;
    add(text, true);
  }

  [[nodiscard]] std::size_t end_after(std::string_view end) const {
    const std::size_t found = sql_.find(end, at_ + 1);
    return found == std::string_view::npos ? sql_.size() : found + end.size();
  }
  void add(std::string_view text, bool quoted) {
    tokens_.push_back({std::string(text), quoted, depth_});
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<Token> tokens_;
};

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char left, unsigned char right) {
    return std::tolower(left) == std::tolower(right);
  });
}

bool is_keyword(const Token& token, std::string_view word) {
  return !token.quoted && same_name(token.text, word);
}

/// The tokens of the outermost ORDER BY, the last if there are several.
std::span<const Token> order_clause(const std::vector<Token>& tokens) {
  std::size_t begin = tokens.size();
  for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
    if (tokens[at].depth == 0 && is_keyword(tokens[at], "ORDER") &&
        is_keyword(tokens[at + 1], "BY")) {
      begin = at + 2;
    }
  }
  std::size_t end = begin;
  while (end < tokens.size() && (tokens[end].depth != 0 ||
                                 !(is_keyword(tokens[end], "LIMIT") ||
                                   is_keyword(tokens[end], "OFFSET") || tokens[end].text == ";"))) {
    ++end;
  }
  return std::span(tokens).subspan(begin, end - begin);
}

/// Without what says how: ASC, DESC, NULLS FIRST, COLLATE x.
std::span<const Token> without_manner(std::span<const Token> term) {
  const auto stop = std::ranges::find_if(term, [](const Token& token) {
    constexpr std::array<std::string_view, 4> kManner{"ASC", "DESC", "NULLS", "COLLATE"};
    return std::ranges::any_of(kManner, [&token](auto word) { return is_keyword(token, word); });
  });
  return term.first(static_cast<std::size_t>(stop - term.begin()));
}

std::string text_of(std::span<const Token> term) {
  std::vector<std::string_view> words;
  std::ranges::transform(term, std::back_inserter(words), &Token::text);
  return fmt::format("{}", fmt::join(words, " "));
}

/// A result column by its name, with or without its table's, or by its number from 1.
std::expected<std::size_t, std::string> place_of(std::span<const Token> term,
                                                 const std::vector<std::string>& columns) {
  const bool plain = term.size() == 1 || (term.size() == 3 && term[1].text == ".");
  if (plain) {
    const std::string& name = term.back().text;
    const auto found =
        std::ranges::find_if(columns, [&](const auto& column) { return same_name(column, name); });
    if (found != columns.end()) {
      return static_cast<std::size_t>(found - columns.begin());
    }
    if (std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; }) &&
        name.size() < 4 && name != "0" && std::stoul(name) <= columns.size()) {
      return std::stoul(name) - 1;
    }
  }
  return std::unexpected(
      fmt::format("rows are compared in the order of ORDER BY, which must name columns of the "
                  "SELECT ({}); \"{}\" is none",
                  fmt::join(columns, ", "), text_of(term)));
}

}  // namespace

bool is_query(std::string_view sql) {
  const auto tokens = Tokens(sql).all();
  return !tokens.empty() && (is_keyword(tokens[0], "SELECT") || is_keyword(tokens[0], "WITH") ||
                             is_keyword(tokens[0], "VALUES"));
}

std::expected<std::vector<std::size_t>, std::string> ordered_by(
    std::string_view sql, const std::vector<std::string>& columns) {
  const auto tokens = Tokens(sql).all();
  std::span<const Token> clause = order_clause(tokens);
  std::vector<std::size_t> places;
  while (!clause.empty()) {
    const auto comma = std::ranges::find_if(clause, [](const Token& token) {
      return token.depth == 0 && !token.quoted && token.text == ",";
    });
    const auto size = static_cast<std::size_t>(comma - clause.begin());
    const auto place = place_of(without_manner(clause.first(size)), columns);
    if (!place) {
      return std::unexpected(place.error());
    }
    places.push_back(*place);
    clause = clause.subspan(std::min(size + 1, clause.size()));
  }
  return places;
}

}  // namespace ddbsim::scenario
