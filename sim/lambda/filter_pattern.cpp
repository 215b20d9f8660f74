#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"

// Event filtering as Lambda's documentation describes it. A pattern is an object that mirrors the
// record; its leaves are arrays of alternatives: plain values (strings exactly, numbers by value,
// null) or one-member objects (matchers).
namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;
using Problem = std::optional<std::string>;

constexpr std::array<std::string_view, 6> kMatchers = {
    "prefix", "suffix", "numeric", "exists", "anything-but", "equals-ignore-case"};
constexpr std::array<std::string_view, 5> kComparisons = {"=", "<", "<=", ">", ">="};

Problem check_numeric(const Json& conditions) {
  if (!conditions.is_array() || conditions.empty() || conditions.size() % 2 != 0) {
    return "\"numeric\" takes pairs of an operator and a number";
  }
  for (std::size_t i = 0; i < conditions.size(); i += 2) {
    const bool known =
        conditions[i].is_string() &&
        std::ranges::find(kComparisons, conditions[i].get<std::string>()) != kComparisons.end();
    if (!known) {
      return "\"numeric\" knows the operators =, <, <=, > and >=";
    }
    if (!conditions[i + 1].is_number()) {
      return "\"numeric\" compares with numbers only";
    }
  }
  return std::nullopt;
}

bool is_plain(const Json& value) {
  return value.is_string() || value.is_number() || value.is_null() || value.is_boolean();
}

Problem check_anything_but(const Json& value) {
  if (value.is_object()) {
    const bool affix = value.size() == 1 &&
                       (value.contains("prefix") || value.contains("suffix")) &&
                       value.begin()->is_string();
    return affix ? std::nullopt : Problem("\"anything-but\" takes values, or a prefix or suffix");
  }
  const bool plain =
      value.is_array() ? !value.empty() && std::ranges::all_of(value, is_plain) : is_plain(value);
  return plain ? std::nullopt : Problem("\"anything-but\" takes a value or a list of values");
}

Problem check_alternative(const Json& alternative) {
  if (is_plain(alternative)) {
    return std::nullopt;
  }
  if (!alternative.is_object() || alternative.size() != 1) {
    return "an alternative is a value or an object with one matcher";
  }
  const std::string& name = alternative.begin().key();
  const Json& argument = alternative.begin().value();
  if (std::ranges::find(kMatchers, name) == kMatchers.end()) {
    return fmt::format("unknown matcher \"{}\"", name);
  }
  if (name == "numeric") {
    return check_numeric(argument);
  }
  if (name == "anything-but") {
    return check_anything_but(argument);
  }
  if (name == "exists") {
    return argument.is_boolean() ? std::nullopt : Problem("\"exists\" takes true or false");
  }
  return argument.is_string() ? std::nullopt : Problem(fmt::format("\"{}\" takes a string", name));
}

Problem check_pattern(const Json& pattern);

/// The first problem that `check` finds in a list.
template <class Check>
Problem check_each(const Json& list, Check check) {
  for (const Json& element : list) {
    if (Problem problem = check(element)) {
      return problem;
    }
  }
  return std::nullopt;
}

Problem check_member(const std::string& name, const Json& member) {
  if (name == "$or") {
    return member.is_array() && member.size() >= 2
               ? check_each(member, check_pattern)
               : Problem("\"$or\" takes a list of at least two patterns");
  }
  if (member.is_array()) {
    return member.empty() ? Problem(fmt::format("\"{}\" has no alternatives", name))
                          : check_each(member, check_alternative);
  }
  return member.is_object() ? check_pattern(member)
                            : Problem(fmt::format("\"{}\" takes an array of alternatives", name));
}

Problem check_pattern(const Json& pattern) {
  if (!pattern.is_object() || pattern.empty()) {
    return "a pattern is an object with at least one member";
  }
  for (const auto& [name, member] : pattern.items()) {
    if (Problem problem = check_member(name, member)) {
      return problem;
    }
  }
  return std::nullopt;
}

/// DynamoDB's numbers stand as strings in a record ({"N": "12"}), and filters on them compare
/// numerically.
std::optional<double> number_of(const Json& value) {
  if (value.is_number()) {
    return value.get<double>();
  }
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (!text.empty() && end == text.c_str() + text.size()) {
      return number;
    }
  }
  return std::nullopt;
}

bool compare(double left, const std::string& comparison, double right) {
  if (comparison == "=") {
    return left == right;
  }
  if (comparison[0] == '<') {
    return left < right || (comparison.size() == 2 && left == right);
  }
  return left > right || (comparison.size() == 2 && left == right);
}

bool matches_numeric(const Json& conditions, const Json& value) {
  const auto number = number_of(value);
  if (!number) {
    return false;
  }
  for (std::size_t i = 0; i < conditions.size(); i += 2) {
    if (!compare(*number, conditions[i].get<std::string>(), conditions[i + 1].get<double>())) {
      return false;
    }
  }
  return true;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool matches_text(std::string_view matcher, const std::string& wanted, const Json& value) {
  if (!value.is_string()) {
    return false;
  }
  const std::string text = value.get<std::string>();
  if (matcher == "prefix") {
    return text.starts_with(wanted);
  }
  return matcher == "suffix" ? text.ends_with(wanted) : lower(text) == lower(wanted);
}

bool is_any_of(const Json& values, const Json& value) {
  return values.is_array() ? std::ranges::find(values, value) != values.end() : values == value;
}

/// `value` is null when the record has no such member.
bool matches_alternative(const Json& alternative, const Json* value) {
  if (!alternative.is_object()) {
    return value != nullptr && *value == alternative;
  }
  const std::string& name = alternative.begin().key();
  const Json& argument = alternative.begin().value();
  if (name == "exists") {
    return argument.get<bool>() == (value != nullptr);
  }
  if (value == nullptr) {
    return false;
  }
  if (name == "numeric") {
    return matches_numeric(argument, *value);
  }
  if (name == "anything-but") {
    return argument.is_object() ? !matches_text(argument.begin().key(),
                                                argument.begin().value().get<std::string>(), *value)
                                : !is_any_of(argument, *value);
  }
  return matches_text(name, argument.get<std::string>(), *value);
}

/// A leaf against a member: where the record has a list there (SS, NS, L), any of its elements may
/// match.
bool matches_leaf(const Json& alternatives, const Json* value) {
  return std::ranges::any_of(alternatives, [&](const Json& alternative) {
    if (value != nullptr && value->is_array()) {
      return std::ranges::any_of(
          *value, [&](const Json& element) { return matches_alternative(alternative, &element); });
    }
    return matches_alternative(alternative, value);
  });
}

bool matches_object(const Json& pattern, const Json* record) {
  for (const auto& [name, member] : pattern.items()) {
    if (name == "$or") {
      if (std::ranges::none_of(member, [&](const Json& alternative) {
            return matches_object(alternative, record);
          })) {
        return false;
      }
      continue;
    }
    const Json* value = record != nullptr && record->is_object() && record->contains(name)
                            ? &(*record)[name]
                            : nullptr;
    if (member.is_array() ? !matches_leaf(member, value) : !matches_object(member, value)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::expected<FilterPattern, std::string> FilterPattern::parse(const nlohmann::json& pattern) {
  if (const Problem problem = check_pattern(pattern)) {
    return std::unexpected(*problem);
  }
  FilterPattern filter;
  filter.pattern_ = std::make_shared<const Json>(pattern);
  return filter;
}

bool FilterPattern::matches(const nlohmann::json& record) const {
  return matches_object(*pattern_, &record);
}

}  // namespace ddbsim::lambda
