#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

// A file's text, what it says, and where it says it.
namespace ddbsim::scenario {

/// Members in the order of the file.
using Ordered = nlohmann::ordered_json;
/// Members sorted by name: what answers are compared in.
using Json = nlohmann::json;

/// Line and column, both from 1; columns count characters (UTF-8 code points), as editors do.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};
/// Bytes [begin, end) of a text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
  friend bool operator==(const Span&, const Span&) = default;
};

/// Something that makes a file no scenario.
struct Problem {
  std::string path;
  Position position;
  std::string pointer;     ///< JSON pointer (RFC 6901) of the place, "" for the whole file
  std::string message;     ///< what was expected, in words
  std::string excerpt;     ///< the line of the file; empty when there is none
  std::size_t marked = 1;  ///< how many characters of the excerpt are meant, from `position` on
};
/// "scenarios/a.json:12:7: /steps/3/requst: unknown member ...", then the excerpt, and a mark
/// below.
[[nodiscard]] std::string text_of(const Problem& problem);

/// Where each value of a JSON text stands. Made by a scan of the text that also finds what is wrong
/// with it, in better words than a parser that only needs the values.
class Locator {
 public:
  struct SyntaxError {
    Span at;
    std::string pointer;  ///< the innermost value that had begun
    std::string message;
  };
  /// The text must be one JSON value (RFC 8259) in valid UTF-8 whose objects name no member twice.
  [[nodiscard]] static std::expected<Locator, SyntaxError> scan(std::string_view text);

  /// Where the value stands; of a pointer that leads nowhere, its deepest part that leads
  /// somewhere.
  [[nodiscard]] Span value(std::string_view pointer) const;
  /// Where the member's name stands, quotes included; `value` for what has none.
  [[nodiscard]] Span name(std::string_view pointer) const;

 private:
  friend class Scanner;
  struct Node {
    Span value;
    Span name;
    std::string key;              ///< unescaped member name, or the index as text
    std::size_t first_child = 0;  ///< 0: none (0 is the root)
    std::size_t next = 0;         ///< sibling; 0: none
  };
  [[nodiscard]] const Node& find(std::string_view pointer) const;
  std::vector<Node> nodes_;
};

/// A file that was read: immutable, shared by everything that was made of it.
class Source {
 public:
  /// The error says where the text stops being JSON.
  [[nodiscard]] static std::expected<std::shared_ptr<const Source>, Problem> parse(
      std::string path, std::string text);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const Ordered& json() const noexcept { return json_; }
  [[nodiscard]] const Locator& locator() const noexcept { return locator_; }
  /// A problem with the value at `pointer`, or with the name of that member.
  [[nodiscard]] Problem problem(std::string pointer, std::string message,
                                bool at_name = false) const;

 private:
  Source() = default;
  std::string path_;
  std::string text_;
  Ordered json_;
  Locator locator_;
};

/// Where a part of a scenario stands: in its own file or in an included one.
struct Origin {
  std::shared_ptr<const Source> source;
  std::string pointer;
  [[nodiscard]] Problem problem(std::string_view below, std::string message,
                                bool at_name = false) const {
    return source->problem(pointer + std::string(below), std::move(message), at_name);
  }
};

/// One token of a JSON pointer, escaped: "/" becomes "~1", "~" becomes "~0".
[[nodiscard]] std::string pointer_token(std::string_view name);

}  // namespace ddbsim::scenario
