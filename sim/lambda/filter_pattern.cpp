#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/event_source_mapping.hpp"

// Event filtering as Lambda's documentation describes it, and where that is silent, as
// EventBridge's (whose language it is). A pattern is an object that mirrors the record; its leaves
// are arrays of alternatives: plain values (strings exactly, numbers by value, null) or one-member
// objects (matchers).
namespace ddbsim::lambda {
namespace {

using Json = nlohmann::json;
using Problem = std::optional<std::string>;

constexpr std::array<std::string_view, 6> kMatchers = {
    "prefix", "suffix", "numeric", "exists", "anything-but", "equals-ignore-case"};
constexpr std::array<std::string_view, 5> kComparisons = {"=", "<", "<=", ">", ">="};

constexpr double kNumberMax = 5e9;  // documented for "numeric", of patterns and records

bool is_number_in_range(const Json& value) {
  return value.is_number() && std::abs(value.get<double>()) <= kNumberMax;
}

/// "=" alone, a bound, or a lower bound and then an upper one.
Problem check_comparisons(const Json& conditions) {
  const auto is_upper = [](const Json& comparison) {
    return comparison.get<std::string>().front() == '<';
  };
  if (conditions.size() == 2) {
    return std::nullopt;
  }
  const bool range = conditions.size() == 4 && conditions[0] != "=" && conditions[2] != "=" &&
                     !is_upper(conditions[0]) && is_upper(conditions[2]);
  if (!range) {
    return "\"numeric\" takes one comparison, or a lower bound and then an upper one";
  }
  return conditions[1].get<double>() < conditions[3].get<double>()
             ? std::nullopt
             : Problem("\"numeric\" needs a lower bound that is less than the upper one");
}

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
    if (!is_number_in_range(conditions[i + 1])) {
      return "\"numeric\" compares with numbers from -5e9 to 5e9";
    }
  }
  return check_comparisons(conditions);
}

bool is_plain(const Json& value) {
  return value.is_string() || value.is_number() || value.is_null() || value.is_boolean();
}

bool is_text_or_texts(const Json& value) {
  return value.is_string() ||
         (value.is_array() && !value.empty() && std::ranges::all_of(value, &Json::is_string));
}

/// Strings, or numbers: not both, and nothing else.
Problem check_anything_but(const Json& value) {
  if (value.is_object()) {
    const bool known = value.size() == 1 &&
                       (value.contains("prefix") || value.contains("suffix") ||
                        value.contains("equals-ignore-case")) &&
                       is_text_or_texts(*value.begin());
    return known ? std::nullopt
                 : Problem(
                       "\"anything-but\" takes values, a prefix, a suffix, or "
                       "\"equals-ignore-case\"");
  }
  const bool numbers =
      value.is_array() ? !value.empty() &&
                             std::ranges::all_of(value, [](const auto& v) { return v.is_number(); })
                       : value.is_number();
  return numbers || is_text_or_texts(value)
             ? std::nullopt
             : Problem("\"anything-but\" takes strings or numbers, one or a list of one kind");
}

/// A text, or {"equals-ignore-case": text}.
Problem check_affix(const std::string& name, const Json& argument) {
  const bool any_case = argument.is_object() && argument.size() == 1 &&
                        argument.contains("equals-ignore-case") && argument.begin()->is_string();
  return argument.is_string() || any_case ? std::nullopt
                                          : Problem(fmt::format("\"{}\" takes a string", name));
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
  if (name == "wildcard" || name == "cidr") {
    return fmt::format("\"{}\" is a matcher of EventBridge that Lambda does not document", name);
  }
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
  if (name == "equals-ignore-case") {
    return argument.is_string() ? std::nullopt : Problem("\"equals-ignore-case\" takes a string");
  }
  return check_affix(name, argument);
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
/// numerically. Absent: no number, or outside of what filters compare.
std::optional<double> number_of(const Json& value) {
  std::optional<double> number;
  if (value.is_number()) {
    number = value.get<double>();
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const bool decimal =
        !text.empty() && text.find_first_not_of("+-.0123456789Ee") == std::string::npos;
    char* end = nullptr;
    const double parsed = decimal ? std::strtod(text.c_str(), &end) : 0;
    if (decimal && end == text.c_str() + text.size()) {
      number = parsed;
    }
  }
  return number && std::abs(*number) <= kNumberMax ? number : std::nullopt;
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

/// `wanted`: a text, or {"equals-ignore-case": text}.
bool matches_text(std::string_view matcher, const Json& wanted, const Json& value) {
  if (!value.is_string()) {
    return false;
  }
  if (wanted.is_object()) {
    return matches_text(matcher, lower(wanted.begin()->get<std::string>()),
                        lower(value.get<std::string>()));
  }
  const auto text = value.get<std::string>();
  const auto sought = wanted.get<std::string>();
  if (matcher == "prefix") {
    return text.starts_with(sought);
  }
  return matcher == "suffix" ? text.ends_with(sought) : lower(text) == lower(sought);
}

/// `matches` for one value, or for any of a list.
template <class Matches>
bool any_of(const Json& values, Matches matches) {
  return values.is_array() ? std::ranges::any_of(values, matches) : matches(values);
}

bool is_anything_but(const Json& excluded, const Json& value) {
  if (!excluded.is_object()) {
    return !any_of(excluded, [&](const Json& one) { return one == value; });
  }
  const std::string& matcher = excluded.begin().key();
  return !any_of(excluded.begin().value(),
                 [&](const Json& one) { return matches_text(matcher, one, value); });
}

/// `value` is a leaf of the record; null when it has no such leaf.
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
    return is_anything_but(argument, *value);
  }
  return matches_text(name, argument, *value);
}

/// Alternatives against a member: where the record has a list there (SS, NS), any of its elements
/// may match. What has members of its own, or is an empty list, is no leaf.
bool matches_leaf(const Json& alternatives, const Json* value) {
  if (value != nullptr && value->is_array() && !value->empty()) {
    return std::ranges::any_of(
        *value, [&](const Json& element) { return matches_leaf(alternatives, &element); });
  }
  const Json* leaf = value != nullptr && !value->is_structured() ? value : nullptr;
  return std::ranges::any_of(alternatives, [leaf](const Json& alternative) {
    return matches_alternative(alternative, leaf);
  });
}

/// Where the record has a list (L), one of its elements must match the whole of the pattern.
bool matches_object(const Json& pattern, const Json* record) {
  if (record != nullptr && record->is_array()) {
    return std::ranges::any_of(
        *record, [&](const Json& element) { return matches_object(pattern, &element); });
  }
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
