#include "sim/expression/partiql_lexer.hpp"

#include <algorithm>
#include <array>

namespace ddbsim::expression::partiql {
namespace {

using Type = Token::Type;

/// Words that are no identifiers unless they are quoted: those of more than 600 candidates that
/// DynamoDB Local refuses as one (asked word by word; it has the service's own grammar). They are
/// other words than those that expressions reserve: NAME is fine here.
constexpr std::array<std::string_view, 242> kReserved = {"ABSOLUTE",
                                                         "ACTION",
                                                         "ADD",
                                                         "ALL",
                                                         "ALLOCATE",
                                                         "ALTER",
                                                         "AND",
                                                         "ANY",
                                                         "ARE",
                                                         "AS",
                                                         "ASC",
                                                         "ASSERTION",
                                                         "AT",
                                                         "AUTHORIZATION",
                                                         "AVG",
                                                         "BAG",
                                                         "BEGIN",
                                                         "BETWEEN",
                                                         "BIT",
                                                         "BIT_LENGTH",
                                                         "BLOB",
                                                         "BOOL",
                                                         "BOOLEAN",
                                                         "BY",
                                                         "CASCADE",
                                                         "CASCADED",
                                                         "CASE",
                                                         "CAST",
                                                         "CATALOG",
                                                         "CHAR",
                                                         "CHARACTER",
                                                         "CHARACTER_LENGTH",
                                                         "CHAR_LENGTH",
                                                         "CHECK",
                                                         "CLOB",
                                                         "CLOSE",
                                                         "COALESCE",
                                                         "COLLATE",
                                                         "COLLATION",
                                                         "COLUMN",
                                                         "COMMIT",
                                                         "CONFLICT",
                                                         "CONNECT",
                                                         "CONNECTION",
                                                         "CONSTRAINT",
                                                         "CONSTRAINTS",
                                                         "CONTINUE",
                                                         "CONVERT",
                                                         "CORRESPONDING",
                                                         "COUNT",
                                                         "CREATE",
                                                         "CROSS",
                                                         "CURRENT",
                                                         "CURRENT_DATE",
                                                         "CURRENT_TIME",
                                                         "CURRENT_TIMESTAMP",
                                                         "CURRENT_USER",
                                                         "CURSOR",
                                                         "DATE",
                                                         "DATE_ADD",
                                                         "DATE_DIFF",
                                                         "DEALLOCATE",
                                                         "DEC",
                                                         "DECIMAL",
                                                         "DECLARE",
                                                         "DEFAULT",
                                                         "DEFERRABLE",
                                                         "DEFERRED",
                                                         "DELETE",
                                                         "DESC",
                                                         "DESCRIBE",
                                                         "DESCRIPTOR",
                                                         "DIAGNOSTICS",
                                                         "DISCONNECT",
                                                         "DISTINCT",
                                                         "DO",
                                                         "DOMAIN",
                                                         "DOUBLE",
                                                         "DROP",
                                                         "ELSE",
                                                         "END",
                                                         "ESCAPE",
                                                         "EXCEPT",
                                                         "EXCEPTION",
                                                         "EXEC",
                                                         "EXECUTE",
                                                         "EXISTS",
                                                         "EXTERNAL",
                                                         "EXTRACT",
                                                         "FALSE",
                                                         "FETCH",
                                                         "FIRST",
                                                         "FLOAT",
                                                         "FOR",
                                                         "FOREIGN",
                                                         "FOUND",
                                                         "FROM",
                                                         "FULL",
                                                         "GET",
                                                         "GLOBAL",
                                                         "GO",
                                                         "GOTO",
                                                         "GRANT",
                                                         "GROUP",
                                                         "HAVING",
                                                         "IDENTITY",
                                                         "IMMEDIATE",
                                                         "IN",
                                                         "INDEX",
                                                         "INDICATOR",
                                                         "INITIALLY",
                                                         "INNER",
                                                         "INPUT",
                                                         "INSENSITIVE",
                                                         "INSERT",
                                                         "INT",
                                                         "INTEGER",
                                                         "INTERSECT",
                                                         "INTERVAL",
                                                         "INTO",
                                                         "IS",
                                                         "ISOLATION",
                                                         "JOIN",
                                                         "KEY",
                                                         "LANGUAGE",
                                                         "LAST",
                                                         "LEFT",
                                                         "LET",
                                                         "LEVEL",
                                                         "LIKE",
                                                         "LIMIT",
                                                         "LIST",
                                                         "LOCAL",
                                                         "LOWER",
                                                         "MATCH",
                                                         "MAX",
                                                         "MIN",
                                                         "MISSING",
                                                         "MODIFIED",
                                                         "MODULE",
                                                         "NAMES",
                                                         "NATIONAL",
                                                         "NATURAL",
                                                         "NCHAR",
                                                         "NEW",
                                                         "NEXT",
                                                         "NO",
                                                         "NOT",
                                                         "NOTHING",
                                                         "NULL",
                                                         "NULLIF",
                                                         "NUMERIC",
                                                         "OCTET_LENGTH",
                                                         "OF",
                                                         "OLD",
                                                         "ON",
                                                         "ONLY",
                                                         "OPEN",
                                                         "OPTION",
                                                         "OR",
                                                         "ORDER",
                                                         "OUTER",
                                                         "OUTPUT",
                                                         "OVERLAPS",
                                                         "PAD",
                                                         "PARTIAL",
                                                         "PIVOT",
                                                         "POSITION",
                                                         "PRECISION",
                                                         "PREPARE",
                                                         "PRESERVE",
                                                         "PRIMARY",
                                                         "PRIOR",
                                                         "PRIVILEGES",
                                                         "PROCEDURE",
                                                         "PUBLIC",
                                                         "READ",
                                                         "REAL",
                                                         "REFERENCES",
                                                         "RELATIVE",
                                                         "REMOVE",
                                                         "RESTRICT",
                                                         "RETURNING",
                                                         "REVOKE",
                                                         "RIGHT",
                                                         "ROLLBACK",
                                                         "ROWS",
                                                         "SCHEMA",
                                                         "SCROLL",
                                                         "SECTION",
                                                         "SELECT",
                                                         "SESSION",
                                                         "SESSION_USER",
                                                         "SET",
                                                         "SEXP",
                                                         "SIZE",
                                                         "SMALLINT",
                                                         "SOME",
                                                         "SPACE",
                                                         "SQL",
                                                         "SQLCODE",
                                                         "SQLERROR",
                                                         "SQLSTATE",
                                                         "STRING",
                                                         "STRUCT",
                                                         "SUBSTRING",
                                                         "SUM",
                                                         "SYMBOL",
                                                         "SYSTEM_USER",
                                                         "TABLE",
                                                         "TEMPORARY",
                                                         "THEN",
                                                         "TIME",
                                                         "TIMESTAMP",
                                                         "TO",
                                                         "TRANSACTION",
                                                         "TRANSLATE",
                                                         "TRANSLATION",
                                                         "TRIM",
                                                         "TRUE",
                                                         "TUPLE",
                                                         "UNION",
                                                         "UNIQUE",
                                                         "UNKNOWN",
                                                         "UNPIVOT",
                                                         "UPDATE",
                                                         "UPPER",
                                                         "USAGE",
                                                         "USER",
                                                         "USING",
                                                         "VALUE",
                                                         "VALUES",
                                                         "VARCHAR",
                                                         "VARYING",
                                                         "VIEW",
                                                         "WHEN",
                                                         "WHENEVER",
                                                         "WHERE",
                                                         "WITH",
                                                         "WORK",
                                                         "WRITE",
                                                         "ZONE"};
static_assert(std::ranges::is_sorted(kReserved));

constexpr std::size_t kLongestReserved = 17;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool begins_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool is_word(char c) noexcept { return begins_word(c) || is_digit(c); }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_reserved(std::string_view word) {
  if (word.size() > kLongestReserved) {
    return false;
  }
  std::string text(word);
  std::ranges::transform(text, text.begin(), upper);
  return std::ranges::binary_search(kReserved, std::string_view(text));
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    skip_blanks();
    if (at_ == text_.size()) {
      return {Type::end, {}, at_};
    }
    const char c = text_[at_];
    if (begins_word(c)) {
      const std::size_t length = run(at_, is_word);
      return take(is_reserved(text_.substr(at_, length)) ? Type::reserved : Type::word, length);
    }
    if (c == '@' && begins_word(peek(1))) {
      return take(Type::word, 1 + run(at_ + 1, is_word));
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      return number();
    }
    if (c == '\'' || c == '"' || c == '`') {
      return quoted(c);
    }
    return c == '?' ? take(Type::parameter, 1) : symbol();
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  template <class Is>
  [[nodiscard]] std::size_t run(std::size_t begin, Is is) const {
    std::size_t end = begin;
    while (end < text_.size() && is(text_[end])) {
      ++end;
    }
    return end - begin;
  }

  void skip_blanks() {
    while (at_ < text_.size()) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (peek(0) == '-' && peek(1) == '-') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (const std::size_t end = comment_end(); end != at_) {
        at_ = end;
      } else {
        return;
      }
    }
  }

