#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/source.hpp"
#include "sim/value/value_view.hpp"

namespace ddbsim::scenario {

namespace {

constexpr std::size_t kMaxDepth = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         c == '.' || c == '-' || c == '+' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

std::size_t line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

}  // namespace

/// One pass over a text. Functions that read something return false after an error, which is kept.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::expected<Locator, Locator::SyntaxError> run() {
    locator_.nodes_.emplace_back();
    if (text_.starts_with("\xEF\xBB\xBF")) {
      stop({0, 3}, "the file begins with a byte order mark: save it as plain UTF-8");
    } else {
      whole_text();
    }
    if (error_) {
      return std::unexpected(std::move(*error_));
    }
    return std::move(locator_);
  }

 private:
  using Node = Locator::Node;

  void whole_text() {
    skip_blanks();
    if (at_end()) {
      stop({at_, at_}, "expected a JSON object, but there is nothing in this file");
      return;
    }
    if (!value(0)) {
      return;
    }
    skip_blanks();
    if (!at_end()) {
      stop(token(), fmt::format("expected the end of the file, found {}", found()));
    }
  }

  // Values. `node` is where the value's place is kept.

  bool value(std::size_t node) {
    const std::size_t begin = at_;
    locator_.nodes_[node].value = {begin, begin + 1};
    bool good = false;
    switch (peek()) {
      case '{':
        good = nested() && object(node);
        break;
      case '[':
        good = nested() && array(node);
        break;
      case '"':
        good = string().has_value();
        break;
      default:
        good = number_or_word();
    }
    locator_.nodes_[node].value.end = at_;
    return good;
  }

  bool nested() {
    if (path_.size() < kMaxDepth) {
      return true;
    }
    return stop(token(), fmt::format("nested deeper than {} levels", kMaxDepth));
  }

  bool object(std::size_t node) {
    const std::size_t begin = at_++;
    std::set<std::string, std::less<>> names;
    std::size_t last = 0;
    skip_blanks();
    if (take('}')) {
      return true;
    }
    while (true) {
      const auto child = member(begin, names);
      if (!child) {
        return false;
      }
      link(node, last, *child);
      if (const auto more = separator(begin, "object", '}'); !more || !*more) {
        return more.has_value();
      }
    }
  }

  std::optional<std::size_t> member(std::size_t object_begin,
                                    std::set<std::string, std::less<>>& names) {
    if (peek() != '"') {
      inside(object_begin, "object", "expected a member name in double quotes");
      return std::nullopt;
    }
    Node node;
    node.name.begin = at_;
    auto name = string();
    if (!name) {
      return std::nullopt;
    }
    node.name.end = at_;
    if (!names.insert(*name).second) {
      path_.push_back(*name);
      stop(node.name, fmt::format("the member \"{}\" is named twice in one object", *name));
      return std::nullopt;
    }
    node.key = std::move(*name);
    skip_blanks();
    path_.push_back(node.key);
    if (!take(':')) {
      inside(object_begin, "object", "expected a colon after the member name");
      return std::nullopt;
    }
    skip_blanks();
    return element(std::move(node));
  }

  bool array(std::size_t node) {
    const std::size_t begin = at_++;
    std::size_t last = 0;
    skip_blanks();
    if (take(']')) {
      return true;
    }
    for (std::size_t index = 0;; ++index) {
      Node child;
      child.key = std::to_string(index);
      path_.push_back(child.key);
      const auto number = element(std::move(child));
      if (!number) {
        return false;
      }
      link(node, last, *number);
      if (const auto more = separator(begin, "list", ']'); !more || !*more) {
        return more.has_value();
      }
    }
  }

  /// The value of a member or element whose key is on the path already.
  std::optional<std::size_t> element(Node node) {
    const std::size_t number = locator_.nodes_.size();
    locator_.nodes_.push_back(std::move(node));
    if (at_end()) {
      stop({at_, at_}, "the file ends here: expected a value");
      return std::nullopt;
    }
    if (!value(number)) {
      return std::nullopt;
    }
    path_.pop_back();
    return number;
  }

  void link(std::size_t parent, std::size_t& last, std::size_t child) {
    (last == 0 ? locator_.nodes_[parent].first_child : locator_.nodes_[last].next) = child;
    last = child;
  }

  /// After a member or element: true for another one, false for the end.
  std::optional<bool> separator(std::size_t begin, std::string_view what, char close) {
    skip_blanks();
    if (take(close)) {
      return false;
    }
    const std::size_t comma = at_;
    if (!take(',')) {
      inside(begin, what, fmt::format("expected a comma or {}", close));
      return std::nullopt;
    }
    skip_blanks();
    if (peek() == close) {
      stop({comma, comma + 1}, fmt::format("a comma right before {}: remove it", close));
      return std::nullopt;
    }
    return true;
  }

  // Strings.

  std::optional<std::string> string() {
    const std::size_t begin = at_++;
    std::string out;
    while (true) {
      if (at_end() || peek() == '\n') {
        stop({begin, at_},
             at_end() ? "the file ends inside the string that begins here: expected \""
                      : "the string that begins here does not end on its line: expected \"");
        return std::nullopt;
      }
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        break;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        stop({at_, at_ + 1}, "a control character in a string: write it as an escape, \\t for tab");
        return std::nullopt;
      }
      if (c == '\\') {
        if (!escape(out)) {
          return std::nullopt;
        }
      } else {
        out += c;
        ++at_;
      }
    }
    if (!value::is_utf8(out)) {
      stop({begin, at_}, "this string is not valid UTF-8");
      return std::nullopt;
    }
    return out;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t begin = at_;
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (const auto known = kEscapes.find(c); known != std::string_view::npos) {
      out += kMeanings[known];
      at_ += 2;
      return true;
    }
    std::optional<std::uint32_t> code = c == 'u' ? hex(at_ + 2) : std::nullopt;
    if (!code) {
      return stop({begin, std::min(begin + 2, text_.size())},
                  "no such escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000 exist");
    }
    at_ += 6;
    if (*code >= 0xD800 && *code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      if (const auto low = hex(at_ + 2); low && *low >= 0xDC00 && *low < 0xE000) {
        code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
        at_ += 6;
      }
    }
    if (*code >= 0xD800 && *code < 0xE000) {
      return stop({begin, at_}, "half of a surrogate pair, which is no character");
    }
    append_utf8(*code, out);
    return true;
  }

  std::optional<std::uint32_t> hex(std::size_t at) const {
    std::uint32_t code = 0;
    for (std::size_t digit = 0; digit < 4; ++digit) {
      constexpr std::string_view kDigits = "0123456789abcdef0123456789ABCDEF";
      const auto value =
          at + digit < text_.size() ? kDigits.find(text_[at + digit]) : std::string_view::npos;
      if (value == std::string_view::npos) {
        return std::nullopt;
      }
      code = code * 16 + static_cast<std::uint32_t>(value % 16);
    }
    return code;
  }

  static void append_utf8(std::uint32_t code, std::string& out) {
    const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
    const auto rest = [&byte, code](unsigned shift) { byte(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0U | (code >> 6U));
      rest(0);
    } else if (code < 0x10000) {
      byte(0xE0U | (code >> 12U));
      rest(6);
      rest(0);
    } else {
      byte(0xF0U | (code >> 18U));
      rest(12);
      rest(6);
      rest(0);
    }
  }

  // Numbers, true, false, null.

  bool number_or_word() {
    const Span at = token();
    const std::string_view word = text_.substr(at.begin, at.size());
    if (word == "true" || word == "false" || word == "null" || is_number(word)) {
      at_ = at.end;
      return true;
    }
    return stop(at, fmt::format("expected a value, found {}", found()));
  }

  static bool is_number(std::string_view word) {
    std::size_t at = word.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
      const std::size_t begin = at;
      while (at < word.size() && is_digit(word[at])) {
        ++at;
      }
      return at - begin;
    };
    const bool zero = at < word.size() && word[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) {
      return false;
    }
    if (at < word.size() && word[at] == '.') {
      ++at;
      if (digits() == 0) {
        return false;
      }
    }
    if (at < word.size() && (word[at] == 'e' || word[at] == 'E')) {
      ++at;
      at += at < word.size() && (word[at] == '+' || word[at] == '-') ? 1U : 0U;
      if (digits() == 0) {
        return false;
      }
    }
    return at == word.size();
  }

  // What is here, and what is wrong with it.

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (at_end() || peek() != c) {
      return false;
    }
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (!at_end() && std::string_view(" \t\r\n").find(peek()) != std::string_view::npos) {
      ++at_;
    }
  }

  /// The word or sign that stands here.
  [[nodiscard]] Span token() const {
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) {
      ++end;
    }
    return {at_, std::min(std::max(end, at_ + 1), text_.size())};
  }

  [[nodiscard]] std::string found() const {
    if (at_end()) {
      return "the end of the file";
    }
    if (text_.substr(at_, 2) == "//" || text_.substr(at_, 2) == "/*") {
      return "a comment, which JSON does not have: \"why\" and \"description\" are for words";
    }
    if (peek() == '"') {
      const std::size_t close = text_.find_first_of("\"\n", at_ + 1);
      const std::size_t end = close == std::string_view::npos ? text_.size() : close;
      return fmt::format("\"{}\"", text_.substr(at_ + 1, end - at_ - 1));
    }
    if (peek() == '\'') {
      return "' (strings stand in double quotes)";
    }
    const Span here = token();
    const std::string_view word = text_.substr(here.begin, here.size());
    return value::is_utf8(word) && static_cast<unsigned char>(word[0]) >= 0x20
               ? std::string(word)
               : std::string("a byte that is no text");
  }

  void inside(std::size_t begin, std::string_view what, std::string_view expected) {
    if (at_end()) {
      stop({at_, at_}, fmt::format("the file ends inside the {} that begins in line {}: {}", what,
                                   line_of(text_, begin), expected));
    } else {
      stop(token(), fmt::format("{}, found {}", expected, found()));
    }
  }

  bool stop(Span at, std::string message) {
    std::string pointer;
    for (const std::string& token : path_) {
      pointer += "/" + pointer_token(token);
    }
    error_ = Locator::SyntaxError{at, std::move(pointer), std::move(message)};
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> path_;
  Locator locator_;
  std::optional<Locator::SyntaxError> error_;
};

std::expected<Locator, Locator::SyntaxError> Locator::scan(std::string_view text) {
  return Scanner(text).run();
}

const Locator::Node& Locator::find(std::string_view pointer) const {
  const Node* node = &nodes_.front();
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view token = pointer.substr(1, end - 1);
    std::size_t child = node->first_child;
    while (child != 0 && nodes_[child].key != token && pointer_token(nodes_[child].key) != token) {
      child = nodes_[child].next;
    }
    if (child == 0) {
      break;
    }
    node = &nodes_[child];
    pointer.remove_prefix(end);
  }
  return *node;
}

Span Locator::value(std::string_view pointer) const { return find(pointer).value; }

Span Locator::name(std::string_view pointer) const {
  const Node& node = find(pointer);
  return node.name.end == 0 ? node.value : node.name;
}

}  // namespace ddbsim::scenario
