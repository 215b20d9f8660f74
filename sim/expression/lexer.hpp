#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::expression {

/// Tokens of all expression languages; keywords are keywords in any case and in every language.
struct Token {
  enum class Type : std::uint8_t {
    end,
    word,    ///< letter, then letters, digits, underscores
    name,    ///< #placeholder
    value,   ///< :placeholder
    number,  ///< 0, or digits without a leading zero
    comma,
    dot,
    open,
    close,
    open_bracket,
    close_bracket,
    plus,
    minus,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    key_and,
    key_or,
    key_not,
    key_in,
    key_between,
    key_set,
    key_remove,
    key_add,
    key_delete,
    unknown,  ///< a character that starts no token
  };

  Type type = Type::end;
  std::string_view text;  ///< empty at the end
  std::size_t begin = 0;  ///< offset in the expression
};

/// All tokens of `text`, then one of type `end`. Never fails: what is no token is `unknown`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

/// `Syntax error; token: "=", near: "a = = b"`. "Near" is the raw text from the token before to the
/// token after; before the first and after the last token it reaches to the ends of the expression.
/// (Measured on DynamoDB Local, which has the service's own grammar; public reports of the real
/// service agree.)
[[nodiscard]] std::string syntax_error(std::string_view text, const std::vector<Token>& tokens,
                                       std::size_t at);

}  // namespace ddbsim::expression
