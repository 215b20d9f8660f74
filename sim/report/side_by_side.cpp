#include "sim/report/side_by_side.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sim/scenario/pretty.hpp"

namespace ddbsim::report {

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const nlohmann::json& json, const std::string& text, std::size_t width) {
  const std::string shown = json.is_null() ? "(nothing)" : text;
  Lines out;
  std::size_t begin = 0;
  while (begin <= shown.size()) {
    const std::size_t end = std::min(shown.find('\n', begin), shown.size());
    for (std::string& piece : chopped(printable(shown.substr(begin, end - begin)), width)) {
      out.push_back(std::move(piece));
    }
    begin = end + 1;
  }
  return out;
}

/// A line of each side; absent where the other side has one more.
struct Row {
  std::optional<std::string> left;
  std::optional<std::string> right;
  [[nodiscard]] bool equal() const { return left == right; }
};

/// Aligns two texts on their longest common subsequence of lines, or line by line when that would
/// take long.
class Alignment {
 public:
  Alignment(const Lines& left, const Lines& right)
      : left_(left), right_(right), width_(right.size() + 1) {
    if ((left.size() + 1) * width_ <= kMaxCells) {
      measure();
    }
  }

  [[nodiscard]] std::vector<Row> rows() && {
    while (i_ < left_.size() || j_ < right_.size()) {
      step();
    }
    flush();
    return std::move(rows_);
  }

 private:
  static constexpr std::size_t kMaxCells = 4'000'000;

  /// lengths_[i * width_ + j]: of the longest common subsequence from lines i and j on.
  void measure() {
    lengths_.assign((left_.size() + 1) * width_, 0);
    for (std::size_t i = left_.size(); i-- > 0;) {
      for (std::size_t j = right_.size(); j-- > 0;) {
        const std::size_t at = i * width_ + j;
        lengths_[at] = left_[i] == right_[j] ? lengths_[at + width_ + 1] + 1
                                             : std::max(lengths_[at + 1], lengths_[at + width_]);
      }
    }
  }
  void step() {
    const bool both = i_ < left_.size() && j_ < right_.size();
    if (both && left_[i_] == right_[j_]) {
      flush();
      rows_.push_back({left_[i_++], right_[j_++]});
    } else if (both && lengths_.empty()) {
      only_left_.push_back(left_[i_++]);
      only_right_.push_back(right_[j_++]);
    } else if (both ? lengths_[(i_ + 1) * width_ + j_] >= lengths_[i_ * width_ + j_ + 1]
                    : i_ < left_.size()) {
      only_left_.push_back(left_[i_++]);
    } else {
      only_right_.push_back(right_[j_++]);
    }
  }
  void flush() {
    for (std::size_t at = 0; at < std::max(only_left_.size(), only_right_.size()); ++at) {
      rows_.push_back({at < only_left_.size() ? std::optional(only_left_[at]) : std::nullopt,
                       at < only_right_.size() ? std::optional(only_right_[at]) : std::nullopt});
    }
    only_left_.clear();
    only_right_.clear();
  }

  const Lines& left_;
  const Lines& right_;
  std::size_t width_;
  std::vector<std::uint32_t> lengths_;  ///< empty: line by line
  std::size_t i_ = 0;
  std::size_t j_ = 0;
  std::vector<Row> rows_;
  // Lines that only one side has wait here, to stand opposite each other.
  Lines only_left_;
  Lines only_right_;
};

std::vector<Row> aligned(const Lines& left, const Lines& right) {
  return Alignment(left, right).rows();
}

/// Bytes that both begin with, whole characters only.
std::size_t common_prefix(std::string_view a, std::string_view b) {
  std::size_t at = 0;
  while (at < std::min(a.size(), b.size()) && a[at] == b[at]) {
    ++at;
  }
  while (at > 0 && at < a.size() && (static_cast<unsigned char>(a[at]) & 0xC0U) == 0x80U) {
    --at;
  }
  return at;
}

/// Draws the rows as a box.
class Box {
 public:
  Box(const Style& style, std::size_t width)
      : style_(style), width_(width), bar_(style.sign("│", "|")) {}

  void draw(const std::vector<Row>& rows) {
    const auto first = std::ranges::find_if(rows, [](const Row& row) { return !row.equal(); });
    const auto first_index = static_cast<std::size_t>(first - rows.begin());
    border("┌", "┬", "┐", "expected", "actual");
    std::size_t skipped = 0;
    for (std::size_t index = 0; index < rows.size(); ++index) {
      if (rows[index].equal() && far_from_difference(rows, index)) {
        ++skipped;
        continue;
      }
      if (skipped > 0) {
        equal_lines(std::exchange(skipped, 0));
      }
      row(rows[index], index == first_index);
      if (index == first_index) {
        mark(rows[index]);
      }
    }
    if (skipped > 0) {
      equal_lines(skipped);
    }
    border("└", "┴", "┘", "", "");
  }

  Lines out;

