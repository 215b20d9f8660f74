#pragma once

#include <span>
#include <string_view>

namespace ddbsim::scenario::small {

/// A mistake in a small text: what is put where, how it is told, and whether the JSON schema can
/// see it (it knows no names that other parts of a file give, and no numbers in strings).
struct Mistake {
  std::string_view from;
  std::string_view to;
  std::string_view told;  ///< "LINE:COLUMN: POINTER: MESSAGE"
  bool schema_sees = true;
};

/// In the small scenario; in the small exploration.
[[nodiscard]] std::span<const Mistake> mistakes();
[[nodiscard]] std::span<const Mistake> exploration_mistakes();

}  // namespace ddbsim::scenario::small
