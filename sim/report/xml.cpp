#include "sim/report/xml.hpp"

#include <algorithm>

#include "sim/value/xml.hpp"

namespace ddbsim::report {

std::string xml_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += value::xml_text(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace ddbsim::report
