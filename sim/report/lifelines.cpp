#include "sim/report/lifelines.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ddbsim::report {

Lifelines::Lifelines(const Cast& cast, std::size_t most, const Style& style)
    : cast_(cast),
      style_(style),
      gap_(std::clamp<std::size_t>(most / std::max<std::size_t>(cast.lanes.size(), 1), 4, 8)),
      width_(cast.lanes.empty() ? 0 : (cast.lanes.size() - 1) * gap_ + 3),
      busy_(cast.lanes.size(), false) {}

std::vector<std::string> Lifelines::heads() const {
  std::vector<std::string> out;
  std::string before;
  for (const Lane& lane : cast_.lanes) {
    out.push_back(before + style_.paint(Colour::bold, printable(lane.name)) + "  " +
                  style_.paint(Colour::dim, name_of(lane.kind)));
    before += style_.paint(Colour::dim, padded(style_.sign("│", ":"), gap_));
  }
  return out;
}

Lifelines::Cells Lifelines::cells() const {
  Cells out(width_);
  for (std::size_t lane = 0; lane < cast_.lanes.size(); ++lane) {
    out[column(lane)] = busy_[lane] ? Cell{style_.sign("┃", "|"), Colour::plain}
                                    : Cell{style_.sign("│", ":"), Colour::dim};
  }
  return out;
}

std::string Lifelines::text(const Cells& cells) const {
  std::string out;
  for (std::size_t begin = 0; begin < cells.size();) {
    std::size_t end = begin;
    std::string run;
    for (; end < cells.size() && cells[end].colour == cells[begin].colour; ++end) {
      run += cells[end].sign;
    }
    out += style_.paint(cells[begin].colour, run);
    begin = end;
  }
  return out;
}

void Lifelines::arrow(Cells& cells, std::size_t from, std::size_t to, bool delivery) const {
  const std::size_t a = column(from);
  const std::size_t b = column(to);
  const std::string_view line = delivery ? style_.sign("╌", "=") : style_.sign("─", "-");
  for (std::size_t at = std::min(a, b) + 1; at < std::max(a, b); ++at) {
    cells[at] = {line, Colour::plain};
  }
  if (a < b) {
    cells[b - 1].sign = style_.sign("▶", ">");
  } else if (b < a) {
    cells[b + 1].sign = style_.sign("◀", "<");
  }
}

std::string Lifelines::step(const Path& path) {
  const std::size_t from = *path.from;
  if (path.begins) {
    busy_[path.to.front()] = true;
  }
  Cells cells = this->cells();
  for (const std::size_t to : path.to) {
    arrow(cells, from, to, path.begins);
  }
  cells[column(from)] = {style_.sign("●", "o"), Colour::plain};
  return text(cells);
}

std::string Lifelines::pause() const {
  Cells cells = this->cells();
  for (std::size_t at = 0; at + 2 < cells.size(); ++at) {
    if (cells[at].sign == " ") {
      cells[at] = {style_.sign("┄", "."), Colour::dim};
    }
  }
  return text(cells);
}

std::string Lifelines::idle() const { return text(cells()); }

std::size_t Lifelines::lane_of_function(const Path& path) {
  return path.begins ? path.to.front() : *path.from;
}

std::string Lifelines::mark(const Path& path, std::string_view sign, Colour colour) const {
  Cells cells = this->cells();
  if (path.from) {
    cells[column(lane_of_function(path))] = {sign, colour};
  }
  return text(cells);
}

void Lifelines::end(const Path& path) {
  if (path.from) {
    busy_[lane_of_function(path)] = false;
  }
}

}  // namespace ddbsim::report
