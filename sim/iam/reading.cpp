#include "sim/iam/reading.hpp"

namespace ddbsim::iam {

std::string below(std::string_view pointer, std::string_view member) {
  std::string out(pointer);
  out += '/';
  for (const char c : member) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return out;
}

Read<std::string> read_text(const nlohmann::json& json) {
  if (!json.is_string()) {
    return wrong("", "expected a string");
  }
  return json.get<std::string>();
}

}  // namespace ddbsim::iam
