#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/expression/compiled.hpp"
#include "sim/expression/partiql_lexer.hpp"
#include "sim/expression/partiql_tree.hpp"

namespace ddbsim::expression::partiql {

/// Reads a statement's tokens one after the other; remembers the first mistake.
class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : text_(text), tokens_(tokenize(text)) {}

  [[nodiscard]] const Token& token() const { return tokens_[at_]; }
  /// The token after this one, or the end.
  [[nodiscard]] const Token& following() const {
    return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_];
  }
  [[nodiscard]] bool is(Token::Type type) const { return token().type == type; }
  [[nodiscard]] bool is_symbol(std::string_view symbol) const {
    return is(Token::Type::symbol) && token().text == symbol;
  }
  /// A reserved word, in any case.
  [[nodiscard]] bool is_word(std::string_view word) const {
    return is(Token::Type::reserved) && equals_ignoring_case(token().text, word);
  }
  [[nodiscard]] Place place() const { return {token().begin, token().text}; }

  void skip() { at_ += at_ + 1 < tokens_.size() ? 1U : 0U; }
  bool take_symbol(std::string_view symbol);
  bool take_word(std::string_view word);
  /// As `take_...`, but anything else is a mistake.
  bool expect_symbol(std::string_view symbol) { return take_symbol(symbol) || fail(); }
  bool expect_word(std::string_view word) { return take_word(word) || fail(); }

  /// The statement is not well formed; always false.
  bool fail();
  /// Refuses the statement for a reason of its own, unless a mistake is known already; always
  /// false.
  bool refuse(std::string message);
  [[nodiscard]] bool failed() const { return !message_.empty(); }
  [[nodiscard]] const std::string& message() const { return message_; }

  std::size_t next_parameter() { return parameters_++; }
  [[nodiscard]] std::size_t parameters() const { return parameters_; }
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t parameters_ = 0;
  std::string message_;
};

/// Parses the longest term from the current token on.
bool parse_term(TokenReader& reader, Term& out);
/// The same for a path alone: an identifier and its steps.
bool parse_path(TokenReader& reader, Term& out);

/// Parses a statement, which must outlive the tree. Errors are those of the grammar; whether the
/// service supports what the statement says is not the question.
[[nodiscard]] Result<RawStatement> parse(std::string_view statement);

}  // namespace ddbsim::expression::partiql
