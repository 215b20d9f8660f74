#pragma once

#include <vector>

#include "sim/expression/lexer.hpp"
#include "sim/expression/tree.hpp"

namespace ddbsim::expression {

/// Reads tokens one after the other and adds nodes to a tree; remembers the first syntax error.
class TokenReader {
 public:
  TokenReader(const std::vector<Token>& tokens, Tree& tree) : tokens_(tokens), tree_(tree) {}

  [[nodiscard]] const Token& token() const { return tokens_[at_]; }
  [[nodiscard]] bool is(Token::Type type) const { return token().type == type; }
  /// The token after this one; must not be called at the end.
  [[nodiscard]] const Token& following() const { return tokens_[at_ + 1]; }
  void skip() { ++at_; }
  bool take(Token::Type type);
  /// As `take`, but anything else is a syntax error.
  bool expect(Token::Type type);
  /// name ( . name | [ number ] )*
  bool path(RawPath& out);

  /// Marks the current token as the mistake; always false.
  bool fail();
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::string message() const { return syntax_error(tree_.text, tokens_, at_); }

  std::uint32_t add(Node node);
  [[nodiscard]] Tree& tree() { return tree_; }

 private:
  const std::vector<Token>& tokens_;
  Tree& tree_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// Where a term stands decides what it may be.
enum class Place : std::uint8_t {
  condition,   ///< a condition: comparisons, AND, OR, NOT, functions
  arithmetic,  ///< right of SET a =: an operand, or two with + or -
  operand,     ///< path, :value, function
};

/// Parses the longest term from the current token on; its node goes to `root`. Stops at the first
/// token that cannot continue the term (for the caller to judge), or fails.
///
/// Parentheses stand around operands and conditions alike, and which of them only shows later:
/// `((a) = b)`. So this is a stack of what is open, not recursive descent; and the 4096 opening
/// parentheses that an expression may consist of take no stack of the machine.
bool parse_term(TokenReader& reader, Place place, std::uint32_t& root);

/// Parses a whole expression of the tree's kind from the tree's text. False with the message on
/// syntax errors.
bool parse(Tree& tree, std::string& message);

}  // namespace ddbsim::expression
