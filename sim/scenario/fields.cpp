#include "sim/scenario/fields.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/placeholders.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario {

std::string describe(const Ordered& json) {
  switch (json.type()) {
    case Ordered::value_t::object:
      return json.empty() ? "an empty object" : "an object";
    case Ordered::value_t::array:
      return json.empty() ? "an empty list" : "a list";
    case Ordered::value_t::string:
      return fmt::format("the string {}", json.dump());
    case Ordered::value_t::null:
    case Ordered::value_t::boolean:
      return json.dump();
    default:
      return fmt::format("the number {}", json.dump());
  }
}

// ---- a value ------------------------------------------------------------------------------------

void Place::problem_below(std::string_view below, std::string message, bool at_name) const {
  problems_->push_back(
      source_->problem(pointer_ + std::string(below), std::move(message), at_name));
}

void Place::expected(std::string_view what) const {
  problem(fmt::format("expected {}, found {}", what, describe(*json_)));
}

Place Place::member(std::string_view name) const {
  return {source_, pointer_ + "/" + pointer_token(name), json_->at(std::string(name)), *problems_};
}

std::vector<std::pair<std::string, Place>> Place::members() const {
  std::vector<std::pair<std::string, Place>> out;
  if (!json_->is_object()) {
    expected("an object");
    return out;
  }
  for (const auto& [name, value] : json_->items()) {
    out.emplace_back(name, Place(source_, pointer_ + "/" + pointer_token(name), value, *problems_));
  }
  return out;
}

std::vector<Place> Place::elements() const {
  std::vector<Place> out;
  if (!json_->is_array()) {
    expected("a list");
    return out;
  }
  for (std::size_t index = 0; index < json_->size(); ++index) {
    out.emplace_back(source_, fmt::format("{}/{}", pointer_, index), (*json_)[index], *problems_);
  }
  return out;
}

std::optional<std::string> Place::string() const {
  if (!json_->is_string()) {
    expected("a string");
    return std::nullopt;
  }
  return json_->get<std::string>();
}

std::optional<std::string> Place::word(std::initializer_list<std::string_view> words) const {
  const std::vector<std::string_view> list(words);
  if (json_->is_string() && std::ranges::find(list, json_->get<std::string>()) != list.end()) {
    return json_->get<std::string>();
  }
  std::string choices;
  for (std::size_t i = 0; i < list.size(); ++i) {
    choices +=
        fmt::format("{}\"{}\"", i == 0 ? "" : (i + 1 == list.size() ? " or " : ", "), list[i]);
  }
  const std::string given = json_->is_string() ? json_->get<std::string>() : std::string();
  problem(fmt::format("expected {}, found {}{}", choices, describe(*json_),
                      wire::did_you_mean(given, list)));
  return std::nullopt;
}

std::optional<std::string> Place::text() const {
  if (json_->is_string()) {
    return json_->get<std::string>();
  }
  if (!json_->is_array()) {
    expected("a string or a list of strings");
    return std::nullopt;
  }
  auto lines = strings();
  return lines ? std::optional(fmt::format("{}", fmt::join(*lines, "\n"))) : std::nullopt;
}

