#include "tests/house/functions.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/house/tokens.hpp"

namespace ddbsim::house {
namespace {

// What a brace opens.
enum class Scope : std::uint8_t { names, type, function, value };

// Stands in a declaration for a `{...}` that is a value.
constexpr std::string_view kBracedValue = "{}";

using Tokens = std::span<const Token>;

int depth_change(std::string_view text) {
  return is_one_of(text, {"(", "["}) ? 1 : is_one_of(text, {")", "]"}) ? -1 : 0;
}

// The tokens that follow `<...>` at the start of `tokens`.
Tokens after_angles(Tokens tokens) {
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    depth += tokens[i].text == "<" ? 1 : tokens[i].text == ">" ? -1 : 0;
    if (depth == 0) {
      return tokens.subspan(i + 1);
    }
  }
  return {};
}

Tokens without_templates_and_attributes(Tokens tokens) {
  while (tokens.size() > 1) {
    if (tokens[0].text == "template") {
      tokens = after_angles(tokens.subspan(1));
    } else if (tokens[0].text == "[" && tokens[1].text == "[") {
      const auto end = std::ranges::find(tokens, "]", &Token::text);
      tokens = tokens.subspan(
          std::min<std::size_t>(static_cast<std::size_t>(end - tokens.begin()) + 2, tokens.size()));
    } else {
      break;
    }
  }
  return tokens;
}

// Of tokens that end inside a parenthesis: those since it opened, or since the last comma in it.
Tokens open_argument(Tokens tokens) {
  int depth = 0;
  for (std::size_t i = tokens.size(); i-- > 0;) {
    if (depth == 0 && is_one_of(tokens[i].text, {"(", ","})) {
      return tokens.subspan(i + 1);
    }
    depth += depth_change(tokens[i].text);
  }
  return {};
}

bool has_open_parenthesis(Tokens tokens) {
  int depth = 0;
  for (const Token& token : tokens) {
    depth += depth_change(token.text);
  }
  return depth > 0;
}

// Position of the first of `words` outside of parentheses, from `from` on; size() if there is none.
std::size_t find_outside(Tokens tokens, std::initializer_list<std::string_view> words,
                         std::size_t from = 0) {
  int depth = 0;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (depth == 0 && is_one_of(tokens[i].text, words)) {
      return i;
    }
    depth += depth_change(tokens[i].text);
  }
  return tokens.size();
}

// Position of the `(` that opens the parameters; size() if there is none.
std::size_t parameters_of(Tokens tokens) {
  std::size_t at = find_outside(tokens, {"("});
  while (
      at < tokens.size() && at > 0 &&
      is_one_of(tokens[at - 1].text, {"decltype", "alignas", "explicit", "requires", "operator"})) {
    const std::size_t closing = find_outside(tokens, {")"}, at + 1);
    at = closing < tokens.size() ? find_outside(tokens, {"("}, closing + 1) : tokens.size();
  }
  return at;
}

bool is_namespace(Tokens head) {
  return head[0].text == "namespace" || (head[0].text == "extern" && head.size() == 1) ||
         (head.size() > 1 && head[0].text == "inline" && head[1].text == "namespace");
}

bool is_type(Tokens head) {
  return find_outside(head, {"class", "struct", "union", "enum"}) < head.size() &&
         !is_one_of(head.back().text, {")", "const", "noexcept", "override"});
}

bool is_lambda(Tokens value) { return !value.empty() && value[0].text == "["; }

// A body, as against the braces of a member's initializer: Item() : name_{...}, size_(0) {
bool opens_body(Tokens head, std::size_t parameters) {
  const std::size_t colon = find_outside(head, {":"}, parameters);
  return colon == head.size() || is_one_of(head.back().text, {")", kBracedValue, "."});
}

