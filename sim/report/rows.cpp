#include "sim/report/rows.hpp"

#include <algorithm>
#include <set>

namespace ddbsim::report {

namespace {

using Json = nlohmann::json;
using Cells = std::vector<std::string>;

constexpr std::size_t kIndent = 4;
constexpr std::string_view kGap = "  ";

std::string line_of(const Cells& cells, const std::vector<std::size_t>& widths) {
  std::string out;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    out += at + 1 == cells.size() ? cells[at] : padded(cells[at], widths[at]) + std::string(kGap);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::vector<std::size_t> widths_of(const std::vector<Cells>& table) {
  std::vector<std::size_t> widths(table.front().size());
  for (const Cells& cells : table) {
    for (std::size_t at = 0; at < cells.size(); ++at) {
      widths[at] = std::max(widths[at], columns(cells[at]));
    }
  }
  return widths;
}

std::vector<Cells> table_of(std::span<const Json> rows, const std::vector<std::string>& names,
                            const Wording& words) {
  std::vector<Cells> table{{}};
  for (const std::string& name : names) {
    table.front().push_back(words.names().text(name));
  }
  for (const Json& row : rows) {
    Cells& cells = table.emplace_back();
    for (const std::string& name : names) {
      cells.push_back(row.contains(name) ? words.value(row[name]) : "");
    }
  }
  return table;
}

/// A row a line: "pk "a", sk "b"".
std::vector<std::string> list_of(std::span<const Json> rows, const Wording& words,
                                 const Style& style) {
  std::vector<std::string> out;
  for (const Json& row : rows) {
    const Phrase phrase = row.is_object() && !row.empty()
                              ? words.change(nullptr, row, "")
                              : Phrase{{Tone::plain, words.value(row), true}};
    for (const Phrase& line : flowed(phrase, style.width - kIndent, 2, style)) {
      out.push_back(painted(line, style));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> columns_of(std::span<const Json> rows, const Wording& words) {
  std::set<std::string> names;
  for (const Json& row : rows) {
    if (!row.is_object()) {
      return {};
    }
    for (const auto& [name, value] : row.items()) {
      names.insert(name);
    }
  }
  std::vector<std::string> out;
  for (const std::string& name : words.key_attributes()) {
    if (names.erase(name) != 0) {
      out.push_back(name);
    }
  }
  out.insert(out.end(), names.begin(), names.end());
  return out;
}

std::vector<std::string> rows_text(std::span<const Json> rows, const Wording& words,
                                   const Style& style) {
  const auto names = columns_of(rows, words);
  if (names.empty()) {
    return list_of(rows, words, style);
  }
  const auto table = table_of(rows, names, words);
  const auto widths = widths_of(table);
  std::size_t width = kGap.size() * (widths.size() - 1);
  for (const std::size_t column : widths) {
    width += column;
  }
  if (width + kIndent > style.width) {
    return list_of(rows, words, style);
  }
  std::vector<std::string> out;
  for (const Cells& cells : table) {
    const std::string line = line_of(cells, widths);
    out.push_back(out.empty() ? style.paint(Colour::dim, line) : line);
  }
  return out;
}

Phrase side_of(const Json& image, const explore::StoryDifference& difference,
               const Wording& words) {
  if (!image.is_object()) {
    return {{Tone::plain, "no item"}};
  }
  Json shown = image;
  const Json& other = &image == &difference.here ? difference.good : difference.here;
  if (other.is_object()) {
    for (const auto& [name, value] : other.items()) {
      if (shown.contains(name) && shown[name] == value) {
        shown.erase(name);
      }
    }
  }
  Phrase out = words.change(nullptr, shown, other.is_object() ? "" : difference.key);
  return out.empty() ? Phrase{{Tone::plain, "an item, its key alone"}} : out;
}

}  // namespace ddbsim::report
