#pragma once

#include <iosfwd>

#include "sim/report/style.hpp"

namespace ddbsim::cli {

/// Where a command writes, and what that can show.
struct Io {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool unicode = false;
  std::size_t width = 100;

  /// `when`: auto, always or never. NO_COLOR is heard by `auto`.
  [[nodiscard]] report::Style style(std::string_view when, bool terminal) const;
};

/// The process's own streams, terminal and locale.
[[nodiscard]] Io process_io();

}  // namespace ddbsim::cli
