#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/value/item.hpp"

// Requests are read twice as fast when no tree is built of them. This reads what clients write; for
// everything else (a mistake, a rare form) it only says no, and whoever asked reads the text again
// as a document, which has the service's error for every case. So it holds no message and need not
// be complete, but what it accepts it must read like the other (tests compare the two).
namespace ddbsim::value {

/// Walks over a JSON text. Every function says false when the text is not as expected; the cursor
/// is useless then.
class JsonCursor {
 public:
  /// The text outlives the cursor. It must be UTF-8: `is_utf8`.
  explicit JsonCursor(std::string_view text) noexcept
      : at_(text.data()), end_(text.data() + text.size()) {}

  /// Takes `c`, after blanks.
  [[nodiscard]] bool take(char c) noexcept {
    skip_blanks();
    const bool there = at_ != end_ && *at_ == c;
    at_ += there ? 1 : 0;
    return there;
  }
  /// The next character that is no blank; 0 at the end.
  [[nodiscard]] char peek() noexcept {
    skip_blanks();
    return at_ == end_ ? '\0' : *at_;
  }
  /// Nothing but blanks is left.
  [[nodiscard]] bool at_end() noexcept {
    skip_blanks();
    return at_ == end_;
  }
  /// A string, its escapes resolved: a view into the text, or into the cursor.
  [[nodiscard]] bool string(std::string_view& out);
  /// "true", "false" or "null".
  [[nodiscard]] bool word(std::string_view expected) noexcept;
  [[nodiscard]] bool boolean(bool& out) noexcept;
  /// A whole number of at most 18 digits, without exponent.
  [[nodiscard]] bool integer(std::int64_t& out) noexcept;

  /// `{...}`: calls `member(name)` at each value, which takes it.
  template <class Member>
  [[nodiscard]] bool object(Member member) {
    if (!take('{')) {
      return false;
    }
    if (take('}')) {
      return true;
    }
    do {
      std::string_view name;
      if (!string(name) || !take(':') || !member(name)) {
        return false;
      }
    } while (take(','));
    return take('}');
  }
  /// `[...]`: calls `element()` at each value, which takes it.
  template <class Element>
  [[nodiscard]] bool array(Element element) {
    if (!take('[')) {
      return false;
    }
    if (take(']')) {
      return true;
    }
    do {
      if (!element()) {
        return false;
      }
    } while (take(','));
    return take(']');
  }

 private:
  void skip_blanks() noexcept {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }
  [[nodiscard]] bool escaped_string(const char* begin, std::string_view& out);
  [[nodiscard]] bool escape(std::string& out);
  [[nodiscard]] bool code_unit(unsigned& out) noexcept;

  const char* at_;
  const char* end_;
  std::deque<std::string> resolved_;  ///< strings that had escapes
};

/// Reads attribute maps; keeps its buffers from one to the next.
class ItemReader {
 public:
  explicit ItemReader(Layouts* layouts) : builder_(layouts) {}

  /// `{"pk":{"S":"a"},...}`.
  [[nodiscard]] bool read(JsonCursor& cursor, Item& out);
  /// `{"S":"a"}`.
  [[nodiscard]] bool read(JsonCursor& cursor, AttributeValue& out);

 private:
  struct Entry {
    std::string_view name;
    std::uint32_t begin;
    std::uint32_t end;
    Type type;
  };
  /// Elements of one document, before their table stands.
  struct Scratch {
    std::vector<Entry> entries;
    std::string values;
  };
  [[nodiscard]] bool typed(JsonCursor& cursor, std::size_t depth, std::string& out, Type& type);
  [[nodiscard]] bool packed(JsonCursor& cursor, std::size_t depth, std::string& out, Type type);
  [[nodiscard]] static bool text(JsonCursor& cursor, std::string& out, Type type);
  [[nodiscard]] bool map(JsonCursor& cursor, std::size_t depth, std::string& out);
  [[nodiscard]] bool list(JsonCursor& cursor, std::size_t depth, std::string& out);
  [[nodiscard]] bool set(JsonCursor& cursor, std::size_t depth, std::string& out, Type element);
  Scratch& scratch(std::size_t depth);

  ItemBuilder builder_;
  std::string value_;
  std::deque<Scratch> scratch_;  ///< by depth
};

}  // namespace ddbsim::value
