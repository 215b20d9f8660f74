#pragma once

#include <source_location>
#include <string_view>

namespace ddbsim::value {

/// Throws std::logic_error "FILE:LINE: what". Behind `ensure`.
[[noreturn]] void broken_invariant(std::string_view what, const std::source_location& where);

/// An invariant of ours, checked in every build type; `what` says what must hold. Not for input.
inline void ensure(bool holds, std::string_view what,
                   const std::source_location& where = std::source_location::current()) {
  if (!holds) [[unlikely]] {
    broken_invariant(what, where);
  }
}

}  // namespace ddbsim::value
