#include "sim/scenario/pretty.hpp"

#include <algorithm>

namespace ddbsim::scenario {

namespace {

/// Bytes that are no character of their own in UTF-8 do not count.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

template <class Tree>
void append_flat(const Tree& json, std::string& out) {
  if (!json.is_structured()) {
    out += json.dump(-1, ' ', false, Tree::error_handler_t::replace);
    return;
  }
  out += json.is_object() ? '{' : '[';
  bool first = true;
  for (auto it = json.begin(); it != json.end(); ++it) {
    out += first ? "" : ", ";
    first = false;
    if (json.is_object()) {
      out += Tree(it.key()).dump() + ": ";
    }
    append_flat(*it, out);
  }
  out += json.is_object() ? '}' : ']';
}

template <class Tree>
class Printer {
 public:
  explicit Printer(std::size_t width) : width_(width) {}

  /// `used`: columns of the line before the value; `after`: of what follows it. `twin`, when there
  /// is one, is broken where this is and the other way round.
  void print(const Tree& json, const Tree* twin, std::size_t indent, std::size_t used,
             std::size_t after) {
    if (fits(json, used + after) && !(breaks_with(json, twin) && !fits(*twin, used + after))) {
      append_flat(json, out);
      return;
    }
    const bool object = json.is_object();
    out += object ? "{\n" : "[\n";
    std::size_t index = 0;
    for (auto it = json.begin(); it != json.end(); ++it, ++index) {
      const bool last = index + 1 == json.size();
      out.append(indent + 2, ' ');
      const std::string key = object ? Tree(it.key()).dump() + ": " : "";
      out += key;
      const Tree* other = nullptr;
      if (breaks_with(json, twin)) {
        other = object ? member(*twin, it.key()) : element(*twin, index);
      }
      print(*it, other, indent + 2, indent + 2 + characters(key), last && twin == nullptr ? 0 : 1);
      out += last ? "\n" : ",\n";
    }
    out.append(indent, ' ');
    out += object ? '}' : ']';
  }

  std::string out;

 private:
  [[nodiscard]] bool fits(const Tree& json, std::size_t besides) const {
    if (!json.is_structured() || json.empty()) {
      return true;
    }
    std::string flat;
    append_flat(json, flat);
    return besides + characters(flat) <= width_;
  }
  [[nodiscard]] static bool breaks_with(const Tree& json, const Tree* twin) {
    return twin != nullptr && json.is_structured() && !json.empty() && json.type() == twin->type();
  }
  [[nodiscard]] static const Tree* member(const Tree& object, const std::string& key) {
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
  }
  [[nodiscard]] static const Tree* element(const Tree& list, std::size_t index) {
    return index < list.size() ? &list[index] : nullptr;
  }

  std::size_t width_;
};

template <class Tree>
std::string printed(const Tree& json, const Tree* twin, std::size_t width, std::size_t indent,
                    std::size_t before) {
  Printer<Tree> printer(width);
  printer.print(json, twin, indent, indent + before, 1);
  return std::move(printer.out);
}

}  // namespace

std::string pretty(const Ordered& json, std::size_t width, std::size_t indent, std::size_t before) {
  return printed<Ordered>(json, nullptr, width, indent, before);
}

std::string pretty(const Json& json, std::size_t width, std::size_t indent, std::size_t before) {
  return printed<Json>(json, nullptr, width, indent, before);
}

std::pair<std::string, std::string> pretty_twins(const Json& left, const Json& right,
                                                 std::size_t width) {
  return {printed(left, &right, width, 0, 0), printed(right, &left, width, 0, 0)};
}

}  // namespace ddbsim::scenario
