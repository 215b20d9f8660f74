#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::expression::partiql {

/// Tokens of PartiQL statements.
struct Token {
  enum class Type : std::uint8_t {
    end,
    word,       ///< an identifier that is no reserved word, or `@` and one
    reserved,   ///< SELECT, from, Value, ...: in any case
    quoted,     ///< "identifier"
    text,       ///< 'text'
    number,     ///< 1, 1.5, .5, 5., 1e3
    parameter,  ///< ?
    ion,        ///< `anything`
    symbol,     ///< ( ) [ ] { } << >> < > <= >= <> != = + - * / % || , . : ;
    unknown,    ///< a character that starts no token, or a text without its end
  };

  Type type = Type::end;
  std::string_view text;  ///< as written, quotes included; empty at the end
  std::size_t begin = 0;  ///< offset in the statement
};

/// All tokens of `text`, then one of type `end`; comments (`-- to the end of the line`, `/* */`)
/// are left out. Never fails: what is no token is `unknown`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

/// What a text or a quoted identifier stands for: without its quotes, doubled ones single.
[[nodiscard]] std::string unquoted(std::string_view token);

[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// " at 1:24:4": line, column and length of a token, as messages end. Columns count characters.
[[nodiscard]] std::string position_text(std::string_view statement, std::size_t begin,
                                        std::string_view token);

}  // namespace ddbsim::expression::partiql
