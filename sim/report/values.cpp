#include "sim/report/values.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ddbsim::report {

namespace {

using Json = nlohmann::json;

std::string joined(const Json& elements, bool quoted) {
  std::vector<std::string> out;
  for (const Json& element : elements) {
    out.push_back(quoted || !element.is_string() ? plain_value(element)
                                                 : element.get<std::string>());
  }
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string map_text(const Json& members) {
  std::vector<std::string> out;
  for (const auto& [name, member] : members.items()) {
    out.push_back(name + ": " + plain_value(member));
  }
  return fmt::format("{{{}}}", fmt::join(out, ", "));
}

/// Characters that both begin with.
std::size_t common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto ends = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(ends.in1 - a.begin());
}

}  // namespace

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string type_of(const Json& json) {
  static constexpr std::array<std::string_view, 10> kTypes = {"S",  "N",  "B",  "BOOL", "NULL",
                                                              "SS", "NS", "BS", "L",    "M"};
  if (!json.is_object() || json.size() != 1) {
    return "";
  }
  const std::string& type = json.begin().key();
  return std::ranges::find(kTypes, type) == kTypes.end() ? "" : type;
}

std::string plain_value(const Json& json) {
  const std::string type = type_of(json);
  if (type.empty()) {
    return dumped(json);
  }
  const Json& value = *json.begin();
  if (type == "N" && value.is_string()) {
    return value.get<std::string>();
  }
  if (type == "NULL") {
    return "null";
  }
  if (type == "B") {
    return "binary " + dumped(value);
  }
  if (type == "L" && value.is_array()) {
    return "[" + joined(value, true) + "]";
  }
  if (type == "M" && value.is_object()) {
    return map_text(value);
  }
  if (type.size() == 2 && type[1] == 'S' && value.is_array()) {
    return "{" + joined(value, type != "NS") + "}";
  }
  return dumped(value);
}

std::string cut_middle(const std::string& text, std::size_t width, const Style& style) {
  if (columns(text) <= width) {
    return text;
  }
  const std::string sign(style.sign("…", "..."));
  const std::size_t half = (width - columns(sign)) / 2;
  std::string end;
  for (const std::string& piece : chopped(text, 1)) {
    end += piece;
    while (columns(end) > half) {
      end.erase(0, chopped(end, 1).front().size());
    }
  }
  return chopped(text, half).front() + sign + end;
}

std::pair<std::string, std::string> cut_twins(const std::string& before, const std::string& after,
                                              const Style& style) {
  constexpr std::size_t kContext = 10;
  const auto left = chopped(before, 1);
  const auto right = chopped(after, 1);
  const std::size_t same = common(left, right);
  if (same < kWidestValue - kContext || std::max(columns(before), columns(after)) <= kWidestValue) {
    return {cut(before, kWidestValue, style), cut(after, kWidestValue, style)};
  }
  const auto from = [&](const std::vector<std::string>& characters) {
    const auto begin = characters.begin() + static_cast<std::ptrdiff_t>(same - kContext);
    const std::string rest =
        fmt::format("{}", fmt::join(std::vector<std::string>(begin, characters.end()), ""));
    return std::string(style.sign("…", "...")) + cut(rest, kWidestValue, style);
  };
  return {from(left), from(right)};
}

}  // namespace ddbsim::report