// What a `{` opens after the tokens `head` of its declaration.
Scope scope_after(Tokens head, Scope around) {
  if (has_open_parenthesis(head)) {
    return is_lambda(open_argument(head)) ? Scope::function : Scope::value;
  }
  head = without_templates_and_attributes(head);
  if (head.empty() || around == Scope::value) {
    return is_lambda(head) ? Scope::function : Scope::value;
  }
  if (is_namespace(head)) {
    return Scope::names;
  }
  const std::size_t value = find_outside(head, {"=", "operator"});
  if (value < head.size() && head[value].text == "=") {
    return is_lambda(head.subspan(value + 1)) ? Scope::function : Scope::value;
  }
  if (is_type(head)) {
    return Scope::type;
  }
  const std::size_t parameters = parameters_of(head);
  return parameters < head.size() && opens_body(head, parameters) ? Scope::function : Scope::value;
}

// The name before the parameters: run, Item::~Item, operator==.
std::string name_of(Tokens head) {
  head = without_templates_and_attributes(head);
  const std::size_t parameters = parameters_of(head);
  if (parameters == 0 || parameters == head.size() || has_open_parenthesis(head) ||
      head[parameters - 1].text == "]") {
    return "lambda";
  }
  std::size_t begin = std::min(find_outside(head, {"operator"}), parameters - 1);
  while (begin > 0 && is_one_of(head[begin - 1].text, {"::", "~"})) {
    begin -= head[begin - 1].text == "::" && begin > 1 ? 2U : 1U;
  }
  std::string name;
  for (const Token& token : head.subspan(begin, parameters - begin)) {
    name += token.text;
  }
  return name;
}

class Scanner {
 public:
  std::vector<Function> run(const std::vector<Token>& tokens) && {
    for (const Token& token : tokens) {
      if (depth_in_function_ > 0) {
        inside_function(token);
      } else {
        outside(token);
      }
    }
    return std::move(functions_);
  }

 private:
  // Declarations that wait for the end of the brace that interrupted them.
  struct Open {
    Scope scope;
    std::vector<Token> head;
  };

  Scope around() const { return open_.empty() ? Scope::names : open_.back().scope; }

  void inside_function(const Token& token) {
    depth_in_function_ += token.text == "{" ? 1 : token.text == "}" ? -1 : 0;
    if (depth_in_function_ == 0) {
      functions_.push_back({.name = name_of(head_), .first_line = begin_, .last_line = token.line});
      end_function(token.line);
    }
  }

  // A lambda is a part of a declaration that goes on; every other body ends its declaration.
  void end_function(int line) {
    if (around() == Scope::value || is_value(head_)) {
      head_.push_back({.text = std::string(kBracedValue), .line = line});
    } else {
      head_.clear();
    }
  }

  static bool is_value(Tokens head) {
    return has_open_parenthesis(head) ||
           head[std::min(find_outside(head, {"=", "operator"}), head.size() - 1)].text == "=";
  }

  void outside(const Token& token) {
    if (token.text == "{") {
      open();
    } else if (token.text == "}") {
      close(token);
    } else if (ends_declaration(token)) {
      head_.clear();
    } else {
      head_.push_back(token);
    }
  }

  bool ends_declaration(const Token& token) const {
    if (has_open_parenthesis(head_)) {
      return false;
    }
    const bool label = head_.size() == 1 && token.text == ":" &&
                       is_one_of(head_[0].text, {"public", "private", "protected"});
    return label || token.text == ";" || (token.text == "," && around() == Scope::value);
  }

  void open() {
    const Scope scope = scope_after(head_, around());
    if (scope == Scope::function) {
      const Tokens lambda = has_open_parenthesis(head_) ? open_argument(head_) : Tokens(head_);
      begin_ = lambda.front().line;
      depth_in_function_ = 1;
      return;
    }
    open_.push_back({.scope = scope, .head = std::exchange(head_, {})});
  }

  void close(const Token& token) {
    head_.clear();
    if (open_.empty()) {
      return;
    }
    if (open_.back().scope == Scope::value) {
      head_ = std::move(open_.back().head);
      head_.push_back({.text = std::string(kBracedValue), .line = token.line});
    }
    open_.pop_back();
  }

  std::vector<Function> functions_;
  std::vector<Open> open_;
  std::vector<Token> head_;
  int begin_ = 0;  // the line on which the declaration of the function begins
  int depth_in_function_ = 0;
};

}  // namespace

std::vector<Function> functions_of(std::string_view source) {
  return Scanner().run(tokens_of(source));
}

}  // namespace ddbsim::house
