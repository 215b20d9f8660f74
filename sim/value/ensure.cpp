#include "sim/value/ensure.hpp"

#include <stdexcept>
#include <string>

namespace ddbsim::value {

void broken_invariant(std::string_view what, const std::source_location& where) {
  throw std::logic_error(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                         ": broken invariant: " + std::string(what));
}

}  // namespace ddbsim::value
