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

  /// `used`: columns of the line before the value; `after`: of what follows it.
  void print(const Tree& json, std::size_t indent, std::size_t used, std::size_t after) {
    std::string flat;
    append_flat(json, flat);
    if (!json.is_structured() || json.empty() || used + characters(flat) + after <= width_) {
      out += flat;
      return;
    }
    const bool object = json.is_object();
    out += object ? "{\n" : "[\n";
    std::size_t left = json.size();
    for (auto it = json.begin(); it != json.end(); ++it) {
      --left;
      out.append(indent + 2, ' ');
      std::string key;
      if (object) {
        key = Tree(it.key()).dump() + ": ";
      }
      out += key;
      print(*it, indent + 2, indent + 2 + characters(key), left > 0 ? 1 : 0);
      out += left > 0 ? ",\n" : "\n";
    }
    out.append(indent, ' ');
    out += object ? '}' : ']';
  }

  std::string out;

 private:
  std::size_t width_;
};

template <class Tree>
std::string printed(const Tree& json, std::size_t width, std::size_t indent, std::size_t before) {
  Printer<Tree> printer(width);
  printer.print(json, indent, indent + before, 1);
  return std::move(printer.out);
}

}  // namespace

std::string pretty(const Ordered& json, std::size_t width, std::size_t indent,
                   std::size_t before) {
  return printed(json, width, indent, before);
}

std::string pretty(const Json& json, std::size_t width, std::size_t indent, std::size_t before) {
  return printed(json, width, indent, before);
}

}  // namespace ddbsim::scenario