  /// Behind the comment that begins here; `at_` when none does, or none that ends.
  [[nodiscard]] std::size_t comment_end() const {
    if (peek(0) != '/' || peek(1) != '*') {
      return at_;
    }
    const std::size_t end = text_.find("*/", at_ + 2);
    return end == std::string_view::npos ? at_ : end + 2;
  }

  Token number() {
    std::size_t end = at_ + run(at_, is_digit);
    if (end < text_.size() && text_[end] == '.') {
      ++end;
      end += run(end, is_digit);
    }
    if (end < text_.size() && upper(text_[end]) == 'E') {
      std::size_t digits = end + 1;
      digits += digits < text_.size() && (text_[digits] == '+' || text_[digits] == '-') ? 1U : 0U;
      const std::size_t count = run(digits, is_digit);
      end = count == 0 ? end : digits + count;
    }
    const bool glued = end < text_.size() && is_word(text_[end]);
    return take(glued ? Type::unknown : Type::number, end - at_);
  }

  Token quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size()) {
      if (text_[end] != quote) {
        ++end;
      } else if (quote != '`' && end + 1 < text_.size() && text_[end + 1] == quote) {
        end += 2;
      } else {
        return take(quote == '\''  ? Type::text
                    : quote == '"' ? Type::quoted
                                   : Type::ion,
                    end + 1 - at_);
      }
    }
    return take(Type::unknown, text_.size() - at_);
  }

  Token symbol() {
    static constexpr std::array<std::string_view, 8> kPairs = {
        "<<", ">>", "<=", ">=", "<>", "!=", "||", "=="};
    static constexpr std::string_view kSingle = "()[]{}<>=+-*/%,.:;";
    const std::string_view pair = text_.substr(at_, 2);
    if (std::ranges::find(kPairs, pair) != kPairs.end()) {
      return take(pair == "==" ? Type::unknown : Type::symbol, 2);
    }
    return take(kSingle.find(text_[at_]) == std::string_view::npos ? Type::unknown : Type::symbol,
                1);
  }

  Token take(Type type, std::size_t length) {
    const Token token{type, text_.substr(at_, length), at_};
    at_ += token.text.size();
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Characters of UTF-8 text.
std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  do {
    tokens.push_back(lexer.next());
  } while (tokens.back().type != Type::end);
  return tokens;
}

std::string unquoted(std::string_view token) {
  const char quote = token.front();
  std::string text;
  for (std::size_t i = 1; i + 1 < token.size(); ++i) {
    text += token[i];
    i += token[i] == quote ? 1U : 0U;
  }
  return text;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return upper(x) == upper(y); });
}

std::string position_text(std::string_view statement, std::size_t begin, std::string_view token) {
  const std::string_view before = statement.substr(0, begin);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return " at " + std::to_string(line) + ":" +
         std::to_string(characters(before.substr(line_begin)) + 1) + ":" +
         std::to_string(characters(token));
}

}  // namespace ddbsim::expression::partiql
