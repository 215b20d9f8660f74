#pragma once

#include <string>
#include <vector>

#include "sim/report/lanes.hpp"
#include "sim/report/style.hpp"

namespace ddbsim::report {

/// The lanes of a story as columns of characters: a line for each moment, in order. An invocation
/// that runs makes its function's lifeline heavy. Every line is `width()` columns wide.
class Lifelines {
 public:
  /// As far apart as `most` columns allow, but never so near that no arrow fits between.
  Lifelines(const Cast& cast, std::size_t most, const Style& style);

  [[nodiscard]] std::size_t width() const noexcept { return width_; }

  /// Who takes part, a line each, the lifeline of each beginning below its name. These alone may be
  /// wider.
  [[nodiscard]] std::vector<std::string> heads() const;
  /// Arrows from who acts to whom it reaches; an invocation begins.
  [[nodiscard]] std::string step(const Path& path);
  /// Nobody acts: time passes.
  [[nodiscard]] std::string pause() const;
  [[nodiscard]] std::string idle() const;
  /// A sign on the lane of whose invocation it is.
  [[nodiscard]] std::string mark(const Path& path, std::string_view sign, Colour colour) const;
  /// The invocation is over, from the next line on.
  void end(const Path& path);

 private:
  /// A character and its colour.
  struct Cell {
    std::string_view sign = " ";
    Colour colour = Colour::plain;
  };
  using Cells = std::vector<Cell>;

  [[nodiscard]] std::size_t column(std::size_t lane) const noexcept { return lane * gap_; }
  [[nodiscard]] Cells cells() const;
  void arrow(Cells& cells, std::size_t from, std::size_t to, bool delivery) const;
  [[nodiscard]] std::string text(const Cells& cells) const;
  [[nodiscard]] static std::size_t lane_of_function(const Path& path);

  const Cast& cast_;
  const Style& style_;
  std::size_t gap_;
  std::size_t width_;
  std::vector<bool> busy_;  ///< lanes with an invocation that runs
};

}  // namespace ddbsim::report
