#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/iam/context.hpp"

// Texts of policies that requests are matched with: `*` any characters, `?` any one, and policy
// variables `${key}`, `${key, 'default'}`, which stand for a value of the request's context.
// Sources: IAM User Guide, "IAM JSON policy elements: Variables and tags", "... Resource", "...
// Condition operators".
namespace ddbsim::iam {

class Pattern {
 public:
  /// What the text is, which decides how far wildcards reach.
  enum class Form : std::uint8_t {
    exact,     ///< no wildcards: `*` and `?` are themselves
    text,      ///< wildcards match anything
    resource,  ///< an ARN; in its first five parts wildcards stay within their part, but for a `*`
               ///< that ends one ("it can expand to match beyond the colon boundaries")
    arn,       ///< an ARN; in its first five parts wildcards stay within their part
  };
  enum class Case : std::uint8_t { counts, ignored };

  /// `variables` false: `${...}` is text, as policies of version 2008-10-17 have it. The error says
  /// what is wrong with a variable.
  [[nodiscard]] static std::expected<Pattern, std::string> parse(std::string_view text, Form form,
                                                                 bool variables);

  /// False as well when a variable has neither a value of the context, nor several, nor a default.
  [[nodiscard]] bool matches(std::string_view text, const Context& context,
                             Case letters = Case::counts) const;

 private:
  struct Piece {
    enum class Kind : std::uint8_t { text, any, one, variable };
    Kind kind = Kind::text;
    std::string text = {};                     ///< or the key of a variable
    std::optional<std::string> fallback = {};  ///< of a variable
  };
  /// What one character of the pattern takes of a text.
  struct Token {
    enum class Kind : std::uint8_t { character, one, one_within, any, any_within };
    Kind kind = Kind::character;
    char character = 0;

    [[nodiscard]] bool is_star() const noexcept {
      return kind == Kind::any || kind == Kind::any_within;
    }
    [[nodiscard]] bool takes_only(char c) const noexcept {
      return kind == Kind::character && character == c;
    }
    [[nodiscard]] bool takes(char c) const noexcept {
      const bool within = kind == Kind::one_within || kind == Kind::any_within;
      return kind == Kind::character ? c == character : !within || c != ':';
    }
  };

  [[nodiscard]] std::optional<std::string> add_variable(std::string_view inside);
  void add_text(char character);
  [[nodiscard]] std::optional<std::vector<Token>> tokens(const Context& context,
                                                         Case letters) const;
  void confine(std::vector<Token>& tokens) const;

  Form form_ = Form::text;
  std::vector<Piece> pieces_;
};

}  // namespace ddbsim::iam