std::optional<std::vector<std::string>> Place::strings() const {
  if (!json_->is_array()) {
    expected("a list of strings");
    return std::nullopt;
  }
  std::vector<std::string> out;
  for (const Place& element : elements()) {
    if (auto line = element.string()) {
      out.push_back(std::move(*line));
    }
  }
  return out.size() == json_->size() ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<bool> Place::boolean() const {
  if (!json_->is_boolean()) {
    expected("true or false");
    return std::nullopt;
  }
  return json_->get<bool>();
}

std::optional<double> Place::quantity() const {
  if (!json_->is_number() || json_->get<double>() < 0) {
    expected("a number, 0 or more");
    return std::nullopt;
  }
  return json_->get<double>();
}

std::optional<std::int64_t> Place::integer(std::int64_t least, std::int64_t most) const {
  const bool fits = json_->is_number_integer() &&
                    (!json_->is_number_unsigned() ||
                     json_->get<std::uint64_t>() <=
                         static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (fits && json_->get<std::int64_t>() >= least && json_->get<std::int64_t>() <= most) {
    return json_->get<std::int64_t>();
  }
  expected(most == std::numeric_limits<std::int64_t>::max()
               ? fmt::format("a whole number, {} or more", least)
               : fmt::format("a whole number from {} to {}", least, most));
  return std::nullopt;
}

std::optional<choice::Duration> Place::duration() const {
  const auto parsed =
      json_->is_string() ? choice::parse_duration(json_->get<std::string>()) : std::nullopt;
  if (!parsed) {
    expected("a length of time like \"250ms\", \"10s\", \"5m\", \"36h\", \"2d\" or \"1h30m\"");
  }
  return parsed;
}

std::optional<choice::Instant> Place::instant() const {
  const auto parsed =
      json_->is_string() ? choice::parse_instant(json_->get<std::string>()) : std::nullopt;
  if (!parsed) {
    expected("a time in UTC like \"2026-01-01T00:00:00Z\"");
  }
  return parsed;
}

std::optional<Json> Place::object() const {
  if (!json_->is_object()) {
    expected("an object");
    return std::nullopt;
  }
  return Json(*json_);
}

std::optional<Json> Place::item() const {
  return has_placeholders(*json_) ? object() : literal_item();  // checked when they are filled
}

std::optional<Json> Place::closed_item() const {
  const auto json = object();
  if (!json) {
    return std::nullopt;
  }
  auto filled = fill(*json, {});
  if (!filled) {
    const PlaceholderError& error = filled.error();
    problem_below(
        error.pointer,
        error.name.empty()
            ? error.message
            : fmt::format("nothing is filled in here, so ${{{}}} has no value: write what "
                          "it stands for (a plain ${{ is written $${{)",
                          error.name));
    return std::nullopt;
  }
  return is_item(*filled) ? std::optional(std::move(*filled)) : std::nullopt;
}

std::optional<Json> Place::literal_item() const {
  auto json = object();
  return json && is_item(*json) ? std::move(json) : std::nullopt;
}

bool Place::is_item(const Json& json) const {
  if (const auto error = wire::strict_item_error(json)) {
    problem_below(error->pointer, error->message);
    return false;
  }
  if (const auto item = value::item_from_json(json); !item) {
    problem_below(item.error().pointer, item.error().message);
    return false;
  }
  return true;
}

std::optional<Json> Place::items() const {
  Json out = Json::array();
  for (const Place& element : elements()) {
    if (auto item = element.item()) {
      out.push_back(std::move(*item));
    }
  }
  return json_->is_array() ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<Json> Place::objects() const {
  for (const Place& element : elements()) {
    if (!element.json().is_object()) {
      element.expected("an object");
    }
  }
  return json_->is_array() ? std::optional(Json(*json_)) : std::nullopt;
}

// ---- an object ----------------------------------------------------------------------------------

Fields::Fields(Place place, std::string_view what, const std::vector<std::string_view>& known,
               const std::vector<std::string_view>& required)
    : place_(std::move(place)) {
  const Ordered& json = place_.json();
  if (!json.is_object()) {
    place_.expected(fmt::format("{}: an object", what));
    return;
  }
  std::vector<std::string_view> misspelt;
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(known, name) == known.end()) {
      misspelt.push_back(wire::closest(name, known));
      std::string hint = wire::did_you_mean(name, known);
      if (hint.empty()) {
        hint = fmt::format(": it may have {}", fmt::join(known, ", "));
      }
      place_.problem_below("/" + pointer_token(name),
                           fmt::format("unknown member \"{}\" in {}{}", name, what, hint), true);
    }
  }
  for (const std::string_view name : required) {
    if (!json.contains(std::string(name)) && std::ranges::find(misspelt, name) == misspelt.end()) {
      place_.problem(fmt::format("{} needs the member \"{}\"", what, name));
    }
  }
}

std::optional<Place> Fields::find(std::string_view name) const {
  if (!place_.json().is_object() || !place_.json().contains(std::string(name))) {
    return std::nullopt;
  }
  return place_.member(name);
}

}  // namespace ddbsim::scenario
