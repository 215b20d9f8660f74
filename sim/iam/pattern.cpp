#include "sim/iam/pattern.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ddbsim::iam {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Letters, digits and what stands between them in keys: "aws:PrincipalTag/cost-center".
bool is_key(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(":/-_.+=@ ").find(c) != std::string_view::npos;
  });
}

/// States of the match that hold at once: which tokens the text so far may stand before.
class Progress {
 public:
  template <class Tokens>
  Progress(const Tokens& tokens, std::string_view text) : reached_(tokens.size() + 1, false) {
    reached_[0] = true;
    pass_stars(tokens);
    for (const char c : text) {
      take(tokens, c);
    }
  }
  [[nodiscard]] bool done() const { return reached_.back(); }

 private:
  /// A `*` may stand for nothing.
  template <class Tokens>
  void pass_stars(const Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (reached_[i] && tokens[i].is_star()) {
        reached_[i + 1] = true;
      }
    }
  }
  template <class Tokens>
  void take(const Tokens& tokens, char c) {
    std::vector<bool> next(reached_.size(), false);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (reached_[i] && tokens[i].takes(c)) {
        next[tokens[i].is_star() ? i : i + 1] = true;
      }
    }
    reached_ = std::move(next);
    pass_stars(tokens);
  }

  std::vector<bool> reached_;
};

}  // namespace

void Pattern::add_text(char character) {
  if (pieces_.empty() || pieces_.back().kind != Piece::Kind::text) {
    pieces_.push_back({});
  }
  pieces_.back().text += character;
}

/// What stands between the braces: "*", "aws:username", "aws:PrincipalTag/team, 'none'".
std::optional<std::string> Pattern::add_variable(std::string_view inside) {
  if (inside == "*" || inside == "?" || inside == "$") {
    add_text(inside[0]);
    return std::nullopt;
  }
  const std::size_t comma = inside.find(',');
  const std::string_view key = trimmed(inside.substr(0, comma));
  if (!is_key(key)) {
    return fmt::format("\"${{{}}}\" is no policy variable", inside);
  }
  Piece piece{.kind = Piece::Kind::variable, .text = std::string(key)};
  if (comma != std::string_view::npos) {
    const std::string_view quoted = trimmed(inside.substr(comma + 1));
    if (quoted.size() < 2 || !quoted.starts_with('\'') || !quoted.ends_with('\'')) {
      return fmt::format("the default value of \"${{{}}}\" needs single quotes", inside);
    }
    piece.fallback = quoted.substr(1, quoted.size() - 2);
  }
  pieces_.push_back(std::move(piece));
  return std::nullopt;
}

std::expected<Pattern, std::string> Pattern::parse(std::string_view text, Form form,
                                                   bool variables) {
  Pattern out;
  out.form_ = form;
  while (!text.empty()) {
    const char c = text.front();
    if (variables && text.starts_with("${")) {
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos) {
        return std::unexpected(fmt::format("\"{}\" has no closing brace", text));
      }
      if (auto wrong = out.add_variable(text.substr(2, end - 2))) {
        return std::unexpected(std::move(*wrong));
      }
      text.remove_prefix(end + 1);
      continue;
    }
    if (form != Form::exact && (c == '*' || c == '?')) {
      out.pieces_.push_back({.kind = c == '*' ? Piece::Kind::any : Piece::Kind::one});
    } else {
      out.add_text(c);
    }
    text.remove_prefix(1);
  }
  return out;
}

/// The pattern for this request, its variables in place.
std::optional<std::vector<Pattern::Token>> Pattern::tokens(const Context& context,
                                                           Case letters) const {
  std::vector<Token> out;
  const auto add = [&](std::string_view text) {
    for (const char c : letters == Case::ignored ? lowered(text) : std::string(text)) {
      out.push_back({.kind = Token::Kind::character, .character = c});
    }
  };
  for (const Piece& piece : pieces_) {
    if (piece.kind == Piece::Kind::text) {
      add(piece.text);
    } else if (piece.kind != Piece::Kind::variable) {
      out.push_back({.kind = piece.kind == Piece::Kind::any ? Token::Kind::any : Token::Kind::one});
    } else if (const auto* values = context.find(piece.text); values && values->size() == 1) {
      add(values->front());
    } else if (piece.fallback) {
      add(*piece.fallback);
    } else {
      return std::nullopt;
    }
  }
  confine(out);
  return out;
}

/// Wildcards in the first five parts of an ARN.
void Pattern::confine(std::vector<Token>& tokens) const {
  if (form_ != Form::resource && form_ != Form::arn) {
    return;
  }
  constexpr int kColons = 5;
  int colons = 0;
  for (std::size_t i = 0; i < tokens.size() && colons < kColons; ++i) {
    Token& token = tokens[i];
    if (token.kind == Token::Kind::one) {
      token.kind = Token::Kind::one_within;
    } else if (token.kind == Token::Kind::any) {
      const bool ends_part = i + 1 == tokens.size() || tokens[i + 1].takes_only(':');
      if (form_ == Form::arn || !ends_part) {
        token.kind = Token::Kind::any_within;
      }
    } else if (token.takes_only(':')) {
      ++colons;
    }
  }
}

bool Pattern::matches(std::string_view text, const Context& context, Case letters) const {
  if (pieces_.size() == 1 && pieces_.front().kind == Piece::Kind::text) {  // most are
    const std::string& own = pieces_.front().text;
    return letters == Case::ignored ? lowered(own) == lowered(text) : own == text;
  }
  const auto mine = tokens(context, letters);
  if (!mine) {
    return false;
  }
  return letters == Case::ignored ? Progress(*mine, lowered(text)).done()
                                  : Progress(*mine, text).done();
}

}  // namespace ddbsim::iam