 private:
  [[nodiscard]] static bool far_from_difference(const std::vector<Row>& rows, std::size_t index) {
    constexpr std::size_t kContext = 4;
    const std::size_t begin = index > kContext ? index - kContext : 0;
    const std::size_t end = std::min(rows.size(), index + kContext + 1);
    return std::all_of(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                       rows.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Row& row) { return row.equal(); });
  }

  void border(std::string_view left, std::string_view middle, std::string_view right,
              std::string_view left_title, std::string_view right_title) {
    const auto side = [this](std::string_view title) {
      std::string text(style_.sign("─", "-"));
      text += title.empty() ? "" : fmt::format(" {} ", title);
      while (columns(text) < width_ + 2) {
        text += style_.sign("─", "-");
      }
      return text;
    };
    out.push_back(
        "  " + style_.paint(Colour::dim, fmt::format("{}{}{}{}{}", style_.sign(left, "+"),
                                                     side(left_title), style_.sign(middle, "+"),
                                                     side(right_title), style_.sign(right, "+"))));
  }

  void row(const Row& row, bool first) {
    const bool equal = row.equal();
    const std::string bar = style_.paint(Colour::dim, bar_);
    const std::string left = padded(row.left.value_or(""), width_);
    const std::string right = padded(row.right.value_or(""), width_);
    const std::string_view sign =
        first ? style_.sign("▶", ">") : (equal ? " " : style_.sign("▸", ">"));
    out.push_back(fmt::format("{} {} {} {} {} {}", equal ? " " : style_.paint(Colour::yellow, sign),
                              bar, equal ? left : style_.paint(Colour::green, left), bar,
                              equal ? right : style_.paint(Colour::red, right), bar));
  }

  /// Under the first difference: where it begins.
  void mark(const Row& row) {
    if (!row.left || !row.right) {
      return;
    }
    const std::size_t same = common_prefix(*row.left, *row.right);
    const auto side = [&](const std::string& text) {
      const std::size_t before = columns(std::string_view(text).substr(0, same));
      const std::size_t marked = std::max<std::size_t>(1, columns(text) - before);
      return padded(std::string(before, ' ') + std::string(std::min(marked, width_ - before), '^'),
                    width_);
    };
    const std::string bar = style_.paint(Colour::dim, bar_);
    out.push_back(fmt::format("  {} {} {} {} {}", bar, style_.paint(Colour::green, side(*row.left)),
                              bar, style_.paint(Colour::red, side(*row.right)), bar));
  }

  void equal_lines(std::size_t count) {
    const std::string bar = style_.paint(Colour::dim, bar_);
    const std::string note =
        padded(fmt::format("({} equal line{})", count, count == 1 ? "" : "s"), width_);
    out.push_back(fmt::format("  {} {} {} {} {}", bar, style_.paint(Colour::dim, note), bar,
                              style_.paint(Colour::dim, padded("", width_)), bar));
  }

  const Style& style_;
  std::size_t width_;
  std::string bar_;
};

/// Rows of SQL: a list of objects whose values are texts or null.
bool is_rows(const nlohmann::json& json) {
  return json.is_array() && std::ranges::all_of(json, [](const nlohmann::json& row) {
           return row.is_object() && std::ranges::all_of(row, [](const nlohmann::json& value) {
                    return value.is_string() || value.is_null();
                  });
         });
}

/// "column: value", a line each, with a mark where a row begins.
std::string text_of_rows(const nlohmann::json& rows, const Style& style) {
  std::string text = rows.empty() ? "no rows" : "";
  for (const nlohmann::json& row : rows) {
    std::string_view before = style.sign("• ", "* ");
    for (const auto& [column, value] : row.items()) {
      text += fmt::format("{}{}{}: {}", text.empty() ? "" : "\n", before, column,
                          value.is_null() ? "NULL" : printable(value.get<std::string>()));
      before = "  ";
    }
  }
  return text;
}

std::pair<std::string, std::string> texts_of(const nlohmann::json& expected,
                                             const nlohmann::json& actual, const Style& style,
                                             std::size_t width) {
  if (is_rows(expected) && is_rows(actual) && !(expected.empty() && actual.empty())) {
    return {text_of_rows(expected, style), text_of_rows(actual, style)};
  }
  return scenario::pretty_twins(expected, actual, width);
}

}  // namespace

std::vector<std::string> side_by_side(const nlohmann::json& expected, const nlohmann::json& actual,
                                      const Style& style) {
  constexpr std::size_t kFrame = 9;  // sign, bars and blanks
  constexpr std::size_t kLeast = 20;
  const std::size_t width = std::max(kLeast, (std::max(style.width, kFrame) - kFrame) / 2);
  const auto [left_text, right_text] = texts_of(expected, actual, style, width);
  Lines left = lines_of(expected, left_text, width);
  Lines right = lines_of(actual, right_text, width);
  // No wider than what stands in it.
  std::size_t widest = kLeast;
  for (const Lines* lines : {&left, &right}) {
    for (const std::string& line : *lines) {
      widest = std::max(widest, columns(line));
    }
  }
  Box box(style, std::min(width, widest));
  box.draw(aligned(left, right));
  return std::move(box.out);
}

}  // namespace ddbsim::report
