#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/lambda/program/reader.hpp"
#include "sim/wire/placeholders.hpp"
#include "sim/wire/suggest.hpp"
#include "sim/wire/type_texts.hpp"

namespace ddbsim::lambda::program {

namespace {

using Step = std::variant<std::string, std::size_t>;

/// Takes "[12]" off the front; nothing when there is none.
std::optional<Step> take_index(std::string_view& rest) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(rest.begin() + 1, rest.end(), index);
  if (error != std::errc() || end == rest.end() || *end != ']') {
    return std::nullopt;
  }
  rest = {end + 1, rest.end()};
  return index;
}

/// Takes ".name" off the front; nothing when there is none.
std::optional<Step> take_name(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of(".[", 1), rest.size());
  std::string name(rest.substr(1, end - 1));
  rest.remove_prefix(end);
  return name.empty() ? std::nullopt : std::optional<Step>(std::move(name));
}

/// Of ".dynamodb.Keys", "[0].pk", in any order.
std::optional<std::vector<Step>> steps_of(std::string_view rest) {
  std::vector<Step> steps;
  while (!rest.empty()) {
    auto step = rest.front() == '[' ? take_index(rest) : take_name(rest);
    if (!step || (!rest.empty() && rest.front() != '.' && rest.front() != '[')) {
      return std::nullopt;
    }
    steps.push_back(std::move(*step));
  }
  return steps;
}

}  // namespace

// ---- conditions ---------------------------------------------------------------------------------

Condition Reader::condition(const At& at) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "equals", "less", "begins_with", "exists", "not", "all", "any"};
  if (!at.json.is_object() || at.json.size() != 1) {
    expected(at, R"(a condition: an object with one member, like {"equals": [a, b]})");
    return {};
  }
  const std::string& name = at.json.begin().key();
  const At inside = at.member(name);
  if (name == "exists") {
    return {Condition::Exists{path_alone(inside)}};
  }
  if (name == "not") {
    return {Condition::Not{{condition(inside)}}};
  }
  if (name == "all") {
    return {Condition::All{conditions(inside)}};
  }
  if (name == "any") {
    return {Condition::Any{conditions(inside)}};
  }
  if (std::ranges::find(kNames, name) == kNames.end()) {
    problem(inside,
            fmt::format("unknown condition \"{}\"{}", name, wire::did_you_mean(name, kNames)),
            true);
    return {};
  }
  auto both = operands(inside, 2, 2);
  if (both.size() != 2) {
    return {};
  }
  if (name == "equals") {
    return {Condition::Equals{std::move(both[0]), std::move(both[1])}};
  }
  if (name == "less") {
    return {Condition::Less{std::move(both[0]), std::move(both[1])}};
  }
  return {Condition::BeginsWith{std::move(both[0]), std::move(both[1])}};
}

std::vector<Condition> Reader::conditions(const At& at) {
  std::vector<Condition> out;
  if (!at.json.is_array() || at.json.empty()) {
    expected(at, "a list of conditions");
    return out;
  }
  for (std::size_t index = 0; index < at.json.size(); ++index) {
    out.push_back(condition(at.element(index)));
  }
  return out;
}

// ---- templates ----------------------------------------------------------------------------------

Template Reader::read_template(const At& at) {
  if (at.json.is_string()) {
    return read_string(at);
  }
  if (at.json.is_object()) {
    Template::Object object;
    for (const auto& [name, member] : at.json.items()) {
      object.members.push_back({name, read_template(at.member(name))});
    }
    return {std::move(object)};
  }
  if (at.json.is_array()) {
    Template::List list;
    for (std::size_t index = 0; index < at.json.size(); ++index) {
      list.elements.push_back(read_template(at.element(index)));
    }
    return {std::move(list)};
  }
  return {Template::Literal{nlohmann::json(at.json)}};
}

Template Reader::read_string(const At& at) {
  const auto pieces = wire::pieces_of(at.json.get_ref<const std::string&>());
  if (!pieces) {
    problem(at, pieces.error());
    return {};
  }
  Template::Text text;
  bool is_plain = true;
  for (const wire::Piece& piece : *pieces) {
    if (!piece.is_name) {
      text.pieces.emplace_back(piece.text);
    } else {
      is_plain = false;
      text.pieces.emplace_back(path(at, piece.text));
    }
  }
  if (is_plain) {
    return {Template::Literal{pieces->empty() ? std::string() : pieces->front().text}};
  }
  if (text.pieces.size() == 1) {
    return {std::get<Path>(std::move(text.pieces.front()))};
  }
  return {std::move(text)};
}

Path Reader::path(const At& at, const std::string& text) {
  const std::string variable = text.substr(0, text.find_first_of(".["));
  auto steps = steps_of(std::string_view(text).substr(variable.size()));
  if (!steps) {
    problem(at, fmt::format("${{{}}}: expected a variable, then .name or [number]", text));
    return {};
  }
  if (!variables_.contains(variable)) {
    const std::vector<std::string_view> known(variables_.begin(), variables_.end());
    problem(at, wire::unknown_placeholder(variable, known));
  }
  return {.text = text, .variable = variable, .steps = std::move(*steps)};
}

Path Reader::path_alone(const At& at) {
  if (at.json.is_string()) {
    const auto pieces = wire::pieces_of(at.json.get_ref<const std::string&>());
    if (pieces && pieces->size() == 1 && pieces->front().is_name) {
      return path(at, pieces->front().text);
    }
  }
  expected(at, R"(one placeholder, like "${counter.Item}")");
  return {};
}

std::vector<Template> Reader::operands(const At& at, std::size_t least, std::size_t most) {
  std::vector<Template> out;
  if (!at.json.is_array() || at.json.size() < least || at.json.size() > most) {
    expected(at, least == most ? fmt::format("a list of {} values", least)
                               : std::string("a list of values"));
    return out;
  }
  for (std::size_t index = 0; index < at.json.size(); ++index) {
    out.push_back(read_template(at.element(index)));
  }
  return out;
}

// ---- members and problems -----------------------------------------------------------------------

std::string Reader::variable_name(const At& at) {
  if (!at.json.is_string()) {
    expected(at, "a name");
    return {};
  }
  auto name = at.json.get<std::string>();
  if (name.empty() || name.find_first_of(".[]{}$") != std::string::npos) {
    expected(at, "a name without . [ ] { } $");
  } else if (name == "event" || name == "context") {
    problem(at, fmt::format("\"{}\" is what the function is called with", name));
  }
  return name;
}

bool Reader::has_member(const At& at, const std::string& name) {
  if (!at.json.contains(name)) {
    problem(at, fmt::format("this statement needs the member \"{}\"", name));
    return false;
  }
  return true;
}

void Reader::check_members(const At& at, std::string_view what,
                           std::initializer_list<std::string_view> known) {
  const std::vector<std::string_view> names(known);
  for (const auto& [name, value] : at.json.items()) {
    if (std::ranges::find(names, name) == names.end()) {
      std::string hint = wire::did_you_mean(name, names);
      if (hint.empty()) {
        hint = fmt::format(": it may have {}", fmt::join(names, ", "));
      }
      problem(at.member(name), fmt::format("unknown member \"{}\" in {}{}", name, what, hint),
              true);
    }
  }
}

void Reader::problem(const At& at, std::string message, bool at_name) {
  problems_.push_back({at.pointer.to_string(), std::move(message), at_name});
}

void Reader::expected(const At& at, std::string_view what) {
  problem(at, wire::plain_text(what, nlohmann::json(at.json)));
}

}  // namespace ddbsim::lambda::program
