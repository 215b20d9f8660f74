#include "sim/expression/lexer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ddbsim::expression {
namespace {

using Type = Token::Type;

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_word(char c) noexcept { return is_letter(c) || is_digit(c) || c == '_'; }
// Form feed, vertical tab and no-break space are no blanks (asked).
bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool equals_ignoring_case(std::string_view word, std::string_view keyword) noexcept {
  return std::ranges::equal(word, keyword, [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  });
}

Type type_of_word(std::string_view word) noexcept {
  static constexpr std::array<std::pair<std::string_view, Type>, 9> kKeywords = {{
      {"AND", Type::key_and},
      {"OR", Type::key_or},
      {"NOT", Type::key_not},
      {"IN", Type::key_in},
      {"BETWEEN", Type::key_between},
      {"SET", Type::key_set},
      {"REMOVE", Type::key_remove},
      {"ADD", Type::key_add},
      {"DELETE", Type::key_delete},
  }};
  for (const auto& [keyword, type] : kKeywords) {
    if (equals_ignoring_case(word, keyword)) {
      return type;
    }
  }
  return Type::word;
}

Type type_of_symbol(char c) noexcept {
  switch (c) {
    case ',':
      return Type::comma;
    case '.':
      return Type::dot;
    case '(':
      return Type::open;
    case ')':
      return Type::close;
    case '[':
      return Type::open_bracket;
    case ']':
      return Type::close_bracket;
    case '+':
      return Type::plus;
    case '-':
      return Type::minus;
    case '=':
      return Type::equal;
    case '<':
      return Type::less;
    case '>':
      return Type::greater;
    default:
      return Type::unknown;
  }
}

/// Bytes of the code point that starts with `lead`: an unknown character is named whole in the
/// message.
std::size_t code_point_length(char lead) noexcept {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
    if (at_ == text_.size()) {
      return {Type::end, {}, at_};
    }
    const char c = text_[at_];
    if (is_letter(c)) {
      const std::size_t length = run(at_);
      return take(type_of_word(text_.substr(at_, length)), length);
    }
    if ((c == '#' || c == ':') && run(at_ + 1) != 0) {
      return take(c == '#' ? Type::name : Type::value, 1 + run(at_ + 1));
    }
    if (is_digit(c)) {
      return take(Type::number, number_length());
    }
    return symbol(c);
  }

 private:
  /// Length of the run of word characters from `begin` on.
  [[nodiscard]] std::size_t run(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && is_word(text_[end])) {
      ++end;
    }
    return end - begin;
  }

  [[nodiscard]] std::size_t number_length() const {
    if (text_[at_] == '0') {
      return 1;
    }
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end])) {
      ++end;
    }
    return end - at_;
  }

  Token symbol(char c) {
    const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == '<' && after == '>') {
      return take(Type::not_equal, 2);
    }
    if (after == '=' && (c == '<' || c == '>')) {
      return take(c == '<' ? Type::less_equal : Type::greater_equal, 2);
    }
    return take(type_of_symbol(c), code_point_length(c));
  }

  Token take(Type type, std::size_t length) {
    const Token token{type, text_.substr(at_, length), at_};
    at_ += token.text.size();
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  do {
    tokens.push_back(lexer.next());
  } while (tokens.back().type != Type::end);
  return tokens;
}

std::string syntax_error(std::string_view text, const std::vector<Token>& tokens, std::size_t at) {
  const Token& token = tokens[at];
  const std::size_t begin = at == 0 ? 0 : tokens[at - 1].begin;
  std::size_t end = text.size();
  if (at + 1 < tokens.size() && tokens[at + 1].type != Type::end) {
    end = tokens[at + 1].begin + tokens[at + 1].text.size();
  }
  std::string message = "Syntax error; token: \"";
  message += token.type == Type::end ? std::string_view("<EOF>") : token.text;
  message += "\", near: \"";
  message += text.substr(begin, end - begin);
  message += '"';
  return message;
}

}  // namespace ddbsim::expression
